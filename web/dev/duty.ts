import type { Account } from "@setu/requests/api.ts";
import {
  foldDuty,
  gapsOf,
  ROSTER,
  type DutyAct,
  type DutyView,
  type Present,
  type Role,
  type Shift,
} from "@setu/requests/duty.ts";
import type { StoppedOfficer } from "@setu/requests/reasons.ts";

/** The roster of the stand-in, whom its brake has stopped, and the matters that it shows only for a reason. */
export type DutyState = {
  shifts: readonly Shift[];
  handovers: DutyView["handovers"];
  stopped: readonly StoppedOfficer[];
  /** Ids of items; with `ROSTER` among them, lists too. */
  readonly shut: Set<string>;
  readonly given: { readonly item: string; readonly json: object }[];
};

const HOUR = 3_600_000;
const [ME, OTHER, THIRD] = ["officer-ca", "officer-fr", "officer-hi"] as const;

export function newDuty(now = Date.now()): DutyState {
  const at = (hours: number) => Math.floor(now / HOUR) * HOUR + hours * HOUR;
  const shift = (id: string, officer: string, role: Role, from: number, until: number): Shift => ({
    id: id.repeat(32),
    officer,
    role,
    begins: at(from),
    ends: at(until),
    by: ME,
  });
  return {
    shifts: [
      shift("1", ME, "officer", -3, 5),
      shift("2", OTHER, "officer", 5, 13),
      shift("3", OTHER, "approver", -6, 2),
      shift("4", ME, "approver", 7, 15),
    ],
    handovers: [
      {
        id: "5".repeat(32),
        at: at(-3),
        by: OTHER,
        role: "officer",
        officer: ME,
        note: "CA-2222-2222-2 waits for a call at six.\nThe link was down for ten minutes.",
      },
    ],
    stopped: [{ officer: OTHER, what: "open", at: at(-1) }],
    shut: new Set(),
    given: [],
  };
}

export function dutyIn({ shifts, handovers }: DutyState, now = Date.now()): DutyView {
  const of = (role: Role): Present => {
    const mine = shifts.filter((shift) => shift.role === role);
    const there = mine
      .filter(({ begins, ends }) => begins <= now && ends > now)
      .map(({ officer }) => officer);
    const [gap] = gapsOf(mine, role, { from: now, until: now + 100 * HOUR });
    const coming = mine.map(({ begins }) => begins).filter((begins) => begins > now);
    return {
      laid: mine.length > 0,
      now: [...new Set(there)],
      until: there.length > 0 ? (gap?.from ?? null) : null,
      next: there.length > 0 || coming.length === 0 ? null : Math.min(...coming),
    };
  };
  return {
    now,
    from: now - 24 * HOUR,
    until: now + 48 * HOUR,
    shifts,
    present: { officer: of("officer"), approver: of("approver") },
    handovers,
    mayLead: true,
    may: ["officer", "approver"],
    people: { officer: [ME, OTHER, THIRD], approver: [ME, OTHER] },
  };
}

export function actOnDuty(state: DutyState, json: Readonly<Record<string, unknown>>, me: Account): void {
  const act = { text: null, ...json, by: me.id, at: Date.now() } as unknown as DutyAct;
  state.shifts = foldDuty(state.shifts, act);
  if (act.do !== "hand-over") return;
  const { id, by, at, args, text } = act;
  const officer = args["officer"] === undefined ? null : String(args["officer"]);
  state.handovers = [
    { id, at, by, role: args["role"] as Role, officer, note: text ?? "" },
    ...state.handovers,
  ];
}

/** Whether something is asked for first, as the server would. */
export const asksReason = ({ shut }: DutyState, item: string): boolean => shut.has(item);
export const LISTS = ROSTER;
