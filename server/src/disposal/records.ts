import { isItemAct, type ItemId, type Party, type RecordId } from "@setu/core";
import { homeOrigin, ownOrigin } from "@setu/link";
import { isOversightAct } from "@setu/requests/findings.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk } from "../requests/desk.ts";

/**
 * The records of a matter that can be destroyed: whatever has a text or files, in the logs of the link and in our own.
 * What oversight has written is none of the desk's to destroy.
 */
export type Doomed = {
  readonly party: Party;
  readonly id: RecordId;
  readonly item: ItemId;
  readonly origin: string;
  readonly pos: number;
  /** Hashes of the sealed files that go with it. */
  readonly files: readonly string[];
};

/** Every entry of the home log that names the matter stands in the trail with it. */
const AT_HOME = `SELECT entry.id, entry.pos, what, args ->> 'of' AS of FROM derived.trail JOIN entry USING (pos)
  WHERE entry.origin = $1 AND item = $2 AND entry.body IS NOT NULL AND entry.id IS NOT NULL ORDER BY pos`;
type AtHome = {
  readonly id: RecordId;
  readonly pos: number;
  readonly what: string;
  readonly of: string | null;
};

/** @param of this record of it and what was translated from it; null: the matter as a whole */
export async function recordsOf(
  { ports: { identity } }: Pick<Desk, "ports">,
  tx: PgTx,
  item: ItemId,
  of: Pick<Doomed, "party" | "id"> | null,
): Promise<readonly Doomed[]> {
  const origin = homeOrigin(identity.party, identity.instance);
  const [acts, home] = await Promise.all([tx.actsOf(item), tx.db.rows<AtHome>(AT_HOME, [origin, item])]);
  const linked = acts.flatMap(({ act, origin, pos }): Doomed[] =>
    isItemAct(act) && pos !== null && (act.body !== null || act.att.length > 0)
      ? [{ party: act.from, id: act.id, item, origin, pos, files: act.att.map(({ c }) => c) }]
      : [],
  );
  const ours = home
    .filter(({ what, of: named, id }) =>
      of === null ? !isOversightAct(what) : id === of.id || (what === "translate" && named === of.id),
    )
    .map(({ id, pos }): Doomed => ({ party: identity.party, id, item, origin, pos, files: [] }));
  return [...linked.filter(({ party, id }) => of === null || (party === of.party && id === of.id)), ...ours];
}

const HELD = `SELECT EXISTS (SELECT FROM held WHERE item = $1 AND state <> 'returned')
  OR EXISTS (SELECT FROM pending WHERE item = $1) OR EXISTS (SELECT FROM proposal WHERE item = $1 AND state = 'open') AS is`;

/**
 * Whether something of the matter is still on its way: held, waiting for a release or for its position, or not attested
 * by the other side. What it has never had it could not take without its text, and the line would stand still.
 */
export async function isLeaving(
  { ports: { identity } }: Pick<Desk, "ports">,
  tx: PgTx,
  item: ItemId,
  records: readonly Doomed[],
): Promise<boolean> {
  const [held] = await tx.db.rows<{ is: boolean }>(HELD, [item]);
  if (held?.is) return true;
  for (const lane of identity.lanes) {
    const origin = ownOrigin(identity, lane);
    const last = Math.max(-1, ...records.flatMap((each) => (each.origin === origin ? [each.pos] : [])));
    if (last >= 0 && last >= (await tx.own(origin, false)).cosigned) return true;
  }
  return false;
}
