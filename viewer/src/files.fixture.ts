import { crc32, deflateRawSync, deflateSync } from "node:zlib";

/** Small synthetic files, honest and hostile, made byte by byte: no program of another hand is asked. */
export type ZipEntry = {
  readonly name: string | Uint8Array;
  readonly content?: string | Uint8Array;
  /** What the directory says; the truth when absent. */
  readonly size?: number;
  readonly mode?: number;
  /** Already packed by Deflate. */
  readonly packed?: Uint8Array;
};

export function zipOf(entries: readonly ZipEntry[], { overlap = false } = {}): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const { name, content = "", size, mode = 0o100644, packed } of entries) {
    const title = Buffer.from(name as string);
    const plain = Buffer.from(content as string);
    const data = packed ?? deflateRawSync(plain);
    const fields = Buffer.alloc(20);
    fields.writeUInt16LE(0x800, 0);
    fields.writeUInt16LE(8, 2);
    fields.writeUInt32LE(crc32(plain), 8);
    fields.writeUInt32LE(data.length, 12);
    fields.writeUInt32LE(size ?? plain.length, 16);
    const length = Buffer.alloc(4);
    length.writeUInt16LE(title.length);
    const local = Buffer.concat([Buffer.from("PK\x03\x04\x14\0", "latin1"), fields, length, title, data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((mode << 16) >>> 0, 6);
    tail.writeUInt32LE(overlap ? 0 : at, 10);
    central.push(
      Buffer.concat([Buffer.from("PK\x01\x02\x14\x03\x14\0", "latin1"), fields, length, tail, title]),
    );
    locals.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length & 0xffff, 4);
  end.writeUInt16LE(entries.length & 0xffff, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...locals, directory, Buffer.from("PK\x05\x06"), end]);
}

const TYPES = { name: "[Content_Types].xml", content: "<Types/>" };
export const docxOf = (paragraphs: readonly string[], more: readonly ZipEntry[] = []): Buffer =>
  zipOf([
    TYPES,
    {
      name: "word/document.xml",
      content: `<?xml version="1.0"?><w:document><w:body>${paragraphs
        .map((text) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`)
        .join("")}</w:body></w:document>`,
    },
    ...more,
  ]);

export const xlsxOf = (sheet: string, strings: string): Buffer =>
  zipOf([
    TYPES,
    { name: "xl/workbook.xml", content: "<workbook/>" },
    { name: "xl/sharedStrings.xml", content: `<sst>${strings}</sst>` },
    { name: "xl/worksheets/sheet1.xml", content: `<worksheet><sheetData>${sheet}</sheetData></worksheet>` },
  ]);

export const pptxOf = (slides: readonly string[]): Buffer =>
  zipOf([
    TYPES,
    { name: "ppt/presentation.xml", content: "<p/>" },
    ...slides.map((text, i) => ({
      name: `ppt/slides/slide${i + 1}.xml`,
      content: `<p:sld><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:sld>`,
    })),
  ]);

export const odtOf = (paragraphs: readonly string[]): Buffer =>
  zipOf([
    { name: "mimetype", content: "application/vnd.oasis.opendocument.text" },
    { name: "content.xml", content: `<o>${paragraphs.map((p) => `<text:p>${p}</text:p>`).join("")}</o>` },
  ]);

function pngChunk(type: string, content: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type), content]);
  const whole = Buffer.alloc(8 + named.length);
  whole.writeUInt32BE(content.length, 0);
  whole.set(named, 4);
  whole.writeUInt32BE(crc32(named), 4 + named.length);
  return whole;
}

/** A picture of one colour; `claimed` writes another size into the header. */
export function pngOf(
  [width, height]: readonly [number, number],
  rgb: readonly [number, number, number],
  claimed: readonly [number, number] = [width, height],
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(claimed[0], 0);
  header.writeUInt32BE(claimed[1], 4);
  header.set([8, 2], 8);
  const line = Buffer.from([0, ...Array.from({ length: width }, () => rgb).flat()]);
  const data = deflateSync(Buffer.concat(Array.from({ length: height }, () => line)));
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    pngChunk("IHDR", header),
    pngChunk("IDAT", data),
    pngChunk("IEND", Buffer.alloc(0)),
  ]);
}

/** A PDF with a line of text on each page. `catalog` and `more` add what a reader might act on. */
export function pdfOf(
  pages: readonly string[],
  { catalog = "", more = [] as readonly string[] } = {},
): Buffer {
  const first = 4;
  const kids = pages.map((_, i) => `${first + 2 * i} 0 R`).join(" ");
  const objects = [
    `<</Type/Catalog/Pages 2 0 R${catalog}>>`,
    `<</Type/Pages/Kids[${kids}]/Count ${pages.length}>>`,
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ...pages.flatMap((text, i) => {
      const content = `BT /F 24 Tf 72 700 Td (${text}) Tj ET`;
      return [
        `<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F 3 0 R>>>>/Contents ${first + 1 + 2 * i} 0 R>>`,
        `<</Length ${content.length}>> stream\n${content}\nendstream`,
      ];
    }),
    ...more,
  ];
  const body = objects.map((object, i) => `${i + 1} 0 obj ${object} endobj\n`).join("");
  return Buffer.from(`%PDF-1.7\n${body}trailer <</Root 1 0 R/Size ${objects.length + 1}>>\n%%EOF`, "latin1");
}

/** One red pixel (GIF89a), one black pixel (baseline JPEG), one pixel (lossless WebP), as programs write them. */
export const GIF = Buffer.from("R0lGODlhAQABAIAAAP8AAAAAACwAAAAAAQABAAACAkQBADs=", "base64");
export const JPEG = Buffer.from(
  "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=",
  "base64",
);
export const WEBP = Buffer.from("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==", "base64");
