import { SetuError, type ItemAct, type ItemId } from "@setu/core";
import {
  NEVER,
  type Action,
  type ItemAction,
  type ItemFacts,
  type OfficerFacts,
} from "@setu/policy/facts.ts";
import type { Decision } from "@setu/policy";
import { foldHome, GATES, type HomePart, type Stopped } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";
import {
  besidesReason,
  consulting,
  isConsulting,
  type Because,
  type ItemNow,
} from "../reasons/consulting.ts";
import type { ParsedCommand } from "../requests/command.ts";
import { readReadable, type Desk } from "../requests/desk.ts";
import { homeActsOf } from "../requests/home-part.ts";
import { actFacts, itemFactsOf } from "./item-facts.ts";
import { officerFacts } from "./officers.ts";
import { askedFacts, decideAsking } from "./topics.ts";
import { isOwnItem, isRequest } from "@setu/requests";

/**
 * One decision for each command and for each item that is read. What an officer may not know of is answered as what is
 * not there: the same code and sentence, after the same questions.
 */
const LINES = `SELECT one.item, audience, red, named, level, topic, compartments, sealed, expires, author,
    split_part(shelf, ' ', 2) <> 'none' AS open,
    (SELECT true FROM derived.stale WHERE stale.item = one.item LIMIT 1) IS NOT NULL AS stale
  FROM unnest($1::text[]) AS one (item) LEFT JOIN derived.request ON request.item = one.item`;

/** In place of what is not there, so that it is decided as long. */
const NOWHERE: ItemNow = {
  item: "",
  audience: [],
  red: true,
  named: [],
  level: 0,
  topic: "",
  compartments: [],
  sealed: true,
  expires: NEVER,
  author: "",
  open: false,
};

/** As it stands in the home log beside what was decided. */
export type Grounds = { readonly policy: string; readonly rules: readonly string[] };

/** An officer before an item that she may see. */
export type Sight = {
  readonly officer: OfficerFacts;
  readonly item: ItemFacts;
  readonly grounds: Grounds;
  /** Why it is consulted; null for what is no consulting. */
  readonly because: Because | null;
  /** Whether she may know of another item. */
  readonly reads: (item: ItemId) => Promise<boolean>;
  /** What the rules keep her from doing to it. */
  readonly stopped: () => Stopped;
  /** The rule that keeps the text of an act from her, null for none. */
  readonly withheld: (act: Pick<ItemAct, "mark">, home: HomePart) => string | null;
};

export const groundsOf = ({ policy, determining }: Decision): Grounds => ({ policy, rules: determining });

export const notThere = (): SetuError => new SetuError("NOT_FOUND", "there is no such request");

/** Something that is done to no item. @throws FORBIDDEN */
export async function assertDesk(desk: Desk, tx: PgTx, by: string, action: Action): Promise<Grounds> {
  const now = desk.ports.world.now();
  const decision = desk.policy.decide(await officerFacts(tx.db, by, now), action, null, { now });
  if (!decision.allow) throw forbidden(action, decision);
  return groundsOf(decision);
}

/** A question that nobody has asked yet: whether she may ask at all, and then write and send what it would become. */
export async function assertAsking(
  desk: Desk,
  tx: PgTx,
  by: string,
  command: ParsedCommand,
): Promise<Grounds> {
  await assertDesk(desk, tx, by, "ask");
  const now = desk.ports.world.now();
  const officer = await officerFacts(tx.db, by, now);
  const { action, decision } = decideAsking(desk, officer, askedFacts(by, command), now);
  if (!decision.allow) throw forbidden(action, decision);
  return groundsOf(decision);
}

/**
 * What serves one of several deeds, before it is known on which item: judged before one that has no walls.
 * @throws FORBIDDEN naming the rule that stops the first of them
 */
export async function assertSomewhere(
  desk: Desk,
  tx: PgTx,
  by: string,
  actions: readonly [ItemAction, ...ItemAction[]],
): Promise<void> {
  const now = desk.ports.world.now();
  const officer = await officerFacts(tx.db, by, now);
  const open: ItemFacts = { ...NOWHERE, audience: [officer.agency], red: false, sealed: false };
  const decide = (action: ItemAction, topic: string) =>
    desk.policy.decide(officer, action, { ...open, topic }, { now, open: true });
  // Where a power holds at all it holds where nothing is marked with a level.
  const topics = [...Object.keys(officer.topics.read ?? {}), NOWHERE.topic];
  if (actions.some((action) => topics.some((topic) => decide(action, topic).allow))) return;
  throw forbidden(actions[0], decide(actions[0], topics[0] ?? NOWHERE.topic));
}

/**
 * @throws NOT_FOUND where she may not know that it exists, as where it does not; FORBIDDEN naming the rule where she
 *   may see it and not do this; REASON_NEEDED where she may consult it and has not said why
 */
export async function assertMay(
  desk: Desk,
  tx: PgTx,
  by: string,
  { action, item }: { readonly action: ItemAction; readonly item: ItemId },
): Promise<Sight> {
  const now = desk.ports.world.now();
  const [officer, facts] = await Promise.all([officerFacts(tx.db, by, now), itemFactsIn(desk, tx, item)]);
  const asked = { policy: desk.policy, officer, item: facts ?? NOWHERE, now };
  const { decision, because, context } = isConsulting(action)
    ? await consulting(tx.db, asked, action)
    : { decision: besidesReason(asked, action), because: null, context: { now } };
  const decide = (what: ItemAction, of: ItemFacts) => desk.policy.decide(officer, what, of, context);
  if (!decision.allow || facts === null) {
    const known = ["read", "outline"].some((may) => besidesReason(asked, may as "read" | "outline").allow);
    throw known && facts !== null ? forbidden(action, decision) : notThere();
  }
  const readOf = (of: ItemNow) => besidesReason({ ...asked, item: of }, "read");
  const withheldBy = new Map<string, string | null>();
  return {
    officer,
    item: facts,
    grounds: groundsOf(decision),
    because,
    stopped: () =>
      Object.fromEntries(
        GATES.flatMap((gate) => {
          const { allow, determining } = decide(gate, facts);
          return allow ? [] : [[gate, determining[0] ?? ""]];
        }),
      ),
    reads: async (other) => {
      const of = await itemFactsIn(desk, tx, other);
      return of !== null && decide("list", of).allow;
    },
    withheld: ({ mark }, home) => {
      const key = JSON.stringify(mark);
      let rule = withheldBy.get(key);
      if (rule === undefined) {
        const stricter = actFacts(facts, home, mark);
        const read = same(stricter, facts) ? null : readOf({ ...stricter, open: facts.open });
        withheldBy.set(key, (rule = read === null || read.allow ? null : (read.determining[0] ?? "")));
      }
      return rule;
    },
  };
}

export const itemFactsIn = async (desk: Desk, tx: PgTx, item: ItemId): Promise<ItemNow | null> =>
  (await itemsFactsIn(desk, tx, [item])).get(item) ?? null;

/** Of what has changed and is not listed anew yet, from its acts; of many in as many questions as of one. */
export async function itemsFactsIn(
  desk: Desk,
  tx: PgTx,
  items: readonly ItemId[],
): Promise<ReadonlyMap<ItemId, ItemNow>> {
  const lines = await tx.db.rows<ItemNow & { readonly item: ItemId; readonly stale: boolean }>(LINES, [
    items,
  ]);
  const changed = lines.filter(({ stale }) => stale).map(({ item }) => item);
  const found = await foldedFactsOf(desk, tx, changed);
  for (const { stale, ...facts } of lines) if (!stale && facts.author !== null) found.set(facts.item, facts);
  return found;
}

/** From the acts alone, whatever its line says: within the transaction of an act of its own. */
export const foldedFactsIn = async (desk: Desk, tx: PgTx, item: ItemId): Promise<ItemNow | null> =>
  (await foldedFactsOf(desk, tx, [item])).get(item) ?? null;

/** What can be shown nothing of is left out. */
async function foldedFactsOf(desk: Desk, tx: PgTx, items: readonly ItemId[]): Promise<Map<ItemId, ItemNow>> {
  const found = new Map<ItemId, ItemNow>();
  if (items.length === 0) return found;
  const [homes, rows] = await Promise.all([homeActsOf(tx, items), tx.actsOfItems(items)]);
  const acts = Map.groupBy(rows, ({ act }) => act.item as ItemId);
  const read = { ...tx, actsOf: async (item: ItemId) => acts.get(item) ?? [] };
  for (const item of items) {
    const facts = await folded(desk, read, item, foldHome(homes.get(item) ?? []));
    if (facts) found.set(item, facts);
  }
  return found;
}

async function folded(desk: Desk, tx: PgTx, item: ItemId, home: HomePart): Promise<ItemNow | null> {
  const us = desk.ports.identity.party;
  if (isOwnItem(item))
    return home.intake === null ? null : { ...itemFactsOf(us, item, null, home), open: home.doneAt === null };
  const known = await readReadable(desk, tx, item);
  // What is an item of another desk is no request, in whatever list it has been noted meanwhile.
  if (!known || !isRequest(known.state.workflow.id)) return null;
  return { ...itemFactsOf(us, item, known, home), open: known.state.cell.turn !== "none" };
}

const same = (a: ItemFacts, b: ItemFacts): boolean =>
  a.red === b.red &&
  a.level === b.level &&
  a.expires === b.expires &&
  a.audience.length === b.audience.length;

export const forbidden = (action: Action, { determining }: Decision): SetuError =>
  new SetuError("FORBIDDEN", "the rules of this node do not let you do this", {
    detail: { action, rule: determining[0] ?? "" },
  });
