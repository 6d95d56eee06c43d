import { crc32, inflateRawSync } from "node:zlib";
import type { Kind } from "./kinds.ts";
import { damaged, LIMITS, Refused } from "./limits.ts";

/**
 * ZIP as far as office files need it (PKWARE APPNOTE 6.3): one disk, stored or deflated, no ZIP64, no encryption. The
 * central directory is judged whole before anything is unpacked, and nothing is ever written under a name of the
 * archive's.
 */
export type Entry = {
  readonly name: string;
  readonly packed: number;
  readonly size: number;
  readonly crc: number;
  readonly method: number;
  readonly at: number;
};

export const END_OF_DIRECTORY = "PK\x05\x06";
const END_BYTES = 22;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 0x2041;
const SYMLINK = 0xa000;

const bad = (message: string) => new Refused("bad-archive", message);
const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

/** @throws Refused */
export function readDirectory(bytes: Uint8Array): readonly Entry[] {
  const view = viewOf(bytes);
  const end = findEnd(bytes, view);
  const count = view.getUint16(end + 10, true);
  const size = view.getUint32(end + 12, true);
  let at = view.getUint32(end + 16, true);
  if (count !== view.getUint16(end + 8, true) || view.getUint32(end + 4, true) !== 0)
    throw bad("several disks");
  if (count === 0xffff || at === 0xffffffff) throw bad("a ZIP64 archive");
  if (count > LIMITS.archiveEntries) throw bad(`${count} entries`);
  if (at + size > end) throw bad("the directory is not where it says");
  const last = at + size;
  const entries: Entry[] = [];
  for (let no = 0; no < count; no++) {
    if (at + 46 > last || view.getUint32(at, true) !== CENTRAL) throw bad("a damaged directory");
    const length = view.getUint16(at + 28, true);
    const next = at + 46 + length + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > last) throw bad("a damaged directory");
    entries.push(entryOf(bytes, view, at, length));
    at = next;
  }
  // More entries than are counted: some readers count, others walk.
  if (at !== last) throw bad("the directory holds more than it says");
  judge(entries);
  return entries;
}

function findEnd(bytes: Uint8Array, view: DataView): number {
  for (let at = bytes.length - END_BYTES; at >= Math.max(0, bytes.length - END_BYTES - 65_535); at--) {
    if (bytes[at] === 0x50 && view.getUint32(at, true) === 0x06054b50) {
      if (at + END_BYTES + view.getUint16(at + 20, true) !== bytes.length)
        throw bad("bytes after the archive");
      return at;
    }
  }
  throw bad("no directory");
}

function entryOf(bytes: Uint8Array, view: DataView, at: number, length: number): Entry {
  const flags = view.getUint16(at + 8, true);
  if (flags & ENCRYPTED) throw new Refused("encrypted", "an encrypted entry");
  const mode = view.getUint32(at + 38, true) >>> 16;
  if ((mode & 0xf000) === SYMLINK) throw bad("a symbolic link");
  if (length > LIMITS.nameChars) throw bad("a name that is too long");
  const name = Buffer.from(bytes.subarray(at + 46, at + 46 + length)).toString(
    flags & 0x800 ? "utf8" : "latin1",
  );
  checkName(name);
  return {
    name,
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    packed: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    at: view.getUint32(at + 42, true),
  };
}

/** Names of devices on Windows, with any ending. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const ARCHIVES = /\.(?:zip|jar|7z|rar|gz|tgz|bz2|xz|tar|cab|iso)$/i;

function checkName(name: string): void {
  // oxlint-disable-next-line no-control-regex
  if (name === "" || /[\u0000-\u001f\u007f\\:]/.test(name)) throw bad("a name with forbidden characters");
  const segments = name.replace(/\/$/, "").split("/");
  for (const segment of segments) {
    if (segment === "" || segment === "." || segment === "..") throw bad("a name that climbs");
    if (RESERVED.test(segment)) throw bad("a reserved name");
  }
  if (ARCHIVES.test(name)) throw new Refused("nested-archive", "an archive in the archive");
}

/** Sizes as they are declared; the streams are held to them. Overlapping entries unpack the same bytes many times. */
function judge(entries: readonly Entry[]): void {
  const names = new Set(entries.map(({ name }) => name.toLowerCase()));
  if (names.size !== entries.length) throw bad("one name twice");
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > LIMITS.unpackedBytes) throw new Refused("bomb", `${total} bytes unpacked`);
  for (const { size, packed } of entries) {
    if (size > LIMITS.entryBytes || (size > LIMITS.ratioFrom && size > packed * LIMITS.ratio))
      throw new Refused("bomb", `${packed} bytes become ${size}`);
  }
  let end = 0;
  for (const { at, packed } of entries.toSorted((a, b) => a.at - b.at)) {
    if (at < end) throw new Refused("bomb", "entries overlap");
    end = at + 30 + packed;
  }
}

/** @throws Refused; never more than the directory says comes out */
export function unpack(bytes: Uint8Array, { at, name, packed, size, crc, method }: Entry): Uint8Array {
  const view = viewOf(bytes);
  if (at + 30 > bytes.length || view.getUint32(at, true) !== LOCAL)
    throw bad("an entry is not where it says");
  const from = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  if (from + packed > bytes.length) throw bad("an entry ends outside the archive");
  const raw = bytes.subarray(from, from + packed);
  if (method !== STORED && method !== DEFLATED)
    throw new Refused("unsupported", `${name} is packed in another way`);
  const content = method === STORED ? raw : inflate(raw, size);
  if (content.length !== size || crc32(content) !== crc)
    throw damaged(`${name} is not what the directory says`);
  return content;
}

function inflate(raw: Uint8Array, size: number): Uint8Array {
  try {
    return inflateRawSync(raw, { maxOutputLength: Math.max(1, size) });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE")
      throw new Refused("bomb", "more comes out than the directory says", { cause });
    throw damaged("an entry does not unpack", cause);
  }
}

const MARKS: readonly (readonly [Kind, string])[] = [
  ["docx", "word/document.xml"],
  ["xlsx", "xl/workbook.xml"],
  ["pptx", "ppt/presentation.xml"],
];

export function officeKind(entries: readonly Entry[]): Kind | null {
  const names = new Set(entries.map(({ name }) => name));
  if (names.has("[Content_Types].xml")) return MARKS.find(([, name]) => names.has(name))?.[0] ?? null;
  return names.has("mimetype") && names.has("content.xml") ? "odt" : null;
}
