import { Trans, useLingui } from "@lingui/react/macro";
import { VERB_WORDS } from "@setu/requests/trail-words.ts";
import { VERBS } from "@setu/requests/trail.ts";
import { Field, navigate, SelectField, TextField, useLang } from "@setu/ui";
import { useState } from "react";
import { useTrailOfficers } from "./oversight-data.ts";

const DAY = 86_400_000;
/** A day as the field has it, in UTC, as the file writes instants. */
const dayOf = (at: string | undefined): string =>
  at === undefined || !Number.isSafeInteger(Number(at))
    ? ""
    : new Date(Number(at)).toISOString().slice(0, 10);
const instantOf = (day: string): number | null => {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? null : at;
};

/** What is looked for stands in the address: a search can be kept and sent. */
export function TrailFilters({ search }: { readonly search: Readonly<Record<string, string>> }) {
  const { t } = useLingui();
  const lang = useLang();
  const { data: officers = [] } = useTrailOfficers();
  const [ref, setRef] = useState(search["ref"] ?? "");
  const [officer, setOfficer] = useState(search["officer"] ?? "");
  const [verb, setVerb] = useState(search["verb"] ?? "");
  const [from, setFrom] = useState(dayOf(search["from"]));
  // The last day is whole: its end stands in the address.
  const [to, setTo] = useState(search["to"] === undefined ? "" : dayOf(String(Number(search["to"]) - DAY)));
  const ask = () => {
    const [begin, end] = [instantOf(from), instantOf(to)];
    navigate({
      to: "/oversight",
      search: {
        ref: ref.trim() || undefined,
        officer: officer || undefined,
        verb: verb || undefined,
        from: begin === null ? undefined : String(begin),
        to: end === null ? undefined : String(end + DAY),
      },
    });
  };
  return (
    <form
      className="panel trail-filters"
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      <TextField
        label={t({ context: "field", message: "Reference" })}
        value={ref}
        onChange={setRef}
        max={40}
      />
      <SelectField
        label={t({ context: "field", message: "Officer" })}
        value={officer}
        onChange={setOfficer}
        empty={t({ context: "filter", message: "Anybody" })}
        options={officers.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <SelectField
        label={t({ context: "field", message: "What was done with it" })}
        value={verb}
        onChange={setVerb}
        empty={t({ context: "filter", message: "Anything" })}
        options={VERBS.map((each) => ({ value: each, label: VERB_WORDS[each][lang] }))}
      />
      <Day label={t`From the day (UTC)`} value={from} onChange={setFrom} />
      <Day label={t`To the day (UTC)`} value={to} onChange={setTo} />
      <button type="submit" className="button">
        <Trans context="button">Search the trail</Trans>
      </button>
    </form>
  );
}

type DayProps = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (day: string) => void;
};

const Day = ({ label, value, onChange }: DayProps) => (
  <Field label={label}>
    {(control) => (
      <input type="date" {...control} value={value} onChange={(event) => onChange(event.target.value)} />
    )}
  </Field>
);
