import { concat, uint32, viewOf } from "./bytes.ts";
import { TlogError } from "./errors.ts";
import { verifySignature } from "./signer.ts";
import type { Signer, Verified } from "./signer.ts";
import { boundedText, fromBase64, hasControlCharacter, toBase64 } from "./text.ts";
import { requireKeyName } from "./vkey.ts";
import type { VerifierKey } from "./vkey.ts";

// C2SP signed-note: text, blank line, signature lines.

export const MAX_NOTE_BYTES = 65_536;
export const MAX_NOTE_SIGNATURES = 16;

const KEY_ID_BYTES = 4;

/** One signature line: `— <name> base64(key id || signature)`. */
export type NoteSignature = { readonly name: string; readonly keyId: number; readonly signature: Uint8Array };

/** `text` ends in a newline and does not include the blank line. Nothing in it is verified. */
export type Note = { readonly text: string; readonly signatures: readonly NoteSignature[] };

/**
 * Strict: `formatNote(parseNote(note)) === note` for everything it accepts. Throws `NOTE_SIZE`,
 * `TEXT_ENCODING`, `NOTE_MALFORMED`, `NOTE_SIGNATURE_COUNT`, `KEY_NAME`, `BASE64`.
 */
export function parseNote(note: string | Uint8Array): Note {
  const whole = boundedText(note, MAX_NOTE_BYTES, "NOTE_SIZE");
  if (hasControlCharacter(whole)) throw malformed("the note holds a control character");
  // The text may hold blank lines of its own; the last one separates.
  const blank = whole.lastIndexOf("\n\n");
  if (blank === -1 || !whole.endsWith("\n")) throw malformed("the note has no signature lines");
  const lines = whole.slice(blank + 2, -1).split("\n");
  if (lines.length > MAX_NOTE_SIGNATURES) {
    throw new TlogError("NOTE_SIGNATURE_COUNT", `the note has more than ${MAX_NOTE_SIGNATURES} signatures`);
  }
  return { text: whole.slice(0, blank + 1), signatures: lines.map(parseSignatureLine) };
}

/** The inverse of `parseNote`, with the same errors for parts that no note can hold. */
export function formatNote({ text, signatures }: Note): string {
  const lines = signatures.map(
    (line) => `— ${line.name} ${toBase64(concat([uint32(line.keyId), line.signature]))}\n`,
  );
  const note = `${text}\n${lines.join("")}`;
  // A text without its final newline, or a name with a space in it, would be read back as something else.
  if (parseNote(note).text !== text) throw malformed("the note text does not end in a newline");
  return note;
}

/** Signs `text` with every signer. `timestamp` in POSIX seconds goes into the cosignatures among them. */
export function signNote(text: string, signers: readonly Signer[], timestamp: number): string {
  return formatNote({ text, signatures: signers.map((by) => signatureLine(by, text, timestamp)) });
}

/** One more signature line for a text, to be added to a note. */
export function signatureLine({ key, sign }: Signer, text: string, timestamp: number): NoteSignature {
  return { name: key.name, keyId: key.keyId, signature: sign(text, timestamp) };
}

/** `unknown` lists the signature lines of keys that were not given; nothing is known about them. */
export type OpenedNote = {
  readonly text: string;
  readonly verified: readonly Verified[];
  readonly unknown: readonly NoteSignature[];
};

/**
 * Parses and verifies. Signatures of keys not given are ignored, as the specification requires; a bad
 * signature of a given key refuses the whole note (`SIGNATURE_INVALID`), and so does a note that none of
 * the keys has signed (`SIGNATURE_MISSING`). Throws what `parseNote` throws, too.
 */
export function openNote(note: string | Uint8Array, keys: readonly VerifierKey[]): OpenedNote {
  const { text, signatures } = parseNote(note);
  const verified: Verified[] = [];
  const unknown: NoteSignature[] = [];
  for (const line of signatures) {
    const key = keys.find(({ name, keyId }) => name === line.name && keyId === line.keyId);
    if (key === undefined) {
      unknown.push(line);
      continue;
    }
    const statement = verifySignature(key, text, line.signature);
    if (statement === undefined) {
      throw new TlogError("SIGNATURE_INVALID", `the signature of ${line.name} does not verify`);
    }
    verified.push(statement);
  }
  if (verified.length === 0) throw new TlogError("SIGNATURE_MISSING", "no known key has signed the note");
  return { text, verified, unknown };
}

function parseSignatureLine(line: string): NoteSignature {
  const [dash, name, base64, ...more] = line.split(" ");
  if (dash !== "—" || name === undefined || base64 === undefined || more.length > 0) {
    throw malformed("a signature line has the form: em dash, key name, base64");
  }
  const bytes = fromBase64(base64);
  if (bytes.length <= KEY_ID_BYTES) throw malformed("a signature is shorter than its key id");
  return {
    name: requireKeyName(name),
    keyId: viewOf(bytes).getUint32(0),
    signature: bytes.subarray(KEY_ID_BYTES),
  };
}

function malformed(message: string): TlogError {
  return new TlogError("NOTE_MALFORMED", message);
}
