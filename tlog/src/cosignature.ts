import { concat, uint64, viewOf } from "./bytes.ts";
import { parseCheckpoint } from "./checkpoint.ts";
import { TlogError } from "./errors.ts";
import { utf8 } from "./text.ts";

// C2SP tlog-cosignature. Both kinds begin with the time as a big-endian uint64 of POSIX seconds.

export const TIMESTAMP_BYTES = 8;

/** Throws `TIMESTAMP_RANGE` unless it is whole POSIX seconds from 0 to 2^53 - 1. */
export function encodeTimestamp(timestamp: number): Uint8Array {
  if (!Number.isSafeInteger(timestamp) || timestamp < 0) {
    throw new TlogError("TIMESTAMP_RANGE", `a timestamp is whole seconds since 1970, not ${timestamp}`);
  }
  return uint64(timestamp);
}

/** The time at the head of a cosignature, or undefined if it lies beyond 2^53 - 1 or is cut short. */
export function decodeTimestamp(signature: Uint8Array): number | undefined {
  if (signature.length < TIMESTAMP_BYTES) return undefined;
  const timestamp = Number(viewOf(signature).getBigUint64(0));
  return Number.isSafeInteger(timestamp) ? timestamp : undefined;
}

/** What an Ed25519 cosigner signs. It does not name the cosigner: never share the key between two of them. */
export function cosignatureV1Message(text: string, timestamp: number): Uint8Array {
  parseCheckpoint(text);
  return utf8(`cosignature/v1\ntime ${timestamp}\n${text}`);
}

/** What an ML-DSA-44 cosigner signs: `cosigned_message` with start 0, that is, the whole tree. */
export function subtreeV1Message(cosigner: string, text: string, timestamp: number): Uint8Array {
  const { origin, size, root } = parseCheckpoint(text);
  return concat([
    utf8("subtree/v1\n\0"),
    shortVector(cosigner, "KEY_NAME"),
    encodeTimestamp(timestamp),
    shortVector(origin, "CHECKPOINT_MALFORMED"),
    uint64(0),
    uint64(size),
    root,
  ]);
}

/** RFC 8446 `opaque <1..2^8-1>`. */
function shortVector(text: string, code: "KEY_NAME" | "CHECKPOINT_MALFORMED"): Uint8Array {
  const bytes = utf8(text);
  if (bytes.length === 0 || bytes.length > 255) {
    throw new TlogError(code, `a name under ML-DSA-44 has 1 to 255 bytes, not ${bytes.length}`);
  }
  return concat([Uint8Array.of(bytes.length), bytes]);
}
