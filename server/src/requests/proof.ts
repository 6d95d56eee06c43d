import { actBytes, canonicalBytes, isItemAct, SetuError, type RecordId } from "@setu/core";
import { openBody, ownOrigin, SLOT, type ActRow, type KeyRow } from "@setu/link";
import { formatTlogProof, inclusionCoordinates, inclusionProof, listReader } from "tlog";
import type { PgTx } from "../db/pg-store.ts";
import { rowKey, type Desk, type Known } from "./desk.ts";

/**
 * A C2SP tlog-proof of one act, with the opening of its commitments as the `extra` line: the leaf, the plaintexts and
 * their salts. Whoever has it and the keys of the cards verifies it without any server. The data keys are not in it.
 * @throws NOT_FOUND | NOT_LINKED while no signed checkpoint covers the act
 */
export async function proofOf(desk: Desk, tx: PgTx, known: Known, id: RecordId): Promise<string> {
  const { identity } = desk.ports;
  const row = known.rows.get(rowKey(identity.party, id)) ?? known.rows.get(rowKey(identity.peer.party, id));
  if (!row) throw new SetuError("NOT_FOUND", "there is no such act");
  const { origin, pos } = row;
  const head = pos === null ? null : await headOver(desk, tx, row, pos);
  if (pos === null || !head) throw new SetuError("BUSY", "the act is not signed yet; try again in a moment");
  const [entry] = await tx.entries(origin, pos, pos + 1);
  if (!entry) throw new Error("an act has a position without an entry");
  const coordinates = inclusionCoordinates(head.size, pos);
  const proof = inclusionProof(head.size, pos, listReader(coordinates, await tx.hashes(origin, coordinates)));
  const keys = await tx.keys(row.act.from, [id]);
  const extra = canonicalBytes({
    v: 1,
    leaf: base64(entry.leaf),
    act: actOpening(row, keys),
    body: bodyOpening(desk, row, keys, entry.body),
  });
  return formatTlogProof({ index: pos, proof, checkpoint: head.note, extra });
}

/** Ours: the first receipt, which the peer has cosigned. Theirs: the checkpoint they signed and we hold. */
async function headOver(desk: Desk, tx: PgTx, { origin }: ActRow, pos: number) {
  const lane = origin.split("/")[3] ?? "";
  if (origin !== ownOrigin(desk.ports.identity, lane)) {
    const log = await tx.peer(origin, "none");
    return pos < log.held ? { size: log.held, note: log.checkpoint } : null;
  }
  const receipt = await tx.receiptFor(origin, pos);
  if (receipt) return { size: receipt.size, note: receipt.note };
  const own = await tx.own(origin, false);
  return pos < own.size ? { size: own.size, note: own.checkpoint } : null;
}

function actOpening({ act, approvals }: ActRow, keys: readonly KeyRow[]) {
  const salt = saltOf(keys, SLOT.act);
  return salt === null ? null : { salt, bytes: base64(actBytes(act)), approvals };
}

function bodyOpening(
  desk: Desk,
  { act }: ActRow,
  keys: readonly KeyRow[],
  sealed: Uint8Array | string | null,
) {
  const key = keys.find((each) => each.slot === SLOT.body);
  if (!key || !isItemAct(act) || act.body === null || !(sealed instanceof Uint8Array)) return null;
  return {
    salt: base64(key.material.subarray(32)),
    bytes: base64(openBody(desk.ports.crypto, act.body, key, sealed)),
  };
}

function saltOf(keys: readonly KeyRow[], slot: number): string | null {
  const key = keys.find((each) => each.slot === slot);
  return key ? base64(key.material.subarray(32)) : null;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
