import type { Receipt } from "@setu/link/store.ts";
import { formatNote, parseNote, requireQuorum, TlogError, type Trust } from "tlog";
import type { PgTx } from "../db/pg-store.ts";
import { cosignedSizes, readCosignatures, type Kept, type Span } from "./rows.ts";

/** A receipt in the span that enough witnesses have cosigned, their lines under the peer's; null: none. */
export async function witnessedReceipt(tx: PgTx, trust: Trust, span: Span): Promise<Receipt | null> {
  const { origin } = span;
  for (const size of await cosignedSizes(tx.db, trust, span)) {
    const kept = await readCosignatures(tx.db, trust, { origin, size });
    const receipt = isEnough(trust, kept) ? await tx.receiptUpTo(origin, size - 1, size) : null;
    if (!receipt) continue;
    const { text, signatures } = parseNote(receipt.note);
    const note = formatNote({ text, signatures: [...signatures, ...kept.map(({ line }) => line)] });
    return { ...receipt, note };
  }
  return null;
}

function isEnough(trust: Trust, kept: readonly Kept[]): boolean {
  try {
    requireQuorum(trust, kept);
    return true;
  } catch (error) {
    if (error instanceof TlogError) return false;
    throw error;
  }
}
