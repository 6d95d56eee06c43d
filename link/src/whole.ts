import { SetuError, type RecordId } from "@setu/core";
import type { Ports } from "./ports.ts";
import { openAct, openBody, SLOT } from "./seal.ts";
import type { Pending, Tx } from "./store.ts";

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

const placeOf = (id: RecordId, slot: number): string => `${id} ${slot}`;
