import { deflateSync, crc32 } from "node:zlib";
import type { FilePages } from "@setu/requests/api.ts";
import type { PartsFileView } from "@setu/requests/subsets.ts";

/** What the viewer has made of the synthetic files; a test may say something else. */
export type FileState = {
  file: FilePages;
  /** For which reasons originals were taken. */
  readonly taken: object[];
};

export const newFiles = (): FileState => ({
  taken: [],
  file: {
    state: "ready",
    reason: null,
    kind: "html",
    flags: ["type-differs", "shown-as-text"],
    count: 3,
    pages: [
      { w: 612, h: 792 },
      { w: 612, h: 792 },
      { w: 612, h: 792 },
    ],
    text: "Received: from mail.example.org\n<script>document.title = 'run'</script>",
    scan: "off",
  },
});

/** A part of a record of the other side, which is here. */
export const partOfRecord: PartsFileView = {
  a: "c3Vic2V0",
  name: "subset.json",
  kind: "subset",
  by: "in",
  parts: [
    { no: 2, name: "paragraph", text: "Synthetic second paragraph.", tlp: "GREEN" },
    { no: 5, name: "paragraph", text: "Synthetic fifth, of an annex.", tlp: "AMBER", unlike: true },
  ],
  atMost: 6,
  whole: "0123456789abcdef0123456789abcdef",
  tie: "here",
};

/** A grey page; the darker the later. */
export function pageImage(no: number): Buffer {
  const header = Buffer.from([0, 0, 0, 8, 0, 0, 0, 8, 8, 0, 0, 0, 0]);
  const rows = Buffer.alloc(8 * 9, 240 - no * 40);
  for (let y = 0; y < 8; y++) rows[y * 9] = 0;
  const chunk = (type: string, content: Buffer) => {
    const named = Buffer.concat([Buffer.from(type), content]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(content.length, 0);
    ends.writeUInt32BE(crc32(named), 4);
    return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
  };
  const magic = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  const data = chunk("IDAT", deflateSync(rows));
  return Buffer.concat([magic, chunk("IHDR", header), data, chunk("IEND", Buffer.alloc(0))]);
}
