import {
  canonicalBytes,
  code,
  count,
  hash,
  isSetuError,
  parseCanonical,
  parseMarking,
  recordId,
  SetuError,
  textIn,
  type Code,
  type Count,
  type Hash,
  type Json,
  type Marking,
  type RecordId,
} from "@setu/core";
import { hmacSha256, sha256 } from "tlog";
import { base64url, fromBase64url } from "./bytes.ts";

/**
 * Parts of a record, each under a marking of its own, and subsets of them (spec/subset.md). The record commits to a list
 * of salted digests that it carries as an attached file (`setu-parts/1`); a subset opens some of them. The salts keep what
 * is withheld from being guessed, and digests of nothing fill the list up, so that its length tells little.
 */
export type Part = {
  /** Its place in the record, from 1. */
  readonly no: Count;
  /** What it is called: a field's name, or `paragraph`. */
  readonly name: Code;
  readonly text: string;
  readonly mark: Marking;
};

/** The salt: 32 bytes in base64url. */
type Opened = { readonly salt: string; readonly part: Part };

/** What the record carries. */
type Parts = { readonly v: "setu-parts/1"; readonly digests: readonly Hash[] };

/** What its originator keeps, and whoever may read the whole can be given: every part with its salt. */
type Kept = {
  readonly v: "setu-kept/1";
  readonly digests: readonly Hash[];
  readonly parts: readonly Opened[];
};

/** Parts in ascending order. It counts only as a file of an act of the originator's: whoever holds the salts can cut one. */
export type Subset = {
  readonly v: "setu-subset/1";
  /** The record of which this is a part. */
  readonly whole: RecordId;
  readonly digests: readonly Hash[];
  readonly parts: readonly Opened[];
};

export type PartsFile = Parts | Kept | Subset;

const MAX_PARTS = 256;
const MAX_PART_TEXT = 48_000;
/** Digests come in these numbers, and no others. */
const LENGTHS = [8, 16, 32, 64, 128, 256];
export const MAX_SUBSET_BYTES = 1024 * 1024;

/**
 * @param random chance that nobody can foresee: all secrecy of what is withheld rests on it
 * @throws BAD_FIELD | MARKING_UNKNOWN | TOO_LARGE
 */
export function keepParts(given: readonly Omit<Part, "no">[], random: (bytes: number) => Uint8Array): Kept {
  const parts = given.map((part, at) => ({
    salt: base64url(random(32)),
    part: { ...part, no: (at + 1) as Count },
  }));
  const length = LENGTHS.find((each) => each >= parts.length) ?? 0;
  const fill = Array.from({ length: Math.max(0, length - parts.length) }, () => base64url(random(32)));
  // Ascending, so that the place of a digest tells nothing.
  const kept: Kept = { v: "setu-kept/1", digests: [...parts.map(digestOf), ...fill].sort(), parts };
  return parseKept(canonicalBytes(kept));
}

/** The file that the record carries. */
export const partsBytes = ({ digests }: Pick<Kept, "digests">): Uint8Array =>
  canonicalBytes({ v: "setu-parts/1", digests });

/** @param show places of the parts, ascending or not. @throws BAD_FIELD for none, one twice, or one that is not there */
export function cutSubset(kept: Kept, whole: RecordId, show: readonly number[]): Uint8Array {
  const parts = kept.parts.filter(({ part }) => show.includes(part.no));
  if (parts.length !== show.length) throw malformed("show");
  const bytes = canonicalBytes({ v: "setu-subset/1", whole, digests: kept.digests, parts });
  parseSubset(bytes);
  return bytes;
}

/** @throws BAD_FIELD | TOO_LARGE and the codes of parseCanonical */
export function parseParts(bytes: Uint8Array): Parts {
  const value = fields(parseCanonical(bytes, MAX_SUBSET_BYTES), ["digests", "v"]);
  if (value["v"] !== "setu-parts/1") throw malformed("v");
  return { v: "setu-parts/1", digests: digestsIn(value) };
}

/** @throws BAD_FIELD | MARKING_UNKNOWN | TOO_LARGE | BAD_PROOF and the codes of parseCanonical */
export function parseKept(bytes: Uint8Array): Kept {
  const value = fields(parseCanonical(bytes, MAX_SUBSET_BYTES), ["digests", "parts", "v"]);
  if (value["v"] !== "setu-kept/1") throw malformed("v");
  return { v: "setu-kept/1", ...opened(value) };
}

/** Of a file that came from somewhere, every part against its digest; whatever is wrong is one fault. @throws BAD_PROOF */
export function readSubset(bytes: Uint8Array): Subset {
  try {
    return parseSubset(bytes);
  } catch (cause) {
    if (!isSetuError(cause) || cause.code === "BAD_PROOF") throw cause;
    throw new SetuError("BAD_PROOF", "this is no subset", { cause, detail: { reason: cause.code } });
  }
}

function parseSubset(bytes: Uint8Array): Subset {
  const value = fields(parseCanonical(bytes, MAX_SUBSET_BYTES), ["digests", "parts", "v", "whole"]);
  if (value["v"] !== "setu-subset/1") throw malformed("v");
  return { v: "setu-subset/1", whole: recordId(value["whole"], "whole"), ...opened(value) };
}

function digestsIn(value: { readonly [key: string]: Json }): readonly Hash[] {
  const digests = list(value["digests"], "digests").map((each) => hash(each, "digests"));
  if (
    !LENGTHS.includes(digests.length) ||
    !digests.every((each, i) => i === 0 || (digests[i - 1] ?? "") < each)
  )
    throw malformed("digests");
  return digests;
}

function opened(value: { readonly [key: string]: Json }): Pick<Kept, "digests" | "parts"> {
  const digests = digestsIn(value);
  const parts = list(value["parts"], "parts").map(openedPart);
  if (parts.length === 0) throw malformed("parts");
  if (!parts.every(({ part }, i) => part.no > (parts[i - 1]?.part.no ?? 0))) throw malformed("no");
  const known = new Set<string>(digests);
  if (!parts.every((each) => known.has(digestOf(each))))
    throw noProof("PART", "a part is not of this record");
  return { digests, parts };
}

function openedPart(value: Json): Opened {
  const { salt, part } = fields(value, ["part", "salt"]);
  // HMAC pads a shorter key with zeros: of several salts with one digest, only one has this length.
  if (typeof salt !== "string" || fromBase64url(salt, "salt").length !== 32) throw malformed("salt");
  const { no, name, text, mark } = fields(part, ["mark", "name", "no", "text"]);
  return {
    salt,
    part: {
      no: count(no, "no"),
      name: code(name, "name"),
      text: textIn(text, "text", MAX_PART_TEXT),
      mark: parseMarking(mark),
    },
  };
}

const digestOf = ({ salt, part }: Opened): Hash =>
  base64url(hmacSha256(fromBase64url(salt, "salt"), sha256(canonicalBytes(part))));

function fields(value: Json | undefined, names: readonly string[]): { readonly [key: string]: Json } {
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw malformed("object");
  const given = Object.keys(value);
  if (given.length !== names.length || !names.every((each) => Object.hasOwn(value, each)))
    throw malformed("fields");
  return value as { readonly [key: string]: Json };
}

function list(value: Json | undefined, field: string): readonly Json[] {
  if (!Array.isArray(value) || value.length > MAX_PARTS) throw malformed(field);
  return value as readonly Json[];
}

const malformed = (field: string): SetuError =>
  new SetuError("BAD_FIELD", "a file of parts has another form", { detail: { field } });

const noProof = (reason: string, message: string): SetuError =>
  new SetuError("BAD_PROOF", message, { detail: { reason } });
