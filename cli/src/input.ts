import { open } from "node:fs/promises";
import { parseBounded, SetuError, type Json } from "@setu/core";

const CHUNK = 64 * 1024;

/** A file, or standard input for `-`, read no further than the bound. @throws TOO_LARGE | ENOENT … */
export async function readInput(path: string, max: number): Promise<Uint8Array> {
  if (path === "-") return collect(process.stdin, max);
  const file = await open(path);
  try {
    return await collect(file.createReadStream({ highWaterMark: CHUNK, autoClose: false }), max);
  } finally {
    await file.close();
  }
}

/** @throws TOO_LARGE | BAD_FIELD unless it is one JSON object, and the codes of parseBounded */
export async function readObject(path: string, max: number): Promise<Readonly<Record<string, Json>>> {
  const value = parseBounded(await readInput(path, max), max);
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new SetuError("BAD_FIELD", "the input is not one JSON object", { detail: { field: "input" } });
  }
  return value as Readonly<Record<string, Json>>;
}

export async function collect(stream: AsyncIterable<Uint8Array>, max: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of stream) {
    size += part.length;
    if (size > max) throw new SetuError("TOO_LARGE", `more than ${max} bytes`, { detail: { max } });
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}
