import {
  itemId,
  parseBounded,
  SetuError,
  type Args,
  type ItemAct,
  type ItemId,
  type Json,
  type Opaque,
  type RecordId,
} from "@setu/core";
import { isOwnItem, judgeHome, parsePaper, type HomeAct, type Paper } from "@setu/requests";
import { assertMay, notThere, type Grounds } from "../access/deciding.ts";
import { OPENS, tellGranted } from "../access/asked.ts";
import { assertPaperOriginators } from "../release/originators.ts";
import { agencyOf, assertHome } from "../access/home-rules.ts";
import type { PgTx } from "../db/pg-store.ts";
import { assertFreeOwn } from "../individuals/keeping.ts";
import { followOrder } from "../disposal/ordered.ts";
import { assertConsidering } from "./considering.ts";
import { readKnown, type Desk, type Officer } from "./desk.ts";
import { homeActsOf, homePartOf } from "./home-part.ts";
import { homeRecord } from "./home-record.ts";
import { appendHome, homeLog } from "./home.ts";
import { assertRelatable } from "./relations.ts";

/** Acts of our own half: judged, written into the home log and folded, all on this node (`desks/requests/src/home.ts`). */
export type HomeCommand = {
  readonly id: RecordId;
  readonly do: string;
  readonly args: Args;
  readonly text: string | null;
  /** Of `intake` alone. */
  readonly paper?: Paper | null;
  readonly after: string | null;
};

const BY_ID = `SELECT id, item, at, by, what AS do, args, text, paper FROM derived.home_act WHERE id = $1`;
const PUT = `INSERT INTO derived.home_act (id, pos, item, at, by, what, args, text, paper)
  SELECT id, pos, item, at, by, what, args, text, nullif(paper, 'null') FROM jsonb_to_recordset($1::jsonb)
  AS new (id text, pos bigint, item text, at bigint, by text, what text, args jsonb, text text, paper jsonb)`;
const IS_OFFICER = `SELECT count(*) AS n FROM officer WHERE id = ANY ($1::text[]) AND NOT disabled AND NOT machine`;

/**
 * One act of an officer on our half of an item. The same id again is the same act.
 * @throws NOT_FOUND | DUPLICATE and the codes of judgeHome and judgeRelation
 */
export async function actAtHome(
  desk: Desk,
  officer: Officer,
  item: ItemId,
  command: HomeCommand,
): Promise<void> {
  await desk.store.tx((tx) => actAtHomeIn(desk, tx, officer, item, command));
}

/** The same inside a transaction that does something else with it. */
export async function actAtHomeIn(
  desk: Desk,
  tx: PgTx,
  officer: Officer,
  item: ItemId,
  { id, text, paper = null, args, after, ...command }: HomeCommand,
): Promise<void> {
  const { identity, world } = desk.ports;
  // Before the item, as every command has it: two that wait for each other would both be undone.
  const head = homeLog(desk.ports, tx);
  await Promise.all([head, tx.lockItem(item)]);
  const [same] = await tx.db.rows<HomeAct>(BY_ID, [id]);
  if (same) {
    if (same.item === item && same.do === command.do && same.by === officer.id) return;
    throw new SetuError("DUPLICATE", "the id names another act");
  }
  const used = await tx.used(identity.party, [id]);
  if (used.size > 0) throw new SetuError("DUPLICATE", "the id names another act");
  const before = (await homeActsOf(tx, [item])).get(item) ?? [];
  const grounds = await assertHome(desk, tx, officer.id, { item, do: command.do, args, before });
  // A matter of our own begins with its first act, as `judgeHome` knows.
  if (!isOwnItem(item) && !(await exists(desk, tx, item))) throw notThere();
  const said = command.do === "intake" ? { ...args, ...agencyOf(officer) } : args;
  const next = { id, item, by: officer.id, at: world.now(), do: command.do, args: said, text, paper, after };
  judgeHome(before, next);
  if (before.length === 0 && command.do === "intake") await assertFreeOwn(tx, item);
  if (paper !== null) await assertPaperOriginators(desk, tx, item, paper);
  await named(tx, args);
  if (command.do === "translate" && !(await hasAct(desk, tx, item, args["of"]))) throw notThere();
  if (command.do === "consider") await assertConsidering(desk, tx, item, args);
  const other = command.do === "relate" ? itemId(args["other"], "other") : null;
  if (other !== null) await assertMay(desk, tx, officer.id, { action: "list", item: other });
  // The home log is locked, so of two relations that contradict each other the second is judged beside the first.
  if (other !== null) await assertRelatable(tx, { item, kind: String(args["kind"]), other });
  const { pos, t } = await appendHome(desk.ports, tx, homeRecord(identity, next, grounds), head);
  await putHomeActs(tx, [{ ...next, pos, at: t }]);
  if (command.do === "destroy-agree") await followOrder(desk, tx, { item, before, by: officer.id });
  tx.touch(item);
  // It shows on both.
  if (other !== null) tx.touch(other);
  if (OPENS.has(command.do)) await tellGranted(desk, tx, { item });
}

/** An item of the link or a matter of our own. */
const exists = async (desk: Desk, tx: PgTx, item: ItemId): Promise<boolean> =>
  isOwnItem(item) ? (await homePartOf(tx, item)).intake !== null : (await readKnown(desk, tx, item)) !== null;

const hasAct = async (desk: Desk, tx: PgTx, item: ItemId, id: unknown): Promise<boolean> =>
  [...((await readKnown(desk, tx, item))?.rows.values() ?? [])].some(({ act }) => act.id === id);

/** Whoever is named is an officer of this node. */
async function named(tx: PgTx, { officer, mentions = [] }: Args): Promise<void> {
  const ids = [...new Set([officer ?? [], mentions].flat())];
  if (ids.length === 0) return;
  const [found] = await tx.db.rows<{ n: number }>(IS_OFFICER, [ids]);
  if (found?.n !== ids.length)
    throw new SetuError("BAD_FIELD", "no officer of this node has that name", {
      detail: { field: "officer" },
    });
}

export type PlacedHomeAct = HomeAct & { readonly pos: number };

export async function putHomeActs(tx: PgTx, acts: readonly PlacedHomeAct[]): Promise<void> {
  if (acts.length === 0) return;
  const rows = acts.map(({ id, pos, item, at, by, do: what, args, text, paper = null }) => ({
    id,
    pos,
    item,
    at,
    by,
    what,
    args,
    text,
    paper,
  }));
  await tx.db.change(PUT, [JSON.stringify(rows)]);
}

const MAX_BODY_BYTES = 64 * 1024;

/** What a body holds; of one that was destroyed, nothing. */
export type HomeBody = Pick<HomeAct, "text"> & { readonly paper: Paper | null };

/** @throws the codes of parseBounded and parsePaper */
export function homeBodyOf(bytes: Uint8Array): HomeBody {
  const { text, paper } = parseBounded(bytes, MAX_BODY_BYTES) as { readonly [key: string]: Json };
  return {
    text: typeof text === "string" ? text : "",
    paper: paper === undefined ? null : parsePaper(paper),
  };
}

const GROUNDS: readonly string[] = ["policy", "rules"] satisfies readonly (keyof Grounds)[];
const withoutGrounds = (args: Args): Args =>
  Object.fromEntries(Object.entries(args).filter(([name]) => !GROUNDS.includes(name)));

/** The act as the home log keeps it, as the fold reads it. */
export const homeActOf = (act: ItemAct, at: number, body: HomeBody): HomeAct & { readonly by: Opaque } => ({
  id: act.id,
  item: act.item,
  by: act.by,
  at,
  do: act.do,
  args: withoutGrounds(act.args),
  ...body,
});
