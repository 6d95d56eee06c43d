import { SetuError } from "./errors.ts";

/**
 * Canonical JSON (RFC 8785), narrowed: numbers are safe integers, keys are short and plain. Everything that is
 * signed or hashed passes here once, at intake, and is kept as the exact bytes that arrived.
 */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** record.md section 2: deeper input overflows the stack of JSON.stringify, so depth is counted before parsing. */
export const MAX_DEPTH = 32;

/** Begins with a letter, so `__proto__` is none. */
const KEY = /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/;
/** Keys by the pattern above that change what an object *is* in some reader. */
const FORBIDDEN_KEYS = new Set(["constructor", "prototype"]);

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * Parses bytes that must be the canonical form of what they say.
 * @throws TOO_LARGE | TOO_DEEP | NOT_UTF8 | NOT_JSON | BAD_NUMBER | BAD_KEY | BAD_STRING | NOT_CANONICAL
 */
export function parseCanonical(bytes: Uint8Array, maxBytes: number): Json {
  const { value, text, keys, plain } = parse(bytes, maxBytes);
  const checked = check(value);
  // With an escape, which of its spellings is the canonical one only writing it anew tells. Without one nothing can differ
  // but spaces and the number and order of the keys: `scan` and `check` refuse every other spelling of a number.
  const same = plain ? checked.sorted && checked.keys === keys : stringify(value) === text;
  if (!same) throw new SetuError("NOT_CANONICAL", "the bytes are not the canonical form");
  return value;
}

/**
 * For input of people and programs (HTTP, files): the same bounds and refusals, any key order and spacing.
 * Duplicate keys are refused: two readers may keep different ones.
 */
export function parseBounded(bytes: Uint8Array, maxBytes: number): Json {
  const { value, keys } = parse(bytes, maxBytes);
  if (check(value).keys !== keys) throw new SetuError("NOT_CANONICAL", "a key is given twice");
  return value;
}

/** What JSON.parse makes of the text, and what `scan` tells of it. The value's keys and strings are unchecked. */
function parse(bytes: Uint8Array, maxBytes: number): Scanned & { value: Json; text: string } {
  if (bytes.length > maxBytes) {
    throw new SetuError("TOO_LARGE", `more than ${maxBytes} bytes`, { detail: { max: maxBytes } });
  }
  const text = decode(bytes);
  const { keys, plain } = scan(text);
  try {
    return { value: JSON.parse(text) as Json, text, keys, plain };
  } catch (cause) {
    throw new SetuError("NOT_JSON", "not valid JSON", { cause });
  }
}

/** The canonical text. Input must already be `Json` within the bounds: an unsafe number or lone surrogate throws. */
export function stringify(value: Json): string {
  // With its keys in order, what RFC 8785 asks for is what JSON.stringify writes (ECMAScript is where it takes it from).
  return JSON.stringify(check(value).sorted ? value : sorted(value));
}

/** Keys are ASCII by KEY, so the default sort is the UTF-16 order of RFC 8785; none is an integer, so they keep it. */
function sorted(value: Json): Json {
  if (value === null || typeof value !== "object") return value;
  if (isArray(value)) return value.map(sorted);
  const out: Record<string, Json> = {};
  for (const key of Object.keys(value).sort()) out[key] = sorted(value[key] as Json);
  return out;
}

export const canonicalBytes = (value: Json): Uint8Array => encoder.encode(stringify(value));

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new SetuError("NOT_UTF8", "not valid UTF-8", { cause });
  }
}

/** How many keys (colons) a text holds; and whether it is free of escapes, and of spaces outside its strings. */
type Scanned = { keys: number; plain: boolean };

/** Walks the text once without building anything, and refuses depth. */
function scan(text: string): Scanned {
  let depth = 0;
  let keys = 0;
  let plain = true;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (inString) {
      if (c === 0x5c) {
        i++;
        plain = false;
      } else if (c === 0x22) inString = false;
    } else if (c === 0x22) inString = true;
    else if (c === 0x3a) keys++;
    else if (c <= 0x20) plain = false;
    else if (c === 0x7b || c === 0x5b) {
      if (++depth > MAX_DEPTH) throw new SetuError("TOO_DEEP", `nested deeper than ${MAX_DEPTH}`);
    } else if (c === 0x7d || c === 0x5d) depth--;
    // JSON.parse would round what it cannot hold: 2^53 and a half is read as an integer. `true` and `false` have an e too.
    else if (c === 0x2e || ((c === 0x65 || c === 0x45) && isDigit(text.charCodeAt(i - 1)))) {
      throw new SetuError("BAD_NUMBER", "numbers are integers, written as such");
    }
  }
  return { keys, plain };
}

const isDigit = (c: number): boolean => c >= 0x30 && c <= 0x39;

type Checked = { keys: number; sorted: boolean };

/** Refuses what JSON.parse accepts and readers disagree about; counts the keys, and says whether they are in order. */
function check(value: Json, seen: Checked = { keys: 0, sorted: true }): Checked {
  if (typeof value === "number") checkNumber(value);
  else if (typeof value === "string") checkString(value);
  else if (value === null || typeof value === "boolean") return seen;
  else if (isArray(value)) for (const element of value) check(element, seen);
  // JSON.stringify leaves out what it cannot write, and two different values would have one hash.
  else if (typeof value !== "object") throw new SetuError("NOT_JSON", "a value has no JSON form");
  else {
    let last = "";
    for (const key of Object.keys(value)) {
      checkKey(key);
      seen.keys++;
      if (key < last) seen.sorted = false;
      last = key;
      check(value[key] as Json, seen);
    }
  }
  return seen;
}

function checkNumber(value: number): void {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
    throw new SetuError("BAD_NUMBER", "numbers are integers between -(2^53-1) and 2^53-1");
  }
}

function checkString(value: string): void {
  // NUL cannot be stored by PostgreSQL; a lone surrogate has no UTF-8 form.
  if (!value.isWellFormed() || value.includes("\0")) {
    throw new SetuError("BAD_STRING", "a string holds a lone surrogate or NUL");
  }
}

function checkKey(key: string): void {
  if (!KEY.test(key) || FORBIDDEN_KEYS.has(key)) throw new SetuError("BAD_KEY", "a key is not allowed");
}

const isArray = (value: Json): value is readonly Json[] => Array.isArray(value);
