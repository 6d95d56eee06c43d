import { hkdfSync, randomBytes } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { hash, parseBounded, SetuError, type Hash, type Json } from "@setu/core";
import { KEY_TYPES, signer, type KeyType, type Signer } from "tlog";
import { put, writeNew } from "../node/files.ts";
import { parseRetired, retiredJson } from "./card.ts";
import { makeCertificate } from "./certificate.ts";
import { withFormer, type Former, type Retired } from "./succession.ts";

/** All secrets of one node, in one file that only its user can read. The database never holds any of them. */
export type NodeKeys = {
  /** Log keys of every origin are derived from it, distinct for each. */
  readonly log: Uint8Array;
  readonly mirror: Uint8Array;
  /** X-Wing seeds, the one in force last; a retired key leaves the file by acknowledgement of the peer. */
  readonly kem: readonly Uint8Array[];
  readonly atRest: Uint8Array;
  readonly tls: { readonly key: string; readonly certificate: string };
  /** H of the keys that follow these, on the card; null: none were made. */
  readonly next: Hash | null;
  /** Public halves of the keys that these have followed. */
  readonly former: readonly Retired[];
};

/** With the public halves of all keys that are remembered. */
const MAX_FILE = 2 * 1024 * 1024;

export async function generateKeys(commonName: string): Promise<NodeKeys> {
  return {
    log: randomBytes(32),
    mirror: randomBytes(32),
    kem: [randomBytes(32)],
    atRest: randomBytes(32),
    tls: await makeCertificate(commonName),
    next: null,
    former: [],
  };
}

/**
 * The keys that will follow these: everything that a thief of these could use is new. What opens the data that is there
 * (the key at rest, the seeds of sealing epochs) stays, so that the file alone is enough to go on.
 * @param present public halves of these keys
 */
export async function generateNext(
  keys: NodeKeys,
  present: Pick<Former, "logs" | "mirror">,
  commonName: string,
): Promise<NodeKeys> {
  const fresh = await generateKeys(commonName);
  const { logs, mirror } = present;
  const former = withFormer(keys.former, { logs, mirror, since: null, until: null });
  return { ...fresh, kem: [...keys.kem, ...fresh.kem], atRest: keys.atRest, former };
}

/** Writes a new file, durably. @throws Error (EEXIST) rather than replacing keys: without them the data is lost */
export function saveKeys(path: string, keys: NodeKeys): void {
  writeNew(path, textOf(keys));
}

/** In place of the keys that are there, at once or not at all. */
export function replaceKeys(path: string, keys: NodeKeys): void {
  put(path, textOf(keys));
}

function textOf(keys: NodeKeys): string {
  return JSON.stringify({
    v: 1,
    log: base64(keys.log),
    mirror: base64(keys.mirror),
    kem: keys.kem.map(base64),
    atRest: base64(keys.atRest),
    tlsKey: keys.tls.key,
    tlsCertificate: keys.tls.certificate,
    ...(keys.next !== null && { next: keys.next }),
    ...(keys.former.length > 0 && { former: retiredJson(keys.former) }),
  });
}

/** @throws USAGE when others than its owner may read the file, BAD_FIELD when it is not one of keys */
export function loadKeys(path: string): NodeKeys {
  if ((statSync(path).mode & 0o077) !== 0) {
    throw new SetuError(
      "USAGE",
      "the file of keys can be read by others: chmod 600 it, and think who has read it",
    );
  }
  const value = parseBounded(readFileSync(path), MAX_FILE) as Readonly<Record<string, unknown>>;
  const { v, log, mirror, kem, atRest, tlsKey, tlsCertificate, next, former = [] } = value;
  if (
    v !== 1 ||
    !Array.isArray(kem) ||
    kem.length === 0 ||
    typeof tlsKey !== "string" ||
    typeof tlsCertificate !== "string"
  ) {
    throw new SetuError("BAD_FIELD", "not a file of keys");
  }
  return {
    log: seed(log),
    mirror: seed(mirror),
    kem: kem.map(seed),
    atRest: seed(atRest),
    tls: { key: tlsKey, certificate: tlsCertificate },
    next: next === undefined ? null : hash(next, "next"),
    former: parseRetired(former as Json),
  };
}

/** The keys of one log: its name is its origin (C2SP tlog-checkpoint). */
export const logSigners = ({ log }: NodeKeys, origin: string): readonly Signer[] => [
  derived(log, origin, KEY_TYPES.ed25519),
  derived(log, origin, KEY_TYPES.mldsa44),
];

/** Cosigning keys are others than log keys: an Ed25519 cosignature does not commit to the signer's name. */
export const mirrorSigners = ({ mirror }: NodeKeys, party: string): readonly Signer[] => [
  derived(mirror, `${party}/mirror`, KEY_TYPES.cosignature),
  derived(mirror, `${party}/mirror`, KEY_TYPES.mldsa44),
];

function derived(secret: Uint8Array, name: string, type: KeyType): Signer {
  return signer(name, type, new Uint8Array(hkdfSync("sha256", secret, "", `setu/1 ${type} ${name}`, 32)));
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

/** @throws BAD_FIELD */
export function seed(value: unknown): Uint8Array {
  const bytes = typeof value === "string" ? new Uint8Array(Buffer.from(value, "base64")) : new Uint8Array();
  if (bytes.length !== 32) throw new SetuError("BAD_FIELD", "a key of the node is malformed");
  return bytes;
}
