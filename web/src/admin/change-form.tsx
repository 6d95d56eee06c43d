import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { CHANGE_REASONS, type Grants, type Person } from "@setu/requests/administration.ts";
import { TOPIC_POWERS, type Topics } from "@setu/requests/topics.ts";
import { Choices, newId, SelectField } from "@setu/ui";
import { useState } from "react";
import { POWER_WORDS } from "../powers-words.ts";
import { ProvingProblem } from "../proving-problem.tsx";
import { useProving } from "../proving.ts";
import { keyOf, postTo } from "./admin-data.ts";
import { REASON_WORDS } from "./admin-words.ts";
import { DayField, ReachFields, compartmentsIn } from "./reach-fields.tsx";
import { TopicsField } from "./topics-field.tsx";

type Props = { readonly person: Person; readonly givable: readonly string[]; readonly done: () => void };

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
/** The instant itself while its day is not touched: what was given to the minute stays so. */
const atOf = (day: string, before: number): number =>
  day === dayOf(before) ? before : Date.parse(`${day}T00:00:00Z`);

/** What the account is given instead. Nothing changes by it until another administrator confirms. */
export function ChangeForm({ person: { id, grants }, givable, done }: Props) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const [powers, setPowers] = useState<readonly string[]>(grants.powers);
  const [topics, setTopics] = useState<Topics>(grants.topics);
  const [clearance, setClearance] = useState(String(grants.clearance));
  const [compartments, setCompartments] = useState(grants.compartments.join(", "));
  const [from, setFrom] = useState(dayOf(grants.from));
  const [until, setUntil] = useState(dayOf(grants.until));
  const [suspended, setSuspended] = useState(grants.suspended ? "yes" : "no");
  const [reason, setReason] = useState("");
  const propose = useProving<void>(keyOf("people"));
  const to: Grants = {
    powers: givable.filter((power) => powers.includes(power)),
    topics: Object.fromEntries(
      TOPIC_POWERS.map((power) => [power, powers.includes(power) ? (topics[power] ?? {}) : {}]),
    ),
    clearance: Number(clearance),
    compartments: compartmentsIn(compartments).toSorted(),
    from: atOf(from, grants.from),
    until: atOf(until, grants.until),
    suspended: suspended === "yes",
  };
  const ready = reason !== "" && Number.isFinite(to.from) && to.until >= to.from;
  return (
    <form
      className="deed"
      onSubmit={(event) => {
        event.preventDefault();
        if (!ready || propose.isPending) return;
        propose.mutate(async () => {
          await postTo("changes", { id: newId(), officer: id, to, reason });
          done();
        });
      }}
    >
      <Choices
        kind="checkbox"
        label={t({ context: "grants", message: "Powers" })}
        hint={t`Whoever administers may read nothing, whatever else is chosen beside it.`}
        value={powers}
        onChange={setPowers}
        options={givable.map((value) => ({ value, label: _(POWER_WORDS[value] ?? { id: value }) }))}
      />
      <TopicsField powers={powers} topics={topics} onChange={setTopics} />
      <ReachFields
        clearance={clearance}
        compartments={compartments}
        onClearance={setClearance}
        onCompartments={setCompartments}
      />
      <DayField label={t`Accredited from (day, UTC)`} value={from} onChange={setFrom} />
      <DayField label={t`Accredited until (day, UTC)`} value={until} onChange={setUntil} />
      <SelectField
        label={t({ context: "grants", message: "State" })}
        value={suspended}
        onChange={setSuspended}
        options={[
          { value: "no", label: t({ context: "officer", message: "Not suspended" }) },
          { value: "yes", label: t({ context: "officer", message: "Suspended" }) },
        ]}
      />
      <SelectField
        label={t({ context: "field", message: "Why" })}
        value={reason}
        onChange={setReason}
        empty={t`Choose…`}
        options={CHANGE_REASONS.map((value) => ({ value, label: _(REASON_WORDS[value]) }))}
      />
      {propose.error !== null && <ProvingProblem error={propose.error} />}
      <div className="actions">
        <button type="submit" className="button primary" aria-disabled={!ready || propose.isPending}>
          <Trans context="button">Propose it</Trans>
        </button>
        <button type="button" className="button" onClick={done}>
          <Trans context="button">Cancel</Trans>
        </button>
      </div>
    </form>
  );
}
