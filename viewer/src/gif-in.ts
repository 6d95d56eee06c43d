import { checkPixels, damaged } from "./limits.ts";
import type { Picture } from "./pixels.ts";

/** The first picture of a GIF89a. @throws Refused */
export function decodeGif(bytes: Uint8Array): Picture & { readonly more: boolean } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 14) throw damaged("no header");
  const [width, height] = [view.getUint16(6, true), view.getUint16(8, true)];
  checkPixels(width, height);
  const screen = bytes[10]!;
  let at = 13;
  let colours = tableAt(bytes, screen, at);
  at += colours.length;
  let clear = -1;
  for (; at < bytes.length;) {
    const block = bytes[at++];
    if (block === 0x21) {
      // A graphic control extension names the colour that is none.
      if (bytes[at] === 0xf9 && bytes[at + 1] === 4 && bytes[at + 2]! & 1) clear = bytes[at + 5]!;
      at = blocksAt(bytes, at + 1).end;
    } else if (block === 0x2c) {
      if (at + 9 > bytes.length) break;
      const [x, y] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
      const [w, h] = [view.getUint16(at + 4, true), view.getUint16(at + 6, true)];
      if (x + w > width || y + h > height) throw damaged("a picture outside its frame");
      const flags = bytes[at + 8]!;
      at += 9;
      const own = tableAt(bytes, flags, at);
      at += own.length;
      if (own.length > 0) colours = own;
      const least = bytes[at] ?? 0;
      const { data, end } = blocksAt(bytes, at + 1);
      const indices = unpack(data, least, w * h);
      const rgba = new Uint8Array(width * height * 4);
      const order = rowsOf(h, (flags & 0x40) !== 0);
      for (let i = 0; i < w * h; i++) {
        const index = indices[i]!;
        const to = ((y + order[Math.floor(i / w)]!) * width + x + (i % w)) * 4;
        rgba.set([colours[index * 3] ?? 0, colours[index * 3 + 1] ?? 0, colours[index * 3 + 2] ?? 0], to);
        rgba[to + 3] = index === clear ? 0 : 255;
      }
      return { width, height, rgba, more: bytes.subarray(end).includes(0x2c) };
    } else break;
  }
  throw damaged("no picture");
}

const tableAt = (bytes: Uint8Array, flags: number, at: number): Uint8Array =>
  flags & 0x80 ? bytes.subarray(at, at + 3 * (2 << (flags & 7))) : new Uint8Array();

function blocksAt(bytes: Uint8Array, from: number): { data: Uint8Array; end: number } {
  const parts: Uint8Array[] = [];
  let at = from;
  for (let size = bytes[at++]; size !== undefined && size > 0; size = bytes[at++]) {
    parts.push(bytes.subarray(at, at + size));
    at += size;
  }
  return { data: Buffer.concat(parts), end: at };
}

function rowsOf(h: number, interlaced: boolean): number[] {
  const all = Array.from({ length: h }, (_, y) => y);
  if (!interlaced) return all;
  const pass = (from: number, step: number) => all.filter((y) => y % step === from);
  return [...pass(0, 8), ...pass(4, 8), ...pass(2, 4), ...pass(1, 2)];
}

/** LZW of GIF (GIF89a appendix F). What is missing at the end is colour 0. */
function unpack(data: Uint8Array, least: number, count: number): Uint8Array {
  if (least < 1 || least > 8) throw damaged("a code size that is not valid");
  const out = new Uint8Array(count);
  const prefix = new Uint16Array(4_096);
  const suffix = new Uint8Array(4_096);
  const stack = new Uint8Array(4_097);
  const clear = 1 << least;
  for (let i = 0; i < clear; i++) suffix[i] = i;
  let [next, size, last, first, bits, value, to] = [clear + 2, least + 1, -1, 0, 0, 0, 0];
  for (let at = 0; to < count;) {
    while (bits < size) {
      if (at >= data.length) return out;
      value |= data[at++]! << bits;
      bits += 8;
    }
    const code = value & ((1 << size) - 1);
    value >>>= size;
    bits -= size;
    if (code === clear) [next, size, last] = [clear + 2, least + 1, -1];
    else if (code === clear + 1) return out;
    else {
      if (code > next || (code === next && last < 0)) throw damaged("a code that is not in the table");
      let depth = 0;
      let walk = code;
      if (code === next) [stack[depth++], walk] = [first, last];
      for (; walk >= clear; walk = prefix[walk]!) stack[depth++] = suffix[walk]!;
      first = suffix[walk]!;
      out[to++] = first;
      while (depth > 0 && to < count) out[to++] = stack[--depth]!;
      if (last >= 0 && next < 4_096) {
        prefix[next] = last;
        suffix[next++] = first;
        if (next === 1 << size && size < 12) size += 1;
      }
      last = code;
    }
  }
  return out;
}
