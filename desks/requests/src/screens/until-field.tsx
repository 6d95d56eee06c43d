import { useLingui as useI18n } from "@lingui/react";
import { useLingui } from "@lingui/react/macro";
import { LIMITS, type Urgency } from "@setu/core/clock/limits.ts";
import { absolute, SelectField, spanOf, useLang, useNow, usePlace, When } from "@setu/ui";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Steps that people think in, for waiting on a reply, for waiting on a judge, for looking at it again. */
type Act = "clarify" | "extend" | "kept";
const STEPS: Readonly<Record<Act, readonly number[]>> = {
  clarify: [0.5 * HOUR, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, DAY, 2 * DAY, 3 * DAY, 5 * DAY, 7 * DAY],
  extend: [1, 2, 3, 5, 7, 10, 14, 21, 28].map((days) => days * DAY),
  kept: [7, 14, 30, 90, 180, 365].map((days) => days * DAY),
};

type Props = {
  readonly act: Act;
  readonly urgency: string;
  /** What an extension counts from; a clarification counts from now. */
  readonly due: number | null;
  readonly value: number | undefined;
  readonly onChange: (until: number | undefined) => void;
  readonly error?: string | undefined;
};

/**
 * Until when. A list of instants in words, in both zones: nobody has to type a date, and nothing longer than the
 * rule allows can be chosen.
 */
export function UntilField({ act, urgency, due, value, onChange, error }: Props) {
  const { t } = useLingui();
  const { i18n } = useI18n();
  const lang = useLang();
  const now = useNow();
  const { node, peer } = usePlace();
  const longest =
    act === "clarify" ? (LIMITS[urgency as Urgency]?.pause.each ?? DAY) : Number.POSITIVE_INFINITY;
  const words: Readonly<Record<Act, { readonly label: string; readonly hint: string }>> = {
    clarify: {
      label: t`The clarification is awaited until`,
      hint: t`The clock stands still while you wait, at most as long as the urgency allows.`,
    },
    extend: {
      label: t`The new deadline`,
      hint: t`Only while judicial authorisation is awaited. The other side is told the length and the reason at once.`,
    },
    kept: {
      label: t`Looked at again by`,
      hint: t`The other side is told the ground and this date, and nothing else.`,
    },
  };
  const base = act === "extend" ? Math.max(due ?? now, now) : now;
  const instants = STEPS[act].filter((step) => step <= longest).map((step) => ({ step, at: base + step }));
  const options = instants.map(({ step, at }) => ({
    value: String(at),
    label: [
      spanOf(i18n, step),
      absolute(at, node.zone, lang, now),
      ...(peer === null ? [] : [absolute(at, peer.zone, lang, now)]),
    ].join(" · "),
  }));
  // The minute may have turned since the choice: the chosen instant stays on the list.
  const chosen = value !== undefined && !instants.some(({ at }) => at === value);
  return (
    <>
      <SelectField
        label={words[act].label}
        hint={words[act].hint}
        error={error}
        value={value === undefined ? "" : String(value)}
        onChange={(until) => onChange(until === "" ? undefined : Number(until))}
        empty={t`Choose`}
        options={
          chosen
            ? [{ value: String(value), label: absolute(value, node.zone, lang, now) }, ...options]
            : options
        }
      />
      {/* A narrow screen cuts the line of the list short. */}
      {value !== undefined && (
        <p>
          <When at={value} />
        </p>
      )}
    </>
  );
}
