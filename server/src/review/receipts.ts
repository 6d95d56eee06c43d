import type { Json } from "@setu/core";
import { TILE_WIDTH } from "tlog";
import type { PgStore } from "../db/pg-store.ts";

/**
 * Of what the peer has cosigned, the newest receipt in each stretch of 256 entries, smallest first: enough to say
 * between which entries a history was changed, and some seven kilobytes a stretch.
 */
export async function* receiptsOf(store: PgStore, origin: string, size: number): AsyncGenerator<Json> {
  for (let from = 0; from < size; from += TILE_WIDTH) {
    const to = Math.min(size, from + TILE_WIDTH);
    const receipt = await store.tx((tx) => tx.receiptUpTo(origin, from, to));
    if (receipt) yield { size: receipt.size, note: receipt.note };
  }
}
