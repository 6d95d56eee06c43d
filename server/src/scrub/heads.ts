import { isSetuError } from "@setu/core";
import { homeOrigin, ownOrigin, peerOrigin } from "@setu/link";
import { equalBytes, root, type Checkpoint, type Frontier } from "tlog";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk } from "../requests/desk.ts";

type Head = {
  readonly origin: string;
  readonly own: boolean;
  readonly frontier: Frontier;
  readonly checkpoint: string;
};

const TILES = `SELECT level, count(*)::int AS n FROM tile WHERE origin = $1 GROUP BY level`;
const WIDTH = 256;

/** A head against all the leaves below it: what is stored of the tree, what was signed, and the mark that never rolls back. */
export async function headFaults(
  desk: Desk,
  tx: PgTx,
  { origin, own, frontier, checkpoint }: Head,
  counted: Frontier,
): Promise<readonly string[]> {
  const faults: string[] = [];
  const whole =
    frontier.hashes.length === counted.hashes.length &&
    counted.hashes.every((hash, i) => equalBytes(hash, frontier.hashes[i] ?? new Uint8Array()));
  if (!whole) faults.push("frontier");
  for (const kind of ["signed", "cosigned"] as const) {
    const mark = await tx.mark(`${kind}:${origin}`);
    if (mark?.size === counted.size && counted.size > 0 && !equalBytes(mark.root, root(counted)))
      faults.push(`${kind} mark`);
  }
  if (checkpoint !== "" && isSpoken(desk, origin)) {
    const said = opened(desk, origin, { own, checkpoint });
    if (said?.size !== counted.size || !equalBytes(said.root, root(counted))) faults.push("checkpoint");
  }
  const rows = await tx.db.rows<{ level: number; n: number }>(TILES, [origin]);
  const stored = new Map(rows.map(({ level, n }) => [level, n]));
  for (
    let level = 0, full = Math.floor(counted.size / WIDTH);
    full > 0;
    level++, full = Math.floor(full / WIDTH)
  )
    // It may have grown since its head was read: what is more than that, `tiles.ts` holds against the leaves.
    if ((stored.get(level) ?? 0) < full) faults.push(`tiles of level ${level}`);
  return faults.map((what) => `${origin} ${counted.size}: ${what}`);
}

/** Whose keys are known here: not a log of a former instance. */
export function isSpoken({ ports: { identity } }: Desk, origin: string): boolean {
  const { party, instance, lanes } = identity;
  const known = lanes.flatMap((lane) => [ownOrigin(identity, lane), peerOrigin(identity, lane)]);
  return origin === homeOrigin(party, instance) || known.includes(origin);
}

/** Null: it is not what was signed. A key that others have followed did sign it, then. */
function opened(
  { ports: { keys } }: Desk,
  origin: string,
  { own, checkpoint }: Pick<Head, "own" | "checkpoint">,
): Checkpoint | null {
  try {
    return own ? keys.openOwn(checkpoint, origin) : keys.openPeer(checkpoint, origin);
  } catch (error) {
    if (isSetuError(error)) return null;
    throw error;
  }
}
