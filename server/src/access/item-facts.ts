import {
  isNarrowed,
  LEVELS,
  strictest,
  type ItemId,
  type Level,
  type Marking,
  type Opaque,
} from "@setu/core";
import { topicOf, type HomePart } from "@setu/requests";
import { NEVER, type ItemFacts } from "@setu/policy/facts.ts";
import type { Known } from "../requests/desk.ts";
import { EVIDENCE } from "../requests/rows.ts";

/**
 * What the policy asks of an item: a function of the logs alone, so that a replay finds the same. The audience is what
 * all legal acts together leave; level is the highest (`asNarrowed`). RED and expiry are those of the opening, which is what a line of
 * a list shows: an act that is stricter than its item is withheld by itself (`sight.ts`).
 */
export function itemFactsOf(us: string, item: ItemId, known: Known | null, home: HomePart): ItemFacts {
  return known === null ? ofOwnMatter(item, home) : ofRequest(us, known, home);
}

function ofRequest(us: string, { item, state }: Known, home: HomePart): ItemFacts {
  const legal = state.judged.filter((each) => each.void === null);
  const [opening] = legal;
  const joined = joinedMark({ state });
  if (opening === undefined || joined === null) throw new Error("an open request has no opening");
  const wrote = legal.flatMap(({ party, act }) => (party === us && !EVIDENCE.has(act.do) ? [act.by] : []));
  return {
    item,
    // What was narrowed is for nobody outside of its audience: to whom it was passed on before holds it no more.
    audience: sorted([...joined.audience, ...(isNarrowed(state) ? [] : home.passed)]),
    red: opening.act.mark.tlp === "RED",
    named: namedIn(home, wrote),
    level: levelOf(joined),
    topic: topicOf(opening.act.args),
    compartments: home.compartments,
    sealed: home.sealed,
    expires: opening.act.mark.expires ?? NEVER,
    author: opening.party === us ? opening.act.by : "",
  };
}

/** What all legal acts together ask. @returns null before the first */
export function joinedMark({ state }: Pick<Known, "state">): Marking | null {
  const marks = state.judged.filter((each) => each.void === null).map(({ act }) => act.mark);
  return marks.length === 0 ? null : marks.reduce(strictest);
}

/** What came another way bears no marking that could be read: the agency that registered it has it, and nobody else. */
function ofOwnMatter(item: ItemId, home: HomePart): ItemFacts {
  const { intake } = home;
  const agency = intake?.args["agency"];
  return {
    item,
    audience: sorted([...(typeof agency === "string" ? [agency] : []), ...home.passed]),
    red: false,
    named: namedIn(home, intake === null ? [] : [intake.by]),
    level: 0,
    topic: topicOf(null),
    compartments: home.compartments,
    sealed: home.sealed,
    expires: NEVER,
    author: intake?.by ?? "",
  };
}

const namedIn = (home: HomePart, wrote: readonly string[]): readonly string[] =>
  sorted([
    ...(home.assignee === null ? [] : [home.assignee.officer]),
    ...home.watchers,
    ...home.addressed,
    ...wrote,
  ]);

/** An act as the policy sees it: within its item, and by its own marking. */
export const actFacts = (item: ItemFacts, { passed }: HomePart, mark: Marking): ItemFacts => ({
  ...item,
  audience: item.audience.filter(
    (agency) => mark.audience.includes(agency as Opaque) || passed.includes(agency),
  ),
  red: item.red || mark.tlp === "RED",
  level: Math.max(item.level, levelOf(mark)),
  expires: Math.min(item.expires, mark.expires ?? NEVER),
});

/**
 * One scale for the national levels, as clearances are given: 1 and 2 are all that this release may carry, and nothing
 * above is mapped between the states (`core/src/marking/level.ts`).
 */
const RANKS: { readonly [level in Level]: number } = {
  "ca-protected-a": 1,
  "ca-protected-b": 2,
  "in-restricted": 2,
  "ca-protected-c": 3,
  "ca-confidential": 3,
  "in-confidential": 3,
  "ca-secret": 4,
  "in-secret": 4,
  "ca-top-secret": 4,
  "in-top-secret": 4,
};

export const levelOf = ({ level = [] }: Pick<Marking, "level">): number =>
  Math.max(0, ...LEVELS.filter(({ code }) => level.includes(code)).map(({ code }) => RANKS[code]));

const sorted = (ids: readonly string[]): readonly string[] => [...new Set(ids)].toSorted();
