import { MARKS, OUTCOMES, PAUSES, pressOrder, type RequestRow } from "@setu/requests";
import { URGENCIES, type ListQuery } from "./listing-query.ts";

/**
 * Each line stands on one shelf: whose clock it is, whose turn, how urgent, put away or not. A list is the merge of a
 * few shelves, each of them an ordered range of one index: a page costs the same however many lines there are.
 */
const OTHER = "other";
const DONE = { open: [false], closed: [false, true], done: [true], any: [false, true] } as const;
/** Who puts away what waits for us has not answered it: it stays among what is open, and says who did. */
const OWED = "us";
const TURNS = { open: ["us", "them"], closed: ["none"], done: null, any: null } as const;
const EVERY = ["us", "them", "none"] as const;

type Place = Pick<RequestRow, "role" | "turn" | "urgency" | "cameBy"> & { readonly done: boolean };

export const viewOfRole = (role: RequestRow["role"]): "inbox" | "sent" =>
  role === "answerer" ? "inbox" : "sent";

const shelf = (view: string, turn: string, urgency: string, done: boolean): string =>
  `${view} ${turn} ${urgency}${done ? " done" : ""}`;

/** What came another way stands apart, so that it is counted apart; in the inbox it is listed with the rest. */
const OWN = "own";
const OWN_URGENCIES: readonly string[] = ["routine"];

/** An urgency that this version does not know has a shelf too, or its requests would be in no list. */
export const shelfOf = ({ role, turn, urgency, cameBy, done }: Place): string =>
  shelf(cameBy === null ? viewOfRole(role) : OWN, turn, URGENCIES.includes(urgency) ? urgency : OTHER, done);

/** What is late or soon will be is shown to the desk, whoever of it has put it away. */
export const PRESSING: ReadonlySet<ListQuery["clock"]> = new Set(["overdue", "within-24h", "p75"]);

/** The shelves of a list. A follow-up may be due on any: the date brings back what was put away until then. */
export function shelvesOf(query: ListQuery): readonly string[] {
  const { view, state, turn, urgency, clock, came, consider } = query;
  // What is to be considered has ended, and stands among what is open until it is answered.
  const asked = consider !== "" && state === "open";
  const base = state === "follow-up" || asked ? "any" : state;
  const shown = base === "open" && PRESSING.has(clock) ? "any" : base;
  const dones = (t: string) => DONE[shown === "open" && t === OWED ? "any" : shown];
  const sides = view === "all" ? ["inbox", "sent"] : [view];
  const views = [
    ...(came === "own" ? [] : sides),
    ...(came !== "link" && sides.includes("inbox") ? [OWN] : []),
  ];
  const turns = (TURNS[base] ?? EVERY).filter((each) => turn === "" || each === turn);
  const urgencies = urgency === "" ? [...URGENCIES, OTHER] : [urgency];
  return views.flatMap((v) =>
    turns.flatMap((t) =>
      urgencies
        .filter((u) => v !== OWN || OWN_URGENCIES.includes(u))
        .flatMap((u) => dones(t).map((done) => shelf(v, t, u, done))),
    ),
  );
}

/** Beyond every deadline. */
const FAR = 8_000_000_000_000_000;
/** No deadline is so late, and no line without one stands so early. */
const CLOCKLESS = 7_000_000_000_000_000;

/**
 * The order of the clock: what is most overdue first, then what is due next, then clocks that stand still, then outcomes that are owed, by their date.
 * Where nothing presses a line stands behind all others, what is still to be considered by its date, then the newest
 * change first.
 */
export const pressOf = (row: RequestRow): number =>
  pressOrder(row) ?? (row.considerBy === undefined ? FAR - row.updated : CLOCKLESS + row.considerBy);

const DAY = 86_400_000;

/** Which places of that order a filter by the clock picks: from the first number up to the second, without it. */
export const pressRange = (clock: Band, now: number): readonly [from: number, before: number] =>
  // What is due now is overdue.
  RANGES[clock](now + 1);

export type Band = Exclude<ListQuery["clock"], "" | "p75">;

const RANGES: { readonly [band in Band]: (now: number) => readonly [number, number] } = {
  overdue: (now) => [0, now],
  "within-24h": (now) => [now, now + DAY],
  later: (now) => [now + DAY, PAUSES],
  outcome: () => [OUTCOMES, CLOCKLESS],
  none: () => [PAUSES, Number.MAX_SAFE_INTEGER],
};

/** When three quarters of the time will have passed; null while no clock runs. */
export const warnOf = ({ turn, clock }: RequestRow): number | null =>
  turn === "none" || clock.state !== "running" ? null : (clock.marks?.[MARKS.indexOf("p75")] ?? null);
