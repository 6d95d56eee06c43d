import { isItemAct, SetuError, type ItemId } from "@setu/core";
import { openAct, SLOT, storedLeaf, type ActRow, type KeyRow, type Ports } from "@setu/link";
import type { PgTx } from "../db/pg-store.ts";

/**
 * Rebuilds the readable acts from the logs, the waiting line and the keyring: what `derived.act` held before it was
 * dropped, byte for byte. An entry that was not taken when it was
 * applied names no act any more (`passEntries`), so nothing is judged a second time here.
 */
const BATCH = 256;
// Acts of the home log are written and never read by a fold: they have no readable copy.
const ORIGINS = `SELECT origin, size AS until FROM own_log WHERE split_part(origin, '/', 2) = 'link'
  UNION ALL SELECT origin, applied FROM peer_log ORDER BY origin`;
const WAITING = `SELECT origin, id, seen, a, b, act, t FROM pending ORDER BY origin, place`;

export async function rebuildActs(ports: Ports, tx: PgTx): Promise<ReadonlySet<ItemId>> {
  const items = new Set<ItemId>();
  const put = async (rows: readonly ActRow[]) => {
    await tx.putActs(rows);
    for (const { act } of rows) if (isItemAct(act)) items.add(act.item);
  };
  for (const { origin, until } of await tx.db.rows<{ origin: string; until: number }>(ORIGINS, [])) {
    let floor = 0;
    for (let from = 0; from < until; from += BATCH) {
      const entries = await tx.entries(origin, from, Math.min(until, from + BATCH));
      const keys = await actKeys(
        tx,
        origin,
        entries.flatMap(({ id }) => id ?? []),
      );
      const rows: ActRow[] = [];
      for (const [i, entry] of entries.entries()) {
        const key = entry.id === null ? undefined : keys.get(entry.id);
        const opened = key ? tryOpen(ports, storedLeaf(entry), key, entry.act) : null;
        if (opened) {
          rows.push({ origin, pos: from + i, place: null, t: entry.t, seen: entry.seen, floor, ...opened });
        }
        floor = Math.max(floor, entry.seen);
      }
      await put(rows);
    }
  }
  for (const row of await tx.db.rows<Waiting>(WAITING, [])) {
    const key = (await actKeys(tx, row.origin, [row.id])).get(row.id);
    const opened = key ? tryOpen(ports, row, key, row.act) : null;
    if (opened)
      await put([
        { origin: row.origin, pos: null, place: null, t: row.t, seen: row.seen, floor: 0, ...opened },
      ]);
  }
  return items;
}

type Commitments = Parameters<typeof openAct>[1];
type Waiting = Commitments &
  Pick<ActRow, "origin" | "seen" | "t"> & { readonly id: KeyRow["id"]; readonly act: Uint8Array };

async function actKeys(
  tx: PgTx,
  origin: string,
  ids: readonly KeyRow["id"][],
): Promise<ReadonlyMap<string, KeyRow>> {
  const from = origin.slice(0, origin.indexOf("/")) as KeyRow["from"];
  return new Map(
    (await tx.keys(from, ids)).filter((key) => key.slot === SLOT.act).map((key) => [key.id, key]),
  );
}

function tryOpen({ crypto }: Ports, leaf: Commitments, key: KeyRow, ciphertext: Uint8Array) {
  try {
    return openAct(crypto, leaf, key, ciphertext);
  } catch (error) {
    if (error instanceof SetuError) return null;
    throw error;
  }
}
