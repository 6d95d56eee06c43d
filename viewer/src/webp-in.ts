import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import decode, { init } from "@jsquash/webp/decode.js";
import { checkPixels, damaged } from "./limits.ts";
import type { Picture } from "./pixels.ts";
import { compiled, withMemoryCap } from "./wasm.ts";

const WASM = new URL(import.meta.resolve("@jsquash/webp/codec/dec/webp_dec.wasm"));

/** The decoder answers with the class of browsers, which Node does not have. */
class ImageData {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;

  constructor(data: Uint8ClampedArray, width: number, height: number) {
    this.data = data;
    this.width = width;
    this.height = height;
  }
}

/** @throws Refused */
export async function decodeWebp(bytes: Uint8Array): Promise<Picture> {
  const [width, height] = sizeOf(bytes);
  checkPixels(width, height);
  Object.assign(globalThis, { ImageData });
  try {
    await init(compiled(withMemoryCap(readFileSync(fileURLToPath(WASM)))) as Parameters<typeof init>[0]);
    const picture = await decode(new Uint8Array(bytes).buffer);
    if (picture.width !== width || picture.height !== height)
      throw damaged("another size than the header says");
    return { width, height, rgba: new Uint8Array(picture.data.buffer) };
  } catch (cause) {
    throw damaged("the picture does not decode", cause);
  }
}

/** By the first chunk: VP8 (RFC 6386 section 9.1), VP8L or VP8X (RFC 9649). */
function sizeOf(bytes: Uint8Array): readonly [number, number] {
  if (bytes.length < 30) throw damaged("no header");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const u24 = (at: number) => view.getUint16(at, true) + (bytes[at + 2]! << 16);
  switch (Buffer.from(bytes.subarray(12, 16)).toString("latin1")) {
    case "VP8 ":
      return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
    case "VP8L": {
      const bits = view.getUint32(21, true);
      return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
    }
    case "VP8X":
      return [u24(24) + 1, u24(27) + 1];
    default:
      throw damaged("an unknown chunk");
  }
}
