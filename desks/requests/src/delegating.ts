import { badField, checkArgs, SetuError, type Args, type ArgSchema, type ItemId } from "@setu/core";
import { OWN } from "./intake.ts";

/**
 * Approval that is lent: by an officer who has been given it, to another by name, from an instant until an instant. Acts
 * of the home log, never sent. It ends by itself, with the power of who lent it, or before its time by an act; and who
 * has it lent lends it to nobody.
 */
export const LENDING = `${OWN}:${"0".repeat(31)}1` as ItemId;

export const LENDING_ACTS: { readonly [act: string]: ArgSchema } = {
  delegate: { officer: "opaque", from: "instant", until: "instant" },
  "end-delegation": { of: "record" },
};
export const isLendingAct = (what: string): boolean => Object.hasOwn(LENDING_ACTS, what);

export type LendingAct = {
  readonly id: string;
  readonly by: string;
  readonly at: number;
  readonly do: string;
  readonly args: Args;
};

export type Delegation = {
  /** Of the act that made it. */
  readonly id: string;
  readonly officer: string;
  readonly by: string;
  /** From the first instant up to the second. */
  readonly begins: number;
  readonly ends: number;
};

const DAY = 86_400_000;
/** A leave, not a career; what is needed for longer is given by who administers. Own proposal. */
export const LONGEST_DAYS = 31;
const FURTHEST_DAYS = 366;

/**
 * @param delegations all that have not ended
 * @throws BAD_FIELD for an act of another form, to oneself, of no length, too long or too far ahead; PASSED for one that
 *   is over; ILLEGAL for ending what is not there
 */
export function judgeLending(
  delegations: readonly Delegation[],
  { by, at, do: what, args }: LendingAct,
): void {
  const schema = Object.hasOwn(LENDING_ACTS, what) ? LENDING_ACTS[what] : undefined;
  if (!schema) throw badField("do", "act of lending");
  checkArgs(schema, args);
  if (what === "end-delegation") {
    if (delegations.some(({ id, ends }) => id === args["of"] && ends > at)) return;
    throw new SetuError("ILLEGAL", "there is nothing lent to end");
  }
  const [from, until] = [Number(args["from"]), Number(args["until"])];
  if (args["officer"] === by) throw badField("officer", "another officer");
  if (until <= at) throw new SetuError("PASSED", "it is still to end", { detail: { field: "until" } });
  if (until <= from || until - Math.max(from, at) > LONGEST_DAYS * DAY || until > at + FURTHEST_DAYS * DAY)
    throw badField("until", `instant after the first, within ${LONGEST_DAYS} days of it`);
}

/** What an act, judged before, makes of one that it begins or ends; null for none. */
export function foldLending(
  delegations: readonly Delegation[],
  { id, by, at, do: what, args }: LendingAct,
): Delegation | null {
  if (what === "delegate") {
    const [begins, ends] = [Number(args["from"]), Number(args["until"])];
    return { id, officer: String(args["officer"]), by, begins, ends };
  }
  const ended = delegations.find((each) => each.id === args["of"]);
  return ended ? { ...ended, ends: at } : null;
}
