import { sha512 } from "@noble/hashes/sha2.js";
import { badField, canonicalBytes, parseBounded, party, SetuError, type Json, type Party } from "@setu/core";
import { list, object, text } from "./fields.ts";
import { linkOrigin } from "@setu/link/origin.ts";
import { KEY_TYPES, parseVkey, TlogError, type KeyType, type VerifierKey } from "tlog";

/**
 * Of a node's card, what a reviewer needs: whose it is, and which keys sign what. Written without the server's own
 * reader: a node that reads its card wrongly must not have this one read it so, too.
 */
export type ReviewCard = {
  readonly party: Party;
  /** Keys of each log of the link, by origin. */
  readonly logs: ReadonlyMap<string, readonly VerifierKey[]>;
  /** What its cosignatures are verified with. */
  readonly mirror: readonly VerifierKey[];
  /** Keys that these have followed. */
  readonly former: readonly Pick<ReviewCard, "logs" | "mirror">[];
  /** Twelve groups of five digits, as both governments publish them. */
  readonly fingerprint: string;
};

/** With the keys of 64 rotations. */
export const MAX_CARD_BYTES = 2 * 1024 * 1024;
const GROUPS = 12;
const GROUP_BYTES = 5;
const LOG_TYPES = [KEY_TYPES.ed25519, KEY_TYPES.mldsa44];
const MIRROR_TYPES = [KEY_TYPES.cosignature, KEY_TYPES.mldsa44];

/** @throws the intake codes | BAD_FIELD, naming the field */
export function readCard(bytes: Uint8Array): ReviewCard {
  const value = parseBounded(bytes, MAX_CARD_BYTES);
  const fields = object(value, "card");
  const owner = party(fields["party"], "party");
  const peer = party(fields["peer"], "peer");
  const lanes = list(fields["lanes"], "lanes");
  const keysIn = (of: Readonly<Record<string, Json>>) => {
    const logs = list(of["logs"], "logs");
    if (lanes.length !== logs.length || lanes.length === 0) throw badField("lanes", "list of lanes");
    const named = lanes.map((lane, i): readonly [string, readonly VerifierKey[]] => {
      const origin = linkOrigin(owner, peer, text(lane, "lanes"), Number(fields["instance"]));
      return [origin, keys(logs[i], origin, LOG_TYPES, "logs")];
    });
    const mirror = keys(of["mirror"], `${owner}/mirror`, MIRROR_TYPES, "mirror");
    return { logs: new Map(named), mirror };
  };
  const former = fields["former"] === undefined ? [] : list(fields["former"], "former");
  return {
    party: owner,
    ...keysIn(fields),
    former: former.map((each) => keysIn(object(each, "former"))),
    fingerprint: fingerprintOf(value),
  };
}

/** The keys of a home log: the node's own word, which is remembered. @throws BAD_FIELD */
export const homeKeys = (vkeys: readonly string[], origin: string): readonly VerifierKey[] =>
  keys(vkeys, origin, LOG_TYPES, "keys");

/** Exactly one key of each type, each under the only name it may have. */
function keys(
  value: Json | undefined,
  name: string,
  types: readonly KeyType[],
  field: string,
): readonly VerifierKey[] {
  const found = list(value, field).map((each) => key(text(each, field), field));
  if (
    found.map((each) => `${each.type} ${each.name}`).join() !== types.map((type) => `${type} ${name}`).join()
  )
    throw badField(field, `pair of keys of ${name}`);
  return found;
}

function key(vkey: string, field: string): VerifierKey {
  try {
    return parseVkey(vkey);
  } catch (cause) {
    if (!(cause instanceof TlogError)) throw cause;
    throw new SetuError("BAD_FIELD", `${field} holds a malformed key`, { cause, detail: { field } });
  }
}

/** 199 bits of SHA-512 over the canonical card, all of its fields. */
function fingerprintOf(card: Json): string {
  const digest = sha512(canonicalBytes(card));
  return Array.from({ length: GROUPS }, (_, i) => {
    const group = digest.subarray(i * GROUP_BYTES, (i + 1) * GROUP_BYTES);
    const number = group.reduce((sum, byte) => sum * 256 + byte, 0);
    return String(number % 100_000).padStart(GROUP_BYTES, "0");
  }).join(" ");
}
