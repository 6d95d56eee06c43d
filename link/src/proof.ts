import {
  isItemAct,
  isSetuError,
  leafBytes,
  MAX_BODY_BYTES,
  parseAct,
  parseCanonical,
  parseLeaf,
  SetuError,
  type Act,
  type Instant,
  type Leaf,
} from "@setu/core";
import {
  equalBytes,
  formatTlogProof,
  hmacSha256,
  leafHash,
  parseNote,
  parseTlogProof,
  requireQuorum,
  sha256,
  TlogError,
  verifyTlogProof,
  type Trust,
  type VerifierKey,
} from "tlog";
import { base64url, framed, utf8 } from "./bytes.ts";

/**
 * One record, provable to a third person without any server (record.md section 5). A text file: what the log commits
 * to, the opening of the commitments, and a c2sp.org/tlog-proof whose checkpoint the log has signed and the peer has
 * cosigned. Every byte is fixed text, or stands under a hash or a signature: a change of any byte is refused.
 *
 * ```
 * setu-proof/1
 * leaf <canonical JSON>
 * act <base64>
 * approvals <base64>
 * act-salt <base64>
 * body <base64>                 both body lines or neither
 * body-salt <base64>
 *
 * c2sp.org/tlog-proof@v1
 * …
 * ```
 */
export type Opening = {
  readonly leaf: Leaf;
  /** The exact bytes that were sealed. */
  readonly act: Uint8Array;
  /** Canonical JSON of the approvals; `[]` says that no person signed. */
  readonly approvals: string;
  /** The salts alone, 32 bytes each, never the data keys beside which the keyring holds them. */
  readonly actSalt: Uint8Array;
  /** Null when the record has no body, when it was destroyed, or when the holder of the proof shall not read it. */
  readonly body: { readonly bytes: Uint8Array; readonly salt: Uint8Array } | null;
};

/** Where the record stands: the parts of a tlog-proof. */
export type Place = {
  readonly position: number;
  readonly inclusion: readonly Uint8Array[];
  /** Signed note of a checkpoint that covers the position, with the cosignatures of the peer: the receipt. */
  readonly receipt: string;
};

/** The only keys that may have signed, and all of them must have. */
export type ProofKeys = {
  readonly origin: string;
  readonly log: readonly VerifierKey[];
  readonly cosigners: readonly VerifierKey[];
};

/** A third party that has cosigned the checkpoint as well: its name in the policy, and its clock, milliseconds. */
export type WitnessedAt = { readonly name: string; readonly t: number };

export type Proven = {
  readonly act: Act;
  readonly approvals: string;
  readonly body: Uint8Array | null;
  /** The sender's clock when the record entered its log. */
  readonly t: Instant;
  readonly origin: string;
  readonly position: number;
  /** How much of the receiver's log the sender had seen. */
  readonly seen: number;
  /** The receiver's clock when it cosigned a log that holds the record, milliseconds. */
  readonly receiptTime: number;
  /** Empty unless a policy of witnesses was asked for. */
  readonly witnesses: readonly WitnessedAt[];
};

const HEADER = "setu-proof/1";
const SALT_BYTES = 32;
/** Act, body and approvals in base64, leaf, and the largest tlog-proof. */
export const MAX_PROOF_BYTES = 512 * 1024;

/** @throws BAD_PROOF when the parts do not open the leaf: a proof that nobody would accept is not handed out */
export const makeProof = (opening: Opening, place: Place): string => judged(() => make(opening, place));

function make(opening: Opening, place: Place): string {
  open(opening);
  const { leaf, act, approvals, actSalt, body } = opening;
  const lines = [
    HEADER,
    `leaf ${new TextDecoder().decode(leafBytes(leaf))}`,
    `act ${act.toBase64()}`,
    `approvals ${utf8(approvals).toBase64()}`,
    `act-salt ${actSalt.toBase64()}`,
    ...(body ? [`body ${body.bytes.toBase64()}`, `body-salt ${body.salt.toBase64()}`] : []),
  ];
  const { position: index, inclusion: proof, receipt: checkpoint } = place;
  return `${lines.join("\n")}\n\n${formatTlogProof({ index, proof, checkpoint })}`;
}

/**
 * Offline and strict: exact lines, exactly the expected signers, canonical base64, re-encoded and compared.
 * @param trust asks for witnesses as well: the checkpoint bears lines of its witnesses too, and enough of them
 * @throws BAD_PROOF whose `detail.reason` names what is wrong
 */
export const verifyProof = (file: Uint8Array, keys: ProofKeys, trust?: Trust): Proven =>
  judged(() => verify(file, keys, trust));

function verify(file: Uint8Array, keys: ProofKeys, trust?: Trust): Proven {
  const { opening, place, tail } = parse(file);
  if (make(opening, place) !== decode(file)) throw bad("NOT_CANONICAL", "another spelling of the proof");
  if (keys.log.length === 0 || keys.cosigners.length === 0) {
    throw bad("KEYS_MISSING", "a proof needs keys of the log and keys of the one who received");
  }
  const leaf = leafHash(leafBytes(opening.leaf));
  const by = (trust?.witnesses ?? []).filter(({ key }) => hasLine(place.receipt, key));
  const cosigners = [...keys.cosigners, ...by.map(({ key }) => key)];
  const { index, checkpoint } = verifyTlogProof(tail, leaf, { ...keys, cosigners, exact: true });
  if (trust) requireQuorum(trust, checkpoint.signatures);
  const act = parseAct(opening.act);
  if (!keys.origin.startsWith(`${act.from}/link/${act.to}/`)) {
    throw bad("ORIGIN_MISMATCH", "the act is of other parties than the log");
  }
  const receiver = new Set(keys.cosigners);
  const times = checkpoint.signatures.flatMap(({ key, timestamp }) =>
    receiver.has(key) ? (timestamp ?? []) : [],
  );
  return {
    act,
    approvals: opening.approvals,
    body: opening.body?.bytes ?? null,
    t: opening.leaf.t,
    origin: checkpoint.origin,
    position: index,
    seen: opening.leaf.seen,
    receiptTime: Math.max(...times) * 1000,
    witnesses: by.flatMap(({ name, key }) =>
      checkpoint.signatures.flatMap((each) =>
        each.key === key && each.timestamp !== undefined ? { name, t: each.timestamp * 1000 } : [],
      ),
    ),
  };
}

/** Which lines there are decides whose have to verify: none is left unverified. */
const hasLine = (note: string, { name, keyId }: VerifierKey): boolean =>
  parseNote(note).signatures.some((line) => line.name === name && line.keyId === keyId);

/** The origin that a proof claims, for choosing keys. Nothing is verified. @throws BAD_PROOF */
export function claimedOrigin(file: Uint8Array): string {
  const { place } = judged(() => parse(file));
  return place.receipt.slice(0, place.receipt.indexOf("\n"));
}

/** What a proof says, for whoever has just made it. Nothing is verified. @throws BAD_PROOF */
export function claimed(
  file: Uint8Array,
): Pick<Proven, "act" | "body" | "t" | "origin" | "position" | "seen"> {
  const { opening, place } = judged(() => parse(file));
  const { leaf, act, body } = opening;
  return {
    act: parseAct(act),
    body: body?.bytes ?? null,
    t: leaf.t,
    origin: claimedOrigin(file),
    position: place.position,
    seen: leaf.seen,
  };
}

/** Whether the opening is the one the leaf commits to. */
function open({ leaf, act, approvals, actSalt, body }: Opening): void {
  const parsed = parseAct(act);
  if (!Array.isArray(parseCanonical(utf8(approvals), act.length + MAX_BODY_BYTES))) {
    throw bad("APPROVALS", "the approvals are no list");
  }
  if (committed(actSalt, framed(act, utf8(approvals))) !== leaf.a)
    throw bad("ACT", "the leaf is of another act");
  if ((isItemAct(parsed) ? parsed.body : null) !== leaf.b)
    throw bad("BODY", "act and leaf name different bodies");
  if (body && (body.bytes.length > MAX_BODY_BYTES || committed(body.salt, body.bytes) !== leaf.b)) {
    throw bad("BODY", "the leaf is of another body");
  }
}

function committed(salt: Uint8Array, plaintext: Uint8Array): string {
  // HMAC pads a shorter key with zeros: of several salts with one commitment, only one has this length.
  if (salt.length !== SALT_BYTES) throw bad("SALT", `a salt has ${SALT_BYTES} bytes`);
  return base64url(hmacSha256(salt, sha256(plaintext)));
}

type Parts = { readonly opening: Opening; readonly place: Place; readonly tail: string };

function parse(file: Uint8Array): Parts {
  if (file.length > MAX_PROOF_BYTES) throw bad("TOO_LARGE", `more than ${MAX_PROOF_BYTES} bytes`);
  const text = decode(file);
  const blank = text.indexOf("\n\n");
  if (blank < 0) throw bad("MALFORMED", "no blank line after the opening");
  const lines = text.slice(0, blank).split("\n");
  if (lines.shift() !== HEADER) throw bad("MALFORMED", `the first line is not ${HEADER}`);
  const field = (name: string): string => {
    const line = lines.shift();
    if (!line?.startsWith(`${name} `)) throw bad("MALFORMED", `the line ${name} is missing`);
    return line.slice(name.length + 1);
  };
  const leaf = parseLeaf(utf8(field("leaf")));
  const act = base64(field("act"));
  const approvals = decode(base64(field("approvals")));
  const actSalt = base64(field("act-salt"));
  const body = lines.length > 0 ? { bytes: base64(field("body")), salt: base64(field("body-salt")) } : null;
  if (lines.length > 0) throw bad("MALFORMED", "a line too many");
  const tail = text.slice(blank + 2);
  const { index: position, proof: inclusion, checkpoint: receipt, extra } = parseTlogProof(tail);
  // No signature covers that line.
  if (extra) throw bad("MALFORMED", "the tlog-proof carries extra data");
  return { opening: { leaf, act, approvals, actSalt, body }, place: { position, inclusion, receipt }, tail };
}

/** Decoding is lenient about white space and padding; the comparison of the whole file is not. */
function base64(text: string): Uint8Array {
  try {
    return Uint8Array.fromBase64(text, { lastChunkHandling: "strict" });
  } catch (cause) {
    throw bad("BASE64", "not base64", cause);
  }
}

function decode(bytes: Uint8Array): string {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  if (!equalBytes(utf8(text), bytes)) throw bad("TEXT_ENCODING", "not UTF-8");
  return text;
}

function judged<T>(run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (isSetuError(cause, "BAD_PROOF")) throw cause;
    if (!(cause instanceof TlogError) && !isSetuError(cause)) throw cause;
    throw bad(cause.code, "the file does not prove a record", cause);
  }
}

const bad = (reason: string, message: string, cause?: unknown): SetuError =>
  new SetuError("BAD_PROOF", message, { detail: { reason }, ...(cause !== undefined && { cause }) });
