import type { Claim, Kind } from "./kinds.ts";
import { isCsv, isEml } from "./kinds.ts";
import { decodeText } from "./text.ts";
import { END_OF_DIRECTORY, officeKind, readDirectory } from "./zip.ts";

export type Sniffed = {
  readonly kind: Kind;
  /** Some other reader would take the same bytes for something else: a web page behind a picture, an archive at its end. */
  readonly second: boolean;
};

const MAGIC: readonly (readonly [kind: Kind, bytes: string, at?: number])[] = [
  ["png", "\x89PNG\r\n\x1a\n"],
  ["jpeg", "\xff\xd8\xff"],
  ["gif", "GIF87a"],
  ["gif", "GIF89a"],
  ["webp", "WEBP", 8],
  ["pdf", "%PDF-"],
  ["archive", "PK\x03\x04"],
  ["archive", "PK\x05\x06"],
  ["archive", "\x1f\x8b"],
  ["archive", "7z\xbc\xaf\x27\x1c"],
  ["archive", "Rar!\x1a\x07"],
  ["archive", "BZh"],
  ["archive", "\xfd7zXZ\0"],
  ["old-office", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
  ["program", "MZ"],
  ["program", "\x7fELF"],
  ["program", "\xca\xfe\xba\xbe"],
  ["program", "\xcf\xfa\xed\xfe"],
  ["program", "\0asm"],
  ["program", "L\0\0\0\x01\x14\x02\0"],
];

const PICTURES: ReadonlySet<Kind> = new Set(["png", "jpeg", "gif", "webp"]);
const MARKUP =
  /<(?:!doctype\s+html|html|head|body|script|iframe|svg|object|embed|meta\s|img\s(?:(?!<img\s)[^>])*onerror)/i;
const SCRIPT =
  /^(?:#!|@echo off|\s*(?:'use strict'|"use strict"|<\?php|<%|wscript\.|set-executionpolicy|powershell))/i;

/** @throws Refused for an archive that no honest program writes */
export function sniff(bytes: Uint8Array, claim: Claim): Sniffed {
  const head = latin1(bytes, 0, 1_024);
  const found = MAGIC.find(([, magic, at = 0]) => head.startsWith(magic, at))?.[0];
  // Readers look for the header of a PDF within the first kilobyte.
  const pdf = head.indexOf("%PDF-");
  if (found === "archive" && head.startsWith("PK")) {
    return { kind: officeKind(readDirectory(bytes)) ?? "archive", second: pdf >= 0 };
  }
  if (found !== undefined && found !== "pdf") {
    const second = PICTURES.has(found) && (pdf > 0 || MARKUP.test(latin1(bytes)) || endsAsArchive(bytes));
    return { kind: found, second };
  }
  if (pdf >= 0) return { kind: "pdf", second: pdf > 0 || endsAsArchive(bytes) };
  const text = decodeText(bytes);
  if (text === null) return { kind: "unknown", second: false };
  return { kind: kindOfText(text, claim), second: endsAsArchive(bytes) };
}

function kindOfText(text: string, claim: Claim): Kind {
  if (isEml(claim) && /^[\w-]+:[ \t]/.test(text)) return "eml";
  const start = text.slice(0, 4_096).trimStart();
  if (
    /^(?:<\?xml[^>]*\?>\s*)?(?:<!--(?:(?!-->)[\s\S])*-->\s*)*(?:<!doctype\s+svg[^>]*>\s*)?<svg[\s>]/i.test(
      start,
    )
  )
    return "svg";
  if (start.startsWith("<") && MARKUP.test(start)) return "html";
  if (start.startsWith("<?xml")) return "xml";
  if (SCRIPT.test(start)) return "script";
  return isCsv(claim) ? "csv" : "text";
}

/** The directory of a ZIP stands at the end, so that anything may stand before it (GIFAR). */
const endsAsArchive = (bytes: Uint8Array): boolean =>
  latin1(bytes, Math.max(0, bytes.length - 65_557)).includes(END_OF_DIRECTORY);

const latin1 = (bytes: Uint8Array, from = 0, to = bytes.length): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(
    "latin1",
    from,
    Math.min(to, bytes.length),
  );
