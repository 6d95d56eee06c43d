import type { Args } from "@setu/core";

/**
 * How reliable what was given is, as its giver says and as its receiver would say. Neither overwrites the other: the
 * receiver gives notice, the giver agrees or does not, and both stay in sight (Regulation (EU) 2016/794 Art. 29, and the
 * notice and agreement of the Swiss agreement with Europol).
 */

/** What can be evaluated: acts by which one side gives information. */
export const EVALUATED: readonly string[] = ["answer", "part", "message"];

/** What was said in words, and can be said anew. */
export const CORRECTED: readonly string[] = [
  "ask",
  "reply",
  "revise",
  "withdraw",
  "close",
  "clarify",
  "contest",
  "extend",
  "part",
  "answer",
  "refuse",
  "message",
  "correct",
];

/** Which record an act that says something of another may name: of which side, seen from the one that speaks, and of which kind. */
export const REFERS: Readonly<
  Record<string, { readonly of: "own" | "other"; readonly acts: readonly string[] | "recalled" }>
> = {
  evaluate: { of: "own", acts: EVALUATED },
  "re-evaluate": { of: "other", acts: EVALUATED },
  agree: { of: "other", acts: ["re-evaluate"] },
  disagree: { of: "other", acts: ["re-evaluate"] },
  // Whatever it is, as long as its sender has recalled it.
  kept: { of: "other", acts: "recalled" },
  correct: { of: "own", acts: CORRECTED },
};

type Side = "us" | "them";

/** One side's word on one record, in codes of its scheme (`spec/codes`). */
export type Evaluated = {
  /** The act that says it. */
  readonly act: string;
  readonly side: Side;
  readonly at: number;
  readonly scheme: string;
  readonly source: string;
  readonly information: string;
};

export type Evaluation = {
  /** Of who gave the information: the last. */
  readonly given: Evaluated | null;
  /** The notice to which the giver has agreed since; it then stands in the place of `given`. */
  readonly agreed: Evaluated | null;
  /** The receiver's last notice, with the giver's answer to it. */
  readonly notice: (Evaluated & { readonly answer: Answer | null }) | null;
};

export type Answer = {
  readonly do: "agree" | "disagree";
  readonly reason: string | null;
  readonly at: number;
};

/** An act of the timeline, as far as it matters here. */
export type SaidAct = {
  readonly id: string;
  readonly side: Side;
  readonly do: string;
  readonly args: Args;
  readonly at: number;
  readonly void: string | null;
};

/** Ids are unique to a side alone: the other may use one of ours. */
export const recordKey = (side: Side, id: unknown): string => `${side} ${String(id)}`;

const NOTHING: Evaluation = { given: null, agreed: null, notice: null };
const across = (side: Side): Side => (side === "us" ? "them" : "us");

const saidOf = ({ id, side, at, args }: SaidAct): Evaluated => ({
  act: id,
  side,
  at,
  scheme: String(args["scheme"]),
  source: String(args["source"]),
  information: String(args["information"]),
});

/**
 * What is said of each record that can be evaluated, by `recordKey`. An act that names what it may not name says nothing.
 * @param acts of one item, those of each side in the order of its log
 */
export function evaluationsOf(acts: readonly SaidAct[]): ReadonlyMap<string, Evaluation> {
  const legal = acts.filter((act) => act.void === null);
  const found = new Map<string, Evaluation>();
  const notices = new Map<string, { readonly record: string; readonly said: Evaluated }>();
  for (const { do: what, side, id } of legal) {
    if (EVALUATED.includes(what)) found.set(recordKey(side, id), NOTHING);
  }
  for (const act of legal.filter((each) => each.do === "re-evaluate")) {
    const record = recordKey(across(act.side), act.args["ref"]);
    const known = found.get(record);
    if (!known) continue;
    notices.set(recordKey(act.side, act.id), { record, said: saidOf(act) });
    found.set(record, { ...known, notice: { ...saidOf(act), answer: null } });
  }
  // What the giver says stands in one log, so its order is beyond doubt.
  for (const act of legal) {
    const { record, change } = givers(act, notices);
    const known = found.get(record);
    if (known) found.set(record, { ...known, ...change(known) });
  }
  return found;
}

type Change = (known: Evaluation) => Partial<Evaluation>;

function givers(
  act: SaidAct,
  notices: ReadonlyMap<string, { readonly record: string; readonly said: Evaluated }>,
): { readonly record: string; readonly change: Change } {
  if (act.do === "evaluate") {
    return {
      record: recordKey(act.side, act.args["ref"]),
      change: () => ({ given: saidOf(act), agreed: null }),
    };
  }
  const named = notices.get(recordKey(across(act.side), act.args["ref"]));
  if (!named || (act.do !== "agree" && act.do !== "disagree")) return { record: "", change: () => ({}) };
  const { reason } = act.args;
  const answer: Answer = { do: act.do, reason: typeof reason === "string" ? reason : null, at: act.at };
  return {
    record: named.record,
    change: ({ notice, agreed }) => ({
      agreed: act.do === "agree" ? named.said : agreed,
      // An older notice that is answered after a newer one came leaves the newer one open.
      notice: notice?.act === named.said.act ? { ...notice, answer } : notice,
    }),
  };
}

/**
 * The acts that our side can say now, each only where it can name something.
 * @param says whether the workflow of the item has these acts
 */
export function evaluatingMoves(
  says: boolean,
  acts: readonly SaidAct[],
  evaluations: ReadonlyMap<string, Evaluation>,
): readonly string[] {
  if (!says) return [];
  const isEvaluable = (act: SaidAct): boolean => evaluations.has(recordKey(act.side, act.id));
  const asked = acts.some(
    (act) => act.side === "us" && isOpenNotice(evaluations.get(recordKey("us", act.id))?.notice ?? null),
  );
  return [
    // With what is sent next, or on what was sent.
    "evaluate",
    ...(acts.some((act) => act.side === "them" && isEvaluable(act)) ? ["re-evaluate"] : []),
    ...(asked ? ["agree", "disagree"] : []),
  ];
}

/** What stands now: the giver's own word, or the notice that the giver has agreed to. */
export const standing = ({ given, agreed }: Evaluation): Evaluated | null => agreed ?? given;

/** A notice that waits for the giver's answer. */
export const isOpenNotice = (notice: Evaluation["notice"]): notice is NonNullable<Evaluation["notice"]> =>
  notice !== null && notice.answer === null;
