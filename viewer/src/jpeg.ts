import { checkPixels, damaged } from "./limits.ts";
import { fitted } from "./pixels.ts";

type Frame = { readonly width: number; readonly height: number; readonly channels: number };
/** Start of a frame: every SOF but DHT, JPG and DAC (ITU-T T.81, table B.1). */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
const SPACE: Readonly<Record<number, string>> = { 1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK" };
/** Exif orientation to degrees clockwise; mirrored ones are shown unturned. */
const TURNED: Readonly<Record<number, number>> = { 3: 180, 6: 90, 8: 270 };

/**
 * A JPEG as a PDF of one page: PDFium has the decoder, and PDF's DCTDecode takes the file as it is.
 * @throws Refused by the header, before a pixel is decoded
 */
export function asPdf(jpeg: Uint8Array): Uint8Array {
  const { frame, turn, adobe } = read(jpeg);
  const space = SPACE[frame.channels];
  if (!space) throw damaged("an unknown number of channels");
  const [w, h] = fitted(frame.width, frame.height).map((side) => side / 2) as [number, number];
  // Adobe's programs store CMYK inverted.
  const decode = frame.channels === 4 && adobe ? " /Decode [1 0 1 0 1 0 1 0]" : "";
  const content = `q ${w} 0 0 ${h} 0 0 cm /I Do Q`;
  const head =
    "%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n" +
    `3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 ${w} ${h}]/Rotate ${turn}/Contents 4 0 R` +
    "/Resources<</XObject<</I 5 0 R>>>>>> endobj\n" +
    `4 0 obj <</Length ${content.length}>> stream\n${content}\nendstream endobj\n` +
    `5 0 obj <</Type/XObject/Subtype/Image/Width ${frame.width}/Height ${frame.height}/ColorSpace${space}` +
    `/BitsPerComponent 8/Filter/DCTDecode${decode}/Length ${jpeg.length}>> stream\n`;
  return Buffer.concat([
    Buffer.from(head),
    jpeg,
    Buffer.from("\nendstream endobj\ntrailer <</Root 1 0 R/Size 6>>\n%%EOF"),
  ]);
}

function read(jpeg: Uint8Array): { frame: Frame; turn: number; adobe: boolean } {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.length);
  let turn = 0;
  let adobe = false;
  for (let at = 2; at + 4 <= jpeg.length;) {
    if (jpeg[at] !== 0xff) throw damaged("no marker where one has to be");
    const marker = jpeg[at + 1]!;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = view.getUint16(at + 2);
    const segment = jpeg.subarray(at + 4, at + 2 + length);
    if (isFrame(marker)) {
      if (segment.length < 6) throw damaged("a frame header is cut off");
      const frame = {
        height: view.getUint16(at + 5),
        width: view.getUint16(at + 7),
        channels: jpeg[at + 9]!,
      };
      checkPixels(frame.width, frame.height);
      return { frame, turn, adobe };
    }
    if (marker === 0xe1) turn = TURNED[orientation(segment)] ?? turn;
    if (marker === 0xee && ascii(segment, 0, 5) === "Adobe") adobe = true;
    if (marker === 0xda || length < 2) break;
    at += 2 + length;
  }
  throw damaged("no frame header");
}

const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

/** Tag 0x0112 of the first directory (Exif 2.32 section 4.6.2). */
function orientation(segment: Uint8Array): number {
  if (ascii(segment, 0, 6) !== "Exif\0\0" || segment.length < 16) return 1;
  const tiff = new DataView(segment.buffer, segment.byteOffset + 6, segment.length - 6);
  const little = tiff.getUint16(0) === 0x4949;
  const start = tiff.getUint32(4, little);
  if (start + 2 > tiff.byteLength) return 1;
  const count = Math.min(tiff.getUint16(start, little), 64);
  for (let at = start + 2; at + 12 <= tiff.byteLength && at < start + 2 + count * 12; at += 12) {
    if (tiff.getUint16(at, little) === 0x0112) return tiff.getUint16(at + 8, little);
  }
  return 1;
}
