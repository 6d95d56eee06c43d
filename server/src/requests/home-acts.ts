import {
  canonicalBytes,
  code,
  itemId,
  opaque,
  parseBounded,
  SetuError,
  STRICTEST,
  type Args,
  type Code,
  type ItemAct,
  type ItemId,
  type Json,
  type Opaque,
  type RecordId,
} from "@setu/core";
import { foldHome, judgeHome, type HomeAct, type HomePart } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";
import { readKnown, type Desk, type Officer } from "./desk.ts";
import { appendHome, HOME, homeLog } from "./home.ts";

/** Acts of our own half: judged, written into the home log and folded, all on this node (`desks/requests/src/home.ts`). */
export type HomeCommand = {
  readonly id: RecordId;
  readonly do: string;
  readonly args: Args;
  readonly text: string | null;
  readonly after: string | null;
};

const OF_ITEMS = `SELECT id, item, at, by, what AS do, args, text FROM derived.home_act WHERE item = ANY ($1::text[]) ORDER BY pos`;
const BY_ID = `SELECT id, item, at, by, what AS do, args, text FROM derived.home_act WHERE id = $1`;
const PUT = `INSERT INTO derived.home_act (id, pos, item, at, by, what, args, text)
  SELECT id, pos, item, at, by, what, args, text FROM jsonb_to_recordset($1::jsonb)
  AS new (id text, pos bigint, item text, at bigint, by text, what text, args jsonb, text text)`;
const IS_OFFICER = `SELECT count(*) AS n FROM officer WHERE id = ANY ($1::text[]) AND NOT disabled`;

/**
 * One act of an officer on our half of an item. The same id again is the same act.
 * @throws NOT_FOUND | DUPLICATE and the codes of judgeHome
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
  { id, text, args, after, ...command }: HomeCommand,
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
  if (!(await readKnown(desk, tx, item))) throw new SetuError("NOT_FOUND", "there is no such request");
  const before = (await homeActsOf(tx, [item])).get(item) ?? [];
  const next = { id, item, by: officer.id, at: world.now(), do: command.do, args, text, after };
  judgeHome(before, next);
  await named(tx, args);
  const other = command.do === "relate" ? itemId(args["other"], "other") : null;
  if (other !== null && !(await readKnown(desk, tx, other)))
    throw new SetuError("NOT_FOUND", "there is no such request to relate to");
  const act: ItemAct = {
    crit: [],
    wf: HOME,
    from: identity.party,
    to: identity.peer.party,
    id,
    item,
    by: opaque(officer.id, "by"),
    do: code(command.do, "do"),
    args,
    mark: STRICTEST,
    ret: "case" as Code,
    body: null,
    att: [],
  };
  const body = text === null ? null : textBytes(text);
  const { pos, t } = await appendHome(desk.ports, tx, { act, body }, head);
  await putHomeActs(tx, [{ ...next, pos, at: t }]);
  tx.touch(item);
  // It shows on both.
  if (other !== null) tx.touch(other);
}

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

export async function homeActsOf(
  tx: PgTx,
  items: readonly ItemId[],
): Promise<ReadonlyMap<ItemId, readonly HomeAct[]>> {
  const rows = await tx.db.rows<HomeAct & { readonly item: ItemId }>(OF_ITEMS, [items]);
  return Map.groupBy(rows, (row) => row.item);
}

export async function homePartOf(tx: PgTx, item: ItemId): Promise<HomePart> {
  return foldHome((await homeActsOf(tx, [item])).get(item) ?? []);
}

export type PlacedHomeAct = HomeAct & { readonly pos: number };

export async function putHomeActs(tx: PgTx, acts: readonly PlacedHomeAct[]): Promise<void> {
  if (acts.length === 0) return;
  const rows = acts.map(({ id, pos, item, at, by, do: what, args, text }) => ({
    id,
    pos,
    item,
    at,
    by,
    what,
    args,
    text,
  }));
  await tx.db.change(PUT, [JSON.stringify(rows)]);
}

const MAX_TEXT_BYTES = 64 * 1024;
const textBytes = (text: string): Uint8Array => canonicalBytes({ text, v: 1 });

/** @throws the codes of parseBounded */
export function textOf(bytes: Uint8Array): string {
  const value = parseBounded(bytes, MAX_TEXT_BYTES) as { readonly [key: string]: Json } | null;
  const text = value?.["text"];
  return typeof text === "string" ? text : "";
}

/** The act as the home log keeps it, as the fold reads it. */
export const homeActOf = (
  act: ItemAct,
  at: number,
  text: string | null,
): HomeAct & { readonly by: Opaque } => ({
  id: act.id,
  item: act.item,
  by: act.by,
  at,
  do: act.do,
  args: act.args,
  text,
});
