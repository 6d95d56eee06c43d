import { badField } from "./words.ts";

/** An argument of an act is a word, so bytes stand in several of them: each full but the last. */
const CHUNK = 64;
const BYTES_IN_CHUNK = 48;

/** Base64url without padding, cut into words. */
export function chunks(bytes: Uint8Array): readonly string[] {
  const text = bytes.toBase64({ alphabet: "base64url", omitPadding: true });
  return text.match(/.{1,64}/g) ?? [];
}

/**
 * One way to write it: full words but the last, canonical base64url.
 * @param max bytes
 * @throws BAD_FIELD
 */
export function bytesOfChunks(value: unknown, field: string, max: number): Uint8Array {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  const strange = (each: unknown, i: number) =>
    typeof each !== "string" || (i < list.length - 1 && each.length !== CHUNK);
  if (list.length === 0 || list.length > Math.ceil(max / BYTES_IN_CHUNK) || list.some(strange))
    throw badField(field, "public key");
  const text = list.join("");
  try {
    const bytes = Uint8Array.fromBase64(text, { alphabet: "base64url", lastChunkHandling: "loose" });
    if (bytes.toBase64({ alphabet: "base64url", omitPadding: true }) === text) return bytes;
  } catch {
    // Not base64url at all: the same answer.
  }
  throw badField(field, "public key");
}
