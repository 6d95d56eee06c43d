import type { ItemFacts, Power } from "./facts.ts";

/**
 * The powers that hold by topic and level: to receive, to write, to release, to approve. For each, up to which level in
 * each topic; a topic that is not named is not given. All other powers reach no further than their officer reads.
 */
export const TOPICAL = ["read", "draft", "send", "approve"] as const satisfies readonly Power[];
export type Topical = (typeof TOPICAL)[number];
export type Ceilings = { readonly [topic: string]: number };
export type Topics = { readonly [power in Topical]?: Ceilings };

type Place = Pick<ItemFacts, "topic" | "level">;

/** Topic and level as one word, which is what the policy asks. `derived.request` makes the same of the same two. */
export const cellOf = ({ topic, level }: Place): string => `${topic}/${level}`;

/** Every cell in which a power holds, in one order for equal grants. */
export const cellsOf = (given: Topics, power: Topical): readonly string[] =>
  Object.entries(given[power] ?? {})
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([topic, ceiling]) =>
      Array.from({ length: ceiling + 1 }, (_, level) => cellOf({ topic, level })),
    );

/** Whether a power holds in the cell of an item. */
const holds = (topics: Topics, power: Topical, { topic, level }: Place): boolean =>
  level <= (Object.entries(topics[power] ?? {}).find(([name]) => name === topic)?.[1] ?? -1);

/**
 * Of the cells in which a power holds, those that can matter to a decision about one item. No policy asks of them more
 * than whether the item's own is among them (tested), and all of them would make a decision take twice as long.
 */
export const cellsAt = (topics: Topics, power: Topical, item: Place | null) =>
  item !== null && holds(topics, power, item) ? [cellOf(item)] : [];

/** Of each topic the higher of both. */
export function joined(some: Ceilings, more: Ceilings): Ceilings {
  const both = { ...some };
  for (const [topic, ceiling] of Object.entries(more)) both[topic] = Math.max(both[topic] ?? 0, ceiling);
  return both;
}
