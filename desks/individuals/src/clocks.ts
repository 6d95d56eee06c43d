import { zoned } from "@setu/core/clock/zone.ts";
import type { CaseClock } from "./api.ts";
import { isNeutral } from "./outcomes.ts";

/**
 * The clocks of a case, and when its letter leaves. CCF Statute, article 40: access within four months of the request
 * that is admissible, correction and deletion within nine; the person is told within a month of the decision. A month
 * ends on the day of the same number, or the last of its month, at the same wall time in the zone of this node.
 */
export type Terms = { readonly zone: string };

export const MONTHS: Readonly<Record<string, number>> = {
  access: 4,
  correction: 9,
  deletion: 9,
  restriction: 9,
};
const NOTICE_MONTHS = 1;

export const addMonths = (t: number, months: number, zone: string): number =>
  zoned(t, zone).add({ months }).epochMilliseconds;

export type Clocks = {
  readonly clock: CaseClock;
  readonly notice: CaseClock;
  /** From when the letter may be had and sent; null while nothing is decided. */
  readonly leaves: number | null;
};

type Known = {
  readonly kind: string;
  readonly admitted: number | null;
  readonly rejected: number | null;
  readonly decision: { readonly at: number; readonly outcome: string } | null;
  readonly told: number | null;
};

const NOT_STARTED: CaseClock = { state: "not-started", start: null, due: null, marks: null, stoppedAt: null };

export function clocksOf({ kind, admitted, rejected, decision, told }: Known, { zone }: Terms): Clocks {
  const clock =
    admitted === null ? NOT_STARTED : clockOf(admitted, MONTHS[kind] ?? 4, zone, decision?.at ?? null);
  const leaves = decision === null ? rejected : leavesAt(decision, clock.due ?? decision.at, zone);
  return {
    clock,
    leaves,
    notice: leaves === null ? NOT_STARTED : clockOf(leaves, NOTICE_MONTHS, zone, told),
  };
}

/**
 * A neutral letter leaves at the deadline, however early it was decided, so that its day says nothing; of one that was
 * decided late, at the end of the month of the clock in which that was. Any other says by its words what its day could.
 */
function leavesAt(
  { at, outcome }: { readonly at: number; readonly outcome: string },
  due: number,
  zone: string,
): number {
  if (!isNeutral(outcome)) return at;
  let leaves = due;
  for (let month = 1; leaves < at; month += 1) leaves = addMonths(due, month, zone);
  return leaves;
}

function clockOf(start: number, months: number, zone: string, stoppedAt: number | null): CaseClock {
  const due = addMonths(start, months, zone);
  const mark = (percent: number) => start + Math.ceil(((due - start) * percent) / 100);
  return {
    state: stoppedAt === null ? "running" : "stopped",
    start,
    due,
    marks: [mark(50), mark(75), due],
    stoppedAt,
  };
}

/** Whether it was, or is, decided or told after its time. */
export const isLate = ({ clock, notice }: Clocks, now: number): boolean =>
  [clock, notice].some(({ due, stoppedAt }) => due !== null && (stoppedAt ?? now) > due);
