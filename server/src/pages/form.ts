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

/** Around the one file of such a form. */
const MAX_AROUND = 8_192;

/**
 * What a form with a file sends: the session's own word, and the file.
 * @param max bytes of the file
 * @throws BAD_FIELD | TOO_LARGE | TIMEOUT
 */
export async function readFileForm(
  c: Context,
  { bodyMs }: BodyLimits,
  max: number,
): Promise<{ readonly csrf: string; readonly file: Uint8Array }> {
  const type = c.req.header("content-type") ?? "";
  if (!type.startsWith("multipart/form-data"))
    throw new SetuError("BAD_FIELD", "the body is no form with a file");
  const chunks: Uint8Array[] = [];
  for await (const chunk of bounded(c, max + MAX_AROUND, bodyMs)) chunks.push(chunk);
  const fields = await new Response(Buffer.concat(chunks), { headers: { "content-type": type } })
    .formData()
    .catch((cause: unknown) => {
      throw new SetuError("BAD_FIELD", "the body is no form with a file", { cause });
    });
  const [csrf, file] = [fields.get("csrf"), fields.get("file")];
  if ([...fields.keys()].length !== 2 || typeof csrf !== "string" || !(file instanceof File))
    throw new SetuError("BAD_FIELD", "a field is unknown or repeated");
  return { csrf, file: await file.bytes() };
}
