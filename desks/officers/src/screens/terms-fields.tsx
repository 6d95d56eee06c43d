import { useLingui } from "@lingui/react/macro";
import { Choices, Field, SelectField, useLang, usePlace, When } from "@setu/ui";
import type { Zone } from "@setu/ui/time.ts";
import { instantOf, wallOf } from "@setu/ui/wall.ts";
import type { Postings } from "../api.ts";
import type { Terms } from "../terms.ts";
import { codeOptions } from "./words.ts";

/** Terms as they are being written: days, in the zone of the desk. */
export type Draft = {
  readonly post: string;
  readonly mandate: readonly string[];
  readonly languages: readonly string[];
  readonly from: string;
  readonly until: string;
  readonly deputy: string;
};

export const EMPTY: Draft = { post: "", mandate: [], languages: [], from: "", until: "", deputy: "" };

const dayOf = (at: number, zone: Zone): string => new Date(wallOf(at, zone)).toISOString().slice(0, 10);
/** The beginning of a day; NaN for none. */
const beginOf = (day: string, zone: Zone): number => {
  const wall = Date.parse(`${day}T00:00Z`);
  return Number.isNaN(wall) ? Number.NaN : instantOf(wall, zone);
};

export const draftOf = ({ deputy, from, until, ...terms }: Terms, zone: Zone): Draft => ({
  ...terms,
  from: dayOf(from, zone),
  until: dayOf(until, zone),
  deputy: deputy ?? "",
});

/** @returns null while something is missing, or the end is not after the beginning and still to come */
export function argsOf({ deputy, from, until, ...draft }: Draft, zone: Zone, now: number) {
  const [begins, ends] = [beginOf(from, zone), beginOf(until, zone)];
  const whole = draft.post !== "" && draft.mandate.length > 0 && draft.languages.length > 0;
  if (!whole || !(begins < ends) || !(ends > now)) return null;
  return { ...draft, from: begins, until: ends, ...(deputy !== "" && { deputy }) };
}

type Props = {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly accounts: Postings["accounts"];
  /** Who is posted; nobody is their own deputy. */
  readonly officer: string;
};

export function TermsFields({ draft, onChange, accounts, officer }: Props) {
  const { t } = useLingui();
  const lang = useLang();
  const { node } = usePlace();
  const set = (change: Partial<Draft>) => onChange({ ...draft, ...change });
  const zone = node.zone.label;
  return (
    <>
      <SelectField
        label={t`Post`}
        value={draft.post}
        onChange={(post) => set({ post })}
        empty={t`Choose`}
        options={codeOptions("officer-post", lang)}
      />
      <Choices
        kind="checkbox"
        label={t`Mandate`}
        value={draft.mandate}
        onChange={(mandate) => set({ mandate })}
        options={codeOptions("officer-mandate", lang)}
      />
      <Choices
        kind="checkbox"
        label={t`Speaks`}
        value={draft.languages}
        onChange={(languages) => set({ languages })}
        options={codeOptions("language", lang)}
      />
      <Day
        label={t({ context: "posting", message: "First day" })}
        hint={t`Begins at midnight, ${zone}`}
        value={draft.from}
        onChange={(from) => set({ from })}
      />
      <Day
        label={t`The day on which it is over`}
        hint={t`Ends by itself at midnight, ${zone}, when that day begins`}
        value={draft.until}
        onChange={(until) => set({ until })}
      />
      <SelectField
        label={t`Deputy`}
        value={draft.deputy}
        onChange={(deputy) => set({ deputy })}
        empty={t({ context: "deputy", message: "Nobody" })}
        options={accounts
          .filter(({ id }) => id !== officer)
          .map(({ id, name }) => ({ value: id, label: name }))}
      />
    </>
  );
}

type DayProps = {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly onChange: (day: string) => void;
};

/** The browser shows a day in the order of its own country: beside it stands what was meant, in words. */
function Day({ label, hint, value, onChange }: DayProps) {
  const { node } = usePlace();
  const at = beginOf(value, node.zone);
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <div className="posting-day">
          <input type="date" {...control} value={value} onChange={(event) => onChange(event.target.value)} />
          {!Number.isNaN(at) && <When at={at} />}
        </div>
      )}
    </Field>
  );
}
