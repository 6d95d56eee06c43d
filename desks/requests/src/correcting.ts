import type { TimelineAct } from "./api.ts";
import { CORRECTED, recordKey, type SaidAct } from "./evaluation.ts";
import type { DerivedLine } from "./recalling.ts";

/** What a side has said later of an act of its own: its words anew, and that it is handled by a stricter marking. */
export type Later = {
  /** The newest correction that was not recalled. */
  readonly corrected: Corrected | null;
  readonly narrowed: { readonly id: string; readonly at: number } | null;
  /** Of theirs: what became of it here before and since, oldest first. */
  readonly derived: readonly DerivedLine[];
};

/** As far as its reader may read it: the correction can be marked stricter than what it corrects. */
export type Corrected = Pick<TimelineAct, "id" | "at" | "body" | "bodyState" | "rule">;

type Act = SaidAct & Corrected;

/** An act of ours in words, which its node lets us say anew. */
export const isToCorrect = ({ side, do: what, void: reason, recalled, body }: TimelineAct): boolean =>
  side === "us" && reason === null && recalled === null && body !== null && CORRECTED.includes(what);

/**
 * By `recordKey` of each act that its side has said anew, the newest correction that was not recalled. A correction of a
 * correction is one of what that corrects, and the newest in the log of its side stands; each act is looked at once, however
 * many there are.
 * @param acts of one item, those of each side in the order of its log
 */
export function correctionsOf<A extends SaidAct>(acts: readonly A[]): ReadonlyMap<string, A> {
  const legal = acts.filter((act) => act.void === null);
  const recalled = new Set(legal.flatMap((act) => (act.do === "recall" ? [namedBy(act)] : [])));
  const roots = new Map<string, string>();
  const newest = new Map<string, A>();
  for (const act of legal) {
    if (act.do !== "correct") continue;
    const key = recordKey(act.side, act.id);
    const root = roots.get(namedBy(act)) ?? namedBy(act);
    roots.set(key, root);
    if (!recalled.has(key)) newest.set(root, act);
  }
  return new Map(
    legal.flatMap((act) => {
      const key = recordKey(act.side, act.id);
      const last = newest.get(roots.get(key) ?? key);
      return last === undefined || last.id === act.id ? [] : [[key, last]];
    }),
  );
}

const namedBy = ({ side, args }: SaidAct): string => recordKey(side, args["ref"]);

/**
 * By `recordKey`, of each act of which its side has said something later.
 * @param acts of one item, those of each side in the order of its log
 */
export function laterOf(acts: readonly Act[]): ReadonlyMap<string, Later> {
  const legal = acts.filter((act) => act.void === null);
  const corrections = correctionsOf(legal);
  const narrowed = new Map<string, Act>();
  for (const act of legal)
    if (act.do === "narrow") narrowed.set(act.args["ref"] === undefined ? act.side : namedBy(act), act);
  const found = new Map<string, Later>();
  for (const act of legal) {
    const key = recordKey(act.side, act.id);
    const last = corrections.get(key);
    const stricter = act.do === "narrow" ? undefined : (narrowed.get(key) ?? narrowed.get(act.side));
    if (last === undefined && stricter === undefined) continue;
    found.set(key, {
      corrected: last === undefined ? null : shown(last),
      narrowed: stricter === undefined ? null : { id: stricter.id, at: stricter.at },
      derived: [],
    });
  }
  return found;
}

/** The records that have to be read beside one for it to say what its side says now. */
export type LaterWords = {
  readonly corrected: string | null;
  /** All of them: the marking that holds is what they leave together. */
  readonly narrowed: readonly string[];
};

/**
 * By `recordKey`, of each act that is said anew or handled more strictly, by which acts. Of two acts that are shown together
 * and no third the answer is what these two say.
 * @param acts of one item, those of each side in the order of its log
 */
export function laterWordsOf(acts: readonly SaidAct[]): ReadonlyMap<string, LaterWords> {
  const legal = acts.filter((act) => act.void === null);
  const corrections = correctionsOf(legal);
  const narrowings = legal.filter((act) => act.do === "narrow");
  const found = new Map<string, LaterWords>();
  for (const { side, id } of legal) {
    const key = recordKey(side, id);
    const corrected = corrections.get(key)?.id ?? null;
    const narrowed = narrowings
      .filter((each) => each.side === side && each.id !== id)
      .filter((each) => each.args["ref"] === undefined || namedBy(each) === key)
      .map((each) => each.id);
    if (corrected !== null || narrowed.length > 0) found.set(key, { corrected, narrowed });
  }
  return found;
}

const shown = ({ id, at, body, bodyState, rule }: Act): Corrected => ({ id, at, body, bodyState, rule });
