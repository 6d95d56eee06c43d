import { isItemAct, type Act, type ItemId } from "@setu/core";
import { SLOT, type ActRow } from "@setu/link";
import { NEVER } from "@setu/policy/facts.ts";
import type { Body, HomeAct, HomePart } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";
import { readBody } from "./bodies.ts";
import { rowKey, type Desk, type Known } from "./desk.ts";
import { termsOf, termsOfReference } from "./numbers.ts";

/**
 * `derived.word`: which words stand in which text of an item. A text never changes, so it is opened once, when it is
 * new, and again when its act was narrowed; one whose body has been destroyed is forgotten.
 */
export type Place = "reference" | "title" | "text" | "note" | "file" | "inside";

type Source = {
  readonly item: ItemId;
  readonly place: Place;
  readonly act: string;
  readonly words: readonly string[];
  /** Of the act it is read in; absent: never; 0: it finds nothing. */
  readonly expires?: number;
};

const PLACES = `SELECT item, place, act, expires FROM derived.word WHERE item = ANY ($1::text[])`;
const FORGET = `DELETE FROM derived.word USING derived.act WHERE word.item = ANY ($1::text[])
  AND act.item = word.item AND word.act = act.party || '/' || act.id
  AND (NOT EXISTS (SELECT FROM keyring WHERE keyring.party = act.party AND keyring.id = act.id AND slot = ${SLOT.body})
    OR EXISTS (SELECT FROM entry WHERE entry.origin = act.origin AND entry.pos = act.pos AND tombstone IS NOT NULL))`;
/** Of files whose text went with their key. */
const FORGET_FILES = `DELETE FROM derived.word WHERE item = ANY ($1::text[]) AND place = 'inside'
  AND NOT EXISTS (SELECT FROM derived.file AS kept WHERE kept.item = word.item
    AND starts_with(word.act, kept.party || '/' || kept.id || '/' || kept.slot || '/'))`;
const DROP = `DELETE FROM derived.word USING unnest($1::text[], $2::text[], $3::text[]) AS gone (item, place, act)
  WHERE word.item = gone.item AND word.place = gone.place AND word.act = gone.act`;
/** Of the inside of files, which is not read again for it. */
const END = `UPDATE derived.word SET expires = ends.expires
  FROM unnest($1::text[], $2::text[], $3::bigint[]) AS ends (item, act, expires)
  WHERE word.item = ends.item AND word.place = 'inside' AND word.act = ends.act`;
const CLEAR = `DELETE FROM derived.word WHERE item = ANY ($1::text[])`;
const PUT = `INSERT INTO derived.word (item, place, act, words, updated, expires)
  SELECT item, place, act, derived.dated(array_to_tsvector(words), line.updated), line.updated, coalesce(expires, ${NEVER})
  FROM jsonb_to_recordset($1::jsonb) AS new (item text, place text, act text, words text[], expires bigint)
  JOIN unnest($2::text[], $3::bigint[]) AS line (item, updated) USING (item)
  ON CONFLICT (item, place, act) DO UPDATE SET words = excluded.words, updated = excluded.updated, expires = excluded.expires`;
const MOVE = `UPDATE derived.word SET updated = line.updated, words = derived.redated(words, word.updated, line.updated)
  FROM unnest($1::text[], $2::bigint[]) AS line (item, updated)
  WHERE word.item = line.item AND word.updated <> line.updated`;

/** The texts of some items that are indexed already. */
export class Indexed {
  readonly #known: ReadonlyMap<string, Kept>;
  /** By item and act, the inside of its files included. */
  readonly #ofActs: ReadonlyMap<string, readonly Kept[]>;

  private constructor(rows: readonly Kept[]) {
    this.#known = new Map(rows.map((row) => [keyOf(row), row]));
    this.#ofActs = Map.groupBy(rows, ({ item, act }) => `${item} ${act.split("/", 2).join("/")}`);
  }

  static async read(tx: PgTx, items: readonly ItemId[]): Promise<Indexed> {
    const [, , rows] = await Promise.all([
      tx.db.change(FORGET, [items]),
      tx.db.change(FORGET_FILES, [items]),
      tx.db.rows<Kept>(PLACES, [items]),
    ]);
    return new Indexed(rows);
  }

  has(row: Source): boolean {
    return this.#known.get(keyOf(row))?.expires === (row.expires ?? NEVER);
  }

  /** Whether an act has a text that is not indexed yet, or not as it is handled now. */
  lacks({ act }: ActRow): boolean {
    if (!isItemAct(act) || act.body === null) return false;
    return !this.has({
      item: act.item,
      place: "text",
      act: rowKey(act.from, act.id),
      words: [],
      ...expiryOf(act),
    });
  }

  /** What stands of an act, beside its text, that ends at another instant now. */
  ended({ act }: ActRow): Kept[] {
    if (!isItemAct(act)) return [];
    const { expires = NEVER } = expiryOf(act);
    const kept = this.#ofActs.get(`${act.item} ${rowKey(act.from, act.id)}`) ?? [];
    return kept
      .filter((row) => row.place !== "text" && row.expires !== expires)
      .map((row) => ({ ...row, expires }));
  }

  /** Notes and references that were taken back. */
  gone(item: ItemId, wanted: readonly Row[]): Row[] {
    const keys = new Set(wanted.map(keyOf));
    const ours = (row: Row) => row.place === "note" || (row.place === "reference" && row.act !== "");
    return [...this.#known.values()].filter((row) => row.item === item && ours(row) && !keys.has(keyOf(row)));
  }
}

type Row = Pick<Source, "item" | "place" | "act">;
type Kept = Row & { readonly expires: number };
const keyOf = ({ item, place, act }: Row): string => `${item} ${place} ${act}`;

/** What changes of the index with the present state of an item. */
export type WordChanges = {
  readonly put: readonly Source[];
  readonly drop: readonly Row[];
  /** Of the inside of files, when it ends now. */
  readonly end: readonly Kept[];
};

/** @param rows the acts as they are handled now */
export async function wordChanges(
  desk: Desk,
  tx: PgTx,
  indexed: Indexed,
  {
    known: { item, rows },
    home,
    ref,
  }: {
    readonly known: Pick<Known, "item" | "rows">;
    readonly home: HomePart;
    readonly ref: string;
  },
): Promise<WordChanges> {
  const sought = new Map<unknown, Act>(
    [...rows.values()].flatMap(({ act }) => (isSought(act) ? [[act.id, act]] : [])),
  );
  const own: Source[] = [
    { item, place: "reference", act: "", words: termsOfReference(ref) },
    ...home.references.map((act) => ({
      item,
      place: "reference" as const,
      act: act.id,
      words: termsOfReference(act.text ?? ""),
    })),
    ...[...home.notes, ...home.tasks, ...home.translations.filter(({ args }) => sought.has(args["of"]))].map(
      (act) => ({
        item,
        place: "note" as const,
        act: act.id,
        words: wordsIn(act.text ?? ""),
        // Of a translation, when what it translates does.
        ...expiryOf(sought.get(act.args["of"])),
      }),
    ),
    ...(home.intake === null ? [] : ofIntake(item, home.intake)),
  ];
  const put = own.filter((source) => !indexed.has(source));
  for (const row of rows.values()) if (indexed.lacks(row)) put.push(...(await textsOf(desk, tx, item, row)));
  const ended = [...rows.values()].flatMap((row) => indexed.ended(row));
  return {
    put,
    drop: [...indexed.gone(item, own), ...ended.filter(({ expires }) => expires === 0)],
    end: ended.filter(({ place, expires }) => place === "inside" && expires > 0),
  };
}

/**
 * Whether its words may find the item. A search tells that a word is there, also to who may not read this act: so the
 * words of an act for named eyes find nothing, for those it names neither, but where it opens an item, which then is for
 * named eyes as a whole: an index that answered each reader otherwise would tell by its counts and its time.
 */
export const isSought = (act: Act): boolean =>
  !isItemAct(act) || act.mark.tlp !== "RED" || act.item.endsWith(`:${act.id}`);

const wordsIn = (text: string): string[] => [...new Set(termsOf(text).map(({ word }) => word))];

/** The texts of an act of ours at a place; who sent what came another way is looked for as its text is. */
export function textsOfHome({ do: what, text, paper }: HomeAct, place: Place): readonly string[] {
  if (what !== "intake") return [text ?? ""];
  if (!paper) return [];
  const { title, theirRef, from, files } = paper;
  const texts = { title: [title], reference: [theirRef], text: [`${from}\n${text}`], note: [], inside: [] };
  return place === "file" ? files.map(({ name }) => name) : texts[place];
}

function ofIntake(item: ItemId, act: HomeAct): Source[] {
  const of = (place: Place): string => textsOfHome(act, place).join("\n");
  return (["title", "text", "file", "reference"] as const).flatMap((place) => {
    const words = place === "reference" ? termsOfReference(of(place)) : wordsIn(of(place));
    return words.length === 0 ? [] : { item, place, act: act.id, words };
  });
}

async function textsOf(desk: Desk, tx: PgTx, item: ItemId, row: ActRow): Promise<Source[]> {
  const { body } = await readBody(desk, tx, row);
  if (!body) return [];
  const act = rowKey(row.act.from, row.act.id);
  const expiry = expiryOf(row.act);
  if (!isSought(row.act)) return [{ item, place: "text", act, words: [], ...expiry }];
  const names = body.files.map(({ name }) => name).join("\n");
  const texts = { text: allTextsOf(body).join("\n"), title: body.title ?? "", file: names };
  return Object.entries(texts).flatMap(([place, text]) =>
    // A text without a word is kept too: it has been looked at.
    text === "" && place !== "text"
      ? []
      : { item, place: place as Place, act, words: wordsIn(text), ...expiry },
  );
}

const expiryOf = (act: Act | undefined): Pick<Source, "expires"> => {
  if (!act || !isItemAct(act)) return {};
  const expires = isSought(act) ? act.mark.expires : 0;
  return expires === undefined || expires === null ? {} : { expires };
};

/** A matter is found by the words of its translations too. */
export const allTextsOf = ({ text, translations = [] }: Body): readonly string[] => [
  text,
  ...translations.map((each) => each.text),
];

/** Of matters whose registering was taken back. */
export const clearWords = (tx: PgTx, items: readonly ItemId[]): Promise<number> =>
  tx.db.change(CLEAR, [items]);

/** With the lines of these items: when each last changed stands with its words too. */
export async function writeWords(
  tx: PgTx,
  changes: readonly WordChanges[],
  lines: readonly { readonly item: string; readonly updated: number }[],
): Promise<void> {
  const items = lines.map(({ item }) => item);
  const updated = lines.map((line) => line.updated);
  if (lines.length > 0) await tx.db.change(MOVE, [items, updated]);
  const drop = changes.flatMap((each) => each.drop);
  const put = changes.flatMap((each) => each.put);
  const end = changes.flatMap((each) => each.end);
  if (drop.length > 0) {
    await tx.db.change(DROP, [
      drop.map((row) => row.item),
      drop.map((row) => row.place),
      drop.map((row) => row.act),
    ]);
  }
  if (end.length > 0) {
    await tx.db.change(END, [
      end.map((row) => row.item),
      end.map((row) => row.act),
      end.map((row) => row.expires),
    ]);
  }
  if (put.length > 0) await tx.db.change(PUT, [JSON.stringify(put), items, updated]);
}
