import type { Instant, Opaque } from "../words.ts";
import { instant, opaque } from "../words.ts";
import { SetuError } from "../errors.ts";
import { isLevel, LEVELS, type Level } from "./level.ts";

/** FIRST TLP 2.0, strictest first. Only ever written as these words: TLP labels are not translated. */
export const TLP = ["RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR"] as const;
/** Europol handling codes: they combine, and each adds a restriction. */
export const HANDLING = ["H0", "H1", "H2", "H3"] as const;
/** Permissible Actions Protocol, strictest first. */
export const PAP = ["RED", "AMBER", "GREEN", "CLEAR"] as const;

export type Tlp = (typeof TLP)[number];
export type Handling = (typeof HANDLING)[number];
export type Pap = (typeof PAP)[number];

/**
 * How a record may be handled: codes, opaque ids and an instant, so that it can stand in an act.
 * Every list is strictly ascending: one meaning has one encoding.
 */
export type Marking = {
  readonly tlp: Tlp;
  /** At least one: a missing handling code is not a permission. */
  readonly handling: readonly Handling[];
  readonly pap: Pap;
  /** The original national marks, at most one of a family; absent where none was given. */
  readonly level?: readonly Level[];
  /** The agencies that may hold it, the originating one included. Empty means nobody. */
  readonly audience: readonly Opaque[];
  /** From this instant on nobody reads it. */
  readonly expires?: Instant;
};

export const MAX_AUDIENCE = 64;

/** What a marking that cannot be understood is read as: nobody, for nothing, since for ever. */
export const STRICTEST: Marking = Object.freeze({
  tlp: "RED",
  handling: HANDLING,
  pap: "RED",
  level: LEVELS.filter((level) => level.top).map((level) => level.code),
  audience: [],
  expires: 0 as Instant,
});

const FIELDS = new Set(["tlp", "handling", "pap", "level", "audience", "expires"]);

/**
 * Reads a marking strictly, as needed for anything that is to be sent or appended.
 * @throws MARKING_UNKNOWN for a code, field or level that this version does not know,
 *   BAD_FIELD for a wrong shape, a list out of order or a repeated entry
 */
export function parseMarking(value: unknown): Marking {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw bad("mark", "object");
  const fields = new Map<string, unknown>(Object.entries(value));
  for (const field of fields.keys()) if (!FIELDS.has(field)) throw unknownMarking("field");
  const level = fields.get("level");
  const expires = fields.get("expires");
  return {
    tlp: oneOf(TLP, fields.get("tlp"), "tlp"),
    handling: ascending(fields.get("handling"), "handling", 1, HANDLING.length, (code) =>
      oneOf(HANDLING, code, "handling"),
    ),
    pap: oneOf(PAP, fields.get("pap"), "pap"),
    ...(level === undefined ? {} : { level: levels(level) }),
    audience: ascending(fields.get("audience"), "audience", 0, MAX_AUDIENCE, (id) =>
      opaque(id, "mark.audience"),
    ),
    ...(expires === undefined ? {} : { expires: instant(expires, "mark.expires") }),
  };
}

/** The same marking for a reader: what cannot be understood becomes the strictest there is. Never throws. */
export function readMarking(value: unknown): Marking {
  try {
    return parseMarking(value);
  } catch {
    return STRICTEST;
  }
}

/** A TLP label as other tools write it. TLP 1.0's `TLP:WHITE` is `TLP:CLEAR`. @throws MARKING_UNKNOWN */
export function importTlp(label: string): Tlp {
  const bare = label.replace(/^TLP:/, "");
  return bare === "WHITE" ? "CLEAR" : oneOf(TLP, bare, "tlp");
}

function levels(value: unknown): readonly Level[] {
  const codes = ascending(value, "level", 1, LEVELS.length, (code) => {
    if (!isLevel(code)) throw unknownMarking("level");
    return code;
  });
  const families = LEVELS.filter((level) => codes.includes(level.code)).map((level) => level.family);
  if (new Set(families).size !== families.length) throw bad("level", "single mark of a family");
  return codes;
}

function oneOf<T extends string>(codes: readonly T[], value: unknown, field: string): T {
  const found = codes.find((code) => code === value);
  if (found === undefined) throw unknownMarking(field);
  return found;
}

function ascending<T extends string>(
  value: unknown,
  field: string,
  min: number,
  max: number,
  read: (entry: unknown) => T,
): readonly T[] {
  if (!Array.isArray(value) || value.length < min || value.length > max) throw bad(field, "list");
  const entries = value.map(read);
  for (const [index, entry] of entries.entries()) {
    const before = entries[index - 1];
    if (before !== undefined && before >= entry) throw bad(field, "ascending list");
  }
  return entries;
}

const bad = (field: string, expected: string): SetuError =>
  new SetuError("BAD_FIELD", `${field} of the marking is not a valid ${expected}`, {
    detail: { field, expected },
  });

const unknownMarking = (field: string): SetuError =>
  new SetuError("MARKING_UNKNOWN", `this version does not know the ${field} of the marking`, {
    detail: { field },
  });
