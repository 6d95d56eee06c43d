import { badField, MAX_LEAF_BYTES, parseCanonical, SetuError, stringify, type Json } from "@setu/core";
import { base64url, concat, framed, fromBase64url, uint32, utf8 } from "./bytes.ts";
import type { Tombstone } from "./store.ts";

/**
 * The bundle (record.md section 5): one framed stream of checkpoint, consistency proof, leaves, sealed acts and
 * bodies. Pushed, pulled or carried on a stick, it is read by this one parser. All of it is attacker-controlled.
 */
export const MAX_BUNDLE_BYTES = 32 * 1024 * 1024;
export const MAX_BUNDLE_ENTRIES = 256;
/** Sealed and padded: 64 KiB of body grow by at most 12 % and the tag. */
export const MAX_SEALED_ACT = 20 * 1024;
export const MAX_SEALED_BODY = 76 * 1024;

const MAGIC = utf8("setu-bundle/1\n");

const WRAP_BYTES = 64 + 16;
const MAX_WRAP = 64 * (WRAP_BYTES + 1) + 20;

export type Bundle = {
  readonly origin: string;
  /** Size of the log before the first entry here. */
  readonly from: number;
  readonly checkpoint: string;
  readonly proof: readonly Uint8Array[];
  readonly epochs: readonly WireEpoch[];
  readonly entries: readonly WireEntry[];
};

/** An X-Wing encapsulation to the receiver's key of the given id; wraps name it by its place in the list. */
export type WireEpoch = { readonly id: string; readonly kemKey: string; readonly enc: Uint8Array };

export type WireEntry = {
  readonly leaf: Uint8Array;
  readonly act: Uint8Array;
  readonly body: Uint8Array | Tombstone | null;
  /** Record id and, per slot, the wrapped data key and salt. None for an act whose key is gone. */
  readonly wrap: Wrap | null;
};

export type Wrap = { readonly id: string; readonly epoch: number; readonly slots: readonly WrappedSlot[] };
export type WrappedSlot = { readonly slot: number; readonly bytes: Uint8Array };

/** What a node says of the caller's log before anything is signed, and of itself. */
export type Hello = {
  readonly origin: string;
  readonly held: number;
  /** The caller's own signed checkpoint at `held`; empty at 0. Only a note the caller signed can move it. */
  readonly checkpoint: string;
  /** Names this opening: a push under an earlier one is not taken, however late the network delivers it. */
  readonly opening: string;
  readonly versions: readonly string[];
};

export type PushAnswer = {
  readonly held: number;
  readonly checkpoint: string;
  /** The checkpoint with the holder's cosignatures, when `held` is the size that was pushed. */
  readonly receipt: string | null;
};

/** Entries of the caller's own log, as a bundle made by the other side from what it holds. */
export type Fetched = Uint8Array;

const TOMBSTONES: readonly Tombstone[] = ["destroyed", "lost", "refused"];
/** Kinds of a body slot in a frame: absent, bytes, or one of the tombstones. */
const BODY_KIND = { none: 0, bytes: 1, tombstone: 2 } as const;

export function encodeBundle(bundle: Bundle): Uint8Array {
  const header = {
    epochs: encodeEpochs(bundle.epochs),
    from: bundle.from,
    n: bundle.entries.length,
    origin: bundle.origin,
  };
  const frames = [utf8(stringify(header)), utf8(bundle.checkpoint), concat(bundle.proof)];
  for (const { leaf, act, body, wrap } of bundle.entries)
    frames.push(leaf, act, encodeBody(body), encodeWrap(wrap));
  return concat([MAGIC, framed(...frames)]);
}

/** @throws TOO_LARGE | BAD_BUNDLE | BAD_FIELD and the codes of parseCanonical */
export function parseBundle(bytes: Uint8Array): Bundle {
  if (bytes.length > MAX_BUNDLE_BYTES) throw new SetuError("TOO_LARGE", "the bundle is too large");
  const frames = new Frames(bytes, MAGIC);
  const header = parseHeader(parseCanonical(frames.next(256 * 1024), 256 * 1024));
  const checkpoint = new TextDecoder("utf-8", { fatal: false }).decode(frames.next(64 * 1024));
  const hashes = frames.next(128 * 32);
  if (hashes.length % 32 !== 0) throw bad("the proof is not a list of hashes");
  const proof = Array.from({ length: hashes.length / 32 }, (_, i) => hashes.subarray(32 * i, 32 * i + 32));
  const entries = Array.from({ length: header.n }, () => ({
    leaf: frames.next(MAX_LEAF_BYTES),
    act: frames.next(MAX_SEALED_ACT),
    body: decodeBody(frames.next(MAX_SEALED_BODY + 1)),
    wrap: decodeWrap(frames.next(MAX_WRAP), header.epochs.length),
  }));
  frames.end();
  return { origin: header.origin, from: header.from, checkpoint, proof, epochs: header.epochs, entries };
}

function parseHeader(value: Json): { origin: string; from: number; n: number; epochs: WireEpoch[] } {
  const h = value as { readonly [key: string]: Json } | null;
  if (h === null || typeof h !== "object") throw badField("header", "header");
  const { origin, from, n, epochs } = h;
  if (typeof origin !== "string" || origin.length > 128) throw badField("origin", "origin");
  if (typeof from !== "number" || from < 0) throw badField("from", "count");
  if (typeof n !== "number" || n < 0 || n > MAX_BUNDLE_ENTRIES) throw badField("n", "count");
  return { origin, from, n, epochs: parseEpochs(epochs) };
}

const encodeEpochs = (epochs: readonly WireEpoch[]) =>
  epochs.map((e) => ({ enc: base64url(e.enc), id: e.id, kem: e.kemKey }));

function parseEpochs(value: Json | undefined): WireEpoch[] {
  if (!Array.isArray(value) || value.length > MAX_BUNDLE_ENTRIES) throw badField("epochs", "list");
  return value.map(parseEpoch);
}

function parseEpoch(value: Json): WireEpoch {
  const e = value as { readonly [key: string]: Json } | null;
  const [id, kem, enc] = [e?.["id"], e?.["kem"], e?.["enc"]];
  if (typeof id !== "string" || !/^[0-9a-f]{32}$/.test(id)) throw badField("epochs.id", "record");
  if (typeof kem !== "string" || kem.length > 64) throw badField("epochs.kem", "key id");
  if (typeof enc !== "string" || !/^[A-Za-z0-9_-]{1,4096}$/.test(enc))
    throw badField("epochs.enc", "base64url");
  return { id, kemKey: kem, enc: fromBase64url(enc, "epochs.enc") };
}

function encodeBody(body: WireEntry["body"]): Uint8Array {
  if (body === null) return Uint8Array.of(BODY_KIND.none);
  if (typeof body === "string") return Uint8Array.of(BODY_KIND.tombstone, TOMBSTONES.indexOf(body));
  return concat([Uint8Array.of(BODY_KIND.bytes), body]);
}

function decodeBody(bytes: Uint8Array): WireEntry["body"] {
  if (bytes[0] === BODY_KIND.none && bytes.length === 1) return null;
  if (bytes[0] === BODY_KIND.bytes) return bytes.subarray(1);
  const tombstone = TOMBSTONES[bytes[1] ?? -1];
  if (bytes[0] !== BODY_KIND.tombstone || bytes.length !== 2 || !tombstone)
    throw bad("a body slot is malformed");
  return tombstone;
}

function encodeWrap(wrap: Wrap | null): Uint8Array {
  if (!wrap) return new Uint8Array();
  const slots = wrap.slots.flatMap(({ slot, bytes }) => [Uint8Array.of(slot), bytes]);
  return concat([Uint8Array.fromHex(wrap.id), uint32(wrap.epoch), ...slots]);
}

function decodeWrap(bytes: Uint8Array, epochs: number): Wrap | null {
  if (bytes.length === 0) return null;
  const count = (bytes.length - 20) / (WRAP_BYTES + 1);
  if (!Number.isInteger(count) || count < 1) throw bad("a wrap is malformed");
  const epoch = new DataView(bytes.buffer, bytes.byteOffset).getUint32(16);
  if (epoch >= epochs) throw bad("a wrap names no epoch");
  const slots = Array.from({ length: count }, (_, i) => {
    const at = 20 + i * (WRAP_BYTES + 1);
    return { slot: bytes[at] as number, bytes: bytes.subarray(at + 1, at + 1 + WRAP_BYTES) };
  });
  return { id: bytes.subarray(0, 16).toHex(), epoch, slots };
}

/** So many keys are asked for at once. */
export const MAX_ASKED = 64;
const WRAPS_MAGIC = utf8("setu-wraps/1\n");
export const MAX_WRAPS_BYTES = 1024 * 1024;

export type Wraps = {
  readonly origin: string;
  readonly epochs: readonly WireEpoch[];
  /** In the order in which they were asked for; none where the keys are gone. */
  readonly wraps: readonly (Wrap | null)[];
};

export function encodeWraps({ origin, epochs, wraps }: Wraps): Uint8Array {
  const header = { epochs: encodeEpochs(epochs), n: wraps.length, origin };
  return concat([WRAPS_MAGIC, framed(utf8(stringify(header)), ...wraps.map(encodeWrap))]);
}

/**
 * @param asked how many were asked for
 * @throws as `parseBundle`
 */
export function parseWraps(bytes: Uint8Array, asked: number): Wraps {
  if (bytes.length > MAX_WRAPS_BYTES) throw new SetuError("TOO_LARGE", "the answer is too large");
  const frames = new Frames(bytes, WRAPS_MAGIC);
  const header = parseCanonical(frames.next(256 * 1024), 256 * 1024) as { readonly [key: string]: Json };
  const { origin, n } = header ?? {};
  if (typeof origin !== "string" || origin.length > 128) throw badField("origin", "origin");
  if (n !== asked) throw badField("n", "count of what was asked for");
  const epochs = parseEpochs(header["epochs"]);
  const wraps = Array.from({ length: asked }, () => decodeWrap(frames.next(MAX_WRAP), epochs.length));
  frames.end();
  return { origin, epochs, wraps };
}

const bad = (message: string) => new SetuError("BAD_BUNDLE", message);

/** Reads length-prefixed frames; a length is believed only within its cap and within what is there. */
class Frames {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, magic: Uint8Array) {
    this.#bytes = bytes;
    this.#at = magic.length;
    if (magic.some((byte, i) => bytes[i] !== byte)) throw bad("not a bundle of a version this node speaks");
  }

  next(max: number): Uint8Array {
    const rest = this.#bytes.length - this.#at;
    if (rest < 4) throw bad("the bundle ends early");
    const length = new DataView(this.#bytes.buffer, this.#bytes.byteOffset + this.#at).getUint32(0);
    if (length > max || length > rest - 4) throw bad("a frame is longer than it may be");
    this.#at += 4 + length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw bad("bytes follow the last entry");
  }
}
