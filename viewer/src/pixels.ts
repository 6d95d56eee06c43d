import { LIMITS } from "./limits.ts";

/** A decoded picture: four bytes a pixel, red first, not premultiplied. */
export type Picture = { readonly width: number; readonly height: number; readonly rgba: Uint8Array };

/**
 * What may leave the process that has read the file: rows of plain pixels, each with the filter byte of PNG before
 * it (PNG 3rd edition, section 9), grey or RGB. Any bytes in this form are some picture and nothing else.
 */
export type PageImage = {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly rows: Uint8Array;
};

/** Width and height that fit what is shown. */
export function fitted(width: number, height: number): readonly [number, number] {
  const scale = Math.min(1, LIMITS.shownSide / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

/** Reduced to what is shown, on white. */
export function pageOf({ width, height, rgba }: Picture): PageImage {
  const [w, h] = fitted(width, height);
  const rgb = new Uint8Array(w * h * 3);
  for (let y = 0; y < h; y++) {
    const top = Math.floor((y * height) / h);
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * height) / h));
    for (let x = 0; x < w; x++) {
      const left = Math.floor((x * width) / w);
      const right = Math.max(left + 1, Math.floor(((x + 1) * width) / w));
      let [r, g, b] = [0, 0, 0];
      for (let row = top; row < bottom; row++) {
        for (let from = (row * width + left) * 4, to = (row * width + right) * 4; from < to; from += 4) {
          const a = rgba[from + 3]!;
          const white = 255 * (255 - a);
          r += rgba[from]! * a + white;
          g += rgba[from + 1]! * a + white;
          b += rgba[from + 2]! * a + white;
        }
      }
      const area = (bottom - top) * (right - left) * 255;
      const at = (y * w + x) * 3;
      rgb[at] = r / area;
      rgb[at + 1] = g / area;
      rgb[at + 2] = b / area;
    }
  }
  return filtered(w, h, rgb);
}

/** Grey where every pixel is, and each row as its difference to the pixel on the left where that is smaller. */
export function filtered(width: number, height: number, rgb: Uint8Array): PageImage {
  const channels = isGrey(rgb) ? 1 : 3;
  const line = width * channels;
  const rows = new Uint8Array(height * (line + 1));
  const plain = new Uint8Array(line);
  for (let y = 0; y < height; y++) {
    if (channels === 3) plain.set(rgb.subarray(y * line, (y + 1) * line));
    else for (let x = 0; x < width; x++) plain[x] = rgb[(y * width + x) * 3]!;
    const out = rows.subarray(y * (line + 1), (y + 1) * (line + 1));
    if (isSmooth(plain, channels)) {
      out[0] = 1;
      for (let i = 0; i < line; i++) out[i + 1] = plain[i]! - (i < channels ? 0 : plain[i - channels]!);
    } else out.set(plain, 1);
  }
  return { width, height, channels, rows };
}

function isGrey(rgb: Uint8Array): boolean {
  for (let i = 0; i < rgb.length; i += 3) if (rgb[i] !== rgb[i + 1] || rgb[i] !== rgb[i + 2]) return false;
  return true;
}

/** Photographs gain by differences; text on white packs better as it is. */
function isSmooth(line: Uint8Array, channels: number): boolean {
  let changes = 0;
  for (let i = channels; i < line.length; i += channels) if (line[i] !== line[i - channels]) changes += 1;
  return changes * channels * 2 > line.length;
}
