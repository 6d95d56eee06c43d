import { SetuError } from "@setu/core";
import type { Context } from "hono";
import { bounded, type BodyLimits } from "../http/guard.ts";

/** A form of these pages has a few short fields. */
const MAX_BYTES = 4_096;

/** What a form without a script sends: each field once, and no other. @throws BAD_FIELD | TOO_LARGE | TIMEOUT */
export async function readForm(
  c: Context,
  { bodyMs }: BodyLimits,
  names: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  if (!(c.req.header("content-type") ?? "").startsWith("application/x-www-form-urlencoded"))
    throw new SetuError("BAD_FIELD", "the body is not a form");
  const chunks: Uint8Array[] = [];
  for await (const chunk of bounded(c, MAX_BYTES, bodyMs)) chunks.push(chunk);
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(Buffer.concat(chunks).toString("utf8"))) {
    if (!names.includes(name) || fields.has(name))
      throw new SetuError("BAD_FIELD", "a field is unknown or repeated");
    fields.set(name, value);
  }
  return Object.fromEntries(fields);
}
