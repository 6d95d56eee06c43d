import { createHash, createHmac } from "node:crypto";
import {
  isSetuError,
  SetuError,
  type AttachmentRef,
  type ItemAct,
  type Party,
  type RecordId,
} from "@setu/core";
import { SLOT } from "@setu/link";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk } from "./desk.ts";
import { openPart, SEALED_PART_BYTES } from "./parts.ts";
import { MAX_FILE_BYTES } from "./uploads.ts";

/**
 * Attachments on their way in: fetched after the receipt, part by part, from where it stopped. They count only when
 * every byte is what the signed act says: the hash of the ciphertext and the commitment to the content.
 */
const EXPECT = `INSERT INTO attachment (party, id, slot, c, size, parts, state) VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT DO NOTHING`;
const WANTED = `SELECT party, id, slot, c, size, parts FROM attachment WHERE state = 'fetching' ORDER BY party, id, slot LIMIT 8`;
const HAVE = `SELECT part FROM attachment_part WHERE c = $1 ORDER BY part`;
const COUNT = `SELECT count(*) AS n FROM attachment_part WHERE c = $1`;
const PART = `SELECT bytes FROM attachment_part WHERE c = $1 AND part = $2`;
const PUT = `INSERT INTO attachment_part (c, part, bytes) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`;
const STATE = `UPDATE attachment SET state = $4 WHERE party = $1 AND id = $2 AND slot = $3`;
const DROP = `DELETE FROM attachment_part WHERE c = $1`;

/** Ciphertext of `n` bytes has so many parts. */
export const partsOf = (n: number): number => Math.max(1, Math.ceil(n / SEALED_PART_BYTES));
const MAX_CIPHERTEXT = partsOf(MAX_FILE_BYTES) * SEALED_PART_BYTES;

export async function partsHere(tx: PgTx, c: string): Promise<number> {
  const [row] = await tx.db.rows<{ n: number }>(COUNT, [c]);
  return row?.n ?? 0;
}

/** Notes what an applied act of the peer promises; more than the agreed size is not asked for. */
export async function expectFiles(desk: Desk, tx: PgTx, act: ItemAct): Promise<void> {
  if (act.from === desk.ports.identity.party) return;
  for (const [i, { c, n }] of act.att.entries()) {
    const state = n > MAX_CIPHERTEXT ? "refused" : "fetching";
    await tx.db.change(EXPECT, [act.from, act.id, SLOT.attachment + i, c, n, partsOf(n), state]);
  }
}

type Wanted = {
  readonly party: Party;
  readonly id: RecordId;
  readonly slot: number;
  readonly c: string;
  readonly size: number;
  readonly parts: number;
};

/** @returns whether something was fetched. @throws whatever the road throws; what has come stays */
export async function fetchFiles(
  desk: Desk,
  part: (c: string, part: number) => Promise<Uint8Array>,
): Promise<boolean> {
  const wanted = await desk.store.tx((tx) => tx.db.rows<Wanted>(WANTED, []));
  for (const file of wanted) await fetchFile(desk, file, part);
  return wanted.length > 0;
}

async function fetchFile(
  desk: Desk,
  file: Wanted,
  ask: (c: string, part: number) => Promise<Uint8Array>,
): Promise<void> {
  const have = new Set(
    (await desk.store.tx((tx) => tx.db.rows<{ part: number }>(HAVE, [file.c]))).map((row) => row.part),
  );
  for (let part = 0; part < file.parts; part++) {
    if (have.has(part)) continue;
    const bytes = await ask(file.c, part);
    const size = part === file.parts - 1 ? file.size - part * SEALED_PART_BYTES : SEALED_PART_BYTES;
    if (bytes.length !== size) return settle(desk, file, false);
    await desk.store.tx((tx) => tx.db.change(PUT, [file.c, part, bytes]));
  }
  await settle(desk, file, await isGenuine(desk, file));
}

async function settle(desk: Desk, { party, id, slot, c }: Wanted, genuine: boolean): Promise<void> {
  await desk.store.tx(async (tx) => {
    if (!genuine) await tx.db.change(DROP, [c]);
    await tx.db.change(STATE, [party, id, slot, genuine ? "whole" : "refused"]);
    const row = await tx.act(party, id);
    if (row?.act.item !== undefined) tx.touch(row.act.item);
  });
}

async function isGenuine(desk: Desk, { party, id, slot, c, parts }: Wanted): Promise<boolean> {
  return desk.store.tx(async (tx) => {
    const act = (await tx.act(party, id))?.act as ItemAct | undefined;
    const promised = act?.att[slot - SLOT.attachment];
    const material = await attachmentKey(tx, party, id, slot);
    if (!promised || !material) return false;
    const sealed = createHash("sha256");
    const plain = createHash("sha256");
    try {
      for (let part = 0; part < parts; part++) {
        const bytes = await readPart(tx, c, part);
        sealed.update(bytes);
        plain.update(openPart(material.subarray(0, 32), bytes, part, part === parts - 1));
      }
    } catch (error) {
      if (isSetuError(error, "CANNOT_OPEN")) return false;
      throw error;
    }
    const a = createHmac("sha256", material.subarray(32)).update(plain.digest()).digest("base64url");
    return sealed.digest("base64url") === promised.c && a === promised.a;
  });
}

async function attachmentKey(tx: PgTx, party: Party, id: RecordId, slot: number): Promise<Uint8Array | null> {
  return (await tx.keys(party, [id])).find((key) => key.slot === slot)?.material ?? null;
}

async function readPart(tx: PgTx, c: string, part: number): Promise<Uint8Array> {
  const [row] = await tx.db.rows<{ bytes: Uint8Array }>(PART, [c, part]);
  if (!row) throw new SetuError("NOT_FOUND", "that part is not here");
  return row.bytes;
}

/** Ciphertext for the peer. Whoever knows the hash has read it in a signed act. */
export async function partFor(
  desk: Pick<Desk, "store">,
  c: string,
  part: number,
): Promise<Uint8Array | null> {
  const [row] = await desk.store.tx((tx) => tx.db.rows<{ bytes: Uint8Array }>(PART, [c, part]));
  return row?.bytes ?? null;
}

/** The content, part by part, opened on the way out. @throws NOT_FOUND while it is not whole | CANNOT_OPEN */
export async function* readFile(desk: Desk, act: ItemAct, file: AttachmentRef): AsyncGenerator<Uint8Array> {
  const slot = SLOT.attachment + act.att.indexOf(file);
  const all = partsOf(file.n);
  const material = await desk.store.tx((tx) => attachmentKey(tx, act.from, act.id, slot));
  if (!material) throw new SetuError("CANNOT_OPEN", "the key of the attachment is not here");
  for (let part = 0; part < all; part++) {
    const sealed = await desk.store.tx((tx) => readPart(tx, file.c, part));
    yield openPart(material.subarray(0, 32), sealed, part, part === all - 1);
  }
}
