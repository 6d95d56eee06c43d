import { badField, count, party, parseCanonical, stringify, type Json, type Party } from "@setu/core";
import { base64url, fromBase64url, utf8 } from "./bytes.ts";
import { MAX_SECTION } from "./carried-file.ts";
import type { Identity } from "./ports.ts";
import { MAX_ASKED } from "./wire.ts";

/** What a carried file says beside the bundles: who wrote it and when, and of each lane what is here and what is wanted. */
export type OpenWords = {
  readonly from: Party;
  readonly instance: number;
  readonly to: Party;
  readonly toInstance: number;
  /** The writer's clock. Everything in the file is as of then. */
  readonly at: number;
  /** Public key of the writer's line, SubjectPublicKeyInfo: the reader holds its hash against the card. */
  readonly key: Uint8Array;
  /** Sealed files of the reader's that the writer waits for, from this part on. */
  readonly files: readonly { readonly c: string; readonly part: number }[];
};
export const MAX_FILES_ASKED = 256;

export type AskedKeys = { readonly origin: string; readonly positions: readonly number[] };

export type LaneWords = {
  /** The reader's log: so much of it is held here, under the reader's own note, empty at 0. */
  readonly origin: string;
  readonly held: number;
  readonly checkpoint: string;
  /** The same note cosigned; null where nothing is held, or less than was cosigned before a restore. */
  readonly receipt: string | null;
  /** Size of the writer's own log, as it is here. Less than the reader holds: the writer was restored. */
  readonly own: number;
  /** Keys that are missing, of either log. */
  readonly asks: readonly AskedKeys[];
};

export const encodeOpen = ({ key, files, ...rest }: OpenWords): Uint8Array =>
  utf8(stringify({ ...rest, files: files.map(({ c, part }) => ({ c, part })), key: base64url(key) }));

/** @throws BAD_FIELD and the codes of `parseCanonical` */
export function parseOpen(bytes: Uint8Array): OpenWords {
  const said = fieldsOf(parseCanonical(bytes, MAX_SECTION.open), "at,files,from,instance,key,to,toInstance");
  const { files, key } = said;
  if (typeof key !== "string" || key.length > 4096) throw badField("key", "base64url");
  if (!Array.isArray(files) || files.length > MAX_FILES_ASKED) throw badField("files", "list");
  return {
    from: party(said["from"], "from"),
    instance: count(said["instance"], "instance"),
    to: party(said["to"], "to"),
    toInstance: count(said["toInstance"], "toInstance"),
    at: count(said["at"], "at"),
    key: fromBase64url(key, "key"),
    files: files.map((file: Json) => {
      const { c, part } = fieldsOf(file, "c,part");
      if (typeof c !== "string" || !/^[A-Za-z0-9_-]{43}$/.test(c)) throw badField("files", "hash");
      return { c, part: partOf(part) };
    }),
  };
}

/** More than any agreed file has: a number that is none would stop each of our files that answers it. */
const MAX_PART = 65_535;

function partOf(value: Json | undefined): number {
  const part = count(value, "files");
  if (part > MAX_PART) throw badField("files", `part of at most ${MAX_PART}`);
  return part;
}

/** Whether a file that says this is from our peer and to us. */
export const isForUs = (
  { from, instance, to, toInstance }: OpenWords,
  { party: us, instance: ours, peer }: Identity,
): boolean => from === peer.party && instance === peer.instance && to === us && toInstance === ours;

const DAY = 86_400_000;

/**
 * As of when a file speaks. What is written under a clock that is a day or more ahead of ours is as of when it came:
 * otherwise no file that is written after the clock was set right would be newer.
 */
export const asOf = ({ at }: Pick<OpenWords, "at">, now: number): number => (at > now + DAY ? now : at);

export const encodeLane = ({ asks, ...rest }: LaneWords): Uint8Array =>
  utf8(stringify({ ...rest, asks: asks.map(({ origin, positions }) => ({ origin, positions })) }));

/** @throws BAD_FIELD and the codes of `parseCanonical` */
export function parseLane(bytes: Uint8Array): LaneWords {
  const said = fieldsOf(parseCanonical(bytes, MAX_SECTION.lane), "asks,checkpoint,held,origin,own,receipt");
  const { asks, receipt } = said;
  if (!Array.isArray(asks) || asks.length > 2) throw badField("asks", "list");
  return {
    origin: text(said["origin"], "origin"),
    held: count(said["held"], "held"),
    checkpoint: text(said["checkpoint"], "checkpoint"),
    receipt: receipt === null ? null : text(receipt, "receipt"),
    own: count(said["own"], "own"),
    asks: asks.map(parseAsked),
  };
}

/** @throws BAD_FIELD */
export function parseAsked(value: Json): AskedKeys {
  const { origin, positions } = fieldsOf(value, "origin,positions");
  if (!Array.isArray(positions) || positions.length > MAX_ASKED) throw badField("positions", "list");
  return { origin: text(origin, "origin"), positions: positions.map((pos) => count(pos, "positions")) };
}

function fieldsOf(value: Json | undefined, names: string): { readonly [key: string]: Json } {
  if (value === null || typeof value !== "object" || Object.keys(value).join() !== names)
    throw badField("words", names);
  return value as { readonly [key: string]: Json };
}

function text(value: Json | undefined, field: string): string {
  if (typeof value !== "string") throw badField(field, "text");
  return value;
}
