import { FLAGS, KINDS, type Flag, type Kind } from "./kinds.ts";
import { LIMITS, REFUSALS, type Refusal } from "./limits.ts";
import type { Found } from "./look.ts";
import type { PageImage } from "./pixels.ts";

/**
 * What the viewer's process says, as frames: one letter, four bytes of length, the payload. Pages, then what was
 * found, or instead of it why the file is not shown. The process has read a hostile file, so its word is taken for
 * nothing but pixels, letters and codes of the lists, each within its bounds.
 */
export type Frame =
  | { readonly kind: "page"; readonly page: PageImage }
  | { readonly kind: "found"; readonly found: Found }
  | { readonly kind: "refused"; readonly code: Refusal };

const HEADER = 5;
const PAGE_HEADER = 5;
const MOST: Readonly<Record<string, number>> = {
  P: PAGE_HEADER + LIMITS.shownSide * (LIMITS.shownSide * 3 + 1),
  F: LIMITS.textChars * 3 + 4_096,
  X: 64,
};

export function pageFrame({ width, height, channels, rows }: PageImage): Uint8Array {
  const payload = new Uint8Array(PAGE_HEADER + rows.length);
  const view = new DataView(payload.buffer);
  view.setUint16(0, width);
  view.setUint16(2, height);
  view.setUint8(4, channels);
  payload.set(rows, PAGE_HEADER);
  return frame("P", payload);
}

export const foundFrame = (found: Found): Uint8Array =>
  frame("F", new TextEncoder().encode(JSON.stringify(found)));
export const refusedFrame = (code: Refusal): Uint8Array => frame("X", new TextEncoder().encode(code));

function frame(letter: string, payload: Uint8Array): Uint8Array {
  const whole = new Uint8Array(HEADER + payload.length);
  whole[0] = letter.charCodeAt(0);
  new DataView(whole.buffer).setUint32(1, payload.length);
  whole.set(payload, HEADER);
  return whole;
}

export class BadFrame extends Error {
  override readonly name = "BadFrame";
}

/** @throws BadFrame at the first byte that no viewer of ours writes */
export async function* readFrames(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  let parts: Uint8Array[] = [];
  let have = 0;
  let pages = 0;
  let ended = false;
  for await (const chunk of chunks) {
    parts.push(chunk);
    have += chunk.length;
    for (let need = needed(parts, have); need !== null && have >= need; need = needed(parts, have)) {
      const all = Buffer.concat(parts);
      const rest = all.subarray(need);
      [parts, have] = [rest.length > 0 ? [rest] : [], rest.length];
      const next = parse(String.fromCharCode(all[0]!), all.subarray(HEADER, need));
      if (ended) throw new BadFrame("more after the end");
      if (next.kind === "page" && ++pages > LIMITS.pagesShown) throw new BadFrame("too many pages");
      ended = next.kind !== "page";
      yield next;
    }
  }
  if (!ended || have > 0) throw new BadFrame("cut off");
}

/** How long the first frame is; null while its header is not here. The header is judged before anything is kept. */
function needed(parts: Uint8Array[], have: number): number | null {
  if (have < HEADER) return null;
  if (parts[0]!.length < HEADER) parts.splice(0, parts.length, Buffer.concat(parts));
  const [first] = parts as [Uint8Array];
  const most = MOST[String.fromCharCode(first[0]!)];
  const length = new DataView(first.buffer, first.byteOffset, first.length).getUint32(1);
  if (most === undefined || length > most) throw new BadFrame("no frame of a viewer");
  return HEADER + length;
}

function parse(letter: string, payload: Uint8Array): Frame {
  if (letter === "P") return { kind: "page", page: parsePage(payload) };
  const text = new TextDecoder().decode(payload);
  if (letter === "X") {
    const code = REFUSALS.find((each) => each === text);
    if (!code) throw new BadFrame("an unknown refusal");
    return { kind: "refused", code };
  }
  return { kind: "found", found: parseFound(text) };
}

function parsePage(payload: Uint8Array): PageImage {
  if (payload.length < PAGE_HEADER) throw new BadFrame("no page");
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const [width, height, channels] = [view.getUint16(0), view.getUint16(2), view.getUint8(4)];
  const rows = payload.subarray(PAGE_HEADER);
  if (width < 1 || height < 1 || width > LIMITS.shownSide || height > LIMITS.shownSide)
    throw new BadFrame("size");
  if (channels !== 1 && channels !== 3) throw new BadFrame("channels");
  const line = width * channels + 1;
  if (rows.length !== height * line) throw new BadFrame("another number of pixels");
  for (let at = 0; at < rows.length; at += line) if (rows[at]! > 4) throw new BadFrame("an unknown filter");
  return { width, height, channels, rows };
}

function parseFound(json: string): Found {
  let said: Record<string, unknown> | null;
  try {
    said = JSON.parse(json) as Record<string, unknown> | null;
  } catch (cause) {
    throw new BadFrame("not JSON", { cause });
  }
  const { kind, flags, pages, text } = said ?? {};
  const isFlag = (flag: unknown): flag is Flag => FLAGS.includes(flag as Flag);
  if (!KINDS.includes(kind as Kind)) throw new BadFrame("kind");
  if (!Array.isArray(flags) || flags.length > FLAGS.length || !flags.every(isFlag))
    throw new BadFrame("flags");
  if (!Number.isInteger(pages) || (pages as number) < 0 || (pages as number) > LIMITS.pages)
    throw new BadFrame("pages");
  if (typeof text !== "string" || text.length > LIMITS.textChars || !text.isWellFormed())
    throw new BadFrame("text");
  return { kind: kind as Kind, flags: [...new Set(flags)], pages: pages as number, text };
}
