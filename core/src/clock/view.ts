import type { Clock, ClockView } from "./clock.ts";
import { deadline, held } from "./deadline.ts";
import { measureOf } from "./measure.ts";

/**
 * What a screen shows at `now`, from what had happened by then. While the clock is held, `due` is what it would
 * be if the reply came now, so `remaining` stands still; `deadline(clock).due` is the latest it can become.
 * @throws as `deadline`
 */
export function viewAt(clock: Clock, now: number): ClockView {
  const known = knownAt(clock, now);
  const { start, stop } = known;
  const end = Math.min(now, stop?.t ?? now);
  const resumed = deadline({
    ...known,
    pauses: known.pauses.map((each) => ({ ...each, to: each.to ?? end })),
  });
  if (start === null || resumed.due === null) {
    return { phase: stop === null ? "waiting" : "stopped", ...NOTHING };
  }
  const measure = measureOf(known);
  const elapsed = Math.max(0, measure.between(start, end) - held(resumed.pauses, measure.between));
  const paused = deadline(known).pauses.some((each) => each.from <= now && now < each.to);
  return {
    phase: stop !== null ? "stopped" : paused ? "paused" : "running",
    due: resumed.due,
    remaining: resumed.due - end,
    elapsed,
    total: resumed.total,
    percent: Math.floor((elapsed * 100) / resumed.total),
    overdue: end > resumed.due,
  };
}

/** Milliseconds to the deadline, negative when it has passed; null while the clock has not started. */
export const remaining = (clock: Clock, now: number): number | null => viewAt(clock, now).remaining;

const NOTHING = { due: null, remaining: null, elapsed: 0, total: 0, percent: 0, overdue: false } as const;

/** The clock as it stood at an instant: what came later is not known yet, and what ended later is still open. */
function knownAt({ notices, pauses, start, stop, ...rest }: Clock, now: number): Clock {
  return {
    ...rest,
    start: start === null || start > now ? null : start,
    pauses: pauses
      .filter((each) => each.from <= now)
      .map((each) => ({ from: each.from, to: each.to === null || each.to > now ? null : each.to })),
    notices: notices.filter((each) => each.t <= now),
    stop: stop === null || stop.t > now ? null : stop,
  };
}
