import { X509Certificate } from "node:crypto";
import { stat, statfs } from "node:fs/promises";
import { ERRORS } from "@setu/core";
import { CALENDARS } from "@setu/core/clock/index.ts";
import { ownOrigin, peerOrigin } from "@setu/link";
import { readCarried } from "../carried/known.ts";
import { SINCE_PURGE } from "../disposal/loops.ts";
import { homeFiles } from "../node/config.ts";
import { endsIn } from "../node/key-ages.ts";
import type { Road } from "../node/roads.ts";
import type { Desk } from "../requests/desk.ts";
import { enoughByLane } from "../witnessed/standing.ts";
import { scrubbed } from "../scrub/state.ts";
import type { Sample } from "./openmetrics.ts";

type Db = Pick<Desk["store"], "rows">;
type Disk = (home: string) => Promise<{ readonly free: number; readonly total: number }>;

const diskOf: Disk = async (home) => {
  const { bavail, blocks, bsize } = await statfs(home);
  return { free: bavail * bsize, total: blocks * bsize };
};

/** @param at in milliseconds; null: never */
const age = (at: number | null, now: number): number =>
  at === null ? Infinity : Math.max(0, now - at) / 1000;
/** What is not there has no age. */
const waiting = (at: number | null, now: number): number => (at === null ? 0 : age(at, now));

/** Of the home and its disk: nothing of the database. */
export async function homeSamples(
  { home, certificate, calendars, trains }: HomeAsked,
  now: number,
  disk: Disk = diskOf,
): Promise<readonly Sample[]> {
  const files = homeFiles(home);
  const [{ free, total }, keys, backup] = await Promise.all([
    disk(home),
    stat(files.keys),
    stat(files.lastBackup).catch(() => null),
  ]);
  return [
    { of: "setu_training", value: trains ? 1 : 0 },
    { of: "setu_disk_free_bytes", value: free },
    { of: "setu_disk_free_ratio", value: free / total },
    { of: "setu_keys_age_seconds", value: age(keys.mtimeMs, now) },
    // A file of the home that cannot be read counts as one of them.
    { of: "setu_keys_ending", value: endsIn(home, now)?.filter(({ days }) => days !== null).length ?? 1 },
    { of: "setu_backup_age_seconds", value: age(backup?.mtimeMs ?? null, now) },
    {
      of: "setu_certificate_left_seconds",
      value: (new X509Certificate(certificate).validToDate.getTime() - now) / 1000,
    },
    ...[...calendars].flatMap(([of, id]): readonly Sample[] => {
      const to = CALENDARS.get(id)?.to;
      return to === undefined
        ? []
        : [{ of: "setu_calendar_left_seconds", labels: [of], value: (Date.parse(to) - now) / 1000 }];
    }),
  ];
}
export type HomeAsked = {
  readonly home: string;
  /** PEM. */
  readonly certificate: string;
  /** Ids of calendars, by whose they are: `own`, `peer`. */
  readonly calendars: ReadonlyMap<string, string>;
  readonly road: Road;
  /** Whether nothing here is real (decision 0033). */
  readonly trains: boolean;
};

const OWN = `SELECT origin, size, cosigned, pulse_at AS pulse,
    least((SELECT t FROM entry WHERE entry.origin = own_log.origin AND pos = cosigned),
      (SELECT min(t) FROM pending WHERE pending.origin = own_log.origin AND t > 0)) AS oldest
  FROM own_log WHERE origin = ANY ($1)`;
const PEER = `SELECT origin, held, applied, cardinality(except_at) AS excepted, heard_at AS heard,
    (SELECT t FROM entry WHERE entry.origin = peer_log.origin AND pos = applied) AS oldest
  FROM peer_log WHERE origin = ANY ($1)`;
type OwnRow = Readonly<Record<"size" | "cosigned" | "pulse", number>> & Named;
type PeerRow = Readonly<Record<"held" | "applied" | "excepted" | "heard", number>> & Named;
type Named = { readonly origin: string; readonly oldest: number | null };

/**
 * A lane of which a side has said nothing yet has counts of 0 and was never heard. Where files are carried nobody is heard
 * and nothing is signed between two files: those ages are told by `fileSamples`.
 */
export async function linkSamples(
  db: Db,
  { ports }: Desk,
  road: Road,
  now: number,
): Promise<readonly Sample[]> {
  const { identity } = ports;
  const lanes = identity.lanes.map((lane) => ({
    lane: lane as string,
    own: ownOrigin(identity, lane),
    peer: peerOrigin(identity, lane),
  }));
  const [owns, peers, [link]] = await Promise.all([
    db.rows<OwnRow>(OWN, [lanes.map(({ own }) => own)]),
    db.rows<PeerRow>(PEER, [lanes.map(({ peer }) => peer)]),
    db.rows<{ stopped: string | null }>("SELECT stopped FROM link WHERE peer = $1", [identity.peer.party]),
  ]);
  const samples: Sample[] = [{ of: "setu_link_stopped", value: (link?.stopped ?? null) === null ? 0 : 1 }];
  for (const { lane, own: ownName, peer: peerName } of lanes) {
    const own = owns.find(({ origin }) => origin === ownName);
    const peer = peers.find(({ origin }) => origin === peerName);
    const counts = {
      signed: own?.size,
      cosigned: own?.cosigned,
      held: peer?.held,
      applied: peer?.applied,
      excepted: peer?.excepted,
    };
    if (road !== "file")
      samples.push(
        { of: "setu_link_heard_age_seconds", labels: [lane], value: age(peer?.heard || null, now) },
        { of: "setu_link_pulse_age_seconds", labels: [lane], value: age(own?.pulse || null, now) },
        { of: "setu_link_unsent_age_seconds", labels: [lane], value: waiting(own?.oldest ?? null, now) },
      );
    samples.push(
      { of: "setu_link_unapplied_age_seconds", labels: [lane], value: waiting(peer?.oldest ?? null, now) },
      ...Object.entries(counts).map(([what, value = 0]): Sample => ({
        of: "setu_link_entries",
        labels: [lane, what],
        value,
      })),
    );
  }
  return samples;
}

/** Of a node for which files are carried: since the last was written here, and since the newest of theirs was written there. */
export function fileSamples(home: string, now: number): readonly Sample[] {
  const { out, in: came } = readCarried(home);
  const of = "setu_link_file_age_seconds";
  return [
    { of, labels: ["written"], value: age(out?.at ?? null, now) },
    { of, labels: ["theirs"], value: age(came?.asOf ?? null, now) },
  ];
}

const SIZE = "SELECT pg_database_size(current_database())::bigint AS bytes";
const ALARMS = `SELECT code, count(*)::int AS n FROM alarm WHERE acknowledged_by IS NULL GROUP BY code`;

/** Alarms by their code; a code that this program does not know is `OTHER`, so that the set stays what it is. */
export async function databaseSamples(db: Db): Promise<readonly Sample[]> {
  const [[size], alarms] = await Promise.all([
    db.rows<{ bytes: number }>(SIZE, []),
    db.rows<{ code: string; n: number }>(ALARMS, []),
  ]);
  const byCode = new Map<string, number>();
  for (const { code, n } of alarms) {
    const name = code in ERRORS ? code : "OTHER";
    byCode.set(name, (byCode.get(name) ?? 0) + n);
  }
  return [
    { of: "setu_database_up", value: 1 },
    { of: "setu_database_size_bytes", value: size?.bytes ?? 0 },
    ...[...byCode].map(([code, value]): Sample => ({ of: "setu_alarms", labels: [code], value })),
  ];
}

/** Only where something is destroyed by date at all. */
export async function purgeSamples(
  db: Db,
  { retention }: Desk,
  started: number,
  now: number,
): Promise<readonly Sample[]> {
  if (Object.keys(retention).length === 0) return [];
  const [row] = await db.rows<{ ended: number | null }>(SINCE_PURGE, []);
  return [{ of: "setu_purge_age_seconds", value: age(row?.ended ?? started, now) }];
}

/** Only where witnesses are asked, and of lanes on which there is something that they could have seen. */
export async function witnessSamples(db: Db, desk: Desk, now: number): Promise<readonly Sample[]> {
  const { lanes } = await enoughByLane(db, desk);
  return lanes.map(({ lane, at }) => ({
    of: "setu_witness_age_seconds",
    labels: [lane],
    value: age(at, now),
  }));
}

export async function scrubSamples(db: Db, started: number, now: number): Promise<readonly Sample[]> {
  const { ended } = await scrubbed(db);
  return [{ of: "setu_scrub_age_seconds", value: age(ended ?? started, now) }];
}
