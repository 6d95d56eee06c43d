import { SetuError } from "@setu/core";
import type { Context } from "hono";
import { bounded } from "../http/guard.ts";

const LIMITS = { bytes: 512 * 1024, ms: 30_000 };
/** A PATCH that replaces a list of members is five deep. */
const MAX_DEPTH = 8;
const TYPES = /^application\/(?:scim\+)?json(?:;|$)/;

/**
 * Counted while it streams, parsed only when it is whole. Its names are not those of our own bodies (`$ref`, URNs), so
 * what is taken of it is looked up by name in a table and nothing is copied by the names it brings.
 * @throws TOO_LARGE | TIMEOUT | NOT_UTF8 | NOT_JSON | TOO_DEEP | BAD_FIELD for another type
 */
export async function readBody(c: Context): Promise<unknown> {
  if (!TYPES.test((c.req.header("content-type") ?? "").toLowerCase()))
    throw new SetuError("BAD_FIELD", "the body is not JSON");
  const chunks: Uint8Array[] = [];
  for await (const chunk of bounded(c, LIMITS.bytes, LIMITS.ms)) chunks.push(chunk);
  const said = parsed(decoded(Buffer.concat(chunks)));
  checkDepth(said, 0);
  return said;
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SetuError("NOT_UTF8", "the body is not UTF-8", { cause });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SetuError("NOT_JSON", "the body is not JSON", { cause });
  }
}

function checkDepth(value: unknown, depth: number): void {
  if (depth > MAX_DEPTH) throw new SetuError("TOO_DEEP", `nested deeper than ${MAX_DEPTH}`);
  if (value !== null && typeof value === "object")
    for (const each of Object.values(value)) checkDepth(each, depth + 1);
}
