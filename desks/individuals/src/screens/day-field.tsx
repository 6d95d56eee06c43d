import { Field, usePlace, When, type Zone } from "@setu/ui";
import { instantOf } from "@setu/ui/wall.ts";

/** The beginning of a day on the wall of that zone; NaN for none. */
export const beginOf = (day: string, zone: Zone): number => {
  const wall = Date.parse(`${day}T00:00Z`);
  return Number.isNaN(wall) ? Number.NaN : instantOf(wall, zone);
};

type Props = {
  readonly label: string;
  readonly hint?: string;
  readonly error?: string | undefined;
  readonly value: string;
  readonly onChange: (day: string) => void;
  /** Whether the day means the instant at which it begins here; a birthday means none. */
  readonly begins?: boolean;
};

/** The browser shows a day in the order of its own country: beside it stands what was meant, in words. */
export function DayField({ label, hint, error, value, onChange, begins = true }: Props) {
  const { node } = usePlace();
  const at = beginOf(value, node.zone);
  return (
    <Field label={label} {...(hint !== undefined && { hint })} error={error}>
      {(control) => (
        <div className="case-day">
          <input type="date" {...control} value={value} onChange={(event) => onChange(event.target.value)} />
          {begins && !Number.isNaN(at) && <When at={at} />}
        </div>
      )}
    </Field>
  );
}
