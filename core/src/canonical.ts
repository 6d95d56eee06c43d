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
  const value = parseBounded(bytes, maxBytes);
  const text = decode(bytes);
  // Catches in one comparison: key order, duplicate keys, spaces, 1.0, 1e2, needless escapes.
  if (stringify(value) !== text) throw new SetuError("NOT_CANONICAL", "the bytes are not the canonical form");
  return value;
}

/**
 * For input of people and programs (HTTP, files): the same bounds and refusals, any key order and spacing.
 * Duplicate keys are refused: two readers may keep different ones.
 */
export function parseBounded(bytes: Uint8Array, maxBytes: number): Json {
  if (bytes.length > maxBytes) {
    throw new SetuError("TOO_LARGE", `more than ${maxBytes} bytes`, { detail: { max: maxBytes } });
  }
  const text = decode(bytes);
  const keys = scan(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SetuError("NOT_JSON", "not valid JSON", { cause });
  }
  if (checkValue(value) !== keys) throw new SetuError("NOT_CANONICAL", "a key is given twice");
  return value as Json;
}

/** The canonical text. Input must already be `Json` within the bounds: an unsafe number or lone surrogate throws. */
export function stringify(value: Json): string {
  if (typeof value === "string") {
    checkString(value);
    return JSON.stringify(value);
  }
  if (typeof value === "number") {
    checkNumber(value);
    return String(value);
  }
  if (value === null || typeof value === "boolean") return String(value);
  let out = "";
  if (isArray(value)) {
    for (const element of value) out += `${out && ","}${stringify(element)}`;
    return `[${out}]`;
  }
  // Keys are ASCII without quotes by KEY, so the default sort is the UTF-16 order that RFC 8785 asks for.
  for (const key of Object.keys(value).sort())
    out += `${out && ","}"${checkKey(key)}":${stringify(value[key] as Json)}`;
  return `{${out}}`;
}

export const canonicalBytes = (value: Json): Uint8Array => encoder.encode(stringify(value));

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new SetuError("NOT_UTF8", "not valid UTF-8", { cause });
  }
}

/** Walks the text once without building anything: refuses depth, returns how many keys (colons) it holds. */
function scan(text: string): number {
  let depth = 0;
  let keys = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (inString) {
      if (c === 0x5c) i++;
      else if (c === 0x22) inString = false;
    } else if (c === 0x22) inString = true;
    else if (c === 0x3a) keys++;
    else if (c === 0x7b || c === 0x5b) {
      if (++depth > MAX_DEPTH) throw new SetuError("TOO_DEEP", `nested deeper than ${MAX_DEPTH}`);
    } else if (c === 0x7d || c === 0x5d) depth--;
    // JSON.parse would round what it cannot hold: 2^53 and a half is read as an integer. `true` and `false` have an e too.
    else if (c === 0x2e || ((c === 0x65 || c === 0x45) && isDigit(text.charCodeAt(i - 1)))) {
      throw new SetuError("BAD_NUMBER", "numbers are integers, written as such");
    }
  }
  return keys;
}

const isDigit = (c: number): boolean => c >= 0x30 && c <= 0x39;

/** Refuses what JSON.parse accepts and readers disagree about; returns the number of keys that survived. */
function checkValue(value: unknown): number {
  if (typeof value === "number") return checkNumber(value);
  if (typeof value === "string") return checkString(value);
  if (value === null || typeof value !== "object") return 0;
  let keys = 0;
  if (Array.isArray(value)) {
    for (const element of value) keys += checkValue(element);
    return keys;
  }
  for (const key of Object.keys(value)) {
    checkKey(key);
    keys += 1 + checkValue((value as Record<string, unknown>)[key]);
  }
  return keys;
}

function checkNumber(value: number): 0 {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
    throw new SetuError("BAD_NUMBER", "numbers are integers between -(2^53-1) and 2^53-1");
  }
  return 0;
}

function checkString(value: string): 0 {
  // NUL cannot be stored by PostgreSQL; a lone surrogate has no UTF-8 form.
  if (!value.isWellFormed() || value.includes("\0")) {
    throw new SetuError("BAD_STRING", "a string holds a lone surrogate or NUL");
  }
  return 0;
}

function checkKey(key: string): string {
  if (!KEY.test(key) || FORBIDDEN_KEYS.has(key)) throw new SetuError("BAD_KEY", "a key is not allowed");
  return key;
}

const isArray = (value: Json): value is readonly Json[] => Array.isArray(value);
