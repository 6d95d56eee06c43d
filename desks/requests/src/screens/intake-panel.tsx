import { useLingui as useI18n } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { LOCALES, Notice, useLang, usePlace, When } from "@setu/ui";
import type { HomeAct } from "../home.ts";
import type { Paper } from "../intake.ts";
import { cameWords } from "./came-words.ts";
import { sizeWords } from "./files-field.tsx";
import { Line } from "./line.tsx";

type Props = {
  readonly intake: HomeAct;
  /** Who registered it. */
  readonly name: string;
};

/** What came another way: as it came, with its true dates, and that nobody but us stands behind it. */
export function IntakePanel({ intake, name }: Props) {
  const { _ } = useI18n();
  const { args, at, paper = null, text } = intake;
  const came = _(cameWords(String(args["cameBy"])));
  return (
    <section className="panel" aria-labelledby="intake">
      <h2 id="intake">
        <Trans>What came</Trans>
      </h2>
      <Notice tone="warning">
        <p>
          <strong>
            <Trans>
              {came}; registered here by <bdi>{name}</bdi> on <When at={at} both={false} />; not attested by
              the other side.
            </Trans>
          </strong>{" "}
          <Trans>It bears no marking of Setu, so it is handled as TLP:RED.</Trans>
        </p>
      </Notice>
      <dl className="facts">
        <dt>
          <Trans>Received</Trans>
        </dt>
        <dd>
          {args["hour"] === true ? (
            <When at={Number(args["received"])} />
          ) : (
            <>
              <Day at={Number(args["received"])} /> <Trans>(the hour is not known)</Trans>
            </>
          )}{" "}
          {args["given"] === true && <Trans>(date given by the officer)</Trans>}
        </dd>
        {typeof args["due"] === "number" && (
          <>
            <dt>
              <Trans>Due</Trans>
            </dt>
            <dd>
              <When at={args["due"]} both={false} />
            </dd>
          </>
        )}
        {paper !== null && <PaperFacts paper={paper} />}
      </dl>
      {paper === null && (
        <p className="muted">
          <Trans>What stood in it was destroyed.</Trans>
        </p>
      )}
      {text !== null && text !== "" && (
        <p className="prose" dir="auto" lang={paper?.lang ?? undefined}>
          {text}
        </p>
      )}
      {paper?.cut === true && (
        <p className="meta">
          <Trans>
            The text was longer than what is kept here; all of it is in the file that it was read from.
          </Trans>
        </p>
      )}
      {paper !== null && <Files files={paper.files} />}
    </section>
  );
}

/** The subject stands here whole: at the head of the page its identifiers are masked, as in every list. */
function PaperFacts({ paper: { title, dated, from, theirRef, source } }: { readonly paper: Paper }) {
  return (
    <>
      <dt>
        <Trans>Subject</Trans>
      </dt>
      <dd>
        <Line text={title} />
      </dd>
      {dated !== null && (
        <>
          <dt>
            <Trans>Date that it bears</Trans>
          </dt>
          <dd>
            <Day at={Date.parse(`${dated}T12:00:00Z`)} zone="UTC" />
          </dd>
        </>
      )}
      {from !== "" && (
        <>
          <dt>
            <Trans>From whom</Trans>
          </dt>
          <dd>
            <Line text={from} />
          </dd>
        </>
      )}
      {theirRef !== "" && (
        <>
          <dt>
            <Trans>Their reference</Trans>
          </dt>
          <dd>
            <Line text={theirRef} />
          </dd>
        </>
      )}
      {source !== null && (
        <>
          <dt>
            <Trans>Read from</Trans>
          </dt>
          <dd>
            <Line text={source.name} /> <span className="mono hash">{source.sha256}</span>
          </dd>
        </>
      )}
    </>
  );
}

function Files({ files }: Pick<Paper, "files">) {
  const lang = useLang();
  if (files.length === 0) return null;
  return (
    <>
      <h3>
        <Trans>Files that came along; they stay where they are</Trans>
      </h3>
      <ul>
        {files.map((file) => (
          <li key={file.sha256}>
            <Line text={file.name} /> <span className="muted">({sizeWords(file.size, lang)})</span>{" "}
            <span className="mono hash">{file.sha256}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** A day, where its hour says nothing. */
function Day({ at, zone }: { readonly at: number; readonly zone?: string }) {
  const lang = useLang();
  const { node } = usePlace();
  return new Intl.DateTimeFormat(LOCALES[lang], {
    dateStyle: "long",
    timeZone: zone ?? node.zone.id,
  }).format(at);
}
