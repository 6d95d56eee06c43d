import { useLingui as useI18n } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { leftWords, urgencyOf, useNow, When } from "@setu/ui";
import type { CaseClock } from "../api.ts";

type Props = { readonly clock: CaseClock };
/** So often the clock of the screen is renewed. */
const MINUTE = 60_000;

/** What is left, or what became of it: in words, with the colour of its urgency. */
export function ClockWords({ clock }: Props) {
  const { i18n } = useI18n();
  const now = useNow();
  // Of a letter that leaves at the deadline the clock is known before it begins.
  if (clock.state === "not-started" || clock.due === null || (clock.start ?? now) > now + MINUTE)
    return (
      <span className="due plain">
        <Trans>Clock not started</Trans>
      </span>
    );
  if (clock.state === "running")
    return <span className={`due ${urgencyOf(clock.due, now)}`}>{leftWords(i18n, clock.due, now)}</span>;
  return (
    <span className="due plain">
      {(clock.stoppedAt ?? 0) > clock.due ? (
        <Trans context="clock">Stopped, late</Trans>
      ) : (
        <Trans context="clock">Stopped in time</Trans>
      )}
    </span>
  );
}

/** How much of the time is used, with its half and its three quarters. The words beside it say the same. */
export function ClockBar({ clock: { start, due, marks, state, stoppedAt } }: Props) {
  const now = useNow();
  if (start === null || due === null) return null;
  const placed = (at: number): number => Math.min(100, Math.max(0, (100 * (at - start)) / (due - start)));
  const used = state === "stopped" ? (stoppedAt ?? now) : now;
  const past = used >= due ? "overdue" : "";
  return (
    <svg
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      className="clock-bar"
      aria-hidden="true"
      focusable="false"
    >
      <rect className="ground" width="100" height="8" />
      <rect className={`used ${past}`} width={placed(used)} height="8" />
      {(marks ?? []).slice(0, 2).map((at) => (
        <line key={at} x1={placed(at)} x2={placed(at)} y1="0" y2="8" />
      ))}
    </svg>
  );
}

/** Everything that one clock went through, each instant in both zones. */
export function ClockFacts({ clock }: Props) {
  const { start, due, marks, stoppedAt } = clock;
  const rows = [
    ["start", <Trans context="clock">Started</Trans>, start],
    ["half", <Trans>Half of the time used</Trans>, marks?.[0] ?? null],
    ["three", <Trans>Three quarters used</Trans>, marks?.[1] ?? null],
    ["due", <Trans context="clock">Due</Trans>, due],
    ["stopped", <Trans>Clock stopped at</Trans>, stoppedAt],
  ] as const;
  return (
    <>
      <p>
        <ClockWords clock={clock} />
      </p>
      <ClockBar clock={clock} />
      <dl className="facts narrow">
        {rows.map(([key, words, at]) =>
          at === null ? null : (
            <div key={key}>
              <dt>{words}</dt>
              <dd>
                <When at={at} />
              </dd>
            </div>
          ),
        )}
      </dl>
    </>
  );
}
