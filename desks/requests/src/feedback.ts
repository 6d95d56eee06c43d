import type { RequestRow } from "./api.ts";

/**
 * When the asker owes word of what came of an answer. Own proposal: neither state has agreed on a number. It is a view
 * of the acts and no state: nothing lapses, and `close` is as legal after the date as before.
 */
export const FEEDBACK = {
  days: 30,
  /** Statuses in which information was given and no outcome said yet, each with the act that ended it. */
  after: { answered: "answer", "part-answered-rest-refused": "refuse" } as Readonly<Record<string, string>>,
  status: "proposal",
} as const;

const DAY_MS = 86_400_000;

/**
 * The instant by which the outcome is due, counted from `t` of the leaf of the act that ended the answering; null where
 * none is owed.
 * @param acts legal acts of the item
 */
export function feedbackDue(
  status: string,
  acts: readonly { readonly t: number; readonly act: { readonly do: string } }[],
): number | null {
  if (!Object.hasOwn(FEEDBACK.after, status)) return null;
  const last = acts.findLast(({ act }) => act.do === FEEDBACK.after[status]);
  return last === undefined ? null : last.t + FEEDBACK.days * DAY_MS;
}

/** Where clocks begin that stand still: no deadline is near while the other side has to say something first. */
export const PAUSES = 5_000_000_000_000_000;
/** Where outcomes begin in the order of what presses: behind every deadline, before what nobody is owed. */
export const OUTCOMES = 6_000_000_000_000_000;

/**
 * The place of a request in that order: by its clock, behind every running one while it stands still, else by the
 * outcome that is owed; null when nothing presses.
 */
export const pressOrder = ({
  turn,
  clock,
  feedbackDue: outcome,
}: Pick<RequestRow, "turn" | "clock" | "feedbackDue">): number | null => {
  if (turn === "none") return null;
  if (clock.state === "paused" && clock.due !== null) return PAUSES + clock.due;
  if (clock.state !== "stopped") return clock.due;
  return outcome === null ? null : OUTCOMES + outcome;
};
