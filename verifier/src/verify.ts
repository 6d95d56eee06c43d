import { sha256 as hashing } from "@noble/hashes/sha2.js";
import { isTrainingLog, SetuError } from "@setu/core";
import {
  cardPath,
  MANIFEST_PATH,
  MAX_MANIFEST_BYTES,
  parseManifest,
  type Manifest,
} from "@setu/link/review.ts";
import { sha256, type Trust } from "tlog";
import { MAX_CARD_BYTES, readCard, type ReviewCard } from "./card.ts";
import { againstCopy, otherLogs, type Copy } from "./copies.ts";
import { judgeHome, judgePulses, namedSizes } from "./home.ts";
import { judgeLog, type Judged, type Prepared } from "./log.ts";
import type { Memory } from "./memory.ts";
import { openedPositions, type Asked } from "./openings.ts";
import { prepareAll } from "./prepare.ts";
import { verdictOf, type Finding, type LogReport, type Report } from "./report.ts";
import { judgeSample } from "./sample.ts";
import { homeOf, lost, remember } from "./seen.ts";
import type { Source } from "./source.ts";
import { walk } from "./walk.ts";

export type Given = {
  readonly source: Source;
  /** The other node's export: its copies of the same logs. */
  readonly other?: Source;
  readonly memory: Memory;
  /** Fingerprints that the reviewer has from elsewhere and compared. */
  readonly fingerprints?: readonly string[];
  /** The seed he gave to the node; without it the one in the manifest is taken, which says less. */
  readonly asked?: Asked;
  /** Witnesses that he knows, and how many of them are enough; without it what they have signed is not looked at. */
  readonly trust?: Trust;
  readonly signal?: AbortSignal;
  readonly progress?: (done: number, total: number) => void;
};

export type Result = {
  readonly report: Report;
  /** What to remember now; null when something is broken, so that the good memory stays. */
  readonly memory: Memory | null;
};

/**
 * Verifies an export of one node. What is found is in the report, not thrown.
 * @throws NOT_FOUND when there is no export, the intake codes when manifest or cards are none, and the signal's reason
 */
export async function verifyExport(given: Given): Promise<Result> {
  const { source, memory, signal } = given;
  const bytes = await source.read(MANIFEST_PATH, MAX_MANIFEST_BYTES);
  if (!bytes) throw new SetuError("NOT_FOUND", "there is no export here: it has no manifest.json");
  const manifest = parseManifest(bytes);
  const cards = [await cardOf(source, manifest.party), await cardOf(source, manifest.peer)] as const;
  const findings: Finding[] = [...(await changedFiles(source, manifest)), ...againstCards(cards, given)];
  const { prepared, findings: heads } = await prepareAll(given, manifest, cards);
  findings.push(...lost(manifest, cards, memory), ...heads);
  if (prepared.some(({ log }) => isTrainingLog(log.origin))) findings.push({ code: "training", log: null });

  const others = given.other ? await otherLogs(given.other, manifest) : new Map<string, Copy>();
  const total = [...prepared, ...others.values()].reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const watch = {
    ...(signal && { signal }),
    read: (entries: number) => given.progress?.((done += entries), total),
  };
  const wanted = await wantedOf(source, manifest, prepared);
  const logs = new Map<string, { prepared: Prepared; judged: Judged }>();
  for (const each of prepared) {
    const { origin } = each.log;
    const positions = wanted.positions.get(origin) ?? new Set();
    const sizes = new Set(wanted.sizes.get(origin));
    const copy = others.get(origin);
    if (copy) sizes.add(Math.min(copy.size, each.size));
    const judged = await judgeLog(source, each, { sizes, positions, made: manifest.made }, watch);
    logs.set(origin, { prepared: each, judged });
    findings.push(...judged.findings);
    if (given.other && copy) {
      const common = Math.min(copy.size, each.size);
      const asked = { sizes: new Set([common]), positions: new Set<number>() };
      const theirs = await walk(given.other, origin, copy.size, asked, watch);
      findings.push(...againstCopy(each.log, judged.walked, theirs, copy));
    }
  }

  for (const origin of logs.keys()) findings.push(...judgePulses(origin, logs));
  const home = homeOf(manifest);
  const pinned = home === null ? null : judgeHome(home, logs, manifest.made);
  findings.push(...(pinned?.findings ?? []));
  const sample = await judgeSample(given, manifest, logs, home);
  findings.push(...sample.findings);
  const reports = [...logs].map(([origin, { judged }]): LogReport => ({
    ...judged.report,
    ...(origin === home && { attested: pinned?.attested ?? null }),
    sample: sample.counts.get(origin) ?? null,
  }));
  const verdict = verdictOf(findings);
  const report: Report = {
    verdict,
    manifest: sha256(bytes).toHex(),
    party: manifest.party,
    peer: manifest.peer,
    made: manifest.made,
    cards: cards.map((card) => ({
      party: card.party,
      fingerprint: card.fingerprint,
      known: isKnown(card, given),
    })),
    sample: sample.asked,
    logs: reports,
    findings: [...findings].sort(byWeight),
  };
  return { report, memory: verdict === "broken" ? null : remember(memory, manifest, cards, logs) };
}

const WEIGHT = { broken: 0, gaps: 1, whole: 2 };
const byWeight = (a: Finding, b: Finding): number =>
  WEIGHT[verdictOf([a])] - WEIGHT[verdictOf([b])] || (a.first ?? Infinity) - (b.first ?? Infinity) || 0;

async function cardOf(source: Source, party: Manifest["party"]): Promise<ReviewCard> {
  const bytes = await source.read(cardPath(party), MAX_CARD_BYTES);
  if (!bytes) throw new SetuError("NOT_FOUND", `the export has no card of ${party}`);
  const card = readCard(bytes);
  if (card.party !== party) throw new SetuError("WRONG_PEER", `the card is not that of ${party}`);
  return card;
}

/** Files that are not what the manifest says. */
async function changedFiles(source: Source, { files }: Manifest): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { path, n, sha256: named } of files) {
    const state = hashing.create();
    let size = 0;
    for await (const piece of (await source.stream(path)) ?? []) {
      size += piece.length;
      if (size > n) break;
      state.update(piece);
    }
    if (size !== n || state.digest().toHex() !== named)
      findings.push({ code: "file-changed", log: null, what: path });
  }
  return findings;
}

const isKnown = ({ party, fingerprint }: ReviewCard, { memory, fingerprints = [] }: Given): boolean =>
  memory.cards.get(party) === fingerprint || fingerprints.includes(fingerprint);

function againstCards(cards: readonly ReviewCard[], given: Given): Finding[] {
  return cards.flatMap((card): Finding[] => {
    if (isKnown(card, given)) return [];
    // Fingerprints were given, and this card has none of them: it is not the card that was published.
    const other = given.memory.cards.has(card.party) || (given.fingerprints ?? []).length > 0;
    return [{ code: other ? "card-changed" : "cards-unchecked", log: null, what: card.party }];
  });
}

/** Which trees and leaves of each log the pulses and the openings ask for. */
async function wantedOf(source: Source, manifest: Manifest, prepared: readonly Prepared[]) {
  const sizes = new Map<string, Set<number>>();
  const positions = new Map<string, Set<number>>();
  const put = (map: Map<string, Set<number>>, key: string, value: number) =>
    void map.set(key, (map.get(key) ?? new Set()).add(value));
  const home = homeOf(manifest) ?? "";
  for (const { log, pulses } of prepared) {
    for (const { line } of pulses) {
      put(positions, log.origin, line.pos);
      // The first entry of the home log that this pulse does not bind, for its time.
      if (line.home && log.of === "own") put(positions, home, line.home.size);
    }
    for (const at of await openedPositions(source, log.origin)) put(positions, log.origin, at);
    // The home log that a pulse of the other side binds is not here.
    for (const [origin, size] of namedSizes(log.origin, pulses, log.of === "own" ? home : ""))
      put(sizes, origin, size);
  }
  return { sizes, positions };
}
