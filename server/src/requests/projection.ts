import { isItemAct, type ItemId } from "@setu/core";
import { ownOrigin, peerOrigin, type ActRow } from "@setu/link";
import { foldHome, isOwnItem, isRequest, type HomePart, type RequestRow } from "@setu/requests";
import { itemFactsOf } from "../access/item-facts.ts";
import type { Changed, PgTx } from "../db/pg-store.ts";
import { isOfTheDatabase } from "../db/transaction.ts";
import { projectRecalls } from "../disposal/attesting.ts";
import { projectDesks } from "../desks/desks.ts";
import type { Opened } from "../desks/opened.ts";
import { noticesOf } from "../notices/from-acts.ts";
import { giveFound, type Found } from "../notices/notice.ts";
import { noticesToReliant } from "../notices/relied.ts";
import { firstRing } from "../notices/rings.ts";
import { handledRows, legalRows, readReadable, type Desk, type Known } from "./desk.ts";
import { homeActsOf } from "./home-part.ts";
import { expectFiles } from "./fetching.ts";
import { expectTexts } from "./file-texts.ts";
import { settleMarks, settling, type Settling } from "./marks.ts";
import { ownRow } from "./own.ts";
import { preloaded } from "./preload.ts";
import { summaryOf } from "./rows.ts";
import { pressOf, shelfOf, warnOf } from "./shelves.ts";
import { clearWords, Indexed, wordChanges, writeWords, type WordChanges } from "./word-index.ts";
import { faultOf } from "../http/fault.ts";

/**
 * The list of requests. A transaction that changes an item only notes that its line is stale; the lines are written in
 * batches, by a loop and before anybody reads the list, so that the list never shows less than what is committed.
 * Derived: replay drops it and calls this for every item.
 */
// The clock of a request starts, and a pause of it ends, with an entry of the owing side that covers a position.
export const STALE_BATCH = 128;
/** Who has an item that nobody has: a word, so that an index finds it like any other. */
export const NOBODY = "";
const NOTE = `INSERT INTO derived.stale (item) SELECT unnest($1::text[]) UNION
  SELECT item FROM derived.request JOIN unnest($2::text[], $3::bigint[]) AS log (origin, floor)
    ON waits_origin = origin AND waits_pos < floor`;
const TAKE = `DELETE FROM derived.stale WHERE no IN (SELECT no FROM derived.stale ORDER BY no LIMIT ${STALE_BATCH} FOR UPDATE) RETURNING item`;
const GONE = `DELETE FROM derived.request WHERE item = ANY ($1::text[])`;
const COLUMNS = [
  ..."item text,ref text,shown jsonb,shelf text,assignee text,watchers text[],follow_up bigint,consider bigint,ring bigint".split(
    ",",
  ),
  ..."warn bigint,press bigint,updated bigint,waits_origin text,waits_pos bigint".split(","),
  ..."audience text[],red boolean,named text[],level integer,topic text,compartments text[],sealed boolean".split(
    ",",
  ),
  ..."expires bigint,author text".split(","),
];
const NAMES = COLUMNS.map((column) => column.slice(0, column.indexOf(" ")));
const PUT = `INSERT INTO derived.request (${NAMES.join(", ")})
  SELECT ${NAMES.join(", ")} FROM jsonb_to_recordset($1::jsonb) AS new (${COLUMNS.join(", ")})
  ON CONFLICT (item) DO UPDATE SET ${NAMES.map((name) => `${name} = excluded.${name}`).join(", ")}`;

/** In the transaction that changes items or logs; all of it is sent at once (`PgStoreOptions.project`). */
export async function noteStale(desk: Desk, tx: PgTx, changed: Changed): Promise<void> {
  const links = [...changed.logs].filter(([origin]) => !origin.includes("/home/"));
  const note = [[...changed.items], links.map(([origin]) => origin), links.map(([, floor]) => floor)];
  await Promise.all([
    ...tellMoved(desk, tx, changed),
    (changed.items.size > 0 || links.length > 0) && tx.db.change(NOTE, note),
  ]);
}

function tellMoved({ told, ports: { identity } }: Desk, tx: PgTx, { logs }: Changed): Promise<void>[] {
  return identity.lanes.flatMap((lane) => {
    const floor = logs.get(peerOrigin(identity, lane));
    const own = ownOrigin(identity, lane);
    const before = told.get(own) ?? 0;
    if (floor === undefined || floor <= before) return [];
    told.set(own, floor);
    return tx.moved(own, before, floor);
  });
}

/** Brings a batch of stale lines up to date. @returns how many there were; the full number says that there may be more */
export async function projectStale(desk: Desk, tx: PgTx): Promise<number> {
  const stale = await tx.db.rows<{ item: ItemId }>(TAKE, []);
  await projectItems(desk, tx, [...new Set(stale.map((row) => row.item))]);
  return stale.length;
}

async function projectItems(desk: Desk, tx: PgTx, items: readonly ItemId[]): Promise<void> {
  if (items.length === 0) return;
  const project = async (some: readonly ItemId[]) => {
    const indexed = await Indexed.read(tx, some);
    const batch = await preloaded(tx, desk.ports.identity, some, (row) => indexed.lacks(row));
    const lines = [];
    const gone: ItemId[] = [];
    const words: WordChanges[] = [];
    const elsewhere: Opened[] = [];
    const told: Found[] = [];
    const settled: Settling[] = [];
    const rows: ActRow[] = [];
    const requests: Known[] = [];
    const now = desk.ports.world.now();
    const { party } = desk.ports.identity;
    const homes = await homeActsOf(tx, some);
    for (const item of some) {
      const acts = homes.get(item) ?? [];
      const home = foldHome(acts);
      if (isOwnItem(item)) {
        settled.push(settling(party, { item, known: null }, home, acts));
        const row = ownRow(item, home);
        if (row === null) gone.push(item);
        else {
          lines.push({ ...placed(row, now), ...itemFactsOf(party, item, null, home) });
          const known = { item, rows: NO_ACTS };
          words.push(await wordChanges(desk, batch, indexed, { known, home, ref: row.ref }));
        }
        told.push(noticesOf(party, null, acts, now));
        continue;
      }
      const known = await readReadable(desk, batch, item);
      if (!known) continue;
      const wf = known.state.workflow.id;
      if (!isRequest(wf)) {
        elsewhere.push({ item, wf });
        continue;
      }
      const legal = legalRows({ ...known, rows: handledRows(known) });
      rows.push(...legal.values());
      requests.push(known);
      settled.push(settling(party, { item, known }, home, acts));
      const line = await lineOf(desk, batch, known, home);
      lines.push({ ...line, ...itemFactsOf(party, item, known, home) });
      words.push(
        await wordChanges(desk, batch, indexed, { known: { item, rows: legal }, home, ref: line.ref }),
      );
      told.push(noticesOf(party, known, acts, now));
      told.push({ given: await noticesToReliant(desk, tx, known, home, now), undone: [] });
    }
    if (lines.length > 0) await tx.db.change(PUT, [JSON.stringify(lines)]);
    if (gone.length > 0) await Promise.all([tx.db.change(GONE, [gone]), clearWords(tx, gone)]);
    await projectRecalls(tx, some, requests);
    await projectDesks(desk, tx, elsewhere);
    await settleMarks(tx, settled);
    await writeWords(tx, words, lines);
    await expectTexts(tx, rows, now);
    await giveFound(tx, told, now);
  };
  // All at once is the ordinary way; the way one by one finds the item that cannot be shown and leaves it out.
  if (
    await attempt(
      tx,
      () => project(items),
      () => {},
    )
  )
    return;
  for (const item of items) {
    await attempt(
      tx,
      () => project([item]),
      (error) => {
        desk.log("line-failed", { item, ...faultOf(error) });
      },
    );
  }
}

/** No log of the link knows a matter of our own. */
const NO_ACTS: Known["rows"] = new Map();

const SAVEPOINT = "SAVEPOINT line";
const UNDO = "ROLLBACK TO SAVEPOINT line";
const RELEASE = "RELEASE SAVEPOINT line";

/**
 * Acts are the peer's, so whatever one of them breaks must not stop the lines of others. What says nothing about the
 * item (a deadlock, a lost connection) is not caught: the transaction is then done again, or fails, as a whole.
 */
async function attempt(
  tx: PgTx,
  work: () => Promise<void>,
  failed: (error: unknown) => void,
): Promise<boolean> {
  await tx.db.change(SAVEPOINT, []);
  try {
    await work();
  } catch (error) {
    if (isOfTheDatabase(error)) throw error;
    await tx.db.change(UNDO, []);
    failed(error);
    return false;
  }
  await tx.db.change(RELEASE, []);
  return true;
}

async function lineOf(desk: Desk, tx: PgTx, known: Known, home: HomePart) {
  for (const row of known.rows.values()) if (isItemAct(row.act)) await expectFiles(desk, tx, row.act);
  const { row, waits } = await summaryOf(desk, tx, known, home);
  const { identity } = desk.ports;
  const owing = row.role === "asker" ? peerOrigin(identity, known.lane) : ownOrigin(identity, known.lane);
  return {
    ...placed(row, desk.ports.world.now()),
    waits_origin: waits === null ? null : owing,
    waits_pos: waits,
  };
}

/** Where in the lists a line stands. */
const placed = (row: RequestRow, now: number) => ({
  item: row.item,
  ref: row.ref,
  shown: row,
  shelf: shelfOf({ ...row, done: row.home.done }),
  assignee: row.home.assignee ?? NOBODY,
  watchers: row.home.watchers,
  follow_up: row.home.followUp,
  consider: row.considerBy ?? null,
  ring: firstRing(row, now),
  warn: warnOf(row),
  press: pressOf(row),
  updated: row.updated,
});

/** Before anybody reads the lines. */
export async function projectAll(desk: Desk, tx: PgTx): Promise<void> {
  while ((await projectStale(desk, tx)) > 0);
}

const REBUILT = 128;

/** Fills the emptied tables from the items that replay has found. */
export async function rebuildRequests(desk: Desk, tx: PgTx, items: ReadonlySet<ItemId>): Promise<void> {
  const all = [...items];
  for (let from = 0; from < all.length; from += REBUILT)
    await projectItems(desk, tx, all.slice(from, from + REBUILT));
}
