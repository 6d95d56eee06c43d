import { canonicalBytes, SetuError, type Json } from "@setu/core";
import { everyTopic } from "@setu/server/admin/topics.ts";
import { parseConfig, type NodeConfig } from "@setu/server/node/config.ts";
import { initNode } from "@setu/server/node/init.ts";
import { FULL_RELEASE } from "@setu/server/release/config.ts";
import { fingerprint } from "@setu/server/keys/card.ts";
import { readObject } from "./input.ts";
import { PARTIES } from "./parties.ts";
import { answer, say, type Talk } from "./terminal.ts";

export type InitOptions = {
  readonly party: string;
  readonly peer: string;
  readonly config?: string;
  readonly host?: string;
  readonly port?: string;
  readonly linkHost?: string;
  readonly linkPort?: string;
};

const MAX_CONFIG = 64 * 1024;
const PORT = { http: 8480, link: 8482 };

/** @throws USAGE when there is a node in the folder or the party is not known, BAD_FIELD naming what is wrong */
export async function init(home: string, options: InitOptions, talk: Talk): Promise<void> {
  const given = options.config === undefined ? {} : await readObject(options.config, MAX_CONFIG);
  const config = parseConfig(canonicalBytes({ ...startingPoint(options, given), ...given }));
  const card = await initNode(home, config);
  say(`Made ${home}. Give your card to ${config.peer}: setu card --home ${home} > ${config.party}.card.json`);
  const [first] = config.officers;
  if (config.signIn?.passkeys && first)
    say(`Give each officer a code for a first key: setu officer enrol ${first.id} --home ${home}`);
  answer(talk, { home, party: card.party, fingerprint: fingerprint(card) }, home);
}

function startingPoint(
  options: InitOptions,
  given: Readonly<Record<string, Json>>,
): Readonly<Record<string, Json>> {
  const known = PARTIES[options.party];
  if (!known && !("name" in given && "zone" in given && "calendar" in given)) {
    throw new SetuError(
      "USAGE",
      `name, zone and calendar of ${options.party} are not known here; say them with --config`,
    );
  }
  const host = options.host ?? known?.host ?? "localhost";
  return {
    ...configOf(options.party, options.peer, {
      host,
      port: port("port", options.port, PORT.http),
      linkHost: options.linkHost ?? "127.0.0.1",
      linkPort: port("link-port", options.linkPort, PORT.link),
    }),
    demo: false,
    // Keys that stay in one device; an identity provider is for the operator to name.
    signIn: { passkeys: { synced: false } },
    officers: [
      {
        id: "officer.1",
        name: "Officer 1",
        agency: known?.agency ?? options.party,
        lang: "en",
        ...EVERYDAY,
      },
    ],
  };
}

const EVERYDAY_POWERS = ["read", "draft", "send", "assign", "export", "supervise"] as const;
/** Of the one officer that a new node begins with; her operator says what each officer may do. */
const EVERYDAY = {
  clearance: 2,
  compartments: [],
  powers: EVERYDAY_POWERS,
  topics: everyTopic(EVERYDAY_POWERS, 2),
  from: "2026-01-01T00:00:00Z",
  until: "2036-01-01T00:00:00Z",
  suspended: false,
} satisfies Json;

export type Places = {
  readonly host: string;
  readonly port: number;
  readonly linkHost: string;
  readonly linkPort: number;
};

/** A node on the loopback; everything else is for its operator to say. */
export function configOf(party: string, peer: string, places: Places): Readonly<Record<string, Json>> {
  const known = PARTIES[party];
  return {
    ...(known && { name: known.name, zone: known.zone, calendar: known.calendar }),
    party,
    peer,
    instance: 1,
    lanes: ["flash", "main"],
    link: { host: places.linkHost, bind: "127.0.0.1", port: places.linkPort },
    http: { hosts: [places.host], bind: "127.0.0.1", port: places.port, secure: false },
    demo: true,
    pulse: 30,
    release: FULL_RELEASE,
  } satisfies Record<
    keyof Omit<
      NodeConfig,
      | "brake"
      | "budgets"
      | "retention"
      | "recallDays"
      | "witnesses"
      | "operations"
      | "officers"
      | "name"
      | "zone"
      | "calendar"
      | "database"
      | "mail"
      | "scanner"
      | "signIn"
    >,
    Json
  >;
}

function port(field: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const n = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (n >= 0 && n <= 65_535) return n;
  throw new SetuError("USAGE", `--${field} is not a port`);
}
