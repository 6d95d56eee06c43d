import { SetuError, type RecordId } from "@setu/core";
import { equalBytes, frontierCoordinates } from "tlog";
import type { Ports } from "./ports.ts";
import { openAct, openBody, SLOT } from "./seal.ts";
import type { OwnLog, Pending, Tx } from "./store.ts";

/**
 * What has lain in the store since its commit is opened once more before a leaf commits to its bytes for ever: a bit that
 * has turned there would be signed, and neither side could ever read the entry.
 * @returns those that do not open to what was committed. Of what has no key here, nothing can be said.
 */
export async function turned(
  { identity, crypto }: Ports,
  tx: Tx,
  waiting: readonly Pending[],
): Promise<readonly Pending[]> {
  if (waiting.length === 0) return [];
  const rows = await tx.keys(
    identity.party,
    waiting.map(({ id }) => id),
  );
  const keys = new Map(rows.map((row) => [placeOf(row.id, row.slot), row]));
  return waiting.filter(({ id, sealed }) => {
    const [act, body] = [keys.get(placeOf(id, SLOT.act)), keys.get(placeOf(id, SLOT.body))];
    try {
      if (act) openAct(crypto, sealed, act, sealed.act);
      if (body && sealed.body && sealed.b) openBody(crypto, sealed.b, body, sealed.body);
      return false;
    } catch (error) {
      if (error instanceof SetuError) return true;
      throw error;
    }
  });
}

/**
 * The hashes that the next head stands on, read anew: the roots of stored tiles and, beyond the last full one, leaf
 * hashes; as many as the size has bits. That the frontier itself is what was signed, the peer has said under our own signature.
 * @returns the first position of the perfect subtree that is not what was signed, or `null`
 */
export async function firstCorrupt(
  tx: Tx,
  { origin, frontier }: Pick<OwnLog, "origin" | "frontier">,
): Promise<number | null> {
  const coordinates = frontierCoordinates(frontier.size);
  const stored = await tx.hashes(origin, coordinates);
  const bad = coordinates.findIndex(
    (_, i) => !equalBytes(stored[i] ?? new Uint8Array(), frontier.hashes[i] ?? new Uint8Array()),
  );
  const [level, index] = coordinates[bad] ?? [0, 0];
  return bad < 0 ? null : index * 2 ** level;
}

const placeOf = (id: RecordId, slot: number): string => `${id} ${slot}`;
