import { readFileSync } from "node:fs";

/** What a vector holds as bytes: text, or hexadecimal where the bytes are no text. */
export type Bytes = { readonly text: string } | { readonly hex: string };

const FOLDER = new URL("../../spec/vectors/", import.meta.url);

export const vectors = <T>(name: string): T => JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")) as T;

export const bytesOf = (vector: Bytes): Uint8Array =>
  "hex" in vector ? Uint8Array.fromHex(vector.hex) : new TextEncoder().encode(vector.text);

/** For assert.throws: an error of Setu with this stable code. */
export const coded =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof Error && (error as { code?: unknown }).code === code;
