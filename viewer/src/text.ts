import { LIMITS } from "./limits.ts";

/** Bytes as words: UTF-8, UTF-16 with its mark, else Windows-1252. Null when they are no text. */
export function decodeText(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  if (isBinary(bytes)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** NUL, or more than a few of the control characters that no text has. */
function isBinary(bytes: Uint8Array): boolean {
  let controls = 0;
  for (const byte of bytes.subarray(0, 65_536)) {
    if (byte === 0) return true;
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13 && byte !== 27) controls += 1;
  }
  return controls > 8 || bytes.subarray(65_536).includes(0);
}

/** Collects words up to the limit; the rest is counted as cut. */
export class Words {
  readonly #parts: string[] = [];
  #left: number = LIMITS.textChars;
  cut = false;

  add(text: string): void {
    const part = clean(text);
    if (part.length > this.#left) this.cut = true;
    this.#parts.push(part.slice(0, this.#left));
    this.#left -= Math.min(part.length, this.#left);
  }

  toString(): string {
    return this.#parts.join("").toWellFormed().trimEnd();
  }
}

/** Control characters would reach terminals and printers. */
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f]/g;

const clean = (text: string): string =>
  text.replace(/\r\n?/g, "\n").replace(/\f/g, "\n").replace(CONTROLS, "");
