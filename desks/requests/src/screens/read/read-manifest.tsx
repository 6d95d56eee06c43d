import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { useLingui as useI18n } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { useLang, usePlace, When } from "@setu/ui";
import type { Custody } from "../../api.ts";
import type { ReadPage } from "../../read-pages.ts";
import { sizeWords } from "../files-field.tsx";
import { Caution, Line } from "../line.tsx";
import { PartsFile } from "../parts-file.tsx";
import type { TakeReason } from "../../taking.ts";
import { TAKE_REASON } from "../viewer-words.ts";
import { requestPath, useReading } from "./links.ts";
import { ReadTaking } from "./read-taking.tsx";

type Props = Extract<ReadPage, { readonly kind: "manifest" }>;

const HANDS: Readonly<Record<Custody["what"], MessageDescriptor>> = {
  sent: msg`Added to the signed act and sent`,
  received: msg`Received; the receipt is signed`,
  checked: msg`All of it was here, with the hashes that the signed act names`,
  opened: msg`The act that carries it was opened`,
  looked: msg`Looked at here`,
  taken: msg`The original was downloaded here`,
};

/** One file for the case file: what it is, and through whose hands it went, each step with its signed place. */
export function ReadManifest({ manifest, scan, subset }: Props) {
  const { i18n } = useI18n();
  const { nameOf, href } = useReading();
  const lang = useLang();
  const { node } = usePlace();
  const country = node.name[lang];
  const { act, custody, made } = manifest;
  return (
    <>
      <h1>
        <Trans>Evidence manifest</Trans>
      </h1>
      <p>
        <a href={href(requestPath(act.item))}>
          <Trans>To the request</Trans>
        </a>
      </p>
      <dl className="facts">
        <dt>
          <Trans>File</Trans>
        </dt>
        <dd>
          <Line text={manifest.name} /> ({sizeWords(manifest.size, i18n.locale)})
          <Caution text={manifest.name} />
        </dd>
        <dt>SHA-256</dt>
        <dd className="mono hash">{manifest.sha256}</dd>
        <dt>
          <Trans>Commitment in the signed act</Trans>
        </dt>
        <dd className="mono hash">{manifest.a}</dd>
        <dt>
          <Trans>Salt of the commitment</Trans>
        </dt>
        <dd className="mono hash">{manifest.salt}</dd>
        <dt>
          <Trans>Signed act</Trans>
        </dt>
        <dd className="mono hash">{act.id}</dd>
        <dt>
          <Trans>Scanner</Trans>
        </dt>
        <dd>
          <Scanned scan={scan} />
        </dd>
      </dl>
      {subset !== null && <PartsFile file={subset} />}
      <section aria-labelledby="custody">
        <h2 id="custody">
          <Trans>Chain of custody</Trans>
        </h2>
        <ol className="custody">
          {custody.map((step) => (
            <Step key={`${step.log} ${step.pos} ${step.what}`} step={step} name={nameOf(step.by)} />
          ))}
        </ol>
        <p className="meta">
          <Trans>
            Who sent, received and opened it stands in logs that both sides have signed. When all of it was
            here, who looked at it and who downloaded it is the word of {country} alone.
          </Trans>
        </p>
        <p className="meta">
          <Trans>
            Made by {nameOf(made.by)}, <When at={made.at} />
          </Trans>
        </p>
      </section>
      {scan?.verdict !== "found" && <ReadTaking item={act.item} a={manifest.a} />}
    </>
  );
}

function Scanned({ scan }: Pick<Props, "scan">) {
  if (scan === null) return <Trans>Not scanned.</Trans>;
  return (
    <>
      {scan.verdict === "clean" ? (
        <Trans>Scanned: nothing was found.</Trans>
      ) : (
        <strong>
          <Trans>Held: the scanner found something harmful in it.</Trans>
        </strong>
      )}{" "}
      <When at={scan.at} />
    </>
  );
}

function Step({ step, name }: { readonly step: Custody; readonly name: string }) {
  const { _ } = useI18n();
  return (
    <li>
      <strong>{_(HANDS[step.what])}</strong>: <bdi>{name}</bdi>, <When at={step.at} />
      {step.reason !== undefined && (
        <span className="sub">
          {_(
            Object.hasOwn(TAKE_REASON, step.reason)
              ? TAKE_REASON[step.reason as TakeReason]
              : { id: step.reason },
          )}
          : <bdi>{step.because}</bdi>
        </span>
      )}
      <span className="sub mono hash">
        {step.log} {step.pos ?? "–"}
      </span>
    </li>
  );
}
