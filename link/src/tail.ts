import { SetuError } from "@setu/core";
import { root } from "tlog";
import type { OwnLog, Tx } from "./store.ts";

/**
 * Where nobody is heard before this node signs, what it has signed already stands beside the database (record.md rule 8)
 * and comes back into the monotone table after a restore: `carried`, what has left in a file and may reach the peer at any
 * time, whatever an opening on a line says; `owed`, all that was signed. `accepted` is what two persons have given up.
 */
export type Hearing = "line" | "file";

const KINDS: Readonly<Record<Hearing, readonly string[]>> = {
  line: ["carried"],
  file: ["carried", "owed"],
};

/**
 * Whoever signs at a size that this node has signed before, and has lost, signs a second history.
 * @param on a line on which the peer has just been heard brings back whatever it holds; a file brings what it brings
 * @returns the size up to which the log has to come back before anything more is signed; null when it is whole
 */
export async function missingUpTo(
  tx: Tx,
  { origin, size }: Pick<OwnLog, "origin" | "size">,
  on: Hearing,
): Promise<number | null> {
  const marks = await Promise.all(KINDS[on].map((kind) => tx.mark(`${kind}:${origin}`)));
  const needed = Math.max(0, ...marks.map((mark) => mark?.size ?? 0));
  if (needed <= size) return null;
  const accepted = await tx.mark(`accepted:${origin}`);
  return needed <= (accepted?.size ?? 0) ? null : needed;
}

/** Before a byte of it leaves in a file: what stands in the file is never signed again, whatever becomes of the database. */
export async function noteCarried(tx: Tx, { origin, size, frontier }: OwnLog): Promise<void> {
  const key = `carried:${origin}`;
  if (size > ((await tx.mark(key))?.size ?? 0)) await tx.advance(key, size, root(frontier));
}

/**
 * Two persons give up what was signed and does not come back. A file of it that turns up later is another history for the
 * peer, which stops the link over there with both statements.
 * @returns up to which size. @throws NOT_FOUND where nothing is missing
 */
export async function acceptLoss(tx: Tx, own: OwnLog): Promise<number> {
  const needed = await missingUpTo(tx, own, "file");
  if (needed === null) throw new SetuError("NOT_FOUND", "nothing that was signed on this lane is missing");
  await tx.advance(`accepted:${own.origin}`, needed, root(own.frontier));
  return needed;
}
