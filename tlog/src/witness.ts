import { parseCheckpoint } from "./checkpoint.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { TlogError } from "./errors.ts";
import type { TlogErrorCode } from "./errors.ts";
import { HASH_BYTES } from "./hash.ts";
import { MAX_NOTE_BYTES, formatNote, openNote, parseNote } from "./note.ts";
import type { NoteSignature } from "./note.ts";
import { verifyConsistency } from "./proof.ts";
import { isCosigner } from "./signer.ts";
import { boundedText, fromBase64, parseDecimal, toBase64 } from "./text.ts";
import type { VerifierKey } from "./vkey.ts";

// C2SP tlog-witness, `add-checkpoint`: both ends of it, as bytes. Who carries them is not of this library.

/** More than any tree below 2^63 leaves needs. */
const MAX_PROOF_LINES = 63;
/** `old <size>`, the proof, an empty line, and the checkpoint. */
export const MAX_REQUEST_BYTES = MAX_NOTE_BYTES + 4096;
export const SIZE_TYPE = "text/x.tlog.size";

export type AddCheckpoint = {
  /** Of the tree that the witness cosigned last; 0 when it never did. */
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  /** The signed note. Nothing in it is verified. */
  readonly checkpoint: string;
};

/** Throws what `parseAddCheckpoint` throws for values that no request can hold. */
export function formatAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpoint): string {
  const request = `old ${oldSize}\n${proof.map((hash) => `${toBase64(hash)}\n`).join("")}\n${checkpoint}`;
  parseAddCheckpoint(request);
  return request;
}

/** Strict. Throws `REQUEST_MALFORMED`, `TEXT_ENCODING`, `BASE64` and what `parseNote` throws. */
export function parseAddCheckpoint(request: string | Uint8Array): AddCheckpoint {
  const text = boundedText(request, MAX_REQUEST_BYTES, "REQUEST_MALFORMED");
  const blank = text.indexOf("\n\n");
  const [old, ...lines] = text.slice(0, Math.max(blank, 0)).split("\n");
  const oldSize = old?.startsWith("old ") ? parseDecimal(old.slice("old ".length)) : undefined;
  if (oldSize === undefined) throw malformed("the request does not begin with the old size and its proof");
  if (lines.length > MAX_PROOF_LINES) throw malformed(`the proof has more than ${MAX_PROOF_LINES} lines`);
  const proof = lines.map((line) => {
    const hash = fromBase64(line);
    if (hash.length !== HASH_BYTES) throw malformed(`a hash of the proof has ${hash.length} bytes`);
    return hash;
  });
  const checkpoint = text.slice(blank + 2);
  parseNote(checkpoint);
  return { oldSize, proof, checkpoint };
}

/** A request as far as it can be judged without what the witness has cosigned before. */
export type OpenedRequest = Pick<AddCheckpoint, "oldSize" | "proof"> & {
  readonly checkpoint: Checkpoint;
  /** The note with the lines of the log alone, each of them verified. */
  readonly note: string;
};

/**
 * What a witness asks first: whether a log that it knows has signed.
 * @param keysOf of a log by its origin; null when the witness does not know it
 *
 * Throws what `parseAddCheckpoint`, `openNote` and `parseCheckpoint` throw, `LOG_UNKNOWN`, and `SIZE_RANGE` for an old
 * size above the new.
 */
export function openAddCheckpoint(
  request: string | Uint8Array,
  keysOf: (origin: string) => readonly VerifierKey[] | null,
): OpenedRequest {
  const { oldSize, proof, checkpoint: note } = parseAddCheckpoint(request);
  const [origin = "", size] = note.split("\n", 2);
  const keys = keysOf(origin);
  if (keys === null) throw new TlogError("LOG_UNKNOWN", "the witness does not know this log");
  try {
    const { text, verified } = openNote(note, keys);
    const checkpoint = parseCheckpoint(text);
    if (oldSize > checkpoint.size) throw new TlogError("SIZE_RANGE", "the old size is above the new");
    const known = (line: NoteSignature): boolean =>
      verified.some(({ key }) => key.name === line.name && key.keyId === line.keyId);
    const signatures = parseNote(note).signatures.filter(known);
    return { oldSize, proof, checkpoint, note: formatNote({ text, signatures }) };
  } catch (error) {
    // The one fault of form that the specification counts among the faults of the tree.
    if (size === "0" && error instanceof TlogError && error.code === "CHECKPOINT_MALFORMED") {
      throw new TlogError("ROOT_MISMATCH", "the root of an empty tree is fixed", { cause: error });
    }
    throw error;
  }
}

/**
 * Whether the tree of the request continues the one that this witness cosigned last; `null` when it cosigned none. To be
 * asked, and its answer written down, in one step that no other request of the log can come between.
 *
 * Throws `SIZE_CONFLICT` and what `verifyConsistency` throws.
 */
export function requireExtends(
  { oldSize, proof, checkpoint }: OpenedRequest,
  last: Pick<Checkpoint, "size" | "root"> | null,
): void {
  if (oldSize !== (last?.size ?? 0)) {
    throw new TlogError("SIZE_CONFLICT", "the old size is not that of the tree cosigned last");
  }
  // Every tree continues the one without leaves, and so there is no proof to look at.
  if (oldSize === 0 && proof.length > 0) throw new TlogError("PROOF_LENGTH", "an old size of 0 has no proof");
  if (last === null) return;
  const { size, root } = checkpoint;
  verifyConsistency({ oldSize, oldRoot: last.root, size, root, proof });
}

const STATUS: Partial<Record<TlogErrorCode, 403 | 404 | 409 | 422>> = {
  LOG_UNKNOWN: 404,
  SIGNATURE_INVALID: 403,
  SIGNATURE_MISSING: 403,
  SIZE_CONFLICT: 409,
  PROOF_LENGTH: 422,
  ROOT_MISMATCH: 422,
};

/** How a witness answers a request that failed with this code. */
export const witnessStatus = (code: TlogErrorCode): 400 | 403 | 404 | 409 | 422 => STATUS[code] ?? 400;

/** The size in the body of a 409. Throws `RESPONSE_MALFORMED`. */
export function parseConflict(body: string | Uint8Array): number {
  const text = boundedText(body, 32, "RESPONSE_MALFORMED");
  const size = text.endsWith("\n") ? parseDecimal(text.slice(0, -1)) : undefined;
  if (size === undefined) throw new TlogError("RESPONSE_MALFORMED", "the answer is not a size");
  return size;
}

export type Cosignature = {
  readonly key: VerifierKey;
  readonly timestamp: number;
  readonly line: NoteSignature;
};

/**
 * The cosignatures that a witness has answered for this checkpoint, of the keys given; lines of others are ignored, as
 * the specification requires.
 *
 * Throws `SIGNATURE_MISSING` without one of a key given, `SIGNATURE_INVALID`, `TIMESTAMP_RANGE` for one without a time,
 * and what `parseNote` throws: an answer has at most 16 lines and 64 KiB less the checkpoint.
 */
export function openCosignatures(
  body: string | Uint8Array,
  checkpointText: string,
  keys: readonly VerifierKey[],
): readonly Cosignature[] {
  const answer = boundedText(body, MAX_NOTE_BYTES, "NOTE_SIZE");
  // An answer that held a blank line would move the end of the text that is verified.
  if (answer.includes("\n\n") || answer.startsWith("\n")) throw malformed("the answer holds an empty line");
  const note = `${checkpointText}\n${answer}`;
  const { verified } = openNote(note, keys.filter(isCosigner));
  const { signatures } = parseNote(note);
  return verified.map(({ key, timestamp }) => {
    if (timestamp === undefined || timestamp === 0) {
      throw new TlogError("TIMESTAMP_RANGE", `the cosignature of ${key.name} has no time`);
    }
    const line = signatures.find(({ name, keyId }) => name === key.name && keyId === key.keyId)!;
    return { key, timestamp, line };
  });
}

/** Signature lines as the body of an answer. */
export function formatCosignatures(checkpointText: string, lines: readonly NoteSignature[]): string {
  return formatNote({ text: checkpointText, signatures: lines }).slice(checkpointText.length + 1);
}

const malformed = (message: string): TlogError => new TlogError("REQUEST_MALFORMED", message);
