import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { LaneKnown, OpenWords } from "@setu/link";
import { put } from "../node/files.ts";

/**
 * What the last files said, beside the database: nothing that is signed rests on it. Lost, the next file begins at the
 * receipts, and the peer's next one brings it again.
 */
export type Carried = {
  /** When the last file was written here, and how much of each lane stood in it. */
  readonly out: { readonly at: number; readonly sizes: Readonly<Record<string, number>> } | null;
  /** When the newest file of the peer was taken here, and as of when by the peer's clock. */
  readonly in: { readonly at: number; readonly asOf: number } | null;
  readonly lanes: Readonly<Record<string, LaneKnown>>;
  /** Sealed files of ours that the peer waits for. */
  readonly files: OpenWords["files"];
};

const NOTHING: Carried = { out: null, in: null, lanes: {}, files: [] };

const pathOf = (home: string): string => join(home, "carried.json");

export function readCarried(home: string): Carried {
  const path = pathOf(home);
  return existsSync(path) ? { ...NOTHING, ...(JSON.parse(readFileSync(path, "utf8")) as Carried) } : NOTHING;
}

export const putCarried = (home: string, carried: Carried): void =>
  put(pathOf(home), `${JSON.stringify(carried)}\n`);
