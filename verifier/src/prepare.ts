import { isSetuError } from "@setu/core";
import type { Manifest, ReviewLog } from "@setu/link/review.ts";
import type { Trust, VerifierKey } from "tlog";
import { homeKeys, type ReviewCard } from "./card.ts";
import { readHead, type Prepared } from "./log.ts";
import type { Pair } from "./receipts.ts";
import type { Memory } from "./memory.ts";
import { readPulses } from "./pulses.ts";
import type { Finding } from "./report.ts";
import { memoryKey } from "./seen.ts";
import { readWitnessed, UNWITNESSED } from "./witnesses.ts";
import type { Source } from "./source.ts";

/**
 * Reads heads, receipts and pulses of each log. A log whose keys nobody has named is passed over and said to be bad.
 */
export async function prepareAll(
  {
    source,
    memory,
    trust,
    signal,
  }: {
    readonly source: Source;
    readonly memory: Memory;
    readonly trust?: Trust;
    readonly signal?: AbortSignal;
  },
  manifest: Manifest,
  [us, them]: readonly [ReviewCard, ReviewCard],
): Promise<{ readonly prepared: readonly Prepared[]; readonly findings: readonly Finding[] }> {
  const prepared: Prepared[] = [];
  const all: Finding[] = [];
  for (const log of manifest.logs) {
    const { origin, of } = log;
    const remembered = memory.logs.get(memoryKey(manifest, log)) ?? null;
    const owner = of === "peer" ? them : us;
    const keys = of === "home" ? ownKeys(log, us.party) : (owner.logs.get(origin) ?? []);
    if (remembered && of === "home" && remembered.keys.join() !== log.keys.join())
      all.push({ code: "keys-changed", log: origin });
    if (keys.length === 0) {
      all.push({ code: "checkpoint-bad", log: origin, what: "KEYS_MISSING" });
      continue;
    }
    const cosigners = of === "own" ? them.mirror : [];
    const former = of === "home" ? [] : pairsBefore(origin, owner, of === "own" ? them : null);
    const signers = { origin, log: keys, cosigners, former };
    const { findings, ...head } = await readHead(source, log, signers, signal);
    const { opened, findings: unread } =
      of === "home" ? { opened: [], findings: [] } : await readPulses(source, origin);
    const witnessed =
      of === "own" && trust ? await readWitnessed(source, signers, trust, signal) : UNWITNESSED;
    prepared.push({ ...head, log, signers, witnessed, pulses: opened, remembered });
    all.push(...findings, ...unread, ...witnessed.findings);
  }
  return { prepared, findings: all };
}

/** Every pair with keys that were followed by others, on either side. @param cosigner null where nobody cosigns */
function pairsBefore(origin: string, owner: ReviewCard, cosigner: ReviewCard | null): readonly Pair[] {
  const logs = [owner, ...owner.former].map((each) => each.logs.get(origin) ?? []);
  const mirrors = cosigner ? [cosigner, ...cosigner.former].map((each) => each.mirror) : [[]];
  // The first is the pair in force.
  return logs.flatMap((log) => mirrors.map((cosigners) => ({ log, cosigners }))).slice(1);
}

/** None, unless it is a home log of this party under its own name. */
function ownKeys({ keys, origin }: ReviewLog, party: string): readonly VerifierKey[] {
  if (!origin.startsWith(`${party}/home/`)) return [];
  try {
    return homeKeys(keys, origin);
  } catch (error) {
    if (isSetuError(error)) return [];
    throw error;
  }
}
