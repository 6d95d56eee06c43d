import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { useLang, When, type Lang } from "@setu/ui";
import type { ReactNode } from "react";
import type { AttachmentView, RequestView, TimelineAct } from "../api.ts";
import { listsOf } from "../lists.ts";
import { notation } from "../scales.ts";
import { ActLeaves } from "./act-leave.tsx";
import { ActAlarms, ActBy, Arriving, HeldWords, isWhole, ManifestLink, ProofWords } from "./act-parts.tsx";
import { label } from "./codes.ts";
import { NarrowedWords, SaidText } from "./corrected.tsx";
import { custodyHref, proofHref } from "./data.ts";
import { Delivery } from "./delivery.tsx";
import { EvaluationOf } from "./evaluation.tsx";
import { sizeWords } from "./files-field.tsx";
import { Caution } from "./line.tsx";
import { LookButton } from "./look-button.tsx";
import { MarkingLine, sameMarking } from "./marking-fields.tsx";
import { NewWord } from "./new-acts.tsx";
import { KeepLink } from "./recall.tsx";
import { AnewLinks, type Anew } from "./saying-anew.tsx";
import { DONE, URGENCY } from "./words.ts";

type Props = {
  readonly view: RequestView;
  readonly act: TimelineAct;
  /** Translations of ours, beside what was written in the act of that id. */
  readonly beside: (id: string) => readonly ReactNode[];
  /** What our side does with it. */
  readonly children: ReactNode;
  /** Opens the composer of a recall; null where a recall cannot be asked. */
  readonly onRecall: (() => void) | null;
  /** Begins to correct or to narrow it. */
  readonly onAnew: (what: Anew, act: TimelineAct) => void;
  /** Opens the composer of an act that names a record. */
  readonly onCompose: (act: string, refers: string) => void;
};

/** One act of the timeline: who, when, what, how it is handled, how far it has come. */
export function Act({ view, act, beside, children, onRecall, onAnew, onCompose }: Props) {
  return (
    <li className={`act ${act.side}`}>
      <h3>
        <NewWord id={act.id} />
        <ActHeading act={act} />
      </h3>
      <p className="meta">
        <When at={act.at} />
        <span className="muted act-by">
          <ActBy act={act} />
        </span>
      </p>
      <ActAlarms act={act} />
      <SaidText act={act} beside={beside} />
      <NarrowedWords act={act} />
      <ActLeaves act={act} />
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
          <ProofWords act={act} />
        </a>
        <AnewLinks view={view} act={act} onAnew={onAnew} />
        {onRecall !== null && (
          <button type="button" className="link-button" onClick={onRecall}>
            <Trans>Ask to recall</Trans>
          </button>
        )}
        <KeepLink act={act} moves={view.moves} onCompose={onCompose} />
      </p>
    </li>
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

export function Files({ item, files }: { readonly item: string; readonly files: readonly AttachmentView[] }) {
  const lang = useLang();
  if (files.length === 0) return null;
  return (
    <ul className="file-list">
      {files.map((file) => (
        <li key={file.a}>
          {isWhole(file) ? (
            <>
              <LookButton item={item} file={file} />
              <Caution text={file.name} />
              {file.held === true && (
                <>
                  {" "}
                  <HeldWords />
                </>
              )}
            </>
          ) : (
            <Arriving file={file} />
          )}{" "}
          <span className="muted">({sizeWords(file.size, lang)})</span>
          <ManifestLink file={file} href={custodyHref(item, file.a, lang)} />
        </li>
      ))}
    </ul>
  );
}
