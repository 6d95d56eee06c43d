import type { Json } from "@setu/core";
import { TILE_WIDTH, type Trust } from "tlog";
import type { PgStore } from "../db/pg-store.ts";
import { witnessedReceipt } from "../witnessed/receipt.ts";

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

/** The same of what enough witnesses have cosigned. */
export async function* witnessedOf(
  { store, trust }: { readonly store: PgStore; readonly trust?: Trust },
  origin: string,
  size: number,
): AsyncGenerator<Json> {
  for (let above = 0; trust && above < size; above += TILE_WIDTH) {
    const span = { origin, above, upTo: Math.min(size, above + TILE_WIDTH), first: "largest" } as const;
    const found = await store.tx((tx) => witnessedReceipt(tx, trust, span));
    if (found) yield { size: found.size, note: found.note };
  }
}
