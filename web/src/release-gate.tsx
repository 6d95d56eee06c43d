import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import type { GateAnswer, GateId } from "@setu/core";
import { DECISIONS, GATES, RISKS } from "@setu/core/gates/index.ts";
import type { ReleaseView } from "@setu/requests/release-api.ts";
import { useOfficers } from "@setu/requests/screens/list-data.ts";
import { Problem, SelectField, TextField, useLang, When } from "@setu/ui";
import { useId, useState, type ReactNode } from "react";
import { useDeed, type Gated } from "./release-data.ts";
import { DECISION_WORDS, RISK_WORDS } from "./release-words.ts";

const EMPTY = {
  evidence: "",
  raw: "",
  mitigations: "",
  residual: "",
  basis: "",
  decision: "",
  conditions: "",
};
const MAX = 4_000;
const DAYS = 86_400_000;

/** An act that waits to leave, or a use of what came: its gates look alike. */
export type GatedView = Pick<ReleaseView, "id" | "answers" | "others" | "subject"> & {
  readonly state: string;
  readonly stopped: Pick<ReleaseView["stopped"], "answer">;
};
type Of = { readonly view: GatedView; readonly of?: Gated };

/** One question: what was said to it, and a form for what an officer says now. Nothing is chosen before she chooses. */
export function Gate({ view, gate, of: kind = "releases" }: Of & { readonly gate: GateId }) {
  const { _ } = useI18n();
  const lang = useLang();
  const of = GATES.get(gate);
  if (!of) return null;
  const answers = view.answers.filter((each) => each.gate === gate);
  const last = answers.at(-1);
  const others = view.others.filter((each) => each.gate === gate);
  const open = view.state === "open" && view.stopped.answer === null;
  return (
    <details className="gate">
      <summary>
        <strong>
          {gate.toUpperCase()} {of.name[lang]}
        </strong>{" "}
        <span className={last === undefined ? "open" : last.decision}>
          {last === undefined ? (
            <Trans context="gate">open</Trans>
          ) : (
            _(DECISION_WORDS[last.decision] ?? { id: last.decision })
          )}
        </span>
      </summary>
      <p>{of.question[lang]}</p>
      <p className="muted">{of.source}</p>
      {answers.map((answer) => (
        <Given key={answer.id} answer={answer} />
      ))}
      {open && others.map((answer) => <Again key={answer.id} view={view} of={kind} answer={answer} />)}
      {open && <Form view={view} of={kind} gate={gate} evidence={of.evidence[lang]} />}
    </details>
  );
}

function Given({ answer }: { readonly answer: GateAnswer }) {
  const { _ } = useI18n();
  const { nameOf } = useOfficers();
  const risk = (of: string) => _(RISK_WORDS[of] ?? { id: of });
  return (
    <div className="given">
      <p className="muted">
        <bdi>{nameOf(answer.decider)}</bdi>, <When at={answer.at} both={false} />
      </p>
      <dl className="facts">
        <dt>
          <Trans context="gate">Decision</Trans>
        </dt>
        <dd>{_(DECISION_WORDS[answer.decision] ?? { id: answer.decision })}</dd>
        <dt>
          <Trans>Risk before anything is done about it</Trans>
        </dt>
        <dd>{risk(answer.raw)}</dd>
        <dt>
          <Trans>Risk that remains</Trans>
        </dt>
        <dd>{risk(answer.residual)}</dd>
        <Said term={<Trans context="gate">Evidence</Trans>} text={answer.evidence} />
        <Said term={<Trans>What is done about it</Trans>} text={answer.mitigations} />
        <Said term={<Trans context="gate">Conditions</Trans>} text={answer.conditions} />
        <Said term={<Trans context="gate">Basis</Trans>} text={answer.basis} />
      </dl>
    </div>
  );
}

function Said({ term, text }: { readonly term: ReactNode; readonly text: string }) {
  if (text === "") return null;
  return (
    <>
      <dt>{term}</dt>
      <dd dir="auto">{text}</dd>
    </>
  );
}

/** An answer of another release in this matter: that it serves here is a decision, and stands in our log as one. */
function Again({ view, of = "releases", answer }: Of & { readonly answer: GateAnswer }) {
  const deed = useDeed(view.id, of);
  return (
    <div className="again">
      <Given answer={answer} />
      <button
        type="button"
        className="button"
        onClick={() =>
          deed.mutate({ what: "again", json: { answer: answer.id, subject: answer.scope.subject } })
        }
      >
        <Trans context="button">Use this answer here too</Trans>
      </button>
      {deed.error !== null && <Problem error={deed.error} />}
    </div>
  );
}

function Form({
  view,
  of = "releases",
  gate,
  evidence,
}: Of & { readonly gate: GateId; readonly evidence: string }) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const id = useId();
  const [said, setSaid] = useState(EMPTY);
  const [subject, setSubject] = useState(view.subject);
  const [days, setDays] = useState("");
  const deed = useDeed(view.id, of);
  const set = (name: keyof typeof EMPTY) => (value: string) => setSaid((old) => ({ ...old, [name]: value }));
  const risks = RISKS.map((risk) => ({ value: risk, label: _(RISK_WORDS[risk] ?? { id: risk }) }));
  const whole = [said.evidence, said.raw, said.residual, said.basis, said.decision].every(
    (each) => each.trim() !== "",
  );
  const answer = () => {
    if (!whole) return;
    const until = days === "" ? null : Date.now() + Number(days) * DAYS;
    deed.mutate(
      { what: "gate", json: { answer: { gate, ...said, subject, until } } },
      { onSuccess: () => setSaid(EMPTY) },
    );
  };
  return (
    <form
      aria-labelledby={id}
      onSubmit={(event) => {
        event.preventDefault();
        answer();
      }}
    >
      <h4 id={id}>
        <Trans>Answer {gate.toUpperCase()}</Trans>
      </h4>
      <TextField label={t`Of whom or what`} value={subject} onChange={setSubject} max={200} />
      <TextField
        label={t({ context: "gate", message: "Evidence" })}
        hint={evidence}
        value={said.evidence}
        onChange={set("evidence")}
        rows={3}
        max={MAX}
      />
      <SelectField
        label={t`Risk before anything is done about it`}
        value={said.raw}
        onChange={set("raw")}
        empty={t`Choose`}
        options={risks}
      />
      <TextField
        label={t`What is done about it`}
        value={said.mitigations}
        onChange={set("mitigations")}
        rows={2}
        max={MAX}
      />
      <SelectField
        label={t`Risk that remains`}
        value={said.residual}
        onChange={set("residual")}
        empty={t`Choose`}
        options={risks}
      />
      <TextField
        label={t({ context: "gate", message: "Basis" })}
        hint={t`The law or rule on which you decide`}
        value={said.basis}
        onChange={set("basis")}
        max={MAX}
      />
      <SelectField
        label={t({ context: "gate", message: "Decision" })}
        value={said.decision}
        onChange={set("decision")}
        empty={t`Choose`}
        options={DECISIONS.map((each) => ({ value: each, label: _(DECISION_WORDS[each] ?? { id: each }) }))}
      />
      {said.decision === "pass-with-conditions" && (
        <TextField
          label={t({ context: "gate", message: "Conditions" })}
          value={said.conditions}
          onChange={set("conditions")}
          rows={2}
          max={MAX}
        />
      )}
      <SelectField
        label={t`May be used again in this matter`}
        value={days}
        onChange={setDays}
        options={[
          { value: "", label: t`No: for this alone` },
          { value: "7", label: t`For 7 days` },
          { value: "30", label: t`For 30 days` },
        ]}
      />
      <button type="submit" className="button" aria-disabled={!whole}>
        <Trans context="button">Record the answer</Trans>
      </button>
      {deed.error !== null && <Problem error={deed.error} />}
    </form>
  );
}
