import { SetuError, type ItemId } from "@setu/core";
import { countDisposals, disposalAt, destroyRecords, DISPOSED_MARK, type Attested } from "../db/disposals.ts";
import type { PgTx } from "../db/pg-store.ts";
import { assertNotHeld } from "../oversight/holding.ts";
import type { Desk } from "../requests/desk.ts";
import { homeLog, writeHome } from "../requests/home.ts";
import { projectAll } from "../requests/projection.ts";
import { cutAway } from "./cut.ts";
import { isLeaving, recordsOf, type Doomed } from "./records.ts";

/** Why something is destroyed: codes of `spec/codes/disposal.json`. */
export type DisposalGround =
  | "retention-expired"
  | "recalled"
  | "individual-request"
  | "court-order"
  | "held-without-authority";

/** Where a person decides, two do: the second has agreed to this very order. Of a rule: the party, and nobody. */
export type Order = {
  readonly ground: DisposalGround;
  readonly by: string;
  readonly agreed: string | null;
};

export type Disposed = {
  /** How many records were destroyed now; 0: there was nothing left. */
  readonly records: number;
  /** Where the home log attests each. */
  readonly attested: readonly number[];
};

/**
 * Destroys every text and file of a matter, everywhere on this node and in the caller's one transaction: sealed bytes,
 * data keys and salts, words, pictures, drafts, copies. Acts, leaves and the fold stay; the home log attests each record.
 * What is destroyed already is not destroyed twice. Bytes that the database has freed go by `rewrite.ts`, soon after.
 * @throws ON_HOLD | STILL_OPEN while something of it is on its way | ILLEGAL for an order of one person
 */
export const disposeItem = (desk: Desk, tx: PgTx, item: ItemId, order: Order): Promise<Disposed> =>
  dispose(desk, tx, { item, of: null, order });

/** The same of one record, with what was translated from it. */
export const disposeRecord = (
  desk: Desk,
  tx: PgTx,
  { item, ...of }: Pick<Doomed, "item" | "party" | "id">,
  order: Order,
): Promise<Disposed> => dispose(desk, tx, { item, of, order });

type What = {
  readonly item: ItemId;
  readonly of: Pick<Doomed, "party" | "id"> | null;
  readonly order: Order;
};

async function dispose(desk: Desk, tx: PgTx, { item, of, order }: What): Promise<Disposed> {
  const { ports } = desk;
  if (order.by !== ports.identity.party && (order.agreed === null || order.agreed === order.by))
    throw new SetuError("ILLEGAL", "what a person orders destroyed, another has to agree to");
  await homeLog(ports, tx);
  await tx.lockItem(item);
  await assertNotHeld(tx, item);
  // What has not been listed yet would be listed after it was destroyed, words and all.
  await projectAll(desk, tx);
  const records = await recordsOf(desk, tx, item, of);
  if (await isLeaving(desk, tx, item, records))
    throw new SetuError("STILL_OPEN", "something of this matter is still on its way", {
      detail: { why: "leaving" },
    });
  const at = ports.world.now();
  const rows: Attested[] = [];
  for (const record of records) {
    if (await isGone(tx, record)) continue;
    const attested = await attest(desk, tx, record, order);
    const { party, id, origin, pos } = record;
    rows.push({ party, id, origin, pos, at, ...order, attested });
  }
  if (rows.length === 0) return { records: 0, attested: [] };
  await destroyRecords(tx.db, rows);
  await tx.advance(
    `${DISPOSED_MARK}${ports.identity.party}`,
    await countDisposals(tx.db),
    new Uint8Array(32),
  );
  await cutAway(desk, tx, item, records, of === null);
  tx.touch(item);
  tx.after(() => desk.disposals.append(rows));
  return { records: rows.length, attested: rows.flatMap(({ attested }) => attested ?? []) };
}

const isGone = async (tx: PgTx, { origin, pos, id }: Doomed): Promise<boolean> =>
  (await disposalAt(tx.db, origin, pos))?.id === id;

/** Our signed word that it was destroyed, when, why and by whose order; it says nothing of copies elsewhere. */
export async function attest(
  { ports }: Pick<Desk, "ports">,
  tx: PgTx,
  { item, origin, pos }: Pick<Doomed, "origin" | "pos"> & { readonly item: string | null },
  { ground, by, agreed }: Order | (Omit<Order, "ground"> & { readonly ground: string }),
): Promise<number> {
  const what = { log: origin, pos, part: "body", what: "destroyed", ground };
  const said = { ...what, by, ...(agreed !== null && { agreed }), ...(item !== null && { item }) };
  return (await writeHome(ports, tx, "attest", said)).pos;
}
