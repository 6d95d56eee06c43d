import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { isSetuError } from "@setu/core";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const CODE = /^[A-Z0-9_]{1,40}$/;
/** `    at name (file:///path.ts:1:2)` or `    at file:///path.ts:1:2`, from its last blank or bracket on. */
const PLACE = /^(?:file:\/\/)?(\/[^():\n]+\.ts):(\d+):\d+\)?$/;

/** What is said of an error: nothing in it was written by whoever sent the thing that failed. */
export type Fault = {
  /** Ours, or that of the runtime or the database; `INTERNAL` without one. */
  readonly code: string;
  /** File of this program and line, `server/src/db/pool.ts:29`; empty: not known. */
  readonly at: string;
};

/**
 * An error as it may stand in a log. Its message may quote a record (JSON.parse, PostgreSQL and Cedar do), so no part of
 * it is taken, not where it looks like a place either: a place is a file that exists here.
 */
export function faultOf(error: unknown): Fault {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  const known = isSetuError(error) || (typeof code === "string" && CODE.test(code));
  return { code: known ? String(code) : "INTERNAL", at: error instanceof Error ? placeOf(error) : "" };
}

function placeOf({ stack = "", message }: Error): string {
  const after = stack.indexOf(message);
  const frames = (after === -1 ? stack : stack.slice(after + message.length)).split("\n");
  for (const frame of frames) {
    if (!frame.startsWith("    at ")) continue;
    const from = Math.max(frame.lastIndexOf(" "), frame.lastIndexOf("("));
    const [, path = "", line = ""] = PLACE.exec(frame.slice(from + 1)) ?? [];
    const own = relative(ROOT, path);
    if (path !== "" && /^[\w./-]+$/.test(own) && !own.startsWith("..") && existsSync(path))
      return `${own}:${line}`;
  }
  return "";
}
