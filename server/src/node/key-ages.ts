import "reflect-metadata";
import { X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import * as x509 from "@peculiar/x509";
import { loadKeys } from "../keys/node-keys.ts";
import { parseRecord } from "../keys/root.ts";
import type { Retired } from "../keys/succession.ts";
import { peerCard } from "./cards.ts";
import { homeFiles, loadConfig, type NodeConfig } from "./config.ts";
import { peerRoot } from "./root.ts";
import { peerFormer } from "./succession.ts";

/** What a key or a list of them is for. */
export type KeyUse =
  | "log"
  | "cosigning"
  | "tls"
  | "sealing"
  | "at-rest"
  | "next"
  | "former"
  | "peer-card"
  | "peer-former"
  | "peer-root"
  | "authority"
  | "revocations";

export type KeyAge = {
  readonly use: KeyUse;
  /** Which of them: a lane, a count, a party; never a secret. */
  readonly name: string;
  /** Milliseconds; null: not known. */
  readonly since: number | null;
  /** Milliseconds; null: it has no end. 0: it cannot be read, and counts as ended. */
  readonly until: number | null;
  /** Since when somebody else may have had it, milliseconds. */
  readonly compromisedSince: number | null;
  readonly where: string;
};

const DAY = 86_400_000;
/** Days before its end at which people are told. A list of revocations is renewed every few days. */
const WARNINGS: Readonly<Partial<Record<KeyUse, readonly number[]>>> = { revocations: [1] };
const USUAL = [7, 14, 30] as const;
const MAX_LIST = 5 * 1024 * 1024;

/** The nearest warning that is due, in days; 0 when it has ended, null when there is nothing to say. */
export function warningOf({ use, until }: Pick<KeyAge, "use" | "until">, now: number): number | null {
  if (until === null) return null;
  if (until <= now) return 0;
  return (WARNINGS[use] ?? USUAL).find((days) => until - now <= days * DAY) ?? null;
}

/** What has an end, and for how many days it is still good: as screens, notices and figures count it. */
export const endsOf = (ages: readonly KeyAge[], now: number): readonly KeyEnd[] =>
  ages.flatMap((age) =>
    age.until === null ? [] : [{ use: age.use, name: age.name, until: age.until, days: warningOf(age, now) }],
  );

export type KeyEnd = Pick<KeyAge, "use" | "name"> & {
  readonly until: number;
  /** The warning that is due (`warningOf`). */
  readonly days: number | null;
};

/**
 * Every key by which this node is believed or believes others, from the files of its home: what for, since when, until
 * when, where. Keys without a date are named too, for a list that leaves some out says nothing of the rest.
 * @throws as `loadConfig`, `loadKeys` and the readers of cards do
 */
export function keyAges(home: string): readonly KeyAge[] {
  const config = loadConfig(home);
  const files = homeFiles(home);
  const keys = loadKeys(files.keys);
  const made = Math.round(statSync(files.keys).mtimeMs);
  const own = (use: KeyUse, name: string, until: number | null = null): KeyAge => ({
    use,
    name,
    since: made,
    until,
    compromisedSince: null,
    where: files.keys,
  });
  const certificate = new X509Certificate(keys.tls.certificate);
  return [
    ...config.lanes.map((lane) => own("log", lane)),
    own("cosigning", config.party),
    own("tls", config.link.host, certificate.validToDate.getTime()),
    ...keys.kem.map((_, i) => own("sealing", `${i + 1} of ${keys.kem.length}`)),
    own("at-rest", config.party),
    ...(keys.next === null ? [] : [own("next", keys.next.slice(0, 12))]),
    ...former("former", config.party, keys.former, files.keys),
    ...ofPeer(home, config),
    ...ofOfficers(config),
  ];
}

const former = (use: KeyUse, party: string, retired: readonly Retired[], where: string): readonly KeyAge[] =>
  retired.map(({ since }, i) => ({
    use,
    name: `${party} ${i + 1}`,
    since: null,
    until: null,
    compromisedSince: since,
    where,
  }));

function ofPeer(home: string, config: NodeConfig): readonly KeyAge[] {
  const files = homeFiles(home);
  const at = (use: KeyUse, name: string, since: number, where: string): KeyAge => ({
    use,
    name,
    since,
    until: null,
    compromisedSince: null,
    where,
  });
  const card = peerCard(home, config);
  const root = peerRoot(home);
  return [
    ...(card
      ? [at("peer-card", card.party, Math.round(statSync(files.peerCard).mtimeMs), files.peerCard)]
      : []),
    ...former("peer-former", config.peer, peerFormer(home), files.peerFormer),
    ...(root ? [at("peer-root", root.root.party, rootSince(files.peerRoot), files.peerRoot)] : []),
  ];
}

/** When the root in force was set up. */
const rootSince = (path: string): number =>
  parseRecord(readFileSync(path)).findLast(({ root }) => root !== null)?.act.at ?? 0;

/** Of the cards of officers: their authority, and the list without which none of them counts. */
function ofOfficers({ signIn }: NodeConfig): readonly KeyAge[] {
  const certificates = signIn?.certificates;
  if (!certificates) return [];
  const { ca, crl } = certificates;
  const authority = new X509Certificate(ca);
  const base = { name: authority.subject.replaceAll("\n", ", "), compromisedSince: null };
  return [
    {
      ...base,
      use: "authority",
      since: authority.validFromDate.getTime(),
      until: authority.validToDate.getTime(),
      where: "node.json",
    },
    { ...base, use: "revocations", ...datesOf(crl), where: crl },
  ];
}

function datesOf(path: string): Pick<KeyAge, "since" | "until"> {
  try {
    if (statSync(path).size > MAX_LIST) return { since: null, until: 0 };
    const { thisUpdate, nextUpdate } = new x509.X509Crl(readFileSync(path));
    return { since: thisUpdate.getTime(), until: nextUpdate?.getTime() ?? 0 };
  } catch {
    // Missing or no list at all: with it nobody comes in, which is what an end means here.
    return { since: null, until: 0 };
  }
}

/** The same from the files as they are now; null when one of them cannot be read, and nobody knows. */
export function endsIn(home: string, now: number): readonly KeyEnd[] | null {
  try {
    return endsOf(keyAges(home), now);
  } catch {
    return null;
  }
}
