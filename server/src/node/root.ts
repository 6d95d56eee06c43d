import { existsSync, readFileSync } from "node:fs";
import { SetuError } from "@setu/core";
import { cardHash, type Card } from "../keys/card.ts";
import {
  extending,
  formatRecord,
  parseRecord,
  recordFingerprint,
  refused,
  verifyRecord,
  type Recorded,
  type RootState,
} from "../keys/root.ts";
import { homeFiles, loadConfig, type NodeConfig } from "./config.ts";
import { put } from "./files.ts";

/** The root of the peer's government, once this node has pinned it: from then on its record lets cards in, and nothing else. */

/** @throws BAD_FIELD | ROOT_REFUSED; null where none was pinned */
export function peerRoot(home: string): RootState | null {
  const path = homeFiles(home).peerRoot;
  return existsSync(path) ? verifyRecord(parseRecord(readFileSync(path))) : null;
}

/**
 * Pins the root, after two people have read to each other the groups of its record as it ends now. Once.
 * @throws WRONG_PEER for another fingerprint or party, ROOT_REFUSED for a record that does not hold, USAGE when there is
 *   one already
 */
export function pinRoot(home: string, bytes: Uint8Array, confirmed: string): RootState {
  const path = homeFiles(home).peerRoot;
  if (existsSync(path)) throw new SetuError("USAGE", "a root of the peer is pinned already");
  const record = parseRecord(bytes);
  const state = verifyRecord(record);
  const config = loadConfig(home);
  assertEarnest(config, record);
  if (state.root.party !== config.peer)
    throw new SetuError("WRONG_PEER", "the root is not of this node's peer");
  if (confirmed.replaceAll(/\D/g, "") !== recordFingerprint(state).replaceAll(" ", ""))
    throw new SetuError(
      "WRONG_PEER",
      "the fingerprint is not the one of this root and the end of its record",
    );
  put(path, formatRecord(record));
  return state;
}

/**
 * Whether the pinned root has signed this card as its newest.
 * @param bytes a record that goes on where the pinned one ends; null: the pinned one
 * @returns keeps the record, once the card is taken; null when no root is pinned, and people decide
 * @throws ROOT_REFUSED: `card` when its newest card is another, `fork`, `rollback`, `practice` or whatever does not hold of it
 */
export function signedByRoot(home: string, card: Card, bytes: Uint8Array | null): (() => void) | null {
  const path = homeFiles(home).peerRoot;
  if (!existsSync(path)) return null;
  const pinned = parseRecord(readFileSync(path));
  const record = bytes === null ? pinned : parseRecord(bytes);
  const state = extending(pinned, record);
  assertEarnest(loadConfig(home), record);
  if (state.card !== cardHash(card)) throw refused("card", state.no);
  return () => put(path, formatRecord(record));
}

/** What was signed in an exercise, where a network was, counts for demonstrations alone. */
function assertEarnest({ demo }: NodeConfig, record: readonly Recorded[]): void {
  const practised = record.find(({ act }) => !act.offline);
  if (practised && !demo) throw refused("practice", practised.act.no);
}
