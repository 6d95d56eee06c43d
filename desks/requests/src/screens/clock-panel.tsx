import { useLingui as useI18n } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { leftWords, urgencyOf, useNow, When } from "@setu/ui";
import type { ReactNode } from "react";
import type { Clock, RequestRow } from "../api.ts";
import type { Stop } from "../suspension.ts";

/** The remaining time in words with the colour of its urgency. */
export function Due({ clock }: { readonly clock: Clock }) {
  const { i18n } = useI18n();
  const now = useNow();
  if (clock.state === "stopped")
    return (
      <span className="due plain">
        <Trans>Clock stopped</Trans>
      </span>
    );
  if (clock.due === null)
    return (
      <span className="due plain">
        {/* What nobody sent has no legal clock that could begin. */}
        {clock.sent === null ? <Trans>No date is set.</Trans> : <Trans>Clock not started</Trans>}
      </span>
    );
  if (clock.state === "paused")
    return (
      <span className="due plain">
        <Trans>Clock paused</Trans>
      </span>
    );
  return <span className={`due ${urgencyOf(clock.due, now)}`}>{leftWords(i18n, clock.due, now)}</span>;
}

/** Everything the legal clock of a request went through, each instant in both zones. */
export function ClockPanel({
  row,
  suspended = [],
}: {
  readonly row: RequestRow;
  readonly suspended?: readonly Stop[] | undefined;
}) {
  const { clock } = row;
  // What a stopped clock never reached did not happen.
  const [half = null, three = null] = (clock.marks ?? []).filter((at) => at <= (clock.stoppedAt ?? at));
  const rows: readonly (readonly [string, ReactNode, number | null])[] = [
    ["due", <Trans>Answer due</Trans>, clock.state === "stopped" ? null : clock.due],
    ["extended", <Trans>Extended until</Trans>, clock.extendedUntil],
    ["stopped", <Trans>Clock stopped at</Trans>, clock.stoppedAt],
    ["sent", <Trans>Sent by the asking side</Trans>, clock.sent],
    ["receipted", <Trans>Held by the other node</Trans>, clock.receipted],
    ["start", <Trans>Clock started, where the answer is owed</Trans>, clock.start],
    ["half", <Trans>Half of the time used</Trans>, half],
    ["three", <Trans>Three quarters used</Trans>, three],
    // Beside the clock: it stops none.
    ...suspended.map(
      ({ id, from }) => [id, <Trans>Exchange suspended; the clock runs on. Since</Trans>, from] as const,
    ),
  ];
  return (
    <section className="panel" aria-labelledby="clock">
      <h2 id="clock">
        <Trans>Clock</Trans>
      </h2>
      <p>
        <Due clock={clock} />
      </p>
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
        {clock.pauses.map((pause) => (
          <div key={pause.from}>
            <dt>{pause.to === null ? <Trans>Paused since</Trans> : <Trans>Was paused</Trans>}</dt>
            <dd>
              <When at={pause.from} />
              <span className="pause-end">
                {pause.to === null ? <Trans>at most until</Trans> : <Trans context="deadline">until</Trans>}
              </span>
              <When at={pause.to ?? pause.until} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
