import { SetuError } from "./errors.ts";

/**
 * The words of which an act is made. Each is a branded string or number, so that free text or a person's
 * name cannot be put into an act by mistake: the compiler refuses a plain string, the parser refuses a space.
 */
declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** A party of the link: two to sixteen lower-case letters and digits, agreed on the cards. */
export type Party = Branded<string, "Party">;
/** 128 random bits in lower-case hexadecimal. Unique per party for ever: that is the protection from replay. */
export type RecordId = Branded<string, "RecordId">;
/** `<party that opened it>:<id of the act that opened it>`: who has which role is read off, never declared. */
export type ItemId = Branded<string, "ItemId">;
/** An officer, agency or other thing named only at home: an opaque token. */
export type Opaque = Branded<string, "Opaque">;
/** A code of a closed list or of a workflow. */
export type Code = Branded<string, "Code">;
/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = Branded<number, "Instant">;
/** SHA-256 or HMAC-SHA-256, base64url without padding. */
export type Hash = Branded<string, "Hash">;
/** A workflow and its version, such as `requests/1`. */
export type WorkflowId = Branded<string, "WorkflowId">;
/** How many entries of a log: a size, or the position just past an entry. */
export type Count = Branded<number, "Count">;

const PATTERNS = {
  party: /^[a-z][a-z0-9]{1,15}$/,
  record: /^[0-9a-f]{32}$/,
  item: /^[a-z][a-z0-9]{1,15}:[0-9a-f]{32}$/,
  opaque: /^[a-z][a-z0-9]*(?:[.-][a-z0-9]+){0,7}$/,
  code: /^[a-z][a-z0-9]*(?:-[a-z0-9]+){0,7}$/,
  hash: /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/,
  workflow: /^[a-z]{2,16}\/[1-9][0-9]{0,3}$/,
} as const;
const MAX_WORD = 64;
/** 9999-12-31T23:59:59.999Z: beyond it no calendar of ours can show the instant. */
const MAX_INSTANT = 253_402_300_799_999;

function word<T extends string>(kind: keyof typeof PATTERNS) {
  return (value: unknown, field: string): T => {
    if (typeof value !== "string" || value.length > MAX_WORD || !PATTERNS[kind].test(value)) {
      throw badField(field, kind);
    }
    return value as T;
  };
}

export const party = word<Party>("party");
export const recordId = word<RecordId>("record");
export const itemId = word<ItemId>("item");
export const opaque = word<Opaque>("opaque");
export const code = word<Code>("code");
export const hash = word<Hash>("hash");
export const workflowId = word<WorkflowId>("workflow");

export function instant(value: unknown, field: string): Instant {
  if (!isCount(value) || value > MAX_INSTANT) throw badField(field, "instant");
  return value as number as Instant;
}

export function count(value: unknown, field: string): Count {
  if (!isCount(value)) throw badField(field, "count");
  return value;
}

export const openerOf = (item: ItemId): Party => item.slice(0, item.indexOf(":")) as Party;
export const itemOf = (from: Party, id: RecordId): ItemId => `${from}:${id}` as ItemId;

export function badField(field: string, expected: string): SetuError {
  return new SetuError("BAD_FIELD", `${field} is not a valid ${expected}`, { detail: { field, expected } });
}

const isCount = (value: unknown): value is Count => Number.isSafeInteger(value) && (value as number) >= 0;
