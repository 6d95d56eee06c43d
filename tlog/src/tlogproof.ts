import { TlogError } from "./errors.ts";
import { HASH_BYTES } from "./hash.ts";
import { parseNote } from "./note.ts";
import { openCheckpoint } from "./policy.ts";
import type { Policy, VerifiedCheckpoint } from "./policy.ts";
import { verifyInclusion } from "./proof.ts";
import { boundedText, fromBase64, parseDecimal, toBase64 } from "./text.ts";

// C2SP tlog-proof: everything that shows, offline, that an entry is in a log.

export const MAX_PROOF_FILE_BYTES = 262_144;

const HEADER = "c2sp.org/tlog-proof@v1";

export type TlogProof = {
  readonly index: number;
  /** The inclusion proof, from the leaf's sibling to the root's child. */
  readonly proof: readonly Uint8Array[];
  /** The signed checkpoint, verbatim. */
  readonly checkpoint: string;
  /** Opaque, not empty and NOT authenticated: no signature covers it. */
  readonly extra?: Uint8Array;
};

/** Throws what `parseTlogProof` throws for values that no proof file can hold. */
export function formatTlogProof({ index, proof, checkpoint, extra }: TlogProof): string {
  const extraLine = extra === undefined ? "" : `extra ${toBase64(extra)}\n`;
  const hashLines = proof.map((hash) => `${toBase64(hash)}\n`).join("");
  const file = `${HEADER}\n${extraLine}index ${index}\n${hashLines}\n${checkpoint}`;
  parseTlogProof(file);
  return file;
}

/**
 * Strict: every file has one spelling, so that a change of any byte either fails here or is a change of a
 * value. Throws `PROOF_FILE_SIZE`, `PROOF_FILE_MALFORMED`, `TEXT_ENCODING`, `BASE64`, and what `parseNote`
 * throws for the checkpoint.
 */
export function parseTlogProof(file: string | Uint8Array): TlogProof {
  const text = boundedText(file, MAX_PROOF_FILE_BYTES, "PROOF_FILE_SIZE");
  const blank = text.indexOf("\n\n");
  if (blank === -1) throw malformed("the proof file has no blank line before its checkpoint");
  const [header, ...lines] = text.slice(0, blank).split("\n");
  if (header !== HEADER) throw malformed(`the first line is not ${HEADER}`);
  const extra = lines[0]?.startsWith("extra ") ? parseExtra(lines.shift()!) : undefined;
  const index = parseIndex(lines.shift());
  const proof = lines.map(parseHash);
  const checkpoint = text.slice(blank + 2);
  parseNote(checkpoint);
  return { index, proof, checkpoint, ...(extra && { extra }) };
}

export type VerifiedProof = {
  readonly index: number;
  readonly checkpoint: VerifiedCheckpoint;
  /** Handed through from the file and NOT authenticated. */
  readonly extra?: Uint8Array;
};

/**
 * Verifies a proof file offline: the checkpoint against the policy, and the leaf against the checkpoint.
 * `leafHash` must be computed from data the caller holds, never taken from the file. Throws what
 * `parseTlogProof`, `openCheckpoint` and `verifyInclusion` throw.
 */
export function verifyTlogProof(
  file: string | Uint8Array,
  leafHash: Uint8Array,
  policy: Policy,
): VerifiedProof {
  const { index, proof, checkpoint, extra } = parseTlogProof(file);
  const verified = openCheckpoint(checkpoint, policy);
  verifyInclusion({ size: verified.size, index, leafHash, proof, root: verified.root });
  return { index, checkpoint: verified, ...(extra && { extra }) };
}

function parseExtra(line: string): Uint8Array {
  const extra = fromBase64(line.slice("extra ".length));
  if (extra.length === 0) throw malformed("an empty extra line must be left out");
  return extra;
}

function parseIndex(line: string | undefined): number {
  const index = line?.startsWith("index ") ? parseDecimal(line.slice("index ".length)) : undefined;
  if (index === undefined) throw malformed("the index line is missing or not a canonical decimal");
  return index;
}

function parseHash(line: string): Uint8Array {
  const hash = fromBase64(line);
  if (hash.length !== HASH_BYTES)
    throw malformed(`a proof line holds ${hash.length} bytes, not ${HASH_BYTES}`);
  return hash;
}

function malformed(message: string): TlogError {
  return new TlogError("PROOF_FILE_MALFORMED", message);
}
