import { SetuError, type Json } from "@setu/core";
import { MAX_SUBSET_BYTES, parseKept, parseParts, readSubset, type PartsFile } from "./subset.ts";

/** By what a file says that it is. Whatever says so in another version is read by nobody. */
const READERS: { readonly [v: string]: (bytes: Uint8Array) => PartsFile } = {
  "setu-parts/1": parseParts,
  "setu-kept/1": parseKept,
  "setu-subset/1": readSubset,
};
const OURS = /^setu-(?:parts|kept|subset)\//;

/**
 * What a file that is attached to an act says of parts (spec/subset.md); null for any other file. Whatever says that it is
 * one of these is one to the byte: an editor that has only moved its spaces has made a file that verifies nowhere.
 * @throws BAD_SUBSET whose `detail.reason` names what is wrong with it
 */
export function partsFileOf(bytes: Uint8Array): PartsFile | null {
  const v = bytes.length > MAX_SUBSET_BYTES ? null : versionOf(bytes);
  if (v === null) return null;
  const read = Object.hasOwn(READERS, v) ? READERS[v] : undefined;
  if (!read) throw badSubset("VERSION", "a file of parts in a version that this node does not speak");
  try {
    return read(bytes);
  } catch (cause) {
    if (!(cause instanceof SetuError)) throw cause;
    throw badSubset("FORM", "a file of parts has another form", cause);
  }
}

function versionOf(bytes: Uint8Array): string | null {
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes)) as Json;
    const v = value !== null && typeof value === "object" && "v" in value ? value["v"] : null;
    return typeof v === "string" && OURS.test(v) ? v : null;
  } catch {
    return null;
  }
}

export const badSubset = (reason: string, message: string, cause?: unknown): SetuError =>
  new SetuError("BAD_SUBSET", message, { detail: { reason }, ...(cause !== undefined && { cause }) });
