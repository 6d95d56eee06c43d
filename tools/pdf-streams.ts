import { deflateSync, inflateSync } from "node:zlib";

/** ISO 32000-2, 7.3.8 and 7.5: as Chromium writes a file, one table of all objects, no object streams. */
const COMPRESSED = /^(.*?)\/Filter \/FlateDecode(.*?)\/Length \d+(.*?)stream\n(.*)\nendstream(.*)$/s;

/**
 * The file with each compressed stream changed, and its table of objects made anew. For files of our own making only.
 * @throws TypeError when it is not of that form
 */
export function withStreams(pdf: Buffer, change: (stream: string) => string): Buffer {
  const file = pdf.toString("latin1");
  const [, table, count, rows = "", end = ""] =
    (/startxref\n(\d+)/.exec(file.slice(-40)) &&
      /\n(xref\n0 (\d+)\n)((?:\d{10} \d{5} [nf] ?\r?\n)+)(trailer.*)$/s.exec(file)) ||
    [];
  if (table === undefined) throw new TypeError("the table of objects is not in its plain form");
  const from = [...rows.matchAll(/(\d{10}) \d{5} n/g)].map(([, at]) => Number(at));
  const order = [...from, file.length - end.length - rows.length - table.length].toSorted((a, b) => a - b);
  let made = file.slice(0, order[0]);
  const to = new Map<number, number>();
  for (const [i, at] of order.slice(0, -1).entries()) {
    to.set(at, made.length);
    made += changed(file.slice(at, order[i + 1]), change);
  }
  const placed = from.map((at) => `${String(to.get(at)).padStart(10, "0")} 00000 n \n`).join("");
  const trailer = end.replace(/startxref\n\d+/, `startxref\n${made.length}`);
  return Buffer.from(`${made}xref\n0 ${count}\n0000000000 65535 f \n${placed}${trailer}`, "latin1");
}

function changed(object: string, change: (stream: string) => string): string {
  const [, before, between, after, stream, rest] = COMPRESSED.exec(object) ?? [];
  if (stream === undefined) return object;
  const old = inflateSync(Buffer.from(stream, "latin1")).toString("latin1");
  const fresh = change(old);
  if (fresh === old) return object;
  const packed = deflateSync(Buffer.from(fresh, "latin1"), { level: 9 }).toString("latin1");
  return `${before}/Filter /FlateDecode${between}/Length ${packed.length}${after}stream\n${packed}\nendstream${rest}`;
}

const SPAN =
  /\/Span<<\/ActualText <FEFF((?:[0-9A-F]{4})+)> >> BDC\n(.*?)\nEMC(?=\n(?:\/Span[^\n]*\n)?(ET|(-?[\d.]+) \S+ Td)?)/gs;
/** Vowel signs that stand beside their letter: their room is known where the line goes on in another font. */
const BESIDE = /\p{Mc}$/u;
/** A sign above or below a letter moves on by less, the narrowest letter by more; in the unit of the page. */
const ADVANCE = 1.5;

/**
 * Gives each glyph of a syllable that takes room its own share of the letters. Chromium says the letters of all once,
 * around all (14.9.4); PDFium then takes the room of the second glyph for a space, and no word of Hindi is found again.
 */
export const lettersApart = (content: string): string =>
  content.replaceAll(SPAN, (span, hex: string, body: string, then?: string, move = "0") => {
    const glyphs = body.split(/(?<=Tj)\n/);
    const letters = hex.match(/.{4}/g) ?? [];
    // How far a glyph moves on stands before the one after it.
    const isLast =
      then === "ET" && BESIDE.test(String.fromCharCode(Number.parseInt(letters.at(-1) ?? "", 16)));
    const moves = [...glyphs.slice(1), isLast ? "Infinity" : move].map((each) => Number.parseFloat(each));
    const groups: string[][] = [];
    for (const [i, glyph] of glyphs.entries()) {
      const last = groups.at(-1);
      if (last && !((moves[i] ?? 0) > ADVANCE)) last.push(glyph);
      else groups.push([glyph]);
    }
    if (letters.length < groups.length) return span;
    const first = letters.length - groups.length + 1;
    return groups
      .map((group, i) => {
        const share = i === 0 ? letters.slice(0, first).join("") : letters[first + i - 1];
        return `/Span<</ActualText <FEFF${share}> >> BDC\n${group.join("\n")}\nEMC`;
      })
      .join("\n");
  });
