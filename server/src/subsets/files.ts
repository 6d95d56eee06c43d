import { createHash, createHmac } from "node:crypto";
import { isItemAct, isSetuError, type ItemAct, type ItemId, type RecordId } from "@setu/core";
import { SLOT, type Draft, type Tx } from "@setu/link";
import { partsFileOf } from "@setu/link/subset-file.ts";
import { MAX_SUBSET_BYTES, type PartsFile } from "@setu/link/subset.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk } from "../requests/desk.ts";
import { openPart, TAG_BYTES } from "../requests/parts.ts";
import { uploadPlace } from "../requests/uploads.ts";

/**
 * Files of parts among those of an act. Each is one sealed part at most, so that the transaction that rests on what it says
 * can read it; a longer file is no file of parts for anybody.
 */
const MAX_SEALED = MAX_SUBSET_BYTES + TAG_BYTES;
const FIRST = `SELECT c, bytes FROM attachment_part WHERE c = ANY ($1::text[]) AND part = 0`;
const UPLOADS = `SELECT id, c, n, material FROM upload WHERE id = ANY ($1::text[]) AND n <= $2`;

type Sealed = { readonly c: string; readonly n: number; readonly key: Uint8Array };

/** With the place of each among those given. @throws BAD_SUBSET, CANNOT_OPEN */
async function partsFilesIn(
  tx: PgTx,
  files: readonly Sealed[],
): Promise<readonly { readonly at: number; readonly file: PartsFile }[]> {
  const small = files.filter(({ n }) => n <= MAX_SEALED);
  if (small.length === 0) return [];
  const rows = await tx.db.rows<{ c: string; bytes: Uint8Array }>(FIRST, [small.map(({ c }) => c)]);
  const bytes = new Map(rows.map((row) => [row.c, row.bytes]));
  return files.flatMap(({ c, key }, at) => {
    const sealed = bytes.get(c);
    const file = sealed ? partsFileOf(openPart(key, sealed, 0, true)) : null;
    return file ? [{ at, file }] : [];
  });
}

/** Of what is about to leave. @throws BAD_SUBSET */
export const partsFilesOf = (tx: PgTx, { act, attachments }: Pick<Draft, "attachments"> & Of) =>
  partsFilesIn(
    tx,
    act.att.map(({ c, n }, at) => ({ c, n, key: attachments[at]?.subarray(0, 32) ?? new Uint8Array() })),
  );

type Of = { readonly act: Pick<ItemAct, "att"> };

/**
 * The matters out of which parts are issued with these uploads: what is asked before parts leave is asked of the whole.
 * A file that nobody could verify names none; `assertSubsets` refuses it.
 */
export async function mattersIssued(
  { ports: { identity }, store: { atRest } }: Desk,
  tx: PgTx,
  uploads: readonly string[],
): Promise<readonly ItemId[]> {
  if (uploads.length === 0) return [];
  type Row = { id: string; c: string; n: number; material: Uint8Array };
  const rows = await tx.db.rows<Row>(UPLOADS, [uploads, MAX_SEALED]);
  const found: ItemId[] = [];
  for (const { id, c, n, material } of rows) {
    const key = atRest.open(material, uploadPlace(id)).subarray(0, 32);
    const [each] = await partsFilesIn(tx, [{ c, n, key }]).catch(nothing);
    const act = each?.file.v === "setu-subset/1" && (await tx.act(identity.party, each.file.whole))?.act;
    if (act && isItemAct(act)) found.push(act.item);
  }
  return found;
}

function nothing(error: unknown): [] {
  if (isSetuError(error, "BAD_SUBSET")) return [];
  throw error;
}

/** Whether a record promises a file of this content: by its commitments, whose salts are here while it is. */
export async function promises(
  tx: Pick<Tx, "keys">,
  { from, id, att }: Pick<ItemAct, "from" | "att"> & { readonly id: RecordId },
  content: Uint8Array,
): Promise<boolean> {
  const digest = createHash("sha256").update(content).digest();
  const keys = await tx.keys(from, [id]);
  return att.some(({ a }, at) => {
    const salt = keys.find(({ slot }) => slot === SLOT.attachment + at)?.material.subarray(32);
    return salt !== undefined && createHmac("sha256", salt).update(digest).digest("base64url") === a;
  });
}
