import { Trans } from "@lingui/react/macro";
import { useLang, usePlace, When } from "@setu/ui";
import type { ReactNode } from "react";
import type { TimelineAct } from "../api.ts";
import { isOpenNotice, type Evaluated } from "../evaluation.ts";
import { listsOf } from "../lists.ts";
import { nearly, notation } from "../scales.ts";
import { label } from "./codes.ts";

type Props = {
  readonly act: TimelineAct;
  readonly moves: readonly string[];
  /** Opens the composer of an act that names a record. */
  readonly onCompose: (act: string, refers: string) => void;
};

/** How reliable it is, as each side says, and what our side can say to it. */
export function EvaluationOf({ act, moves, onCompose }: Props) {
  const { evaluation } = act;
  if (evaluation === null) return null;
  const { notice } = evaluation;
  const says: readonly (readonly [act: string, refers: string, words: ReactNode])[] =
    act.side === "us"
      ? [
          ...(isOpenNotice(notice)
            ? ([
                ["agree", notice.act, <Trans context="button">Agree with their evaluation</Trans>],
                ["disagree", notice.act, <Trans context="button">Do not agree</Trans>],
              ] as const)
            : []),
          ["evaluate", act.id, <Trans context="button">Evaluate this</Trans>],
        ]
      : [["re-evaluate", act.id, <Trans context="button">Evaluate otherwise</Trans>]];
  const can = says.filter(([what]) => moves.includes(what));
  return (
    <>
      <EvaluationWords act={act} />
      {can.length > 0 && (
        <p className="meta act-links">
          {can.map(([what, refers, words]) => (
            <button key={what} type="button" className="link-button" onClick={() => onCompose(what, refers)}>
              {words}
            </button>
          ))}
        </p>
      )}
    </>
  );
}

/** Both sides, with who said what. */
export function EvaluationWords({ act }: { readonly act: Pick<TimelineAct, "evaluation"> }) {
  if (act.evaluation === null) return null;
  const { given, agreed, notice } = act.evaluation;
  return (
    <>
      {given !== null && (
        <p className="evaluation">
          <Evaluates word={given} />
        </p>
      )}
      {agreed !== null && agreed.act !== notice?.act && (
        <p className="evaluation">
          <Proposes word={agreed} /> <Trans>Agreed.</Trans>
        </p>
      )}
      {notice !== null && (
        <p className="evaluation">
          <Proposes word={notice} /> <Answered act={act} />
        </p>
      )}
    </>
  );
}

/** "Canada: B2 …". */
function Evaluates({ word }: { readonly word: Evaluated }) {
  const name = useName(word.side);
  return (
    <>
      <Trans context="evaluation">{name}:</Trans> <Meaning word={word} />
    </>
  );
}

/** "India proposes C3 …". */
function Proposes({ word }: { readonly word: Evaluated }) {
  const name = useName(word.side);
  return (
    <>
      <Trans context="evaluation">{name} proposes:</Trans> <Meaning word={word} />
    </>
  );
}

function Answered({ act }: { readonly act: Pick<TimelineAct, "evaluation"> }) {
  const lang = useLang();
  const answer = act.evaluation?.notice?.answer ?? null;
  if (answer === null) {
    return (
      <strong>
        <Trans>Not yet agreed.</Trans>
      </strong>
    );
  }
  const reason = answer.reason === null ? null : label("evaluation-disagreement", answer.reason, lang);
  return (
    <>
      {answer.do === "agree" ? (
        <Trans>Agreed.</Trans>
      ) : (
        <strong>{reason === null ? <Trans>Not agreed.</Trans> : <Trans>Not agreed: {reason}.</Trans>}</strong>
      )}{" "}
      <When at={answer.at} both={false} />
    </>
  );
}

function useName(side: Evaluated["side"]): string {
  const lang = useLang();
  const { node, peer } = usePlace();
  return (side === "us" ? node : peer)?.name[lang] ?? side;
}

/** The letter and digit with what they mean: nobody has to know two scales by heart. */
function Meaning({ word }: { readonly word: Pick<Evaluated, "scheme" | "source" | "information"> }) {
  const lang = useLang();
  const { source, information } = listsOf("evaluate", { scheme: word.scheme } as never);
  const near = nearly(word).join(" / ");
  const scheme = label("evaluation-scheme", word.scheme, lang);
  const of = source === undefined ? "" : label(source, word.source, lang);
  const says = information === undefined ? "" : label(information, word.information, lang);
  return (
    <>
      <strong className="mono evaluation-code" translate="no">
        {notation(word)}
      </strong>{" "}
      <span>
        <Trans>
          source: {of}; information: {says}
        </Trans>
      </span>{" "}
      <span className="muted">
        ({scheme}
        {near !== "" && (
          <>
            , ≈ <span translate="no">{near}</span> <Trans>Europol</Trans>
          </>
        )}
        )
      </span>
    </>
  );
}
