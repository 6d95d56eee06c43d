import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { LaneKnown, OpenWords } from "@setu/link";
import { exclusively } from "../node/exclusively.ts";
import { put } from "../node/files.ts";

/**
 * What the last files said, beside the database: nothing that is signed rests on it. Lost, the next file begins at the
 * receipts, and the peer's next one brings it again.
 */
export type Carried = {
  /** When the last file was written here, and how much of each lane stood in it or in an earlier one. */
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

/** Commands may run beside each other: each changes what stands there when its turn comes, and none takes back another's. */
export const changeCarried = (home: string, change: (now: Carried) => Carried): Promise<void> =>
  exclusively(`${pathOf(home)}.lock`, () =>
    put(pathOf(home), `${JSON.stringify(change(readCarried(home)))}\n`),
  );

/** What a file of the peer said, as of when it was written there. */
export type Came = { readonly at: number; readonly asOf: number } & Pick<Carried, "lanes" | "files">;

export const isOld = ({ in: newest }: Carried, asOf: number): boolean =>
  newest !== null && asOf < newest.asOf;

/** The newer word stays, whichever import ends last. */
export function withCame(now: Carried, { at, asOf, lanes, files }: Came): Carried {
  const newer = Object.entries(lanes).filter(([lane, known]) => known.at >= (now.lanes[lane]?.at ?? 0));
  const whole = isOld(now, asOf) ? {} : { in: { at, asOf }, files };
  return { ...now, ...whole, lanes: { ...now.lanes, ...Object.fromEntries(newer) } };
}
