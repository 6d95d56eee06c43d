import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { Notice, useLang, When, type Lang } from "@setu/ui";
import type { ReactNode } from "react";
import type { AttachmentView, RequestView, TimelineAct } from "../api.ts";
import { listsOf } from "../lists.ts";
import { notation } from "../scales.ts";
import { label } from "./codes.ts";
import { custodyHref, proofHref } from "./data.ts";
import { Delivery } from "./delivery.tsx";
import { EvaluationOf } from "./evaluation.tsx";
import { sizeWords } from "./files-field.tsx";
import { Author, Caution, Line } from "./line.tsx";
import { LookButton } from "./look-button.tsx";
import { MarkingLine, sameMarking } from "./marking-fields.tsx";
import { WrittenText } from "./translated.tsx";
import { DONE, URGENCY } from "./words.ts";

type Props = {
  readonly view: RequestView;
  readonly act: TimelineAct;
  /** Translations of ours, beside what was written. */
  readonly beside: readonly ReactNode[];
  /** What our side does with it. */
  readonly children: ReactNode;
  /** Opens the composer of a recall; null where a recall cannot be asked. */
  readonly onRecall: (() => void) | null;
  /** Opens the composer of an act that names a record. */
  readonly onCompose: (act: string, refers: string) => void;
};

/** One act of the timeline: who, when, what, how it is handled, how far it has come. */
export function Act({ view, act, beside, children, onRecall, onCompose }: Props) {
  const { _ } = useI18n();
  const { t } = useLingui();
  return (
    <li className={`act ${act.side}`}>
      <h3>
        <ActHeading act={act} />
      </h3>
      <p className="meta">
        <When at={act.at} />
        <span className="muted act-by">
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
        </span>
      </p>
      {act.void !== null && (
        <Notice tone="error">
          <p>
            <strong>
              <Trans>Alarm: the two nodes do not agree on this act.</Trans>
            </strong>{" "}
            <Trans>It counts for nothing here. Call the other office.</Trans>{" "}
            <span className="mono" translate="no">
              {act.void}
            </span>
          </p>
        </Notice>
      )}
      {act.recalled !== null && (
        <Notice tone="warning">
          <p>
            <strong>
              <Trans>Recalled.</Trans>
            </strong>{" "}
            <Recalled act={act} />
          </p>
        </Notice>
      )}
      <ActText act={act} beside={beside} />
      {children}
      <EvaluationOf act={act} moves={view.moves} onCompose={onCompose} />
      <Files item={view.item} files={act.attachments} />
      {!sameMarking(act.mark, view.mark) && (
        <p className="meta">
          <MarkingLine mark={act.mark} />
        </p>
      )}
      {act.side === "us" && <Delivery delivery={act.delivery} />}
      <p className="meta act-links">
        <a href={proofHref(view.item, act.id)} download>
          <Trans>Download the proof</Trans>
          <span className="visually-hidden">
            {" "}
            {t({ context: "proof of", message: `of: ${_(DONE[act.do] ?? { id: act.do })}` })}
          </span>
        </a>
        {onRecall !== null && (
          <button type="button" className="link-button" onClick={onRecall}>
            <Trans>Ask to recall</Trans>
          </button>
        )}
      </p>
    </li>
  );
}

function Recalled({ act }: { readonly act: TimelineAct }) {
  const lang = useLang();
  if (act.recalled === null) return null;
  const reason = label("recall", act.recalled.reason, lang);
  return (
    <>
      <Trans>Reason: {reason}.</Trans> <When at={act.recalled.at} both={false} />
    </>
  );
}

/** What was done, with the codes that belong to it: the ground of a refusal, what is to be clarified, until when. */
export function ActHeading({ act }: { readonly act: Pick<TimelineAct, "do" | "args"> }) {
  const { _ } = useI18n();
  const { t } = useLingui();
  const lang = useLang();
  const done = DONE[act.do] === undefined ? act.do : _(DONE[act.do]!);
  const words = act.do === "ask" ? [] : codeWords(act, lang);
  const urgency = act.args["urgency"];
  if (act.do === "revise" && typeof urgency === "string" && URGENCY[urgency] !== undefined) {
    words.unshift(_(URGENCY[urgency]));
  }
  const { source, information } = act.args;
  if (typeof source === "string" && typeof information === "string") {
    words.unshift(notation({ source, information }));
  }
  const codes = words.join(", ");
  const until = act.args["until"];
  return (
    <>
      {codes === "" ? done : t`${done}: ${codes}`}
      {typeof until === "number" && (
        <span className="act-until">
          <Trans context="deadline">until</Trans> <When at={until} both={false} />
        </span>
      )}
    </>
  );
}

const codeWords = (act: Pick<TimelineAct, "do" | "args">, lang: Lang): string[] =>
  Object.entries(listsOf(act.do, act.args))
    .filter(([name]) => act.args[name] !== undefined)
    .map(([name, list]) => label(list, act.args[name], lang));

/** What was written, in its own language; or why it is not here. */
export function ActText({
  act,
  beside = [],
}: {
  readonly act: Pick<TimelineAct, "body" | "bodyState">;
  readonly beside?: readonly ReactNode[];
}) {
  const { body, bodyState } = act;
  if (body !== null) {
    const silent = body.text === "" && !body.translations;
    return silent ? null : <WrittenText body={body} beside={beside} />;
  }
  const why: Readonly<Record<string, ReactNode>> = {
    destroyed: <Trans>The text was destroyed as the law requires. The signed act remains.</Trans>,
    lost: <Trans>The text was lost. The signed act remains.</Trans>,
    refused: <Trans>The text was refused at the border. The signed act remains.</Trans>,
    unreadable: <Trans>The text is here but cannot be opened with our keys.</Trans>,
  };
  return bodyState in why ? <p className="muted">{why[bodyState]}</p> : null;
}

export function Files({ item, files }: { readonly item: string; readonly files: readonly AttachmentView[] }) {
  const lang = useLang();
  if (files.length === 0) return null;
  return (
    <ul className="file-list">
      {files.map((file) => (
        <li key={file.a}>
          {file.parts.have === file.parts.all ? (
            <>
              <LookButton item={item} file={file} />
              <Caution text={file.name} />
              {file.held === true && (
                <>
                  {" "}
                  <strong>
                    <Trans>Held: the scanner found something harmful in it.</Trans>
                  </strong>
                </>
              )}
            </>
          ) : (
            <>
              <Line text={file.name} />{" "}
              <span className="muted">
                <Trans>
                  Parts here: {file.parts.have} of {file.parts.all}
                </Trans>
              </span>
            </>
          )}{" "}
          <span className="muted">({sizeWords(file.size, lang)})</span>
          {file.parts.have === file.parts.all && (
            <>
              {" "}
              <a href={custodyHref(item, file.a, lang)}>
                <Trans>Evidence manifest</Trans>
                <span className="visually-hidden">
                  {" "}
                  <bdi>{file.name}</bdi>
                </span>
              </a>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
