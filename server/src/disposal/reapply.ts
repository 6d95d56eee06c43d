import type { ItemId, Party, RecordId } from "@setu/core";
import { destroyRecords, DISPOSED_MARK, disposals, type Disposal } from "../db/disposals.ts";
import type { Mark, PgTx } from "../db/pg-store.ts";
import { isHeld } from "../oversight/holding.ts";
import type { Desk } from "../requests/desk.ts";
import { homeLog } from "../requests/home.ts";
import { projectAll } from "../requests/projection.ts";
import { cutAway } from "./cut.ts";
import { attest } from "./dispose.ts";
import { recordsOf } from "./records.ts";

export const disposedMark = (marks: readonly Mark[]): number =>
  marks.find(({ key }) => key.startsWith(DISPOSED_MARK))?.size ?? 0;

/**
 * At start, before any screen opens: a database that was restored from a backup has again what was destroyed since, and
 * the journal beside it says what that is. What a newer start finds in the database alone goes into the journal.
 * @param marked how many there were, by what never rolls back (`DISPOSED_MARK`)
 * @returns how many records were destroyed anew
 */
export async function reapply(desk: Desk, marked: number): Promise<number> {
  const { rows: written, forged } = desk.disposals.read(marked === 0);
  const known = await desk.store.tx((tx) => disposals(tx.db));
  const keyOf = ({ party, id }: Disposal) => `${party}/${id}`;
  const [inJournal, inDatabase] = [new Set(written.map(keyOf)), new Set(known.map(keyOf))];
  await desk.disposals.append(known.filter((row) => !inJournal.has(keyOf(row))));
  const both = new Set([...inJournal, ...inDatabase]).size;
  if (forged.length > 0 || both < marked) await tellBroken(desk, { forged, both, marked });
  let anew = 0;
  for (const row of written) {
    if (inDatabase.has(keyOf(row))) continue;
    if (await desk.store.tx((tx) => again(desk, tx, row))) anew++;
    else desk.log("disposal-held", { origin: row.origin, pos: row.pos });
  }
  if (anew > 0) desk.log("disposed-again", { records: anew });
  return anew;
}

type Broken = { readonly forged: readonly number[]; readonly both: number; readonly marked: number };

/** What this node has not written destroys nothing; what is missing nobody knows any more, and texts may be here again. */
async function tellBroken({ store, ports }: Desk, { forged, both, marked }: Broken): Promise<void> {
  const lines = forged.slice(0, 16).join(", ");
  const evidence = `${marked} records were destroyed, ${both} are known${lines === "" ? "" : `; not ours: line ${lines}`}`;
  const alarm = { code: "JOURNAL_BROKEN", at: ports.world.now(), lane: null, evidence } as const;
  await store.tx((tx) => tx.alarm(ports.identity.peer.party, alarm, false));
}

const ITEM = `SELECT item FROM derived.act WHERE party = $1 AND id = $2 AND origin = $3 AND pos = $4
  UNION SELECT item FROM derived.trail JOIN entry USING (pos) WHERE entry.origin = $3 AND entry.pos = $4 AND entry.id = $2`;

/** What was still to be sent when the backup was made stands in no log of it: the text is in the command. */
const WAITING = `SELECT item FROM held WHERE id = $1 UNION SELECT item FROM proposal WHERE id = $1`;
const UNSEND = ["DELETE FROM held WHERE id = $1", "DELETE FROM proposal WHERE id = $1"];

/**
 * False for what oversight holds by this database: it was ended before the record was destroyed, and that went with the
 * restore. A person ends it again, and the next start destroys.
 */
async function again(desk: Desk, tx: PgTx, row: Disposal): Promise<boolean> {
  await homeLog(desk.ports, tx);
  const { party, id, origin, pos } = row;
  const [found] = await tx.db.rows<{ item: ItemId | null }>(ITEM, [party, id, origin, pos]);
  const item = found?.item ?? null;
  const ours = party === desk.ports.identity.party;
  const waiting = ours ? await tx.db.rows<{ item: ItemId }>(WAITING, [id]) : [];
  for (const each of [...waiting.map((row) => row.item), ...(item === null ? [] : [item])])
    if (await isHeld(tx, each)) return false;
  if (ours) for (const statement of UNSEND) await tx.db.change(statement, [id]);
  // Of what this database has lost too, nothing is here but the word that it is gone; it may come back from the peer.
  const attested = item === null ? null : await attest(desk, tx, { origin, pos, item }, row);
  await projectAll(desk, tx);
  const record = { party: party as Party, id: id as RecordId };
  const records = item === null ? [] : await recordsOf(desk, tx, item, record);
  await destroyRecords(tx.db, [{ ...row, attested }]);
  if (item !== null) {
    await cutAway(
      desk,
      tx,
      item,
      records.filter((each) => each.id === id),
      false,
    );
    tx.touch(item);
  }
  return true;
}
