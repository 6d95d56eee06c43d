import type { Delivery, TimelineAct } from "./api.ts";
import { recordKey, type SaidAct } from "./evaluation.ts";

/**
 * What became of a record that its sender recalled. Whoever holds it says so by `disposed`, which its node adds when it
 * has destroyed the record, or by `kept`; what nobody says after a deadline stays unconfirmed and never lapses.
 */
export type RecallState = "asked" | "received" | "attested" | "kept" | "unconfirmed";

export type Recalled = {
  /** The act that recalls it. */
  readonly id: string;
  readonly reason: string;
  readonly at: number;
  readonly state: RecallState;
  /** By when we want a word on what we recalled. The rule of the other side, for what it recalled, is not known here. */
  readonly due: number;
  /** What the holder's side says: the last, and of a record that was destroyed that it was. */
  readonly answer: RecallAnswer | null;
  /** False: the version in which the request was opened has no word for an answer. */
  readonly answerable: boolean;
  /** Of ours: when the same bytes had come from the other side although it had attested that they were destroyed. */
  readonly again: number | null;
  /** Of theirs: what became of it here, oldest first. */
  readonly derived: readonly DerivedLine[];
};

export type DerivedLine = {
  readonly what: "read" | "look" | "take" | "use" | "translate" | "refer" | "relate" | "pass-on";
  /** Of a use, its kind; of what was passed on, the agency. */
  readonly of: string | null;
  readonly by: string;
  readonly at: number;
  readonly last: number;
  readonly times: number;
};

export type RecallAnswer = {
  readonly act: string;
  readonly do: "disposed" | "kept";
  /** A code of `disposal`, or of `kept`. */
  readonly ground: string;
  /** When it was destroyed, as its holder says; null: it was not. */
  readonly destroyed: number | null;
  /** When that it is kept is looked at again. */
  readonly until: number | null;
  readonly at: number;
};

/** Said by a node of what it has done, and by no officer. */
export const NODE_SAYS: ReadonlySet<string> = new Set(["disposed"]);

/** Not more than the word of a list: that it was destroyed for one of these is told as it is, all else as `recalled`. */
const TOLD_GROUNDS: ReadonlySet<string> = new Set(["recalled", "retention-expired"]);
export const toldGround = (ground: string): string => (TOLD_GROUNDS.has(ground) ? ground : "recalled");

export const RECALL_DAYS = 30;
const DAY = 86_400_000;

/** A record of theirs that they want back, and that is not attested as destroyed: what is kept can be said, and said again. */
export const isToAnswer = ({ side, recalled }: Pick<TimelineAct, "side" | "recalled">): boolean =>
  side === "them" && recalled?.answerable === true && recalled.state !== "attested";

type Act = SaidAct & { readonly delivery: Pick<Delivery, "applied"> };
type Rule = {
  readonly now: number;
  readonly days: number;
  readonly answerable: boolean;
  /** By the id of a record of ours. */
  readonly again: ReadonlyMap<string, number>;
};

/**
 * Of each record that was recalled, by `recordKey`: the first recall of it by its own side, and the other side's answer.
 * @param acts of one item, those of each side in the order of its log
 */
export function recallsOf(acts: readonly Act[], rule: Rule): ReadonlyMap<string, Recalled> {
  const legal = acts.filter((act) => act.void === null);
  const records = new Set(legal.map(({ side, id }) => recordKey(side, id)));
  const answers = answersIn(legal);
  const found = new Map<string, Recalled>();
  for (const act of legal) {
    const key = recordKey(act.side, act.args["ref"]);
    if (act.do !== "recall" || !records.has(key) || found.has(key)) continue;
    const answer = answerTo(answers.get(key));
    found.set(key, {
      id: act.id,
      reason: String(act.args["reason"]),
      at: act.at,
      state: stateOf(act, answer, rule),
      due: act.at + rule.days * DAY,
      answer,
      answerable: rule.answerable,
      again: (act.side === "us" ? rule.again.get(String(act.args["ref"])) : undefined) ?? null,
      derived: [],
    });
  }
  return found;
}

/**
 * By when what a side keeps although it was recalled is looked at again: of each recalled record that is not attested as
 * destroyed, by the last word on it.
 * @param acts as `recallsOf`
 */
export function keptDates(acts: readonly SaidAct[]): readonly number[] {
  const legal = acts.filter((act) => act.void === null);
  const answers = answersIn(legal);
  const records = new Set(legal.map(({ side, id }) => recordKey(side, id)));
  const recalled = new Set(
    legal.flatMap((act) => (act.do === "recall" ? [recordKey(act.side, act.args["ref"])] : [])),
  );
  return [...recalled.intersection(records)]
    .flatMap((key) => answerTo(answers.get(key))?.until ?? [])
    .toSorted((a, b) => a - b);
}

/** The word that counts of each record, by `recordKey`: a peer recalls as many as it likes, and each act is looked at once. */
function answersIn<A extends SaidAct>(legal: readonly A[]): ReadonlyMap<string, A> {
  const found = new Map<string, A>();
  for (const act of legal) {
    if (act.do !== "disposed" && act.do !== "kept") continue;
    const key = recordKey(act.side === "us" ? "them" : "us", act.args["ref"]);
    if (act.do === "disposed" || found.get(key)?.do !== "disposed") found.set(key, act);
  }
  return found;
}

function answerTo(act: SaidAct | undefined): RecallAnswer | null {
  if (act === undefined) return null;
  const { ground, at, until } = act.args;
  return {
    act: act.id,
    do: act.do === "disposed" ? "disposed" : "kept",
    ground: String(ground),
    destroyed: typeof at === "number" ? at : null,
    until: typeof until === "number" ? until : null,
    at: act.at,
  };
}

function stateOf({ at, delivery }: Act, answer: RecallAnswer | null, { now, days }: Rule): RecallState {
  if (answer !== null) return answer.do === "disposed" ? "attested" : "kept";
  if (now >= at + days * DAY) return "unconfirmed";
  return delivery.applied === null ? "asked" : "received";
}
