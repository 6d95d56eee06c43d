import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";

/** The verifier as this node can hand it out, read once, at start. What it is worth stands in docs/oversight.md. */
export type ServedVerifier = { readonly bytes: Uint8Array<ArrayBuffer>; readonly sha256: string };

/** Null where it was not built. */
export function servedVerifier(path: string): ServedVerifier | null {
  if (!existsSync(path)) return null;
  const bytes = new Uint8Array(readFileSync(path));
  return { bytes, sha256: createHash("sha256").update(bytes).digest("hex") };
}
