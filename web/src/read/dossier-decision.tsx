import { useLingui as useI18n } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { GATES } from "@setu/core/gates/index.ts";
import type { TimelineAct } from "@setu/requests/api.ts";
import type { DossierDecision } from "@setu/requests/dossier.ts";
import { useReading } from "@setu/requests/screens/read/links.ts";
import { NodeKeys, Signed } from "@setu/requests/screens/signed.tsx";
import { DO } from "@setu/requests/screens/words.ts";
import { useLang, When } from "@setu/ui";
import { Faults } from "../oversight/faults.tsx";
import {
  DECISION_WORDS,
  FINDING_WORDS,
  LIFE_WORDS,
  REMARK_WORDS,
  RISK_WORDS,
  STATE_WORDS,
} from "../release-words.ts";

type Props = {
  readonly decision: DossierDecision;
  /** What crossed of it; null: nothing did. */
  readonly act: TimelineAct | null;
};

/** One decision whole: the risk first, then what was done about it, then who said yes or no. */
export function Decision({ decision, act }: Props) {
  const { _ } = useI18n();
  const { nameOf } = useReading();
  const { author, state, approver, decidedAt, alone, profile } = decision;
  return (
    <article className="decision">
      <h3>
        {decision.do === "use" ? <Trans>Use of what came</Trans> : _(DO[decision.do] ?? { id: decision.do })}
        {": "}
        {_(STATE_WORDS[state] ?? { id: state })}
      </h3>
      <dl className="facts">
        <dt>
          <Trans>Proposed by</Trans>
        </dt>
        <dd>
          <bdi>{nameOf(author)}</bdi>, <When at={decision.at} />
        </dd>
        <dt>
          <Trans>Let go by</Trans>
        </dt>
        <dd>
          {approver === null ? (
            <Trans>nobody</Trans>
          ) : (
            <>
              <bdi>{nameOf(approver)}</bdi>
              {decidedAt !== null && (
                <>
                  , <When at={decidedAt} />
                </>
              )}
            </>
          )}
        </dd>
        <dt>
          <Trans>Signature on what crossed</Trans>
        </dt>
        <dd>
          <Signatures act={act} />
        </dd>
        {profile !== null && (
          <>
            <dt>
              <Trans>Rules that were asked</Trans>
            </dt>
            <dd>{profile}</dd>
          </>
        )}
        <dt>
          <Trans>Hash of what was to leave</Trans>
        </dt>
        <dd className="mono hash">{decision.hash}</dd>
        <dt>
          <Trans>When the other side had it</Trans>
        </dt>
        <dd>
          <Received act={act} />
        </dd>
      </dl>
      {alone !== null && (
        <p>
          <strong>
            <Trans>Released by one person alone.</Trans>
          </strong>{" "}
          {_(LIFE_WORDS[alone.reason] ?? { id: alone.reason })}.{" "}
          {alone.finding === null ? (
            <Trans>
              Nobody has reviewed it; due <When at={alone.review} />.
            </Trans>
          ) : (
            <Trans>Review: {_(FINDING_WORDS[alone.finding] ?? { id: alone.finding })}.</Trans>
          )}
        </p>
      )}
      {decision.answers.map((answer) => (
        <Answer key={answer.id} answer={answer} />
      ))}
      {decision.again.length > 0 && (
        <p>
          <Trans>Answers of before that were used again:</Trans>{" "}
          {decision.again.map(({ by, at, answer }) => (
            <span key={answer}>
              <bdi>{nameOf(by)}</bdi>, <When at={at} both={false} />{" "}
              <span className="mono hash">{answer}</span>{" "}
            </span>
          ))}
        </p>
      )}
      <Remarks decision={decision} />
    </article>
  );
}

function Signatures({ act }: Pick<Props, "act">) {
  if (act === null) return <Trans>nothing crossed</Trans>;
  return (
    <>
      {act.signatures.length === 0 && <Trans>nobody signed it with a key</Trans>}
      {act.signatures.map((signature, i) => (
        <Signed key={i} signature={signature} />
      ))}
      <NodeKeys since={act.nodeSince} />
    </>
  );
}

function Received({ act }: Pick<Props, "act">) {
  if (act === null) return <Trans>nothing crossed</Trans>;
  const { receipted, opened } = act.delivery;
  return (
    <>
      {receipted === null ? (
        <Trans>no receipt yet</Trans>
      ) : (
        <Trans>
          receipt of <When at={receipted} />
        </Trans>
      )}
      {opened !== null && (
        <>
          {"; "}
          <Trans>
            opened there <When at={opened} />
          </Trans>
        </>
      )}
    </>
  );
}

function Answer({ answer }: { readonly answer: DossierDecision["answers"][number] }) {
  const { _ } = useI18n();
  const lang = useLang();
  const { nameOf } = useReading();
  const { gate, raw, residual, decision } = answer;
  const against = decision === "refuse" || decision === "refer";
  return (
    <div className="answer">
      <h4>
        {gate.toUpperCase()} {GATES.get(gate)?.name[lang]}
      </h4>
      <dl className="facts">
        <dt>
          <Trans>Risk before anything is done about it</Trans>
        </dt>
        <dd>
          <strong>{_(RISK_WORDS[raw] ?? { id: raw })}</strong>
        </dd>
        <dt>
          <Trans>What is done about it</Trans>
        </dt>
        <dd dir="auto">{answer.mitigations === "" ? "–" : answer.mitigations}</dd>
        <dt>
          <Trans>Risk that remains</Trans>
        </dt>
        <dd>{_(RISK_WORDS[residual] ?? { id: residual })}</dd>
        <dt>
          <Trans context="gate">Decision</Trans>
        </dt>
        <dd>
          {against ? (
            <strong>{_(DECISION_WORDS[decision] ?? { id: decision })}</strong>
          ) : (
            _(DECISION_WORDS[decision] ?? { id: decision })
          )}
          {answer.conditions !== "" && <span dir="auto">: {answer.conditions}</span>}
        </dd>
        <dt>
          <Trans>Evidence</Trans>
        </dt>
        <dd dir="auto">{answer.evidence}</dd>
        <dt>
          <Trans>Basis</Trans>
        </dt>
        <dd dir="auto">{answer.basis}</dd>
        <dt>
          <Trans>Decided by</Trans>
        </dt>
        <dd>
          <bdi>{nameOf(answer.decider)}</bdi>, <When at={answer.at} both={false} />,{" "}
          <span className="muted">
            <Trans>log index {answer.pos}</Trans>
          </span>
        </dd>
      </dl>
      <Faults faults={answer.faults} />
    </div>
  );
}

/** What was said against it, or about it. */
function Remarks({ decision: { remarks } }: Pick<Props, "decision">) {
  const { _ } = useI18n();
  const { nameOf } = useReading();
  if (remarks.length === 0) return null;
  return (
    <>
      <h4>
        <Trans>What was said of it</Trans>
      </h4>
      <ul>
        {remarks.map(({ do: what, by, at, text }) => (
          <li key={at}>
            <bdi>{nameOf(by)}</bdi> {_(REMARK_WORDS[what] ?? { id: what })}, <When at={at} both={false} />
            <p dir="auto">{text}</p>
          </li>
        ))}
      </ul>
    </>
  );
}
