import { isItemAct, SetuError, type Act, type ItemId } from "@setu/core";
import { SLOT, type ActRow } from "@setu/link";
import type { HomeAct, RequestRow, SearchHit, SearchResult } from "@setu/requests";
import type { Visible } from "@setu/policy";
import type { Reaching } from "../access/asking-as.ts";
import type { PgTx } from "../db/pg-store.ts";
import { readBody } from "./bodies.ts";
import { handledRows, readKnown, rowKey, type Desk } from "./desk.ts";
import { textOfFile, unreadFiles } from "./file-texts.ts";
import { readPiece, type Piece } from "./file-words.ts";
import { homeActsOf } from "./home-part.ts";
import {
  EVER,
  gather,
  inOrder,
  newestChange,
  patiently,
  PLACES,
  rareOf,
  standsIn,
  stretches,
  UNEXPIRED,
} from "./finding.ts";
import { cursorOf, parseCursor, type Cursor } from "./listing-query.ts";
import { preloadedFor } from "./preload.ts";
import { replacedIn } from "./replaced.ts";
import { passes } from "./scanning.ts";
import { parseSearch, tsquery, type Group } from "./search-query.ts";
import { hitIn, type Text } from "./snippet.ts";
import { allTextsOf, isSought, textsOfHome, type Place } from "./word-index.ts";

/**
 * Search over everything the reader may see, the matter that changed last first. Each group of what was typed is
 * somewhere in the matter, not all in one text. What is shown of a text is opened now: a body that was destroyed gives
 * no hit, whatever an index still says.
 */
const PAGE = 20;
const HITS = 3;
/** Texts that are opened for one matter in vain, at most. */
const LOOKED_AT = 40;
const HIT_PLACES = `SELECT word.* FROM unnest($1::text[]) AS one (item) CROSS JOIN LATERAL
  (SELECT item, place, act FROM derived.word WHERE word.item = one.item AND words @@ $2::tsquery AND ${UNEXPIRED} LIMIT ${LOOKED_AT}) AS word`;

type Matter = { readonly item: ItemId; readonly key: number; readonly shown: RequestRow };
type Found = { readonly item: ItemId; readonly place: Place; readonly act: string };

/** @throws BAD_FIELD for nothing that could be sought, or a cursor of another list; TIMEOUT for words too common */
export async function search(
  desk: Desk,
  tx: PgTx,
  asked: { readonly q: string; readonly after: string | null },
  { now, sees }: Reaching,
): Promise<SearchResult> {
  const groups = parseSearch(asked.q);
  if (groups.length === 0) {
    throw new SetuError("BAD_FIELD", "there is no word or number in it", { detail: { field: "q" } });
  }
  const start = asked.after === null ? null : parseCursor("updated", asked.after);
  // Before it is looked up: a file that is read meanwhile is rather told as unread than neither found nor told.
  const unread = await unreadFiles(desk, tx);
  const taken = await patiently(tx, () => newestWith(tx, { groups, start, sees }));
  const page = taken.slice(0, PAGE);
  const last = page.at(-1);
  const hits = await hitsOf(desk, tx, page, { groups, now });
  return {
    matters: page.flatMap(({ item, shown }) => {
      const found = hits.get(item) ?? [];
      return found.length > 0 ? { row: shown, hits: found } : [];
    }),
    more: taken.length > PAGE && last ? cursorOf("updated", last) : null,
    unread,
    now,
  };
}

type Sought = {
  readonly groups: readonly Group[];
  readonly start: Cursor | null;
  readonly sees: Visible;
};

/** Up to one more than a page, the newest first. */
async function newestWith(tx: PgTx, sought: Sought): Promise<Matter[]> {
  let newest = sought.start?.key ?? null;
  for await (const group of rareOf(tx, sought.groups)) {
    newest ??= await newestChange(tx);
    for (const dated of stretches(newest)) {
      const items = await gather(tx, group, dated);
      if (items === null) break;
      if (items.length <= PAGE && dated !== EVER) continue;
      const page = await readLines(tx, sought, { group, items });
      if (page.length > PAGE || dated === EVER) return page;
    }
  }
  return readLines(tx, sought, null);
}

/** @param few items of a group that was gathered; null: all items are read, in order, until there are enough */
async function readLines(
  tx: PgTx,
  { groups, start, sees }: Sought,
  few: { readonly group: Group; readonly items: readonly ItemId[] } | null,
): Promise<Matter[]> {
  const { key, item } = start ?? { key: Number.MAX_SAFE_INTEGER, item: "" };
  const open = groups.filter((group) => group !== few?.group);
  const values: unknown[] = [...open.map(tsquery), PLACES, key, item, few?.items ?? null];
  const visible = sees.where((given) => `$${values.push(given)}`, "request");
  const read = few ? "few" : "all";
  return inOrder<Matter>(tx, statement(open.length, read, visible), values, few ? "some" : "all");
}

/** Lines in the order in which they are read: those of a rare word, gathered from the newest on; or all. */
const READ = {
  few: (where: string, n: number) =>
    `(SELECT item, no FROM unnest($${n}::text[]) WITH ORDINALITY AS one (item, no) ORDER BY no OFFSET 0) AS few
      CROSS JOIN LATERAL (SELECT item, updated AS key FROM derived.request WHERE request.item = few.item AND ${where} OFFSET 0) AS request`,
  all: (where: string, n: number) => `(SELECT item, updated AS key FROM derived.request
        WHERE ${where} AND $${n}::text IS NULL ORDER BY updated DESC, item DESC OFFSET 0) AS request`,
} as const;
const ORDERED = { few: "few.no", all: "key DESC, item DESC" } as const;

/** One text for each number of groups, way of reading, and form of what an officer sees. */
function statement(groups: number, read: keyof typeof READ, visible: string): string {
  const places = `$${groups + 1}`;
  const each = Array.from({ length: groups }, (_, i) => standsIn("request", `$${i + 1}`, places));
  // A value that no group is left to use has a type all the same.
  each.push(`cardinality(${places}::text[]) > 0`);
  const [key, item] = [`$${groups + 2}::bigint`, `$${groups + 3}::text`];
  // Behind the wall an index takes numbers alone: to compare texts may tell of a row that is hidden.
  const where = `updated <= ${key} AND (updated, item) < (${key}, ${item}) AND ${visible}`;
  return `SELECT line.item, line.key, request.shown FROM (
      SELECT request.item, key FROM ${READ[read](where, groups + 4)}
      WHERE ${each.join(" AND ")} ORDER BY ${ORDERED[read]} LIMIT ${PAGE + 1}) AS line
    JOIN derived.request USING (item) ORDER BY line.key DESC, line.item DESC`;
}

async function hitsOf(
  desk: Desk,
  tx: PgTx,
  page: readonly Matter[],
  { groups, now }: { readonly groups: readonly Group[]; readonly now: number },
): Promise<ReadonlyMap<ItemId, readonly SearchHit[]>> {
  const items = page.map(({ item }) => item);
  const any = groups.map((group) => `(${tsquery(group)})`).join(" | ");
  const [found, rows, homes] = await Promise.all([
    tx.db.rows<Found>(HIT_PLACES, [items, any]),
    tx.actsOfItems(items),
    homeActsOf(tx, items),
  ]);
  const places = Map.groupBy(found, ({ item }) => item);
  const acts = Map.groupBy(rows, ({ act }) => act.item);
  const opened = await preloadedFor(tx, desk.ports.identity, soonOpened(places, acts), false);
  const hits = new Map<ItemId, readonly SearchHit[]>();
  for (const { item, shown } of page) {
    const handled = await handledIn(desk, opened, item, acts.get(item) ?? []);
    const shownActs = handled.filter(({ act }) => isSought(act) && !isExpired(act, now));
    const texts = textsOf(desk, opened, shown.ref, shownActs, homes.get(item) ?? []);
    const replaced = await replacedIn(desk, opened, item, acts.get(item) ?? []);
    const isReplaced = ({ place, act }: Found): boolean => place === "text" && replaced.has(act);
    const met: SearchHit[] = [];
    // What holds now stands before what was said anew since.
    const inTurn = (places.get(item) ?? []).toSorted(
      (a, b) => Number(isReplaced(a)) - Number(isReplaced(b)) || byPlace(a, b),
    );
    for (const place of inTurn) {
      if (met.length === HITS) break;
      for (const text of await texts(place)) {
        const hit = hitIn(text, groups);
        if (hit) met.push(isReplaced(place) ? { ...hit, replaced: true } : hit);
      }
    }
    hits.set(item, met.slice(0, HITS));
  }
  return hits;
}

/** Few matters have anything that was narrowed, and no other is folded for it. */
async function handledIn(
  desk: Desk,
  tx: PgTx,
  item: ItemId,
  acts: readonly ActRow[],
): Promise<readonly ActRow[]> {
  if (!acts.some(({ act }) => act.do === "narrow")) return acts;
  const known = await readKnown(desk, tx, item);
  return known ? [...handledRows(known).values()] : [];
}

const isExpired = (act: Act, now: number): boolean => isItemAct(act) && (act.mark.expires ?? Infinity) <= now;

/** The acts of the places that are tried first: their texts are read in one question. */
function soonOpened(
  places: ReadonlyMap<string, readonly Found[]>,
  acts: ReadonlyMap<unknown, readonly ActRow[]>,
): ActRow[] {
  return [...places].flatMap(([item, found]) => {
    const first = new Set(
      found
        .toSorted(byPlace)
        .slice(0, HITS)
        .map(({ act }) => act),
    );
    return (acts.get(item) ?? []).filter(({ act }) => first.has(rowKey(act.from, act.id)));
  });
}

/** Opens the texts of one matter by their place in the index. */
function textsOf(desk: Desk, tx: PgTx, ref: string, acts: readonly ActRow[], notes: readonly HomeAct[]) {
  const rows = new Map(acts.map((row) => [rowKey(row.act.from, row.act.id), row]));
  return async ({ place, act }: Found): Promise<readonly Text[]> => {
    if (act === "") return [{ place, act: null, text: ref }];
    const ours = notes.find((each) => each.id === act);
    if (ours) return textsOfHome(ours, place).map((text) => ({ place, act, text }));
    const piece = place === "inside" ? readPiece(act) : null;
    if (piece !== null) return insideOf(desk, tx, rows, piece);
    const row = rows.get(act);
    const body = row && (await readBody(desk, tx, row)).body;
    if (!body) return [];
    const texts =
      place === "file"
        ? body.files.map(({ name }) => name)
        : place === "title"
          ? [body.title ?? ""]
          : allTextsOf(body);
    return texts.map((text) => ({ place, act: row.act.id, text }));
  };
}

/** Of a file that is held nothing is shown, whatever was read in it before. */
async function insideOf(
  desk: Desk,
  tx: PgTx,
  rows: ReadonlyMap<string, ActRow>,
  { party, id, slot, of }: Piece,
): Promise<readonly Text[]> {
  const act = rows.get(rowKey(party, id))?.act;
  const file = act && isItemAct(act) ? act.att[slot - SLOT.attachment] : undefined;
  if (!act || !isItemAct(act) || !file || !(await passes(desk, tx, file))) return [];
  const text = await textOfFile(desk, tx, { party, id, slot });
  return text === null ? [] : [{ place: "inside", act: id, text: of(text) }];
}

const ORDER: readonly Place[] = ["reference", "title", "note", "text", "file", "inside"];
const byPlace = (a: Found, b: Found): number => ORDER.indexOf(a.place) - ORDER.indexOf(b.place);
