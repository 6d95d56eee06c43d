import { SetuError } from "@setu/core";
import type { Tx } from "@setu/link/store.ts";
import {
  consistencyCoordinates,
  consistencyProof,
  frontierAt,
  frontierCoordinates,
  listReader,
  root,
  TlogError,
  verifyConsistency,
  type Checkpoint,
} from "tlog";

/** The root that a log had at an earlier size, computed from what is stored of it. */
export async function rootAt(tx: Tx, origin: string, size: number): Promise<Uint8Array> {
  const coordinates = frontierCoordinates(size);
  return root(frontierAt(size, listReader(coordinates, await tx.hashes(origin, coordinates))));
}

/**
 * The proof that a checkpoint of ours continues what we had at an earlier size.
 * @throws CORRUPT when what is stored does not prove it: a witness would take damage here for a second history
 */
export async function proofSince(
  tx: Tx,
  { origin, size, root: now }: Checkpoint,
  oldSize: number,
): Promise<readonly Uint8Array[]> {
  const coordinates = consistencyCoordinates(oldSize, size);
  const proof = consistencyProof(
    oldSize,
    size,
    listReader(coordinates, await tx.hashes(origin, coordinates)),
  );
  try {
    verifyConsistency({ oldSize, oldRoot: await rootAt(tx, origin, oldSize), size, root: now, proof });
  } catch (cause) {
    if (!(cause instanceof TlogError)) throw cause;
    throw new SetuError("CORRUPT", "what is stored of a log does not lead to its own checkpoint", { cause });
  }
  return proof;
}
