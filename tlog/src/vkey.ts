import { ed25519, mldsa44, sha256 } from "#crypto";
import { viewOf } from "./bytes.ts";
import { TlogError } from "./errors.ts";
import type { Scheme } from "./scheme.ts";
import { fromBase64, toBase64, utf8 } from "./text.ts";

/** Signature types of C2SP signed-note that this library speaks. */
export const KEY_TYPES = {
  /** Ed25519 over the note text. */
  ed25519: 0x01,
  /** Timestamped Ed25519 cosignature of a checkpoint, `cosignature/v1`. */
  cosignature: 0x04,
  /** Timestamped ML-DSA-44 cosignature of a checkpoint, `subtree/v1`. */
  mldsa44: 0x06,
} as const;

export type KeyType = (typeof KEY_TYPES)[keyof typeof KEY_TYPES];

/** The algorithm below each signature type. */
export const SCHEMES: Readonly<Record<KeyType, Scheme>> = { 0x01: ed25519, 0x04: ed25519, 0x06: mldsa44 };

/** A public key in its role: the name and key id are what a signature line shows. */
export type VerifierKey = {
  readonly name: string;
  readonly type: KeyType;
  readonly publicKey: Uint8Array;
  /** The first four bytes of the key hash, big-endian. An identifier, not a fingerprint. */
  readonly keyId: number;
};

/** Throws `KEY_NAME`, `KEY_LENGTH`. */
export function verifierKey(name: string, type: KeyType, publicKey: Uint8Array): VerifierKey {
  requireKeyName(name);
  const { lengths } = SCHEMES[type];
  if (publicKey.length !== lengths.publicKey) {
    throw new TlogError("KEY_LENGTH", `a key of type ${type} has ${lengths.publicKey} bytes`);
  }
  const hash = sha256(utf8(`${name}\n`), Uint8Array.of(type), publicKey);
  return { name, type, publicKey, keyId: viewOf(hash).getUint32(0) };
}

/** `<name>+<key id in hex>+<base64(type || public key)>`. */
export function formatVkey({ name, type, publicKey, keyId }: VerifierKey): string {
  return `${name}+${hexKeyId(keyId)}+${toBase64(Uint8Array.of(type, ...publicKey))}`;
}

// Far above the longest vkey of a known type (ML-DSA-44, about 1.8 KB of base64).
const MAX_VKEY_LENGTH = 4096;

/** Strict: throws `VKEY_MALFORMED`, `KEY_NAME`, `KEY_TYPE`, `KEY_LENGTH`, `BASE64`. */
export function parseVkey(vkey: string): VerifierKey {
  if (vkey.length > MAX_VKEY_LENGTH) throw new TlogError("VKEY_MALFORMED", "the vkey is too long");
  // Base64 may hold a plus, a key name may not: only the first two are separators.
  const [, name, keyId, material] = /^([^+]*)\+([0-9a-f]{8})\+(.+)$/s.exec(vkey) ?? [];
  if (name === undefined || keyId === undefined || material === undefined) {
    throw new TlogError("VKEY_MALFORMED", "a vkey has the form name+key id+base64");
  }
  const bytes = fromBase64(material);
  const key = verifierKey(name, requireKeyType(bytes[0]), bytes.subarray(1));
  if (hexKeyId(key.keyId) !== keyId) {
    throw new TlogError("VKEY_MALFORMED", `the key id of ${name} does not belong to its key`);
  }
  return key;
}

/** signed-note: not empty, no Unicode space, no plus. Throws `KEY_NAME`. */
export function requireKeyName(name: string): string {
  if (name === "" || /[\p{White_Space}+]/u.test(name) || !name.isWellFormed()) {
    throw new TlogError("KEY_NAME", "a key name is not empty and holds neither space nor plus");
  }
  return name;
}

function hexKeyId(keyId: number): string {
  return keyId.toString(16).padStart(8, "0");
}

function requireKeyType(type: number | undefined): KeyType {
  const known = Object.values(KEY_TYPES).find((candidate) => candidate === type);
  if (known === undefined) throw new TlogError("KEY_TYPE", `signature type ${type} is not supported`);
  return known;
}
