import { statSync } from "node:fs";
import { X509Certificate } from "node:crypto";
import { linkClient } from "@setu/server/link-http/client.ts";
import { Versions } from "@setu/server/link-http/versions.ts";
import { readCarried } from "@setu/server/carried/known.ts";
import { checkServer } from "@setu/server/db/pool.ts";
import { fingerprint } from "@setu/server/keys/card.ts";
import { loadKeys } from "@setu/server/keys/node-keys.ts";
import { ownCard, peerCard } from "@setu/server/node/cards.ts";
import { homeFiles, type NodeConfig } from "@setu/server/node/config.ts";
import { keyAges, warningOf } from "@setu/server/node/key-ages.ts";
import { endOf } from "../keys-list.ts";
import type { Opened } from "../store.ts";
import { fault, ok, warning, type Check } from "./finding.ts";

const DAY = 86_400_000;
const SOON = 60 * DAY;
const QUIET = 15 * 60_000;
const SKEW = 5_000;

const at = (time: number): string => new Date(time).toISOString();

/** What stands in the home itself. */
export const homeChecks = (home: string, config: NodeConfig): readonly Check[] => [
  {
    name: "keys",
    look() {
      const { keys } = homeFiles(home);
      const loaded = loadKeys(keys);
      const until = new X509Certificate(loaded.tls.certificate).validToDate.getTime();
      const mode = (statSync(keys).mode & 0o777).toString(8);
      if (until < Date.now() + SOON) {
        return warning(
          `the certificate ends ${at(until)}`,
          "make new keys and exchange cards; old acts stay valid",
        );
      }
      return ok(
        `file mode ${mode}, certificate until ${at(until).slice(0, 10)}; log and cosigning keys do not expire`,
      );
    },
  },
  {
    name: "ends",
    look() {
      const now = Date.now();
      const dated = keyAges(home).filter(({ until }) => until !== null);
      const due = dated.filter((age) => warningOf(age, now) !== null);
      const meaning = (due.length > 0 ? due : dated)
        .map((age) => `${age.use}: ${endOf(age, now)}`)
        .join("; ");
      if (due.length === 0) return ok(meaning);
      const fix = "setu keys list; have the authority renew what is its own, and for the line make new keys";
      return due.some((age) => warningOf(age, now) === 0) ? fault(meaning, fix) : warning(meaning, fix);
    },
  },
  {
    name: "own card",
    look() {
      const card = ownCard(config, loadKeys(homeFiles(home).keys));
      const next = card.next === undefined ? "no keys are kept that would follow these (setu keys next)" : "";
      return ok([fingerprint(card), next].filter((part) => part !== "").join("; "));
    },
  },
  {
    name: "peer's card",
    look() {
      const card = peerCard(home, config);
      if (!card) return warning(`no card of ${config.peer} yet`, "setu peer CARD_FILE");
      const stolen = (card.former ?? []).flatMap(({ since }) => since ?? []);
      const since = stolen.map((each) => `earlier keys were in other hands since ${at(each)}`);
      return ok([fingerprint(card), ...since].join("; "));
    },
  },
];

/** What the database says. */
export const databaseChecks = ({ store, ports, config }: Opened): readonly Check[] => [
  {
    name: "database",
    async look() {
      await checkServer(store.pool);
      const { rows } = await store.pool.query<{ version: string; size: string }>(
        "SELECT current_setting('server_version') AS version, pg_size_pretty(pg_database_size(current_database())) AS size",
      );
      return ok(
        `PostgreSQL ${rows[0]?.version}, ${rows[0]?.size}, ${config.database ? "a server" : "embedded"}`,
      );
    },
  },
  {
    name: "clock",
    async look() {
      const { rows } = await store.pool.query<{ last: string | null; skew: string }>(
        "SELECT (SELECT max(last_t) FROM own_log) AS last, extract(epoch FROM clock_timestamp()) * 1000 - $1::bigint AS skew",
        [Date.now()],
      );
      const last = Number(rows[0]?.last ?? 0);
      const skew = Math.round(Number(rows[0]?.skew));
      if (last > Date.now() + SKEW) {
        return fault(
          `this clock is behind the node's own log, which is at ${at(last)}`,
          "set the clock of this machine",
        );
      }
      if (Math.abs(skew) > SKEW) {
        return warning(`the clock of the database differs by ${skew} ms`, "set both clocks by NTP");
      }
      return ok(`${at(Date.now())}, not behind the log`);
    },
  },
  {
    name: "link",
    async look() {
      if (!ports) return warning("no peer yet", "setu peer CARD_FILE");
      const { stopped, alarms } = await store.tx((tx) => tx.link(ports.identity.peer.party));
      const kinds = [...new Set(alarms.map(({ code }) => code))].join(", ");
      if (stopped)
        return fault(`stopped: ${stopped}`, "two officers look at the evidence before anybody lifts it");
      return alarms.length === 0
        ? ok("no alarm")
        : warning(`alarms: ${kinds}`, "read them on the page of the link");
    },
  },
  {
    name: "last receipt",
    async look() {
      const { rows } = await store.pool.query<{ t: string | null }>("SELECT max(t) AS t FROM receipt");
      const t = rows[0]?.t;
      // It comes with their file, whenever that is carried: its age says nothing of the road.
      if (config.link.road === "file")
        return ok(t === undefined || t === null ? "none yet: it comes with their file" : at(Number(t)));
      if (t === undefined || t === null)
        return warning("the peer has not received anything yet", "start both nodes");
      const fix = "see whether the peer can be reached; what was sent waits in the log";
      return Date.now() - Number(t) > QUIET ? warning(at(Number(t)), fix) : ok(at(Number(t)));
    },
  },
];

/** What the peer answers. */
export const peerChecks = (home: string, config: NodeConfig): readonly Check[] => [
  {
    name: "peer",
    async look() {
      const { road = "both" } = config.link;
      // Where we may not connect, a question from here would only find what is closed for good reason.
      if (road === "in") return ok("connects to us and is not called (link.road in); see the last receipt");
      if (road === "file") return carriedCheck(home);
      const card = peerCard(home, config);
      if (!card) return warning("no card of the peer yet", "setu peer CARD_FILE");
      let group = "";
      const versions = new Versions();
      const client = linkClient({
        address: card.address,
        tls: loadKeys(homeFiles(home).keys).tls,
        pin: card.tls,
        timeoutMs: 5_000,
        versions,
        onConnect: (negotiated) => {
          group = `${negotiated.protocol}, ${negotiated.group}`;
        },
      });
      try {
        await client.hello(config.lanes[0] ?? "main");
        const alone = road === "out" ? "; only we connect (link.road out)" : "";
        return ok(
          `answers at ${card.address.host}:${card.address.port} over ${group}, link version ${versions.common} (ours ${versions.own.join()}, theirs ${versions.theirs?.join() ?? "not said"})${alone}`,
        );
      } finally {
        client.close();
      }
    },
  },
];

function carriedCheck(home: string): ReturnType<typeof ok> {
  const { out, in: came } = readCarried(home);
  const written = out ? `last written ${at(out.at)}` : "none was written here";
  const taken = came
    ? `theirs as of ${at(came.asOf)}, taken ${at(came.at)}`
    : "none of theirs was taken here";
  return ok(`nobody connects, files are carried (link.road file): ${written}; ${taken}`);
}
