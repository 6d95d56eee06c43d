import { badField, SetuError, type Args } from "@setu/core";
import { isCode, LISTS } from "@setu/core/codes/index.ts";
import type { HomeAct, HomePart } from "./home.ts";

/**
 * Supply without a request (own initiative). When a matter of a serious offence has ended, our desk is asked whether the
 * other side must have something more, or has it already. The answer is an act of our own half; it supplies nothing itself.
 * Own proposal: neither state has agreed on a number of days.
 */
export const CONSIDER = { days: 14, status: "proposal" } as const;

const DAY_MS = 86_400_000;

/** The offence by which a matter is opened, where it is of the serious list. */
export function seriousOf({ offence }: Args): string | null {
  return typeof offence === "string" && LISTS.offence.get(offence)?.serious === true ? offence : null;
}

/**
 * By when our desk owes its answer; null where nothing is asked, not yet or not any more.
 * @param opening arguments of the opening act
 * @param ended when the matter was answered, refused, withdrawn or lapsed; null while it goes on
 */
export function considerBy(
  opening: Args,
  ended: number | null,
  { considered }: Pick<HomePart, "considered">,
): number | null {
  if (ended === null || considered !== null || seriousOf(opening) === null) return null;
  return ended + CONSIDER.days * DAY_MS;
}

/** Acts that give content, by one of which something can have been supplied. */
export const SUPPLIES: ReadonlySet<string> = new Set(["message", "part", "answer", "correct"]);

/** Which further argument an answer has, and no other answer. */
const WITH: Readonly<Record<string, "ref" | "reason">> = {
  "supplied-here": "ref",
  "not-supplied": "reason",
};

/**
 * Whether an answer is whole by itself; what it names is looked for where it is written.
 * @throws UNKNOWN_CODE for an answer or a reason that is not of its list now; BAD_FIELD for one that lacks its record or
 *   reason, or bears one that is not its own
 */
export function judgeConsidering({ at, args }: Pick<HomeAct, "at" | "args">): void {
  const { outcome, reason } = args;
  const unknown = (field: string) =>
    new SetuError("UNKNOWN_CODE", `${field} is not a code of its list`, { detail: { field } });
  if (!isCode("supply", outcome, at)) throw unknown("outcome");
  const wanted = Object.hasOwn(WITH, outcome) ? WITH[outcome] : undefined;
  for (const field of ["ref", "reason"] as const)
    if ((args[field] !== undefined) !== (field === wanted)) throw badField(field, "field of this answer");
  if (reason !== undefined && !isCode("supply-reason", reason, at)) throw unknown("reason");
}
