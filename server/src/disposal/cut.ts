import type { ItemId } from "@setu/core";
import { parseBounded } from "@setu/core";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk } from "../requests/desk.ts";
import { termsOf } from "../requests/numbers.ts";
import type { Doomed } from "./records.ts";

/**
 * What was cut from a text elsewhere on this node, gone in the transaction that destroys it: readable beside the logs,
 * found by words, written by officers on it, kept for later. What was read in a file and made of it goes with its key.
 */
const NOTES = `UPDATE derived.home_act SET text = CASE WHEN text IS NULL THEN NULL ELSE '' END, paper = NULL WHERE id = ANY ($1::text[])`;
const SAID = `UPDATE derived.release_act SET text = '' WHERE id = ANY ($1::text[]) AND text IS NOT NULL`;
const REASONS = `UPDATE derived.handling SET because = '' WHERE pos = ANY ($1::bigint[]) AND because IS NOT NULL`;
const WORDS = `DELETE FROM derived.word WHERE item = $1 AND (act = ANY ($2::text[]) OR split_part(act, '/', 1) || '/' || split_part(act, '/', 2) = ANY ($2::text[]))
  RETURNING tsvector_to_array(words) AS words`;
const HELD = `DELETE FROM held WHERE id = ANY ($1::text[]) OR ($3 AND item = $2)`;
const PROPOSALS = `DELETE FROM proposal WHERE id = ANY ($1::text[]) OR ($3 AND item = $2)`;
const DRAFTS = `DELETE FROM draft WHERE key = $1`;
const NOTICES = `DELETE FROM notice WHERE item = $1`;

/** @param whole whether all of the matter is destroyed, and with it what is not of one record */
export async function cutAway(
  desk: Desk,
  tx: PgTx,
  item: ItemId,
  records: readonly Doomed[],
  whole: boolean,
): Promise<void> {
  const ids = records.map(({ id }) => id);
  const acts = records.flatMap(({ party, id }) => [`${party}/${id}`, id]);
  const [words] = await Promise.all([
    tx.db.rows<{ words: readonly string[] }>(WORDS, [item, acts]),
    tx.db.change(NOTES, [ids]),
    tx.db.change(SAID, [ids]),
    tx.db.change(REASONS, [records.map(({ pos }) => pos)]),
    tx.db.change(HELD, [ids, item, whole]),
    tx.db.change(PROPOSALS, [ids, item, whole]),
    tx.db.change(DRAFTS, [item]),
    whole && tx.db.change(NOTICES, [item]),
  ]);
  await dropFiles(desk, tx, records);
  await dropViews(desk, tx, new Set(words.flatMap((row) => row.words)));
}

const OURS = `SELECT c FROM unnest($1::text[]) AS file (c) WHERE EXISTS (SELECT FROM derived.act
  WHERE party = $2 AND id <> ALL ($3::text[]) AND position(convert_to(c, 'UTF8') IN act) > 0)`;
const UPLOADS = `DELETE FROM upload WHERE c = ANY ($1::text[])`;
const PARTS = `DELETE FROM attachment_part WHERE c = ANY ($1::text[])
  AND NOT EXISTS (SELECT FROM attachment AS other WHERE other.c = attachment_part.c AND other.state IN ('whole', 'fetching'))`;

/** The sealed bytes, and our own key beside them; not those of a file that another record bears too. */
async function dropFiles(
  { ports: { identity } }: Pick<Desk, "ports">,
  tx: PgTx,
  records: readonly Doomed[],
): Promise<void> {
  const files = [...new Set(records.flatMap((record) => record.files))];
  if (files.length === 0) return;
  const ids = records.map(({ id }) => id);
  const shared = await tx.db.rows<{ c: string }>(OURS, [files, identity.party, ids]);
  const kept = new Set(shared.map(({ c }) => c));
  const gone = files.filter((c) => !kept.has(c));
  await Promise.all([tx.db.change(UPLOADS, [gone]), tx.db.change(PARTS, [gone])]);
}

const VIEWS = `SELECT id, content FROM saved_view`;
const LEFT = `SELECT term FROM unnest($1::text[]) AS term WHERE EXISTS (SELECT FROM derived.word WHERE words @@ (quote_literal(term))::tsquery)`;
const DROP_VIEWS = `DELETE FROM saved_view WHERE id = ANY ($1::text[])`;
const MAX_VIEW = 8 * 1024;

/** A list that an officer has saved under a word of the text that stands nowhere any more: the word went with the text. */
async function dropViews({ store }: Pick<Desk, "store">, tx: PgTx, gone: ReadonlySet<string>): Promise<void> {
  if (gone.size === 0) return;
  const views = await tx.db.rows<{ id: string; content: Uint8Array }>(VIEWS, []);
  const sought = views.flatMap(({ id, content }) => {
    const { query } = parseBounded(store.atRest.open(content, `saved view ${id}`), MAX_VIEW) as {
      query: string;
    };
    const terms = termsOf(new URLSearchParams(query).get("q") ?? "").map(({ word }) => word);
    const theirs = terms.filter((word) => gone.has(word));
    return theirs.length > 0 ? [{ id, theirs }] : [];
  });
  if (sought.length === 0) return;
  const terms = [...new Set(sought.flatMap(({ theirs }) => theirs))];
  const left = new Set((await tx.db.rows<{ term: string }>(LEFT, [terms])).map(({ term }) => term));
  const drop = sought.filter(({ theirs }) => theirs.some((word) => !left.has(word)));
  await tx.db.change(DROP_VIEWS, [drop.map(({ id }) => id)]);
}
