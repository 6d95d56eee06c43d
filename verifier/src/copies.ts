import { SetuError } from "@setu/core";
import {
  MANIFEST_PATH,
  MAX_MANIFEST_BYTES,
  parseManifest,
  type Manifest,
  type ReviewLog,
} from "@setu/link/review.ts";
import { equalBytes } from "tlog";
import { difference } from "./difference.ts";
import { MAX_ENTRIES } from "./log.ts";
import type { Finding } from "./report.ts";
import type { Source } from "./source.ts";
import type { Walked } from "./walk.ts";

/** Two clocks that are kept by NTP are nearer to each other than this, milliseconds. */
const APART = 60_000;

/** A log as the other node exports it; `older`: its export was made before the one that is verified. */
export type Copy = Pick<ReviewLog, "size"> & { readonly older: boolean };

/** The logs of the link in the other node's export. @throws NOT_FOUND | WRONG_PEER and the intake codes */
export async function otherLogs(
  other: Source,
  { party, peer, made }: Manifest,
): Promise<ReadonlyMap<string, Copy>> {
  const bytes = await other.read(MANIFEST_PATH, MAX_MANIFEST_BYTES);
  if (!bytes) throw new SetuError("NOT_FOUND", "there is no export of the other node here");
  const manifest = parseManifest(bytes);
  if (manifest.party !== peer || manifest.peer !== party)
    throw new SetuError("WRONG_PEER", "the two exports are not of the two sides of one link");
  const links = manifest.logs.filter(({ of, size }) => of !== "home" && size <= MAX_ENTRIES);
  return new Map(links.map(({ origin, size }) => [origin, { size, older: manifest.made + APART <= made }]));
}

/** As far as both have it. */
export function againstCopy(
  { origin: log, of }: ReviewLog,
  shown: Walked,
  copy: Walked,
  { size, older }: Copy,
): Finding[] {
  const parted = difference(copy.prints, shown.prints);
  if (parted && parted.kind !== "truncated") return [{ code: "differs-from-peer", log, ...parted }];
  // The log of a sender is never shorter than an older copy of it; a copy may lag behind the log.
  if (parted && of === "own") return [{ code: older ? "differs-from-peer" : "peer-longer", log, ...parted }];
  const common = Math.min(size, shown.prints.length);
  const [here, there] = [shown.roots.get(common), copy.roots.get(common)];
  if (here && there && equalBytes(here, there)) return [];
  return [{ code: "peer-root", log, first: 0, until: common }];
}
