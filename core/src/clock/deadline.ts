import { badField, instant } from "../words.ts";
import type { Clock, CountedPause, Deadline, Notice, Pause, Unmoved } from "./clock.ts";
import { measureOf } from "./measure.ts";

const NOT_STARTED: Deadline = {
  due: null,
  first: null,
  extended: false,
  pauses: [],
  unmoved: [],
  total: 0,
  marks: null,
};

/**
 * Computes the deadline from the acts alone: no present instant enters. A pause or notice counts only if the
 * deadline had not passed when it was made, so what is overdue stays so.
 * @throws BAD_FIELD for an instant out of range, a pause before the start or ending before it begins, an unknown
 *   zone, a limit that is not a whole number from 1 to 366, or a calendar that does not reach the deadline
 */
export function deadline(clock: Clock): Deadline {
  const { allowance, notices, pauses, start } = clock;
  if (start === null) return NOT_STARTED;
  check(clock, start);
  const measure = measureOf(clock);
  const first = measure.after(start, allowance.limit);
  const end = clock.stop?.t ?? Infinity;
  const counted: CountedPause[] = [];
  const unmoved: { at: number; why: Unmoved }[] = [];
  let due = first;
  let extended = false;
  let spent = 0;

  const pause = ({ from, to }: Pause): Unmoved | null => {
    if (from >= end) return "after-stop";
    if (from > due) return "after-deadline";
    if (allowance.pause.each === 0) return "no-allowance";
    if (spent >= allowance.pause.total) return "bound-spent";
    const begin = Math.max(from, counted.at(-1)?.to ?? from);
    const bound = Math.min(from + allowance.pause.each, begin + allowance.pause.total - spent);
    const until = Math.min(to ?? bound, bound, end);
    if (until <= begin) return "nothing-left";
    counted.push({ from: begin, to: until, open: to === null && until === bound });
    spent += until - begin;
    due = measure.add(due, measure.between(begin, until));
    return null;
  };
  const notice = ({ t, until }: Notice): Unmoved | null => {
    if (t >= end) return "after-stop";
    if (t > due) return "after-deadline";
    if (allowance.notice === null) return "no-allowance";
    const moved = Math.min(until, measure.after(t, allowance.notice));
    if (moved <= due) return "not-later";
    due = moved;
    extended = true;
    return null;
  };

  const events = [
    ...pauses.map((each) => ({ at: each.from, count: () => pause(each) })),
    ...notices.map((each) => ({ at: each.t, count: () => notice(each) })),
  ].sort((a, b) => a.at - b.at);
  for (const { at, count } of events) {
    const why = count();
    if (why !== null) unmoved.push({ at, why });
  }

  const total = measure.between(start, due) - held(counted, measure.between);
  const mark = (percent: number): number => {
    let at = measure.add(start, Math.ceil((total * percent) / 100));
    for (const { from, to } of counted) if (from < at) at = measure.add(at, measure.between(from, to));
    return at;
  };
  return {
    due,
    first,
    extended,
    pauses: counted,
    unmoved,
    total,
    marks: { p50: mark(50), p75: mark(75), p100: due },
  };
}

/** How much of the clock's own time the pauses held it, in all. */
export const held = (
  pauses: readonly CountedPause[],
  between: (from: number, to: number) => number,
): number => pauses.reduce((sum, { from, to }) => sum + between(from, to), 0);

function check({ allowance, notices, pauses, stop }: Clock, start: number): void {
  instant(start, "start");
  for (const { n } of [allowance.limit, ...(allowance.notice === null ? [] : [allowance.notice])]) {
    if (!Number.isInteger(n) || n < 1 || n > 366) throw badField("limit", "number from 1 to 366");
  }
  for (const { from, to } of pauses) {
    instant(from, "pause.from");
    if (to !== null) instant(to, "pause.to");
    if (from < start || (to !== null && to < from)) throw badField("pause", "period after the start");
  }
  for (const { t, until } of notices) {
    instant(t, "notice.t");
    instant(until, "notice.until");
    if (t < start) throw badField("notice", "notice after the start");
  }
  if (stop !== null) instant(stop.t, "stop.t");
}
