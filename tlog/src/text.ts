import { TlogError } from "./errors.ts";
import type { TlogErrorCode } from "./errors.ts";

const encoder = new TextEncoder();
// Without ignoreBOM a leading byte order mark would vanish, and the text would no longer be what was signed.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/**
 * Hostile text, bounded before it is looked at. Throws `sizeCode` above `maxBytes`, `TEXT_ENCODING` unless it
 * is valid UTF-8 (or, given as a string, free of lone surrogates).
 */
export function boundedText(input: string | Uint8Array, maxBytes: number, sizeCode: TlogErrorCode): string {
  // Every UTF-16 unit becomes at least one byte, so a long string is refused before it is encoded.
  if (input.length > maxBytes || (typeof input === "string" && utf8(input).length > maxBytes)) {
    throw new TlogError(sizeCode, `the text is larger than ${maxBytes} bytes`);
  }
  if (typeof input !== "string") {
    try {
      return decoder.decode(input);
    } catch (cause) {
      throw new TlogError("TEXT_ENCODING", "the text is not valid UTF-8", { cause });
    }
  }
  if (!input.isWellFormed()) throw new TlogError("TEXT_ENCODING", "the text holds a lone surrogate");
  return input;
}

/** Whether an ASCII control character (below U+0020) other than newline occurs. */
export function hasControlCharacter(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20 && unit !== 0x0a) return true;
  }
  return false;
}

export function toBase64(bytes: Uint8Array): string {
  return bytes.toBase64();
}

/**
 * RFC 4648, section 4, in its one canonical spelling: padded, no white space, unused bits zero. Anything else
 * throws `BASE64`; two spellings of one hash would make two files of one proof.
 */
export function fromBase64(text: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.fromBase64(text, { lastChunkHandling: "strict" });
  } catch (cause) {
    throw new TlogError("BASE64", "the text is not canonical base64", { cause });
  }
  // The built-in decoder skips white space.
  if (toBase64(bytes) !== text) throw new TlogError("BASE64", "the base64 text holds white space");
  return bytes;
}

const DECIMAL = /^(?:0|[1-9][0-9]{0,15})$/;

/** A canonical decimal from 0 to 2^53 - 1, or undefined. */
export function parseDecimal(text: string): number | undefined {
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}
