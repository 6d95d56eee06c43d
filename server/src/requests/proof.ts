import { actBytes, isItemAct, parseLeaf, SetuError, type RecordId } from "@setu/core";
import { openBody, ownOrigin, SLOT, type ActRow, type KeyRow } from "@setu/link";
import { makeProof, type Opening } from "@setu/link/proof.ts";
import { inclusionCoordinates, inclusionProof, listReader } from "tlog";
import type { PgTx } from "../db/pg-store.ts";
import { rowKey, type Desk, type Known } from "./desk.ts";

/**
 * The proof of one act: whoever has it and the keys of the two cards verifies it without any server. The salts are in
 * it, the data keys are not.
 * @throws NOT_FOUND, BUSY while the other side has not received the act
 */
export async function proofOf(desk: Desk, tx: PgTx, known: Known, id: RecordId): Promise<string> {
  const { identity } = desk.ports;
  const row = known.rows.get(rowKey(identity.party, id)) ?? known.rows.get(rowKey(identity.peer.party, id));
  if (!row) throw new SetuError("NOT_FOUND", "there is no such act");
  const { origin, pos } = row;
  const head = pos === null ? null : await headOver(desk, tx, row, pos);
  if (pos === null || !head)
    throw new SetuError("BUSY", "the act is not received yet; try again in a moment");
  const [entry] = await tx.entries(origin, pos, pos + 1);
  if (!entry) throw new Error("an act has a position without an entry");
  const coordinates = inclusionCoordinates(head.size, pos);
  const inclusion = inclusionProof(
    head.size,
    pos,
    listReader(coordinates, await tx.hashes(origin, coordinates)),
  );
  const keys = await tx.keys(row.act.from, [id]);
  const opening: Opening = {
    leaf: parseLeaf(entry.leaf),
    act: actBytes(row.act),
    approvals: row.approvals,
    actSalt: saltOf(keys, SLOT.act) ?? new Uint8Array(),
    body: bodyOpening(desk, row, keys, entry.body),
  };
  return makeProof(opening, { position: pos, inclusion, receipt: head.note });
}

/** Ours: the peer's first receipt. Theirs: what they have signed and we hold, which we say by cosigning it. */
async function headOver({ ports }: Desk, tx: PgTx, { origin }: ActRow, pos: number) {
  const lane = origin.split("/")[3] ?? "";
  if (origin === ownOrigin(ports.identity, lane)) return tx.receiptFor(origin, pos);
  const { held, checkpoint } = await tx.peer(origin, "none");
  return pos < held ? { size: held, note: ports.keys.cosign(checkpoint, ports.world.now()) } : null;
}

function bodyOpening(
  desk: Desk,
  { act }: ActRow,
  keys: readonly KeyRow[],
  sealed: Uint8Array | string | null,
): Opening["body"] {
  const key = keys.find((each) => each.slot === SLOT.body);
  const salt = saltOf(keys, SLOT.body);
  if (!key || !salt || !isItemAct(act) || act.body === null || !(sealed instanceof Uint8Array)) return null;
  return { salt, bytes: openBody(desk.ports.crypto, act.body, key, sealed) };
}

/** The keyring holds a data key and, behind it, the salt. */
const saltOf = (keys: readonly KeyRow[], slot: number): Uint8Array | undefined =>
  keys.find((each) => each.slot === slot)?.material.slice(32);
