import type { ItemState, Judged } from "./fold.ts";
import { strictest, type Marking } from "./marking/index.ts";
import type { Instant, Party, RecordId } from "./words.ts";

const isNarrowing = ({ workflow: { about } }: ItemState, { act, void: reason }: Judged): boolean =>
  about !== undefined && reason === null && Object.hasOwn(about, act.do) && about[act.do] === "tighter";

/** Whether a side has taken back, of something that it said here, for whom or for what it is. */
export const isNarrowed = (state: ItemState): boolean =>
  state.judged.some((judged) => isNarrowing(state, judged));

/**
 * The same state, each act under the marking by which it is handled now: its own, joined with every legal word of its side
 * that narrows it or all that the side has said. The bytes that were signed are in the log, and not here.
 */
export function asNarrowed(state: ItemState): ItemState {
  const all = state.judged.filter((judged) => isNarrowing(state, judged));
  if (all.length === 0) return state;
  const of = new Map<string, Marking>();
  for (const { party, act } of all) {
    const key = keyOf(party, act.args["ref"]);
    const before = of.get(key);
    of.set(key, before === undefined ? act.mark : strictest(before, act.mark));
  }
  const judged = state.judged.map((each) => {
    const marks = [of.get(keyOf(each.party, each.act.id)), of.get(keyOf(each.party, undefined))];
    const mark = marks.reduce<Marking>((held, next) => (next ? strictest(held, next) : held), each.act.mark);
    return { ...each, act: { ...each.act, mark } };
  });
  return { ...state, judged };
}

/** When, by its own log, a side has last narrowed what it said under this id, or all that it has said; null: never. */
export function narrowedAt(state: ItemState, party: Party, id: RecordId): Instant | null {
  const of = [keyOf(party, id), keyOf(party, undefined)];
  const said = state.judged.filter(
    (judged) => isNarrowing(state, judged) && of.includes(keyOf(judged.party, judged.act.args["ref"])),
  );
  return said.length === 0 ? null : (Math.max(...said.map(({ t }) => t)) as Instant);
}

/** Without `ref` it is said of all of them. */
const keyOf = (party: string, ref: unknown): string => `${party} ${typeof ref === "string" ? ref : ""}`;
