import { useLingui } from "@lingui/react/macro";
import { Field, SelectField, TextField } from "@setu/ui";

const CLEARANCES = ["0", "1", "2", "3", "4"];

type Props = {
  readonly clearance: string;
  readonly compartments: string;
  readonly onClearance: (clearance: string) => void;
  readonly onCompartments: (compartments: string) => void;
};

/** How far whoever is given powers reaches: a person's account or a program. */
export function ReachFields({ clearance, compartments, onClearance, onCompartments }: Props) {
  const { t } = useLingui();
  return (
    <>
      <SelectField
        label={t`Clearance, from 0 to 4`}
        value={clearance}
        onChange={onClearance}
        options={CLEARANCES.map((value) => ({ value, label: value }))}
      />
      <TextField
        label={t({ context: "grants", message: "Compartments" })}
        hint={t`Their names, with commas between them.`}
        value={compartments}
        onChange={onCompartments}
        max={1000}
      />
    </>
  );
}

/** What was typed there, each once. */
export const compartmentsIn = (typed: string): readonly string[] => [
  ...new Set(typed.split(/[\s,;]+/).filter((name) => name !== "")),
];

type DayProps = { readonly label: string; readonly value: string; readonly onChange: (day: string) => void };

/** A day of UTC. */
export const DayField = ({ label, value, onChange }: DayProps) => (
  <Field label={label}>
    {(control) => (
      <input
        {...control}
        type="date"
        required
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    )}
  </Field>
);
