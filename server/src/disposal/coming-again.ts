import { createHash, createHmac } from "node:crypto";
import { isItemAct, isSetuError, type Hash, type ItemAct, type ItemId, type RecordId } from "@setu/core";
import { openBody, SLOT, type ActRow } from "@setu/link";
import type { PgTx } from "../db/pg-store.ts";
import { readKnown, type Desk } from "../requests/desk.ts";

/**
 * What the other side has attested as destroyed and then sends again is two signed statements of one node that contradict
 * each other: an alarm, once for each record, and nothing is blocked. Kept for it are the commitments of what we have
 * recalled ourselves, with their salts sealed: whoever has the same bytes again computes the same commitment.
 */
const PUT = `INSERT INTO recalled_part (id, slot, item, commitment, sealed, salt) VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT DO NOTHING`;
const ATTESTED = `UPDATE recalled_part SET attested_origin = $3, attested_pos = $4, attested_t = $5
  WHERE id = $1 AND item = $2 AND attested_pos IS NULL`;
const AWAITED = `SELECT id FROM recalled_part WHERE id = $1 AND item = $2 AND attested_pos IS NULL LIMIT 1`;
const WATCHED = `SELECT id, slot, item, commitment, sealed, salt, attested_origin AS origin, attested_pos AS pos,
    attested_t AS t FROM recalled_part WHERE attested_pos IS NOT NULL AND id NOT IN
      (SELECT id FROM recalled_part WHERE again_at IS NOT NULL) ORDER BY id, slot`;
const AGAIN = `UPDATE recalled_part SET again_at = $2, again_id = $3 WHERE id = $1 AND NOT EXISTS
  (SELECT FROM recalled_part AS told WHERE told.id = $1 AND told.again_at IS NOT NULL)`;
const CAME = `SELECT id, min(again_at)::bigint AS at FROM recalled_part WHERE item = $1 AND again_at IS NOT NULL GROUP BY id`;

type Place = { readonly origin: string; readonly pos: number; readonly t: number };
type Watched = Place & {
  readonly id: RecordId;
  readonly slot: number;
  readonly item: ItemId;
  readonly commitment: Hash;
  readonly sealed: Hash | null;
  readonly salt: Uint8Array;
};

/** Of what is watched, opened once. Null: a bit of it has turned, and that one record is not known again must not stop what comes. */
type Part = Omit<Watched, "salt"> & { readonly salt: Uint8Array | null };

export const saltPlace = (id: string, slot: number) => `recalled ${id} ${slot}`;

/** In the transaction that commits or applies these acts, which are in the order of their log. Null: none of them matters. */
export function followRecalled(desk: Desk, tx: PgTx, acts: readonly ItemAct[]): Promise<void> | null {
  const { party } = desk.ports.identity;
  const matters = acts.filter((act) =>
    act.from === party
      ? act.do === "recall"
      : act.do === "disposed" || act.body !== null || act.att.length > 0,
  );
  return matters.length === 0 ? null : followAll(desk, tx, matters);
}

async function followAll(desk: Desk, tx: PgTx, acts: readonly ItemAct[]): Promise<void> {
  const { party } = desk.ports.identity;
  for (const act of acts) {
    if (act.from === party) await keep(desk, tx, act);
    else if (act.do === "disposed") await noteAttested(desk, tx, act);
  }
  const brought = acts.filter(({ from, body, att }) => from !== party && (body !== null || att.length > 0));
  const watched = brought.length === 0 ? [] : await watchedParts(desk, tx);
  if (watched.length === 0) return;
  for (const act of brought) {
    const row = await tx.act(act.from, act.id);
    if (row === null) continue;
    const digest = await digestOfBody(desk, tx, row);
    const sealed: ReadonlySet<string> = new Set(act.att.map(({ c }) => c));
    await tellAgain(desk, tx, row, [
      ...(digest === null ? [] : sameAs(watched, digest)),
      ...watched.filter((each) => each.sealed !== null && sealed.has(each.sealed)),
    ]);
  }
}

/** Of a file of theirs that is whole here. @param digest SHA-256 of its bytes */
export async function noticeFile(
  desk: Desk,
  tx: PgTx,
  of: Pick<ItemAct, "from" | "id">,
  digest: Uint8Array,
): Promise<void> {
  const watched = await watchedParts(desk, tx);
  const row = watched.length === 0 ? null : await tx.act(of.from, of.id);
  if (row !== null) await tellAgain(desk, tx, row, sameAs(watched, digest));
}

/** When each recalled record of a matter had come again although attested as destroyed, by its id. */
export async function cameAgain(tx: PgTx, item: ItemId): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.db.rows<{ id: string; at: number }>(CAME, [item]);
  return new Map(rows.map(({ id, at }) => [id, at]));
}

/** What is destroyed here already has no salt any more, and cannot be told again. */
async function keep({ store, ports }: Desk, tx: PgTx, { item, args }: ItemAct): Promise<void> {
  const { party } = ports.identity;
  const id = String(args["ref"]) as RecordId;
  const act = (await tx.act(party, id))?.act;
  if (!act || !isItemAct(act) || act.item !== item) return;
  for (const { slot, material } of await tx.keys(party, [id])) {
    const file = act.att[slot - SLOT.attachment];
    const commitment = slot === SLOT.body ? act.body : (file?.a ?? null);
    if (commitment === null) continue;
    const salt = store.atRest.seal(material.subarray(32), saltPlace(id, slot));
    await tx.db.change(PUT, [id, slot, item, commitment, file?.c ?? null, salt]);
  }
}

/** A void word attests nothing. */
async function noteAttested(desk: Desk, tx: PgTx, { id, from, item, args }: ItemAct): Promise<void> {
  const waits = await tx.db.rows(AWAITED, [String(args["ref"]), item]);
  const row = waits.length === 0 ? null : await tx.act(from, id);
  if (row === null || row.pos === null || !(await isLegal(desk, tx, row.act as ItemAct))) return;
  await tx.db.change(ATTESTED, [String(args["ref"]), item, row.origin, row.pos, row.t]);
}

async function isLegal(desk: Desk, tx: PgTx, { item, from, id }: ItemAct): Promise<boolean> {
  try {
    const judged = (await readKnown(desk, tx, item))?.state.judged;
    return judged?.find(({ party, act }) => party === from && act.id === id)?.void === null;
  } catch (error) {
    if (isSetuError(error, "UNSUPPORTED_VERSION")) return false;
    throw error;
  }
}

/** Null: it does not open here, which is said elsewhere. */
async function digestOfBody(desk: Desk, tx: PgTx, { act, origin, pos }: ActRow): Promise<Uint8Array | null> {
  if (!isItemAct(act) || act.body === null || pos === null) return null;
  const sealed = (await tx.entries(origin, pos, pos + 1))[0]?.body;
  const key = (await tx.keys(act.from, [act.id])).find(({ slot }) => slot === SLOT.body);
  if (!key || !(sealed instanceof Uint8Array)) return null;
  try {
    return createHash("sha256")
      .update(openBody(desk.ports.crypto, act.body, key, sealed))
      .digest();
  } catch (error) {
    if (isSetuError(error)) return null;
    throw error;
  }
}

async function watchedParts(desk: Desk, tx: PgTx): Promise<readonly Part[]> {
  const rows = await tx.db.rows<Watched>(WATCHED, []);
  return rows.map((row) => ({ ...row, salt: saltOf(desk, row) }));
}

const sameAs = (watched: readonly Part[], digest: Uint8Array): readonly Part[] =>
  watched.filter(
    ({ salt, commitment }) =>
      salt !== null && createHmac("sha256", salt).update(digest).digest("base64url") === commitment,
  );

function saltOf({ store }: Desk, { id, slot, salt }: Watched): Uint8Array | null {
  try {
    return store.atRest.open(salt, saltPlace(id, slot));
  } catch (error) {
    if (!isSetuError(error, "CANNOT_OPEN")) throw error;
    return null;
  }
}

/** What was signed before the attestation, in whichever lane, contradicts nothing. */
const isAfter = (row: ActRow, said: Place): boolean =>
  row.origin === said.origin ? (row.pos ?? 0) > said.pos : row.t > said.t;

async function tellAgain({ ports }: Desk, tx: PgTx, row: ActRow, same: readonly Part[]): Promise<void> {
  const { party, peer } = ports.identity;
  for (const said of same.filter((each) => isAfter(row, each))) {
    const at = ports.world.now();
    if ((await tx.db.change(AGAIN, [said.id, at, row.act.id])) === 0) continue;
    const logs = await Promise.all([...new Set([said.origin, row.origin])].map((of) => tx.peer(of, "none")));
    const evidence = [
      `${party}/${said.id}`,
      `attested as destroyed: ${said.origin} ${said.pos}`,
      `sent again: ${row.origin} ${row.pos} ${row.act.id}`,
      ...logs.map(({ checkpoint }) => checkpoint),
    ].join("\n");
    const lane = row.origin.split("/")[3] ?? null;
    await tx.alarm(peer.party, { code: "DISPOSED_CONTENT", at, lane, evidence }, false);
    tx.touch(said.item);
  }
}
