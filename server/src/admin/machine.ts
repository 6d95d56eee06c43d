import { X509Certificate } from "node:crypto";
import { stat, statfs } from "node:fs/promises";
import type { HealthView, KeysView, LinkView, LoopState, QueueName } from "@setu/requests";
import { KEY_TYPES } from "tlog";
import type { PgTx } from "../db/pg-store.ts";
import type { Card } from "../keys/card.ts";
import type { NodeKeys } from "../keys/node-keys.ts";
import { endsOf, type KeyAge } from "../node/key-ages.ts";
import type { Desk } from "../requests/desk.ts";

/** What only the running process knows of itself (`node/about.ts`). */
export type About = {
  readonly home: string;
  readonly keysFile: string;
  readonly card: Card;
  readonly tls: NodeKeys["tls"]["certificate"];
  readonly sealing: number;
  readonly ages: () => readonly KeyAge[];
  readonly embedded: boolean;
  readonly started: number;
  readonly program: string;
  readonly loops: () => readonly LoopState[];
  readonly guards: () => HealthView["guards"];
};

const QUEUES = `SELECT (SELECT count(*) FROM pending)::int AS unsigned,
  (SELECT count(*) FROM held WHERE state = 'held')::int AS held,
  (SELECT count(*) FROM proposal WHERE state = 'open')::int AS releases,
  (SELECT count(*) FROM derived.stale)::int AS lines,
  (SELECT count(*) FROM derived.file WHERE state = 'unread')::int AS files,
  (SELECT count(*) FROM mail)::int AS mail`;
const DATABASE = `SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS bytes`;

/** How much waits where, and never of what. */
export async function healthOf(
  { ports }: Pick<Desk, "ports">,
  { db }: PgTx,
  about: About,
  policy: HealthView["policy"],
): Promise<HealthView> {
  const [[queues], [database], disk] = await Promise.all([
    db.rows<Record<QueueName, number>>(QUEUES, []),
    db.rows<{ version: string; bytes: number }>(DATABASE, []),
    statfs(about.home),
  ]);
  if (!queues || !database) throw new Error("the database answers nothing");
  return {
    now: ports.world.now(),
    started: about.started,
    versions: {
      program: about.program,
      runtime: process.version,
      database: database.version,
      workflows: ports.identity.versions,
    },
    database: { bytes: database.bytes, embedded: about.embedded },
    disk: { free: disk.bavail * disk.bsize, total: disk.blocks * disk.bsize },
    queues,
    loops: about.loops(),
    guards: about.guards(),
    policy,
  };
}

const KEYS = `SELECT (count(*) FILTER (WHERE ended IS NULL AND NOT synced AND kind <> 'x509'))::int AS passkey,
  (count(*) FILTER (WHERE ended IS NULL AND kind = 'x509'))::int AS card,
  (count(*) FILTER (WHERE ended IS NULL AND synced))::int AS synced,
  (count(*) FILTER (WHERE ended IS NOT NULL))::int AS ended,
  (SELECT count(*) FROM officer WHERE NOT disabled AND NOT machine AND NOT EXISTS
    (SELECT FROM passkey WHERE passkey.officer = officer.id AND ended IS NULL))::int AS without
  FROM passkey`;

/** Public halves, names and dates: nothing from which a key could be made. */
export async function keysOf(
  { db }: PgTx,
  { card, tls, sealing, keysFile, ages }: About,
  cards: LinkView["card"],
): Promise<KeysView> {
  const [[officers], file] = await Promise.all([db.rows<KeysView["officers"]>(KEYS, []), stat(keysFile)]);
  const certificate = new X509Certificate(tls);
  return {
    card: cards,
    tls: {
      fingerprint: certificate.fingerprint256,
      from: certificate.validFromDate.getTime(),
      until: certificate.validToDate.getTime(),
    },
    sealing,
    since: Math.round(file.mtimeMs),
    ends: endsOf(ages(), Date.now()),
    logs: card.lanes.map((lane, at) => ({
      lane,
      keys: (card.logs[at] ?? []).map(({ type, keyId }) => ({
        algorithm: type === KEY_TYPES.mldsa44 ? "ML-DSA-44" : "Ed25519",
        id: keyId.toString(16).padStart(8, "0"),
      })),
    })),
    officers: officers ?? { passkey: 0, synced: 0, card: 0, ended: 0, without: 0 },
  };
}
