import type { CaseClock, CaseRow } from "../api.ts";

/** What each filter of the register lets through. */
export const SHOWS = {
  open: ({ state }: CaseRow) => state !== "closed",
  mine: ({ by, state }: CaseRow, me: string) => by === me && state !== "closed",
  late: ({ late, state }: CaseRow) => late && state !== "closed",
  closed: ({ state }: CaseRow) => state === "closed",
} as const satisfies Readonly<Record<string, (row: CaseRow, me: string) => boolean>>;
export type Show = keyof typeof SHOWS;

/** The clock that runs now: until the decision its own, and after it the one of the letter. */
export const clockNow = ({ clock, notice }: Pick<CaseRow, "clock" | "notice">): CaseClock =>
  notice.state === "not-started" ? clock : notice;

/** The nearest deadline first; what has no clock yet stands where it came, before what has no clock any more. */
export function byClock(a: CaseRow, b: CaseRow): number {
  const [one, other] = [clockNow(a), clockNow(b)];
  const due = ({ state, due: at }: CaseClock): number =>
    state === "stopped" ? Number.MAX_SAFE_INTEGER : (at ?? Number.MAX_SAFE_INTEGER - 1);
  return due(one) - due(other) || a.received - b.received || (a.id < b.id ? -1 : 1);
}
