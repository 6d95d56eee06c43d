import { isItemAct, type ItemAct } from "@setu/core";
import { SLOT, type ActRow } from "@setu/link";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk } from "./desk.ts";
import { putFileWords, type FilePlace, type FileWords } from "./file-words.ts";
import { isSought } from "./word-index.ts";

/**
 * `derived.file`: each attached file whose key is here, and the text that was read in it. A row is the task to read
 * the file: it is written with the line of the item, a replay writes it again, and it waits as long as it must.
 */
const EXPECT = `INSERT INTO derived.file (party, id, slot, item, state, due, tries)
  SELECT party, id, slot, item, 'unread', due, 0
  FROM jsonb_to_recordset($1::jsonb) AS new (party text, id text, slot smallint, item text, due bigint)
  JOIN keyring USING (party, id, slot) ON CONFLICT DO NOTHING`;
/** Narrowed since they were noted. With the row goes what was read in the file, and whatever is being read in it now. */
const UNEXPECT = `DELETE FROM derived.file USING unnest($1::text[], $2::text[]) AS act (party, id)
  WHERE (file.party, file.id) = (act.party, act.id)`;
/** Ours, $1, are here; theirs come, and are here when every byte has come. */
const oursOr = (theirs: string): string => `(file.party = $1 OR EXISTS (SELECT FROM attachment WHERE ${theirs}
  AND (attachment.party, attachment.id, attachment.slot) = (file.party, file.id, file.slot)))`;
const HERE = oursOr("attachment.state = 'whole'");
const COMING = oursOr("attachment.state <> 'refused'");
// Of those that may be read now the newest; no other process takes it meanwhile.
const TAKE = `UPDATE derived.file SET due = $3, tries = tries + 1 WHERE (party, id, slot) = (
    SELECT party, id, slot FROM derived.file WHERE state = 'unread' AND due <= $2 AND ${HERE}
    ORDER BY due DESC LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING party, id, slot, item, tries`;
const LATER = `UPDATE derived.file SET due = $4, tries = tries - $5 WHERE party = $1 AND id = $2 AND slot = $3 AND state = 'unread'`;
const SETTLE = `UPDATE derived.file SET state = $4, text = $5 WHERE party = $1 AND id = $2 AND slot = $3 AND state = 'unread'`;
const TEXT = `SELECT text FROM derived.file WHERE party = $1 AND id = $2 AND slot = $3 AND text IS NOT NULL`;
/** Told as it and more. */
const COUNTED = 1_000;
const UNREAD = `SELECT count(*) AS n FROM (SELECT FROM derived.file WHERE state = 'unread' AND ${COMING} LIMIT ${COUNTED}) AS unread`;

export type Task = FilePlace & { readonly tries: number };
type Key = { readonly party: string; readonly id: string; readonly slot: number };

/** Notes the files of some acts, with the change that brought them; what may find nothing is not read, nor kept. */
export async function expectTexts(tx: PgTx, rows: readonly ActRow[], now: number): Promise<void> {
  const hidden = rows.flatMap(({ act }) =>
    isItemAct(act) && act.att.length > 0 && !isSought(act) ? [act] : [],
  );
  if (hidden.length > 0)
    await tx.db.change(UNEXPECT, [hidden.map(({ from }) => from), hidden.map(({ id }) => id)]);
  const files = rows.flatMap(({ act, t }) =>
    isItemAct(act) && isSought(act)
      ? act.att.map((_, i) => ({
          ...placeOf(act, SLOT.attachment + i),
          // A clock of theirs that is ahead delays nothing.
          due: Math.min(t, now),
        }))
      : [],
  );
  if (files.length > 0) await tx.db.change(EXPECT, [JSON.stringify(files)]);
}

const placeOf = (act: ItemAct, slot: number): FilePlace => ({
  item: act.item,
  party: act.from,
  id: act.id,
  slot,
});

/** The next file to be read, which nobody else takes until `lease`; null when there is none. */
export async function takeTask(desk: Desk, tx: PgTx, lease: number): Promise<Task | null> {
  const { identity, world } = desk.ports;
  const [task] = await tx.db.rows<Task>(TAKE, [identity.party, world.now(), lease]);
  return task ?? null;
}

/** @param counts whether the attempt is one of those that are allowed */
export async function putOff(tx: PgTx, task: Task, due: number, counts: boolean): Promise<void> {
  await tx.db.change(LATER, [...keyOf(task), due, counts ? 0 : 1]);
}

/** What was read, sealed, and by which words it is found; null: nothing of it can be read, or may be. */
export async function settleTask(
  desk: Desk,
  tx: PgTx,
  task: Task,
  read: { readonly text: string; readonly words: FileWords } | null,
): Promise<void> {
  const sealed = read && desk.store.atRest.seal(Buffer.from(read.text), sealPlace(task));
  const settled = await tx.db.change(SETTLE, [...keyOf(task), read ? "read" : "closed", sealed]);
  // Where the key has gone meanwhile, nothing is kept.
  if (settled > 0 && read) await putFileWords(tx, task, read.words);
}

/** What was read in a file; null while nothing was. */
export async function textOfFile(desk: Desk, tx: PgTx, file: Key): Promise<string | null> {
  const [row] = await tx.db.rows<{ text: Uint8Array }>(TEXT, keyOf(file));
  return row ? new TextDecoder().decode(desk.store.atRest.open(row.text, sealPlace(file))) : null;
}

/** How many files are here or on their way and have not been read; at most 1,000. */
export async function unreadFiles(desk: Desk, tx: PgTx): Promise<number> {
  const [row] = await tx.db.rows<{ n: number }>(UNREAD, [desk.ports.identity.party]);
  return row?.n ?? 0;
}

const keyOf = ({ party, id, slot }: Key) => [party, id, slot];
const sealPlace = (file: Key): string => `file ${keyOf(file).join(" ")}`;
