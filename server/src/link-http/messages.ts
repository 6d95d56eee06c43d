import { badField, count, ERRORS, parseBounded, SetuError, type ErrorCode, type Json } from "@setu/core";
import { MAX_ASKED, MAX_BUNDLE_BYTES, MAX_WRAPS_BYTES, type Hello, type PushAnswer } from "@setu/link";

/** What travels between two nodes beside the bundle, and how much of it is listened to. */
export const MAX = {
  json: 256 * 1024,
  bundle: MAX_BUNDLE_BYTES,
  wraps: MAX_WRAPS_BYTES,
  part: 1024 * 1024 + 16,
} as const;
export const LANE = /^[a-z][a-z0-9-]{0,31}$/;

/** @throws the codes of parseBounded | BAD_FIELD: the peer's answer is hostile input like any other */
export function parseHello(bytes: Uint8Array): Hello {
  const value = object(parseBounded(bytes, MAX.json), [
    "checkpoint",
    "held",
    "opening",
    "origin",
    "versions",
  ]);
  const { versions } = value;
  if (!Array.isArray(versions) || versions.length > 256) throw badField("versions", "list");
  return {
    origin: text(value["origin"], "origin"),
    held: count(value["held"], "held"),
    checkpoint: text(value["checkpoint"], "checkpoint"),
    opening: text(value["opening"], "opening"),
    versions: versions.map((version) => text(version as Json, "versions")),
  };
}

/** @throws as `parseHello` */
export function parsePushAnswer(bytes: Uint8Array): PushAnswer {
  const value = object(parseBounded(bytes, MAX.json), ["checkpoint", "held", "receipt"]);
  return {
    held: count(value["held"], "held"),
    checkpoint: text(value["checkpoint"], "checkpoint"),
    receipt: value["receipt"] === null ? null : text(value["receipt"], "receipt"),
  };
}

export type Range = { readonly from: number; readonly to: number };

/** @throws as `parseHello` */
export function parseRange(bytes: Uint8Array): Range {
  const value = object(parseBounded(bytes, 1024), ["from", "to"]);
  return { from: count(value["from"], "from"), to: count(value["to"], "to") };
}

/** Large enough for so many positions as may be asked for, each of 16 digits and a comma. */
export const MAX_ASKING = 256 + 17 * MAX_ASKED;

/** @throws as `parseHello` */
export function parseAsking(bytes: Uint8Array): {
  readonly origin: string;
  readonly positions: readonly number[];
} {
  const { origin, positions } = object(parseBounded(bytes, MAX_ASKING), ["origin", "positions"]);
  if (!Array.isArray(positions) || positions.length > MAX_ASKED) throw badField("positions", "list");
  return { origin: text(origin, "origin"), positions: positions.map((pos) => count(pos, "positions")) };
}

/** However long the peer wants to be left alone: it is asked again after an hour, in which any budget is new. */
const MAX_RETRY = 3_600;

/**
 * The peer's refusal, as far as its code is one of ours.
 * @param after its Retry-After: whole seconds count (RFC 9110 section 10.2.3), a date does not. They are `retry` in the detail
 */
export function parseRefusal(bytes: Uint8Array, after?: string): SetuError {
  const code = codeOf(bytes);
  const known = code !== null && Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : "PEER_SILENT";
  const seconds = /^[0-9]{1,9}$/.test(after ?? "") ? Math.min(MAX_RETRY, Number(after)) : 0;
  const retry = seconds > 0 ? { retry: seconds } : {};
  return new SetuError(known, "the other node refused", { detail: { peer: "refused", ...retry } });
}

function codeOf(bytes: Uint8Array): string | null {
  try {
    const value = parseBounded(bytes, MAX.json) as Readonly<Record<string, Json>> | null;
    return typeof value?.["code"] === "string" ? value["code"] : null;
  } catch {
    return null;
  }
}

function object(value: Json, names: readonly string[]): Readonly<Record<string, Json>> {
  if (value === null || typeof value !== "object" || Object.keys(value).toSorted().join() !== names.join()) {
    throw badField("answer", `object of ${names.join(", ")}`);
  }
  return value as Readonly<Record<string, Json>>;
}

function text(value: Json | undefined, field: string): string {
  if (typeof value !== "string") throw badField(field, "text");
  return value;
}
