import { badField, count, parseCanonical, SetuError, stringify, type Hash, type Json } from "@setu/core";
import { equalBytes, sha256 } from "tlog";
import { base64url, concat, framed, utf8 } from "./bytes.ts";
import { MAX_BUNDLE_BYTES, MAX_WRAPS_BYTES } from "./wire.ts";

/**
 * The carried file (record.md section 9): the line `setu-carried/1`, then sections of three frames each: what it is,
 * a signature over that by the key of the sender's line, and its bytes. A section is believed only with its number in this
 * file, so nothing can be changed, left out or put in from elsewhere; what is inside is verified as over any other road.
 */
const MAGIC = utf8("setu-carried/1\n");
const MAX_META = 1024;
const MAX_SIGNATURE = 1024;
/** A part of a file each: 64 GiB. */
const MAX_SECTIONS = 65_536;

/** Kinds of sections, in the order in which a file has them, and the most bytes of each. */
export const MAX_SECTION = {
  open: 256 * 1024,
  lane: 256 * 1024,
  back: MAX_BUNDLE_BYTES,
  bundle: MAX_BUNDLE_BYTES,
  keys: MAX_WRAPS_BYTES + 8 * 1024,
  part: 1024 * 1024 + 16,
  end: 0,
} as const;
export type SectionKind = keyof typeof MAX_SECTION;

/** `name`: the lane, or the hash of a sealed file; `pos`: first entry, or number of the part. */
export type Section = {
  readonly kind: SectionKind;
  readonly name: string;
  readonly pos: number;
  readonly bytes: Uint8Array;
};

/** The key of the line, which a card pins: whoever could speak on the line as this node can write its file. */
export interface LineKey {
  sign(message: Uint8Array): Uint8Array;
}
export type VerifyLine = (message: Uint8Array, signature: Uint8Array) => boolean;

const signed = (meta: Uint8Array): Uint8Array => concat([MAGIC, meta]);

/** @param file 32 hexadecimal digits that no other file has */
export class SectionWriter {
  readonly #file: string;
  readonly #key: LineKey;
  #no = 0;

  constructor(file: string, key: LineKey) {
    this.#file = file;
    this.#key = key;
  }

  /** The bytes that follow what was written before. */
  write({ kind, name, pos, bytes }: Section): Uint8Array {
    if (this.#no === MAX_SECTIONS) throw new SetuError("TOO_LARGE", "the file has too many sections");
    const meta = utf8(
      stringify({
        file: this.#file,
        hash: base64url(sha256(bytes)),
        kind,
        n: bytes.length,
        name,
        no: this.#no,
        pos,
      }),
    );
    const section = framed(meta, this.#key.sign(signed(meta)), bytes);
    return this.#no++ === 0 ? concat([MAGIC, section]) : section;
  }
}

/** So many bytes from there on; fewer only where the file ends. */
export type Source = (at: number, length: number) => Promise<Uint8Array>;

/** Where the bytes of a section stand: they are read when they are wanted, and held against the hash each time. */
export type Place = Omit<Section, "bytes"> & {
  readonly at: number;
  readonly n: number;
  readonly hash: Hash;
};

/**
 * Reads the whole file once, and believes none of it before: a file that was cut or changed anywhere is refused as one.
 * @param verify by whoever the first section says the sender is; called for each section
 * @throws BAD_BUNDLE | TOO_LARGE | BAD_FIELD and what `opened` throws
 */
export async function readSections(
  source: Source,
  opened: (open: Uint8Array) => VerifyLine,
): Promise<{ readonly file: string; readonly places: readonly Place[] }> {
  if (!equalBytes(await source(0, MAGIC.length), MAGIC))
    throw bad("not a file of a version this node speaks");
  const places: Place[] = [];
  let at = MAGIC.length;
  let file = "";
  let verify: VerifyLine = () => false;
  for (;;) {
    const meta = await frameAt(source, at, MAX_META);
    const signature = await frameAt(source, at + 4 + meta.length, MAX_SIGNATURE);
    const body = at + 8 + meta.length + signature.length;
    const { file: named, no, ...said } = parseMeta(meta);
    if (no !== places.length || no >= MAX_SECTIONS) throw bad("a section is missing, or comes twice");
    if ((said.kind === "open") !== (no === 0)) throw bad("a section stands where it may not");
    const length = new DataView((await exactly(source, body, 4)).buffer).getUint32(0);
    if (length !== said.n) throw bad("a section is longer or shorter than it says");
    const place = { ...said, at: body + 4 };
    const bytes = await readPlace(source, place);
    if (no === 0) {
      file = named;
      verify = opened(bytes);
    }
    if (named !== file) throw bad("a section is of another file");
    if (!verify(signed(meta), signature)) throw bad("a section was not signed by the sender's node");
    places.push(place);
    at = body + 4 + length;
    if (said.kind === "end") break;
  }
  if ((await source(at, 1)).length > 0) throw bad("bytes follow the end");
  return { file, places };
}

/** @throws BAD_BUNDLE where the bytes are not those that the sender has signed */
export async function readPlace(source: Source, { at, n, hash }: Place): Promise<Uint8Array> {
  const bytes = await exactly(source, at, n);
  if (base64url(sha256(bytes)) !== hash) throw bad("a section was changed on its way");
  return bytes;
}

function parseMeta(bytes: Uint8Array): Omit<Place, "at"> & { readonly file: string; readonly no: number } {
  const meta = parseCanonical(bytes, MAX_META) as { readonly [key: string]: Json } | null;
  if (
    meta === null ||
    typeof meta !== "object" ||
    Object.keys(meta).join() !== "file,hash,kind,n,name,no,pos"
  )
    throw badField("section", "file, hash, kind, n, name, no, pos");
  const { file, hash, kind, name } = meta;
  if (typeof file !== "string" || !/^[0-9a-f]{32}$/.test(file)) throw badField("file", "32 digits");
  if (typeof hash !== "string" || !/^[A-Za-z0-9_-]{43}$/.test(hash)) throw badField("hash", "hash");
  if (typeof name !== "string" || !/^[A-Za-z0-9_-]{0,64}$/.test(name)) throw badField("name", "name");
  if (typeof kind !== "string" || !Object.hasOwn(MAX_SECTION, kind))
    throw badField("kind", "kind of section");
  const n = count(meta["n"], "n");
  if (n > MAX_SECTION[kind as SectionKind]) throw new SetuError("TOO_LARGE", "a section is too large");
  const [no, pos] = [count(meta["no"], "no"), count(meta["pos"], "pos")];
  return { file, hash: hash as Hash, kind: kind as SectionKind, n, name, no, pos };
}

async function frameAt(source: Source, at: number, max: number): Promise<Uint8Array> {
  const length = new DataView((await exactly(source, at, 4)).buffer).getUint32(0);
  if (length > max) throw bad("a frame is longer than it may be");
  return exactly(source, at + 4, length);
}

/** A copy of its own, so that its buffer begins with it. */
async function exactly(source: Source, at: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(await source(at, length));
  if (bytes.length !== length) throw bad("the file ends early");
  return bytes;
}

const bad = (message: string) => new SetuError("BAD_BUNDLE", message);
