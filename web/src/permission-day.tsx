import { useLingui } from "@lingui/react/macro";
import { Field, usePlace, When } from "@setu/ui";
import type { Zone } from "@setu/ui/time.ts";
import { instantOf } from "@setu/ui/wall.ts";

/** The beginning of a day in the zone of the desk; NaN for none. */
export function beginOf(day: string, zone: Zone): number {
  const wall = Date.parse(`${day}T00:00Z`);
  return Number.isNaN(wall) ? Number.NaN : instantOf(wall, zone);
}

type Props = {
  readonly value: string;
  readonly onChange: (day: string) => void;
  readonly error: string | undefined;
};

/** The browser shows a day in the order of its own country: beside it stands what was meant, in words. */
export function UntilDay({ value, onChange, error }: Props) {
  const { t } = useLingui();
  const { node } = usePlace();
  const at = beginOf(value, node.zone);
  const zone = node.zone.label;
  return (
    <Field
      label={t({ context: "permission", message: "The day on which it is over" })}
      hint={t`Ends by itself at midnight, ${zone}, when that day begins`}
      error={error}
    >
      {(control) => (
        <>
          <input type="date" {...control} value={value} onChange={(event) => onChange(event.target.value)} />
          {!Number.isNaN(at) && <When at={at} />}
        </>
      )}
    </Field>
  );
}
