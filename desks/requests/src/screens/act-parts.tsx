import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { Notice } from "@setu/ui";
import type { AttachmentView, TimelineAct } from "../api.ts";
import { Author, Line } from "./line.tsx";
import { RecallWords } from "./recall.tsx";
import { NodeKeys, Signed, VoidWords } from "./signed.tsx";
import { DONE } from "./words.ts";

/** What an act shows on the screens and on the pages without a script alike. */
type Of = { readonly act: TimelineAct };

/** Which side did it, and who of it. */
export function ActBy({ act }: Of) {
  return (
    <>
      {act.side === "us" ? (
        <Trans context="side">Our side</Trans>
      ) : (
        <Trans context="side">The other side</Trans>
      )}
      {act.by !== null && (
        <>
          {" · "}
          <Author by={act.by} />
        </>
      )}
    </>
  );
}

/** That the nodes do not agree on it, that it was recalled, and what a person's signature over it is worth. */
export function ActAlarms({ act }: Of) {
  return (
    <>
      {act.signatures.map((signature, i) => (
        <Signed key={i} signature={signature} />
      ))}
      <NodeKeys since={act.nodeSince} />
      {act.void !== null && (
        <Notice tone="error">
          <p>
            <VoidWords act={act} />{" "}
            <span className="mono" translate="no">
              {act.void}
            </span>
          </p>
        </Notice>
      )}
      <RecallWords act={act} />
    </>
  );
}

/** What the link to the proof says, for those who hear it alone, of which act as well. */
export function ProofWords({ act }: Of) {
  const { _ } = useI18n();
  const { t } = useLingui();
  return (
    <>
      <Trans>Download the proof</Trans>
      <span className="visually-hidden">
        {" "}
        {t({ context: "proof of", message: `of: ${_(DONE[act.do] ?? { id: act.do })}` })}
      </span>
    </>
  );
}

type OfFile = { readonly file: AttachmentView };

export const isWhole = ({ parts }: AttachmentView): boolean => parts.have === parts.all;

export const HeldWords = () => (
  <strong>
    <Trans>Held: the scanner found something harmful in it.</Trans>
  </strong>
);

/** A file of which parts are still on their way. */
export function Arriving({ file }: OfFile) {
  return (
    <>
      <Line text={file.name} />{" "}
      <span className="muted">
        <Trans>
          Parts here: {file.parts.have} of {file.parts.all}
        </Trans>
      </span>
    </>
  );
}

/** Of a file that is here whole: its hashes, and through whose hands it went. */
export function ManifestLink({ file, href }: OfFile & { readonly href: string }) {
  if (!isWhole(file)) return null;
  return (
    <>
      {" "}
      <a href={href}>
        <Trans>Evidence manifest</Trans>
        <span className="visually-hidden">
          {" "}
          <bdi>{file.name}</bdi>
        </span>
      </a>
    </>
  );
}
