import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { SetuError } from "@setu/core";
import { exportFiles } from "tlog";
import type { PgStore } from "../db/pg-store.ts";

const BATCH = 256;

/**
 * Writes a log, ours or the peer's, as a C2SP tlog-tiles directory that other people's tools verify. Leaves only: no
 * ciphertext and no key. @returns its size. @throws NOT_FOUND for a log that has no signed checkpoint
 */
export async function exportLog(store: PgStore, origin: string, folder: string): Promise<number> {
  const head = await store.tx(async (tx) => {
    const own = await tx.own(origin, false);
    if (own.size > 0) return { size: own.size, note: own.checkpoint };
    const peer = await tx.peer(origin, "none");
    return { size: peer.held, note: peer.checkpoint };
  });
  if (head.note === "") throw new SetuError("NOT_FOUND", "there is no such log, or nothing in it is signed");
  for await (const file of exportFiles(head.note, leaves(store, origin, head.size))) {
    const path = join(folder, file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.bytes);
  }
  return head.size;
}

async function* leaves(store: PgStore, origin: string, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < size; from += BATCH) {
    const entries = await store.tx((tx) => tx.entries(origin, from, Math.min(size, from + BATCH)));
    for (const { leaf } of entries) yield leaf;
  }
}
