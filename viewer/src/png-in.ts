import { inflateSync } from "node:zlib";
import { checkPixels, damaged, Refused } from "./limits.ts";
import type { Picture } from "./pixels.ts";

type Header = {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colour: number;
  readonly interlaced: boolean;
};

/** Channels by colour type (PNG 3rd edition, section 11.2.1). */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};
/** Adam7: first column, first row, steps. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** @throws Refused: the size is judged by the header, before anything is unpacked */
export function decodePng(bytes: Uint8Array): Picture {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let header: Header | null = null;
  let palette: Uint8Array = new Uint8Array();
  let alpha: Uint8Array = new Uint8Array();
  const data: Uint8Array[] = [];
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = view.getUint32(at);
    const type = Buffer.from(bytes.subarray(at + 4, at + 8)).toString("latin1");
    const chunk = bytes.subarray(at + 8, at + 8 + length);
    if (chunk.length !== length) throw damaged("a chunk is cut off");
    if (type === "IHDR") header = headerOf(chunk);
    else if (type === "PLTE") palette = chunk;
    else if (type === "tRNS") alpha = chunk;
    else if (type === "IDAT") data.push(chunk);
    else if (type === "IEND") break;
    at += 12 + length;
  }
  if (!header) throw damaged("no header");
  return pixelsOf(header, unpackRows(header, Buffer.concat(data)), palette, alpha);
}

function headerOf(chunk: Uint8Array): Header {
  if (chunk.length !== 13) throw damaged("a header of another size");
  const view = new DataView(chunk.buffer, chunk.byteOffset, 13);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, colour, , , interlace] = chunk.subarray(8) as unknown as number[] as [
    number,
    number,
    number,
    number,
    number,
  ];
  checkPixels(width, height);
  if (!DEPTHS[colour]?.includes(depth) || interlace > 1) throw damaged("a header that is not valid");
  return { width, height, depth, colour, interlaced: interlace === 1 };
}

type Pass = {
  readonly w: number;
  readonly h: number;
  readonly line: number;
  readonly place: (x: number, y: number) => number;
};

function passesOf({ width, height, depth, colour, interlaced }: Header): Pass[] {
  const line = (w: number) => Math.ceil((w * depth * CHANNELS[colour]!) / 8);
  if (!interlaced) return [{ w: width, h: height, line: line(width), place: (x, y) => y * width + x }];
  return PASSES.map(([x0, y0, dx, dy]) => {
    const [w, h] = [Math.ceil((width - x0) / dx), Math.ceil((height - y0) / dy)];
    return { w, h, line: line(w), place: (x: number, y: number) => (y0 + y * dy) * width + x0 + x * dx };
  }).filter(({ w, h }) => w > 0 && h > 0);
}

function unpackRows(header: Header, packed: Uint8Array): Uint8Array {
  const size = passesOf(header).reduce((sum, { h, line }) => sum + h * (line + 1), 0);
  let rows: Uint8Array;
  try {
    rows = inflateSync(packed, { maxOutputLength: size });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE")
      throw new Refused("bomb", "more pixels than the header says", { cause });
    throw damaged("the pixels do not unpack", cause);
  }
  if (rows.length !== size) throw damaged("fewer pixels than the header says");
  return rows;
}

function pixelsOf(header: Header, rows: Uint8Array, palette: Uint8Array, alpha: Uint8Array): Picture {
  const { width, height, depth, colour } = header;
  const rgba = new Uint8Array(width * height * 4);
  const channels = CHANNELS[colour]!;
  const step = Math.max(1, (depth * channels) >> 3);
  const most = (1 << Math.min(depth, 8)) - 1;
  let at = 0;
  for (const { w, h, line, place } of passesOf(header)) {
    let above: Uint8Array = new Uint8Array(line);
    for (let y = 0; y < h; y++) {
      const row = rows.subarray(at + 1, at + 1 + line);
      unfilter(rows[at]!, row, above, step);
      const sample = (i: number): number => {
        if (depth >= 8) return row[i * (depth >> 3)]!;
        const bit = i * depth;
        return (row[bit >> 3]! >> (8 - depth - (bit & 7))) & most;
      };
      for (let x = 0; x < w; x++) {
        const to = place(x, y) * 4;
        const i = x * channels;
        if (colour === 3) {
          const index = sample(i);
          rgba.set([palette[index * 3] ?? 0, palette[index * 3 + 1] ?? 0, palette[index * 3 + 2] ?? 0], to);
          rgba[to + 3] = alpha[index] ?? 255;
          continue;
        }
        const first = (sample(i) * 255) / most;
        const grey = channels < 3;
        rgba[to] = first;
        rgba[to + 1] = grey ? first : sample(i + 1);
        rgba[to + 2] = grey ? first : sample(i + 2);
        rgba[to + 3] = channels === 2 ? sample(i + 1) : channels === 4 ? sample(i + 3) : 255;
      }
      above = row;
      at += line + 1;
    }
  }
  return { width, height, rgba };
}

function unfilter(type: number, row: Uint8Array, above: Uint8Array, step: number): void {
  if (type > 4) throw damaged("an unknown filter");
  if (type === 0) return;
  for (let i = 0; i < row.length; i++) {
    const a = i < step ? 0 : row[i - step]!;
    const b = above[i]!;
    const c = i < step ? 0 : above[i - step]!;
    row[i]! += type === 1 ? a : type === 2 ? b : type === 3 ? (a + b) >> 1 : paeth(a, b, c);
  }
}

function paeth(a: number, b: number, c: number): number {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}
