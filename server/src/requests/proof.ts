import { actBytes, isItemAct, isSetuError, parseLeaf, SetuError, type RecordId } from "@setu/core";
import { openAct, openBody, ownOrigin, SLOT, type ActRow, type KeyRow } from "@setu/link";
import { makeProof, type Opening } from "@setu/link/proof.ts";
import {
  inclusionCoordinates,
  inclusionProof,
  leafHash,
  listReader,
  parseCheckpoint,
  parseNote,
  TlogError,
  verifyInclusion,
} from "tlog";
import type { PgTx } from "../db/pg-store.ts";
import { witnessedReceipt } from "../witnessed/receipt.ts";
import { rowKey, type Desk, type Known } from "./desk.ts";

/** How a proof is asked for: with the peer's receipt alone, or with the cosignatures of enough witnesses under it. */
export type Asked = {
  readonly witnessed: boolean;
  /** Whether its text stands in it, as it does where nothing else is said. */
  readonly body?: boolean;
};

/**
 * The proof of one act: whoever has it and the keys of the two cards verifies it without any server. The salts are in
 * it, the data keys are not.
 * @throws NOT_FOUND, BUSY while the other side has not received the act, or not enough witnesses have seen its receipt
 */
export async function proofOf(
  desk: Desk,
  tx: PgTx,
  known: Known,
  id: RecordId,
  asked: Asked = { witnessed: false },
): Promise<string> {
  const { identity } = desk.ports;
  const row = known.rows.get(rowKey(identity.party, id)) ?? known.rows.get(rowKey(identity.peer.party, id));
  if (!row) throw new SetuError("NOT_FOUND", "there is no such act");
  const { origin, pos } = row;
  const head = pos === null ? null : await (asked.witnessed ? witnessedOver : headOver)(desk, tx, row, pos);
  if (pos === null || !head)
    throw new SetuError("BUSY", "the act is not received yet; try again in a moment");
  const [entry] = await tx.entries(origin, pos, pos + 1);
  if (!entry) throw corrupt(row, new Error("an act has a position without an entry"));
  const coordinates = inclusionCoordinates(head.size, pos);
  const inclusion = inclusionProof(
    head.size,
    pos,
    listReader(coordinates, await tx.hashes(origin, coordinates)),
  );
  const keys = await tx.keys(row.act.from, [id]);
  const key = keys.find(({ slot }) => slot === SLOT.act);
  if (!key) throw new SetuError("CANNOT_OPEN", "the key of the act is not here");
  // What has turned here since would be found by whoever verifies, and be held against both nodes.
  const { leaf, act, approvals } = whole(row, () => {
    const { root } = parseCheckpoint(parseNote(head.note).text);
    verifyInclusion({ size: head.size, index: pos, leafHash: leafHash(entry.leaf), proof: inclusion, root });
    const parsed = parseLeaf(entry.leaf);
    return { leaf: parsed, ...openAct(desk.ports.crypto, parsed, key, entry.act) };
  });
  const opening: Opening = {
    leaf,
    act: actBytes(act),
    approvals,
    actSalt: saltOf(keys, SLOT.act) ?? new Uint8Array(),
    body: asked.body === false ? null : bodyOpening(desk, row, keys, entry.body),
  };
  return makeProof(opening, { position: pos, inclusion, receipt: head.note });
}

/** @throws CORRUPT for what is not as it was signed */
function whole<T>(row: ActRow, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (isSetuError(error) || error instanceof TlogError) throw corrupt(row, error);
    throw error;
  }
}

const corrupt = ({ origin, pos }: ActRow, cause: unknown): SetuError =>
  new SetuError("CORRUPT", "what is stored of the act is not what was signed", {
    detail: { origin, pos: pos ?? 0 },
    cause,
  });

/** Ours: the peer's first receipt. Theirs: what they have signed and we hold, which we say by cosigning it. */
async function headOver({ ports }: Desk, tx: PgTx, { origin }: ActRow, pos: number) {
  const lane = origin.split("/")[3] ?? "";
  if (origin === ownOrigin(ports.identity, lane)) return tx.receiptFor(origin, pos);
  const { held, checkpoint } = await tx.peer(origin, "none");
  return pos < held ? { size: held, note: ports.keys.cosign(checkpoint, ports.world.now()) } : null;
}

/** The first receipt over the position that enough witnesses have cosigned. Of their log the other side has them. */
async function witnessedOver({ ports, witnesses }: Desk, tx: PgTx, { origin }: ActRow, pos: number) {
  const lane = origin.split("/")[3] ?? "";
  if (!witnesses || origin !== ownOrigin(ports.identity, lane))
    throw new SetuError("NOT_FOUND", "no witness was asked about the log of this act");
  const { size } = await tx.own(origin, false);
  // Usually it is near; where enough were away for weeks, the whole log is looked through.
  for (let above = pos, width = 1_024; above < size; above += width, width *= 8) {
    const upTo = Math.min(size, above + width);
    const found = await witnessedReceipt(tx, witnesses.trust, { origin, above, upTo, first: "smallest" });
    if (found) return found;
  }
  return null;
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
