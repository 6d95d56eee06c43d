import {
  badField,
  canonicalBytes,
  count,
  instant,
  MAX_BODY_BYTES,
  parseBounded,
  party,
  type Count,
  type Instant,
  type Json,
  type Party,
} from "@setu/core";
import { base64url, fromBase64url } from "./bytes.ts";
import { isSeed, MAX_SAMPLE, MAX_SEED } from "./sample.ts";

/**
 * What a node gives to those who review it: a folder. Each log is a C2SP tlog-tiles directory under its origin, with
 * files of lines beside its checkpoint, one canonical JSON object a line, in ascending order:
 *
 * ```
 * manifest.json          what is here, with the SHA-256 of every file that no checkpoint covers
 * cards/<party>.json     the cards of the two nodes
 * <origin>/checkpoint    and tile/…: leaves only, as they stand in the log
 * <origin>/receipts      notes of checkpoints that the other side has cosigned
 * <origin>/witnessed     such notes as witnesses have cosigned as well, as many of them as the node's policy asks
 * <origin>/pulses        the openings of the pulses, with the salt under which each binds the home log
 * <origin>/openings      the answers for the entries that the reviewer's seed draws
 * ```
 */
export const REVIEW_VERSION = "setu-review/1";
export const MANIFEST_PATH = "manifest.json";
export const MAX_MANIFEST_BYTES = 256 * 1024;
/** Act, approvals and body in base64url, and what stands around them. */
export const MAX_REVIEW_LINE = 256 * 1024;
const MAX_LOGS = 64;
const MAX_FILES = 1024;
/** Far above any log, and where drawing from it still ends. */
const MAX_SIZE = 2 ** 40;

export const cardPath = (of: Party): string => `cards/${of}.json`;

/** On which a node may keep an entry from a reviewer; `unreadable`: it cannot open the entry itself. */
export const GROUNDS = ["unreadable", "originator", "court", "privilege", "danger"] as const;
export type Ground = (typeof GROUNDS)[number];

export type ReviewLog = {
  readonly origin: string;
  readonly of: "own" | "peer" | "home";
  readonly size: Count;
  /** Positions below this are what a seed draws from. What is written for the export itself lies above. */
  readonly drawn: Count;
  /** C2SP verifier keys of a home log, which no card names; empty for a log of the link. */
  readonly keys: readonly string[];
};

export type ReviewFile = { readonly path: string; readonly n: Count; readonly sha256: string };

export type Manifest = {
  readonly party: Party;
  readonly peer: Party;
  readonly made: Instant;
  /** The reviewer's seed and how many entries of each log it draws; null when nothing was asked. */
  readonly sample: { readonly seed: string; readonly n: Count } | null;
  readonly logs: readonly ReviewLog[];
  readonly files: readonly ReviewFile[];
};

export const manifestBytes = (manifest: Manifest): Uint8Array =>
  canonicalBytes({ v: REVIEW_VERSION, ...manifest });

/** @throws TOO_LARGE and the other intake codes | BAD_FIELD */
export function parseManifest(bytes: Uint8Array): Manifest {
  const fields = object(parseBounded(bytes, MAX_MANIFEST_BYTES), "manifest");
  if (fields["v"] !== REVIEW_VERSION) throw badField("v", "version of exports");
  const logs = list(fields["logs"], "logs", MAX_LOGS).map(parseLog);
  const names = new Set(logs.map(({ origin }) => origin));
  if (names.size < logs.length || logs.filter(({ of }) => of === "home").length > 1)
    throw badField("logs", "list of logs, each once, with one home log");
  return {
    party: party(fields["party"], "party"),
    peer: party(fields["peer"], "peer"),
    made: instant(fields["made"], "made"),
    sample: fields["sample"] === null ? null : parseSample(object(fields["sample"], "sample")),
    logs,
    files: list(fields["files"], "files", MAX_FILES).map(parseFile),
  };
}

function parseSample({ seed, n }: Fields): Manifest["sample"] {
  const asked = count(n, "sample.n");
  if (asked < 1 || asked > MAX_SAMPLE) throw badField("sample.n", `number up to ${MAX_SAMPLE}`);
  const words = text(seed, "sample.seed", MAX_SEED);
  if (!isSeed(words)) throw badField("sample.seed", "seed");
  return { seed: words, n: asked };
}

/** Printable and one path below the folder: it names the place of the log's files. */
const ORIGIN = /^[a-z][a-z0-9]{1,15}\/(?:link\/[a-z][a-z0-9]{1,15}\/[a-z0-9-]{1,32}|home)\/[1-9][0-9]{0,6}$/;

function parseLog(value: Json): ReviewLog {
  const fields = object(value, "logs");
  const { of } = fields;
  const origin = text(fields["origin"], "origin", 64);
  if (of !== "own" && of !== "peer" && of !== "home") throw badField("of", "kind of log");
  if (!ORIGIN.test(origin) || (of === "home") !== (origin.split("/")[1] === "home"))
    throw badField("origin", "origin");
  const size = count(fields["size"], "size");
  const drawn = count(fields["drawn"], "drawn");
  if (size > MAX_SIZE || drawn > size) throw badField("size", "size");
  return {
    origin,
    of,
    size,
    drawn,
    keys: list(fields["keys"], "keys", 2).map((key) => text(key, "keys", 4096)),
  };
}

/** Below the folder, whatever system it lies on. */
const PATH = /^[a-z0-9-]+(?:\/[a-z0-9-]+)*(?:\.json)?$/;

function parseFile(value: Json): ReviewFile {
  const { path, n, sha256 } = object(value, "files");
  const name = text(path, "path", 128);
  if (!PATH.test(name)) throw badField("path", "path");
  return { path: name, n: count(n, "n"), sha256: text(sha256, "sha256", 64) };
}

/** A checkpoint of the log at `size`, signed by the log and cosigned by the other side. */
export type ReceiptLine = { readonly size: Count; readonly note: string };

export function parseReceiptLine(bytes: Uint8Array): ReceiptLine {
  const { size, note } = object(parseBounded(bytes, MAX_REVIEW_LINE), "receipt");
  return { size: count(size, "size"), note: text(note, "note", 65_536) };
}

/** Bytes that were committed to, and the salt that opens the commitment. */
export type Shown = { readonly bytes: Uint8Array; readonly salt: Uint8Array };

/** Of an idle link a log is mostly pulses: all of the newest are shown, and of the older ones each 64th. */
const NEWEST_PULSES = 2_048;
const PULSE_STEP = 64;

/** The number of the first pulse after `no` that has to be shown where `last` is the newest. */
export const nextShownPulse = (no: number, last: number): number =>
  Math.min(Math.floor(no / PULSE_STEP) * PULSE_STEP + PULSE_STEP, Math.max(no + 1, last - NEWEST_PULSES + 1));

export type PulseLine = {
  readonly pos: Count;
  readonly act: Shown;
  /** How long the home log was, and the salt of its commitment; null where the node cannot say. */
  readonly home: { readonly size: Count; readonly salt: Uint8Array } | null;
};

export const pulseLine = ({ pos, act, home }: PulseLine): Json => ({
  pos,
  act: { bytes: base64url(act.bytes), salt: base64url(act.salt) },
  home: home && { size: home.size, salt: base64url(home.salt) },
});

export function parsePulseLine(bytes: Uint8Array): PulseLine {
  const { pos, act, home } = object(parseBounded(bytes, MAX_REVIEW_LINE), "pulse");
  const { size, salt } = home === null ? {} : object(home, "home");
  return {
    pos: count(pos, "pos"),
    act: shown(object(act, "act"), "act"),
    home: home === null ? null : { size: count(size, "home.size"), salt: binary(salt, "home.salt", 64) },
  };
}

/**
 * What became of one part of an entry. `destroyed` names the entry of the home log in which the node attests it: an
 * act `attest` whose arguments name log, position and part.
 */
export type Part = Shown | { readonly destroyed: Count } | { readonly withheld: Ground };

export type OpeningLine = {
  readonly pos: Count;
  readonly act: Part;
  /** Canonical JSON; `[]` when no person signed. */
  readonly approvals: string;
  /** Null when the entry has no body, or its act is not shown. */
  readonly body: Part | null;
};

export const isShown = (part: Part): part is Shown => "bytes" in part;

export const openingLine = ({ pos, act, approvals, body }: OpeningLine): Json => ({
  pos,
  act: partJson(act),
  approvals,
  body: body && partJson(body),
});

const partJson = (part: Part): Json =>
  isShown(part) ? { bytes: base64url(part.bytes), salt: base64url(part.salt) } : { ...part };

export function parseOpeningLine(bytes: Uint8Array): OpeningLine {
  const { pos, act, approvals, body } = object(parseBounded(bytes, MAX_REVIEW_LINE), "opening");
  return {
    pos: count(pos, "pos"),
    act: parsePart(act, "act"),
    approvals: text(approvals, "approvals", MAX_BODY_BYTES),
    body: body === null ? null : parsePart(body, "body"),
  };
}

function parsePart(value: Json | undefined, field: string): Part {
  const fields = object(value, field);
  if (fields["destroyed"] !== undefined) return { destroyed: count(fields["destroyed"], field) };
  if (fields["withheld"] === undefined) return shown(fields, field);
  const ground = GROUNDS.find((each) => each === fields["withheld"]);
  if (!ground) throw badField(field, "ground");
  return { withheld: ground };
}

type Fields = Readonly<Record<string, Json>>;

function object(value: Json | undefined, field: string): Fields {
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw badField(field, "object");
  return value as Fields;
}

function list(value: Json | undefined, field: string, max: number): readonly Json[] {
  if (!Array.isArray(value) || value.length > max) throw badField(field, `list of at most ${max}`);
  return value as readonly Json[];
}

function text(value: Json | undefined, field: string, max: number): string {
  if (typeof value !== "string" || value === "" || value.length > max) throw badField(field, "text");
  return value;
}

/** A salt has one length: HMAC pads a shorter key with zeros, and several would open one commitment. */
function shown({ bytes, salt }: Fields, field: string): Shown {
  if (typeof bytes !== "string") throw badField(field, "bytes");
  return { bytes: fromBase64url(bytes, field), salt: binary(salt, field, 32) };
}

function binary(value: Json | undefined, field: string, length: number): Uint8Array {
  const bytes = fromBase64url(text(value, field, 128), field);
  if (bytes.length !== length) throw badField(field, `salt of ${length} bytes`);
  return bytes;
}
