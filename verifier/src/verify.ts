import { sha256 as hashing } from "@noble/hashes/sha2.js";
import { isSetuError, SetuError } from "@setu/core";
import {
  cardPath,
  MANIFEST_PATH,
  MAX_MANIFEST_BYTES,
  parseManifest,
  type Manifest,
  type ReviewLog,
} from "@setu/link/review.ts";
import { equalBytes, formatVkey, root, sha256 } from "tlog";
import { homeKeys, MAX_CARD_BYTES, readCard, type ReviewCard } from "./card.ts";
import { difference } from "./difference.ts";
import { judgeHome, judgePulses, namedSizes, type Logs } from "./home.ts";
import { judgeLog, MAX_ENTRIES, readHead, type Judged, type Prepared } from "./log.ts";
import type { Memory, Remembered } from "./memory.ts";
import { judgeAnswers, openedPositions, readAttestations, type Asked } from "./openings.ts";
import { readPulses } from "./pulses.ts";
import { verdictOf, type Finding, type LogReport, type Report } from "./report.ts";
import type { Source } from "./source.ts";
import { walk, type Walked } from "./walk.ts";

export type Given = {
  readonly source: Source;
  /** The other node's export: its copies of the same logs. */
  readonly other?: Source;
  readonly memory: Memory;
  /** Fingerprints that the reviewer has from elsewhere and compared. */
  readonly fingerprints?: readonly string[];
  /** The seed he gave to the node; without it the one in the manifest is taken, which says less. */
  readonly asked?: Asked;
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
  const prepared = await prepareAll(given, manifest, cards);
  findings.push(...lost(manifest, cards, memory), ...prepared.flatMap((each) => each.findings));

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
    const judged = await judgeLog(source, each, { sizes, positions }, watch);
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
  const pinned = home === null ? null : judgeHome(home, logs);
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

const homeOf = ({ logs }: Manifest): string | null => logs.find(({ of }) => of === "home")?.origin ?? null;

/** A copy of the other side's log is remembered apart from the log itself, which may be longer. */
const memoryKey = ({ party }: Manifest, { origin, of }: ReviewLog): string =>
  of === "peer" ? `${party}:${origin}` : origin;

/** Logs that have to be there: of the cards, and those that were seen before. */
function lost(manifest: Manifest, cards: readonly ReviewCard[], { logs }: Memory): Finding[] {
  const shown = new Set(manifest.logs.map(({ origin }) => origin));
  const keys = new Set(manifest.logs.map((log) => memoryKey(manifest, log)));
  const { party } = manifest;
  const seen = [...logs.keys()].filter((key) => key.startsWith(`${party}/`) || key.startsWith(`${party}:`));
  const gone = new Set([
    ...cards.flatMap((card) => [...card.logs.keys()].filter((origin) => !shown.has(origin))),
    ...seen.filter((key) => !keys.has(key)).map((key) => key.replace(/^[^/]*:/, "")),
    ...(homeOf(manifest) === null ? [`${party}/home`] : []),
  ]);
  return [...gone].map((log) => ({ code: "log-gone", log }));
}

async function prepareAll(
  { source, memory, signal }: Given,
  manifest: Manifest,
  cards: readonly [ReviewCard, ReviewCard],
): Promise<readonly Prepared[]> {
  const [us, them] = cards;
  const prepared: Prepared[] = [];
  for (const log of manifest.logs) {
    const { origin, of } = log;
    const remembered = memory.logs.get(memoryKey(manifest, log)) ?? null;
    const owner = of === "peer" ? them : us;
    const keys = of === "home" ? ownKeys(log) : (owner.logs.get(origin) ?? []);
    const findings: Finding[] = [];
    if (remembered && of === "home" && remembered.keys.join() !== log.keys.join())
      findings.push({ code: "keys-changed", log: origin });
    if (keys.length === 0) {
      findings.push({ code: "checkpoint-bad", log: origin, what: "KEYS_MISSING" });
      continue;
    }
    const signers = { origin, log: keys, cosigners: of === "own" ? them.mirror : [] };
    const head = await readHead(source, log, signers, signal);
    const { opened, findings: unread } =
      of === "home" ? { opened: [], findings: [] } : await readPulses(source, origin);
    prepared.push({
      ...head,
      log,
      signers,
      pulses: opened,
      remembered,
      findings: [...findings, ...head.findings, ...unread],
    });
  }
  return prepared;
}

function ownKeys({ keys, origin }: ReviewLog) {
  try {
    return homeKeys(keys, origin);
  } catch (error) {
    if (isSetuError(error)) return [];
    throw error;
  }
}

/** Which trees and leaves of each log the pulses and the openings ask for. */
async function wantedOf(source: Source, manifest: Manifest, prepared: readonly Prepared[]) {
  const sizes = new Map<string, Set<number>>();
  const positions = new Map<string, Set<number>>();
  const put = (map: Map<string, Set<number>>, key: string, value: number) =>
    void map.set(key, (map.get(key) ?? new Set()).add(value));
  const home = homeOf(manifest) ?? "";
  for (const { log, pulses } of prepared) {
    for (const { line } of pulses) put(positions, log.origin, line.pos);
    for (const at of await openedPositions(source, log.origin)) put(positions, log.origin, at);
    // The home log that a pulse of the other side binds is not here.
    for (const [origin, size] of namedSizes(log.origin, pulses, log.of === "own" ? home : ""))
      put(sizes, origin, size);
  }
  return { sizes, positions };
}

/** A log as the other node exports it; `older`: its export was made before the one that is verified. */
type Copy = Pick<ReviewLog, "size"> & { readonly older: boolean };

async function otherLogs(other: Source, { party, peer, made }: Manifest): Promise<ReadonlyMap<string, Copy>> {
  const bytes = await other.read(MANIFEST_PATH, MAX_MANIFEST_BYTES);
  if (!bytes) throw new SetuError("NOT_FOUND", "there is no export of the other node here");
  const manifest = parseManifest(bytes);
  if (manifest.party !== peer || manifest.peer !== party)
    throw new SetuError("WRONG_PEER", "the two exports are not of the two sides of one link");
  const links = manifest.logs.filter(({ of, size }) => of !== "home" && size <= MAX_ENTRIES);
  return new Map(links.map(({ origin, size }) => [origin, { size, older: manifest.made <= made }]));
}

function againstCopy(
  { origin: log, of }: ReviewLog,
  shown: Walked,
  copy: Walked,
  { size, older }: Copy,
): Finding[] {
  const parted = difference(copy.prints, shown.prints);
  if (parted && parted.kind !== "truncated") return [{ code: "differs-from-peer", log, ...parted }];
  // The log of a sender is never shorter than an older copy of it; a copy may lag behind the log.
  if (parted && older && of === "own") return [{ code: "differs-from-peer", log, ...parted }];
  const common = Math.min(size, shown.prints.length);
  const [here, there] = [shown.roots.get(common), copy.roots.get(common)];
  if (here && there && equalBytes(here, there)) return [];
  return [{ code: "peer-root", log, first: 0, until: common }];
}

type Sampled = {
  readonly asked: Asked | null;
  readonly counts: ReadonlyMap<string, LogReport["sample"]>;
  readonly findings: readonly Finding[];
};

async function judgeSample(
  { source, asked: given }: Given,
  { sample }: Manifest,
  logs: Logs,
  home: string | null,
): Promise<Sampled> {
  const asked = given ?? sample;
  const counts = new Map<string, LogReport["sample"]>();
  const findings: Finding[] = [];
  if (!asked) return { asked: null, counts, findings };
  if (!given) findings.push({ code: "seed-of-the-node", log: null });
  if (sample?.seed !== asked.seed || sample.n !== asked.n) findings.push({ code: "other-seed", log: null });
  const leaves = logs.get(home ?? "")?.judged.walked.leaves ?? new Map();
  const attested = home === null ? new Map() : await readAttestations(source, home, leaves);
  for (const [origin, { prepared, judged }] of logs) {
    const { log, remembered } = prepared;
    const known = remembered?.size ?? 0;
    if (log.drawn < (log.of === "home" ? known : judged.walked.prints.length))
      findings.push({ code: "undrawn", log: origin, first: log.drawn });
    if (known < log.drawn)
      findings.push({ code: "drawn-early", log: origin, first: known, count: log.drawn - known });
    const answers = await judgeAnswers(source, log, asked, judged.walked.leaves, attested);
    counts.set(origin, { ...answers.counts, drawnFrom: log.drawn });
    findings.push(...answers.findings);
  }
  return { asked, counts, findings };
}

function remember(
  memory: Memory,
  manifest: Manifest,
  cards: readonly ReviewCard[],
  logs: ReadonlyMap<string, { readonly prepared: Prepared; readonly judged: Judged }>,
): Memory {
  const seen = [...logs.values()].map(({ prepared, judged }): readonly [string, Remembered] => {
    const { frontier, prints } = judged.walked;
    const keys = prepared.log.of === "home" ? prepared.signers.log.map(formatVkey) : [];
    return [memoryKey(manifest, prepared.log), { size: frontier.size, root: root(frontier), keys, prints }];
  });
  return {
    cards: new Map([...memory.cards, ...cards.map((card) => [card.party, card.fingerprint] as const)]),
    logs: new Map([...memory.logs, ...seen]),
  };
}
