import { badField, checkArgs, SetuError, type Args, type ArgSchema, type ItemId } from "@setu/core";
import { OWN } from "./intake.ts";

/**
 * The roster: who answers for the desk, and who approves, from when until when. Acts of the home log, never sent, folded
 * like any other. They stand under one item of our own, because an act with a text is an act on an item.
 */
export const ROSTER = `${OWN}:${"0".repeat(32)}` as ItemId;

export const ROLES = ["officer", "approver"] as const;
export type Role = (typeof ROLES)[number];

export type DutyAct = {
  readonly id: string;
  readonly by: string;
  readonly at: number;
  readonly do: string;
  readonly args: Args;
  readonly text: string | null;
};

type Kind = {
  readonly args: ArgSchema;
  /** The power with which it is done: to oneself alone, or to others. */
  readonly needs: "own" | "lead";
  /** Longest text. */
  readonly text?: number;
};

export const DUTY_ACTS: { readonly [act: string]: Kind } = {
  "on-duty": { args: { officer: "opaque", role: "code", from: "instant", until: "instant" }, needs: "lead" },
  // A shift that was laid down, taken off the roster; of one that has begun, the rest.
  "off-duty": { args: { of: "record" }, needs: "lead" },
  // Now, by oneself.
  "take-duty": { args: { role: "code", until: "instant" }, needs: "own" },
  // The rest of one's own shift to somebody else, or to nobody.
  "hand-over": { args: { role: "code", officer: "opaque?" }, needs: "own", text: 2_000 },
};

export type Shift = {
  /** Of the act that made it. */
  readonly id: string;
  readonly officer: string;
  readonly role: Role;
  /** From the first instant up to the second. */
  readonly begins: number;
  readonly ends: number;
  readonly by: string;
};

export const isDutyAct = (what: string): boolean => Object.hasOwn(DUTY_ACTS, what);

const DAY = 86_400_000;
/** Nobody is awake for longer, and nobody plans further. */
const LONGEST = 7 * DAY;
const FURTHEST = 366 * DAY;

/**
 * @param shifts all that have not ended
 * @throws BAD_FIELD for an act of another form, and for a shift of no length, too long or too far ahead; PASSED for one
 *   that has ended; UNKNOWN_CODE for a role; ILLEGAL for handing over what one does not have, to oneself, or striking what
 *   is not there
 */
export function judgeDuty(shifts: readonly Shift[], { by, at, do: what, args, text }: DutyAct): void {
  const kind = Object.hasOwn(DUTY_ACTS, what) ? DUTY_ACTS[what] : undefined;
  if (kind === undefined) throw badField("do", "act of the roster");
  checkArgs(kind.args, args);
  if ((text === null) !== (kind.text === undefined)) throw badField("text", "text where one is wanted");
  if (text !== null && text.length > (kind.text ?? 0))
    throw new SetuError("TOO_LARGE", "the text is too long", {
      detail: { field: "text", max: kind.text ?? 0 },
    });
  const { role, of, officer } = args;
  if (what === "off-duty") {
    if (shifts.some(({ id, ends }) => id === of && ends > at)) return;
    throw new SetuError("ILLEGAL", "there is no such shift still to come or to end");
  }
  if (!ROLES.some((each) => each === role))
    throw new SetuError("UNKNOWN_CODE", "role is not a code of its list", { detail: { field: "role" } });
  if (what === "hand-over") {
    const has = runningOf(shifts, by, String(role), at).length > 0;
    if (!has || officer === by) throw new SetuError("ILLEGAL", "there is no shift to hand over so");
    return;
  }
  const begins = Number(args["from"] ?? at);
  const ends = Number(args["until"]);
  if (ends <= at) throw new SetuError("PASSED", "a shift is still to end", { detail: { field: "until" } });
  if (ends <= begins || ends - begins > LONGEST || ends > at + FURTHEST)
    throw badField("until", "instant after the first, within seven days of it");
}

const runningOf = (shifts: readonly Shift[], officer: string, role: string, at: number): readonly Shift[] =>
  shifts.filter(
    (each) => each.officer === officer && each.role === role && each.begins <= at && each.ends > at,
  );

/** What an act, judged before, makes of the shifts that have not ended; a shift of no length is none. */
export function foldDuty(
  shifts: readonly Shift[],
  { id, by, at, do: what, args }: DutyAct,
): readonly Shift[] {
  const role = args["role"] as Role;
  const ends = (of: (shift: Shift) => boolean): readonly Shift[] =>
    shifts.flatMap((shift) => {
      if (!of(shift)) return [shift];
      return shift.begins < at ? [{ ...shift, ends: at }] : [];
    });
  if (what === "off-duty") return ends((shift) => shift.id === args["of"]);
  if (what !== "hand-over") {
    const officer = String(args["officer"] ?? by);
    const begins = Number(args["from"] ?? at);
    return [...shifts, { id, officer, role, begins, ends: Number(args["until"]), by }];
  }
  const mine = runningOf(shifts, by, role, at);
  const left = ends((shift) => mine.includes(shift));
  const { officer } = args;
  if (officer === undefined) return left;
  const until = Math.max(...mine.map((shift) => shift.ends));
  return [...left, { id, officer: String(officer), role, begins: at, ends: until, by }];
}

export type Gap = { readonly from: number; readonly until: number };

/** When nobody of a role is there, within the instants given. */
export function gapsOf(shifts: readonly Shift[], role: Role, { from, until }: Gap): readonly Gap[] {
  const gaps: Gap[] = [];
  let covered = from;
  const inside = shifts.filter((each) => each.role === role && each.ends > from && each.begins < until);
  for (const { begins, ends } of inside.toSorted((a, b) => a.begins - b.begins)) {
    if (begins > covered) gaps.push({ from: covered, until: begins });
    covered = Math.max(covered, ends);
  }
  return covered < until ? [...gaps, { from: covered, until }] : gaps;
}

export type Handover = {
  readonly id: string;
  readonly at: number;
  readonly by: string;
  readonly role: Role;
  readonly officer: string | null;
  readonly note: string;
};

/** Who is there in a role. `laid`: whether there ever was a roster for it; without one, whoever is accredited counts. */
export type Present = {
  readonly laid: boolean;
  /** Ids of officers. */
  readonly now: readonly string[];
  /** Until when somebody is there without a gap, where anybody is; else when somebody comes, where anybody will. */
  readonly until: number | null;
  readonly next: number | null;
};

/** `GET /api/duty`, from the start of the day to two days after; `POST /api/duty`: one act. */
export type DutyView = {
  readonly now: number;
  readonly from: number;
  readonly until: number;
  readonly shifts: readonly Shift[];
  readonly present: { readonly [role in Role]: Present };
  /** Newest first. */
  readonly handovers: readonly Handover[];
  readonly mayLead: boolean;
  /** Of the reader: in which roles she could be on duty. */
  readonly may: readonly Role[];
  /** For whom a shift can be laid down, in each role. */
  readonly people: { readonly [role in Role]: readonly string[] };
};
