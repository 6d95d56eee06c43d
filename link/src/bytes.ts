import { badField, type Hash } from "@setu/core";

const encoder = new TextEncoder();

export const utf8 = (text: string): Uint8Array => encoder.encode(text);

export const base64url = (bytes: Uint8Array): Hash =>
  bytes.toBase64({ alphabet: "base64url", omitPadding: true }) as Hash;

/** One spelling for each value: what does not encode to the same text again is refused. @throws BAD_FIELD */
export function fromBase64url(text: string, field: string): Uint8Array {
  try {
    const bytes = Uint8Array.fromBase64(text, { alphabet: "base64url" });
    if (base64url(bytes) === text) return bytes;
  } catch {
    // Said below: no base64url has this length or these characters.
  }
  throw badField(field, "base64url");
}

export const hex = (bytes: Uint8Array): string => bytes.toHex();

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export function uint32(n: number): Uint8Array {
  const out = new Uint8Array(4);
  new DataView(out.buffer).setUint32(0, n);
  return out;
}

/** Length-prefixed parts (as DSSE's PAE): no two lists of parts have the same bytes. */
export function framed(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + 4 + part.length, 0));
  const view = new DataView(out.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part.length);
    out.set(part, at + 4);
    at += 4 + part.length;
  }
  return out;
}
