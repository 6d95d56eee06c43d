import { concat } from "./bytes.ts";
import {
  TIMESTAMP_BYTES,
  cosignatureV1Message,
  decodeTimestamp,
  encodeTimestamp,
  subtreeV1Message,
} from "./cosignature.ts";
import { utf8 } from "./text.ts";
import { KEY_TYPES, SCHEMES, verifierKey } from "./vkey.ts";
import type { KeyType, VerifierKey } from "./vkey.ts";

/** Signs note texts. `sign` returns the bytes that follow the key id on the signature line. */
export type Signer = {
  readonly key: VerifierKey;
  /**
   * `timestamp` is in POSIX seconds. It is part of a cosignature and ignored by plain Ed25519 (type 0x01).
   * Cosignature types throw `CHECKPOINT_MALFORMED` for a text that is not a checkpoint.
   */
  sign(text: string, timestamp: number): Uint8Array;
};

type Message = (key: VerifierKey, text: string, timestamp: number) => Uint8Array;

const TYPES: Readonly<Record<KeyType, { timed: boolean; message: Message }>> = {
  [KEY_TYPES.ed25519]: { timed: false, message: (_key, text) => utf8(text) },
  [KEY_TYPES.cosignature]: { timed: true, message: (_key, text, time) => cosignatureV1Message(text, time) },
  [KEY_TYPES.mldsa44]: { timed: true, message: (key, text, time) => subtreeV1Message(key.name, text, time) },
};

/** A signer from a 32-byte seed. Throws `KEY_NAME`, `KEY_LENGTH`. */
export function signer(name: string, type: KeyType, seed: Uint8Array): Signer {
  const scheme = SCHEMES[type];
  const { timed, message } = TYPES[type];
  const key = verifierKey(name, type, scheme.publicKey(seed));
  return {
    key,
    sign(text, timestamp) {
      const time = timed ? encodeTimestamp(timestamp) : new Uint8Array();
      return concat([time, scheme.sign(seed, message(key, text, timestamp))]);
    },
  };
}

/** What a valid signature says: `timestamp` (POSIX seconds) only if its type carries one. */
export type Verified = { readonly key: VerifierKey; readonly timestamp: number | undefined };

/** The verified statement, or undefined if `signature` is not by `key` over `text`. */
export function verifySignature(key: VerifierKey, text: string, signature: Uint8Array): Verified | undefined {
  const { timed, message } = TYPES[key.type];
  const timestamp = timed ? decodeTimestamp(signature) : undefined;
  if (timed && timestamp === undefined) return undefined;
  const bytes = signature.subarray(timed ? TIMESTAMP_BYTES : 0);
  const signed = message(key, text, timestamp ?? 0);
  return SCHEMES[key.type].verify(key.publicKey, signed, bytes) ? { key, timestamp } : undefined;
}

/** Whether signatures of this type carry the time and are cosignatures. */
export function isCosigner(key: VerifierKey): boolean {
  return TYPES[key.type].timed;
}
