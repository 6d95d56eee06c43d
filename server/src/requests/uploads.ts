import { createHash, createHmac } from "node:crypto";
import { SetuError, type Hash } from "@setu/core";
import type { Upload } from "@setu/requests";
import { assertSomewhere } from "../access/deciding.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk, Officer } from "./desk.ts";
import { AttachmentSealer, PART_BYTES } from "./parts.ts";

/** Files on their way out: sealed part by part as they arrive, never held whole in memory. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;
/** Of one officer within a day: whoever needs more is a program, or not who she says. */
const DAY = 86_400_000;
const MAX_DAY_BYTES = 4 * 1024 * 1024 * 1024;
const MAX_DAY_FILES = 1_000;

export type StoredUpload = {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly a: Hash;
  readonly c: Hash;
  readonly n: number;
  readonly material: Uint8Array;
};

const PUT_PART = `INSERT INTO attachment_part (c, part, bytes) VALUES ($1, $2, $3)`;
const NAME_PARTS = `UPDATE attachment_part SET c = $2 WHERE c = $1`;
const DROP_PARTS = `DELETE FROM attachment_part WHERE c = $1`;
const PUT = `INSERT INTO upload (id, officer, at, name, type, size, a, c, n, material)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;
const OF_LATE = `SELECT count(*)::int AS files, coalesce(sum(n), 0)::bigint AS bytes FROM upload WHERE officer = $1 AND at > $2`;
const READ = `SELECT id, name, type, size, a, c, n, material FROM upload WHERE officer = $1 AND id = ANY ($2::text[])`;

/** Where its key stands, which is part of what seals it. */
export const uploadPlace = (id: string) => `upload ${id}`;

/** @throws FORBIDDEN for who writes nothing that a file could go with | OVER_QUOTA | TOO_LARGE; nothing of the file stays then */
export async function storeUpload(
  desk: Desk,
  officer: Officer,
  named: { readonly name: string; readonly type: string },
  content: AsyncIterable<Uint8Array>,
): Promise<Upload> {
  const { world } = desk.ports;
  await desk.store.tx(async (tx) => {
    await assertSomewhere(desk, tx, officer.id, ["draft", "send"]);
    await assertRoom(tx, officer, world.now());
  });
  const id = Buffer.from(world.random(16)).toString("hex");
  const material = world.random(64);
  const sealer = new AttachmentSealer(material.subarray(0, 32));
  const plain = createHash("sha256");
  const sealed = createHash("sha256");
  const draft = `upload:${id}`;
  let size = 0;
  let n = 0;
  let part = 0;
  const put = async (bytes: Uint8Array) => {
    sealed.update(bytes);
    n += bytes.length;
    await desk.store.tx((tx) => tx.db.change(PUT_PART, [draft, part++, bytes]));
  };
  try {
    for await (const block of blocks(content)) {
      size += block.bytes.length;
      if (size > MAX_FILE_BYTES)
        throw new SetuError("TOO_LARGE", "the file is too large", { detail: { max: MAX_FILE_BYTES } });
      plain.update(block.bytes);
      await put(sealer.seal(block.bytes, block.last));
    }
  } catch (error) {
    await desk.store.tx((tx) => tx.db.change(DROP_PARTS, [draft]));
    throw error;
  }
  const a = createHmac("sha256", material.subarray(32)).update(plain.digest()).digest("base64url");
  const c = sealed.digest("base64url");
  await desk.store.tx(async (tx) => {
    await tx.db.change(NAME_PARTS, [draft, c]);
    const secret = desk.store.atRest.seal(material, uploadPlace(id));
    await tx.db.change(PUT, [id, officer.id, world.now(), named.name, named.type, size, a, c, n, secret]);
  });
  return { id, ...named, size };
}

async function assertRoom(tx: PgTx, officer: Officer, now: number): Promise<void> {
  const [late] = await tx.db.rows<{ files: number; bytes: number }>(OF_LATE, [officer.id, now - DAY]);
  if (late && (late.files >= MAX_DAY_FILES || late.bytes >= MAX_DAY_BYTES))
    throw new SetuError("OVER_QUOTA", "more files than one officer may bring in a day");
}

/** @throws NOT_FOUND for an upload that is not there or another officer's */
export async function readUploads(
  desk: Desk,
  tx: PgTx,
  officer: Officer,
  ids: readonly string[],
): Promise<readonly StoredUpload[]> {
  if (ids.length === 0) return [];
  const rows = await tx.db.rows<StoredUpload>(READ, [officer.id, ids]);
  const known = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => {
    const row = known.get(id);
    if (!row) throw new SetuError("NOT_FOUND", "there is no such upload");
    return { ...row, material: desk.store.atRest.open(row.material, uploadPlace(id)) };
  });
}

/** Cuts a stream into parts; only the last may be short, and an empty file is one empty part. */
async function* blocks(content: AsyncIterable<Uint8Array>): AsyncGenerator<{ bytes: Buffer; last: boolean }> {
  let rest = Buffer.alloc(0);
  for await (const chunk of content) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length > PART_BYTES) {
      yield { bytes: rest.subarray(0, PART_BYTES), last: false };
      rest = rest.subarray(PART_BYTES);
    }
  }
  yield { bytes: rest, last: true };
}
