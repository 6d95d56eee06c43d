import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  badField,
  code,
  opaque,
  parseBounded,
  party,
  type Code,
  type Json,
  type Opaque,
  type Party,
} from "@setu/core";
import { OWN } from "@setu/requests";
import type { Topics } from "@setu/policy";
import { POWERS, type Power } from "@setu/policy/facts.ts";
import { MAX_CLEARANCE, parseTopics } from "../admin/topics.ts";
import { isHere } from "../db/line.ts";
import { mailAddress, mailUrl, type MailConfig } from "../notices/mailer.ts";
import { parseRetention, type RetentionConfig } from "../disposal/retention.ts";
import type { Budget } from "../link-http/border.ts";
import type { BrakeConfig } from "../reasons/brake.ts";
import { parseRelease, type ReleaseConfig } from "../release/config.ts";
import { strict } from "../requests/command.ts";
import { ROADS, type Road } from "./roads.ts";
import type { ScannerAddress } from "../scanner/clamd.ts";
import { parseWitnesses, type WitnessesConfig } from "../witnessed/config.ts";
import { parseSignIn, type SignInConfig } from "../sign-in/config.ts";

type OperationsAddress = { readonly socket: string } | { readonly host: string; readonly port: number };

/** One file in the node's home; keys and the peer's card stand beside it. */
export type NodeConfig = {
  readonly party: Party;
  readonly peer: Party;
  readonly instance: number;
  readonly name: { readonly en: string; readonly fr: string; readonly hi: string };
  readonly zone: { readonly id: string; readonly label: string };
  readonly calendar: Opaque;
  readonly lanes: readonly Code[];
  /** Where this machine asks after the node's health: on itself, by port or by Unix socket. Absent: nowhere. */
  readonly operations?: OperationsAddress;
  /** Where the peer reaches us (`host`, as the card says) and where we listen for it. */
  readonly link: {
    readonly host: string;
    readonly bind: string;
    readonly port: number;
    /** Who opens connections; absent: both sides. */
    readonly road?: Road;
  };
  readonly http: {
    readonly hosts: readonly string[];
    readonly bind: string;
    readonly port: number;
    readonly secure: boolean;
    /** What officers have in the address bar, where it is not the first host with this port, as behind a proxy. */
    readonly origin?: string;
  };
  /** Sign-in without proof; only with a listener on the loopback. */
  readonly demo: boolean;
  /** How officers prove who they are; absent only in a demonstration. */
  readonly signIn?: SignInConfig;
  readonly officers: readonly {
    readonly id: string;
    readonly name: string;
    readonly agency: string;
    readonly lang: "en" | "fr" | "hi";
    /** What she may read and do; each is said, and what is not said is not given. */
    readonly clearance: number;
    readonly compartments: readonly string[];
    readonly powers: readonly Power[];
    /** Where they hold; absent, as in files of before there were topics: in all, up to the clearance. */
    readonly topics?: Topics;
    /** Accredited from the first instant up to the second, RFC 3339. */
    readonly from: string;
    readonly until: string;
    readonly suspended: boolean;
    /** Where content-free mail goes; absent: none. */
    readonly mail?: string;
    /** Who she is, where one person has several accounts: nobody approves by one what he wrote by the other. */
    readonly person?: string;
  }[];
  /** The server that takes content-free mail; absent: none is sent to anybody. */
  readonly mail?: MailConfig;
  /** `DATABASE_URL` goes before it; absent: the embedded PostgreSQL in the home. */
  readonly database?: string;
  /** Absent: files are not scanned. */
  readonly scanner?: ScannerAddress;
  /** Seconds between two pulses. */
  readonly pulse: number;
  /** From how much reading beside her own matters on an officer is stopped; absent: the usual figures. */
  readonly brake?: BrakeConfig;
  /** What the peer may bring in on a lane within an hour, where it is not the usual. */
  readonly budgets?: Readonly<Record<string, Budget>>;
  /** How long a matter that is over is kept; absent: until somebody destroys it. */
  readonly retention?: RetentionConfig;
  /** Days after which a recall of ours that nobody has answered is shown as unconfirmed; absent: 30. */
  readonly recallDays?: number;
  /** Who cosigns our logs beside the peer; absent: nobody is asked. */
  readonly witnesses?: WitnessesConfig;
  /** What is asked before something leaves; there is no default. */
  readonly release: ReleaseConfig;
};

const FIELDS = [
  "calendar",
  "demo",
  "http",
  "instance",
  "lanes",
  "link",
  "name",
  "officers",
  "party",
  "peer",
  "pulse",
  "release",
  "zone",
];
const OFFICER = [
  "agency",
  "clearance",
  "compartments",
  "from",
  "id",
  "lang",
  "name",
  "powers",
  "suspended",
  "until",
];
const LANGS = ["en", "fr", "hi"] as const;

export const homeFiles = (home: string) => ({
  config: join(home, "node.json"),
  keys: join(home, "keys.json"),
  peerCard: join(home, "peer.card.json"),
  /** Keys that those of the card have followed. */
  peerFormer: join(home, "peer.former.json"),
  /** What is known of the peer's announcements of keys, beside its card. */
  peerAnnounced: join(home, "peer.announced.json"),
  /** Keys of this node that will follow, from before they are announced until they do. */
  rotation: join(home, "keys.rotation.json"),
  /** What commands have said of keys and cards that they put here. */
  keyWords: join(home, "keys.words.json"),
  /** What the root of the peer's government has signed. */
  peerRoot: join(home, "peer.root.json"),
  postgres: join(home, "postgres"),
  highWater: join(home, "high-water"),
  /** Its time is when a backup was last written from this home. */
  lastBackup: join(home, "last-backup"),
});

/** @throws ENOENT, and BAD_FIELD naming what is wrong */
export const loadConfig = (home: string): NodeConfig => parseConfig(readFileSync(homeFiles(home).config));

/** Matters that only a home log knows bear a name that no party has (`desks/requests/src/intake.ts`). */
function partyOfLink(value: Json | undefined, field: string): Party {
  const name = party(value, field);
  if (name === OWN) throw badField(field, "name of a party");
  return name;
}

export function parseConfig(bytes: Uint8Array): NodeConfig {
  const fields = strict(parseBounded(bytes, 64 * 1024), "config", FIELDS, [
    "scanner",
    "signIn",
    "database",
    "mail",
    "brake",
    "budgets",
    "retention",
    "recallDays",
    "witnesses",
    "operations",
  ]);
  const mail = fields["mail"] === undefined ? null : parseMail(fields["mail"]);
  const name = strict(fields["name"], "name", ["en", "fr", "hi"]);
  const zone = strict(fields["zone"], "zone", ["id", "label"]);
  const link = strict(fields["link"], "link", ["bind", "host", "port"], ["road"]);
  const http = strict(fields["http"], "http", ["bind", "hosts", "port", "secure"], ["origin"]);
  return {
    party: partyOfLink(fields["party"], "party"),
    peer: partyOfLink(fields["peer"], "peer"),
    instance: whole(fields["instance"], "instance", 1, 1_000_000),
    name: {
      en: text(name["en"], "name.en"),
      fr: text(name["fr"], "name.fr"),
      hi: text(name["hi"], "name.hi"),
    },
    zone: { id: text(zone["id"], "zone.id"), label: text(zone["label"], "zone.label") },
    calendar: opaque(fields["calendar"], "calendar"),
    lanes: list(fields["lanes"], "lanes").map((lane) => code(lane, "lanes")),
    link: {
      host: text(link["host"], "link.host"),
      bind: text(link["bind"], "link.bind"),
      port: whole(link["port"], "link.port", 0, 65_535),
      ...(link["road"] !== undefined && { road: road(link["road"]) }),
    },
    http: {
      hosts: list(http["hosts"], "http.hosts").map((host) => text(host, "http.hosts")),
      bind: text(http["bind"], "http.bind"),
      port: whole(http["port"], "http.port", 0, 65_535),
      secure: flag(http["secure"], "http.secure"),
      ...(http["origin"] !== undefined && { origin: origin(http["origin"], "http.origin") }),
    },
    demo: flag(fields["demo"], "demo"),
    officers: list(fields["officers"], "officers").map((each) => officer(each, mail !== null)),
    ...(mail !== null && { mail }),
    ...(fields["database"] !== undefined && { database: text(fields["database"], "database") }),
    ...(fields["signIn"] !== undefined && { signIn: parseSignIn(fields["signIn"]) }),
    ...(fields["scanner"] !== undefined && { scanner: scanner(fields["scanner"]) }),
    pulse: whole(fields["pulse"], "pulse", 1, 86_400),
    ...(fields["brake"] !== undefined && { brake: brake(fields["brake"]) }),
    ...(fields["budgets"] !== undefined && { budgets: budgets(fields["budgets"], fields["lanes"]) }),
    ...(fields["retention"] !== undefined && { retention: parseRetention(fields["retention"]) }),
    ...(fields["operations"] !== undefined && { operations: operations(fields["operations"]) }),
    ...(fields["recallDays"] !== undefined && {
      recallDays: whole(fields["recallDays"], "recallDays", 1, 3_650),
    }),
    ...(fields["witnesses"] !== undefined && { witnesses: parseWitnesses(fields["witnesses"]) }),
    release: parseRelease(fields["release"]),
  };
}

function parseMail(value: Json): MailConfig {
  const fields = strict(value, "mail", ["from", "url"]);
  return { url: mailUrl(fields["url"], "mail.url"), from: mailAddress(fields["from"], "mail.from") };
}

/** @param mails whether this node sends mail: without it an address is read and not used */
function officer(value: Json, mails: boolean): NodeConfig["officers"][number] {
  const fields = strict(value, "officers", OFFICER, ["mail", "person", "topics"]);
  const mail = fields["mail"] === undefined ? null : mailAddress(fields["mail"], "officers.mail");
  const lang = LANGS.find((each) => each === fields["lang"]);
  if (!lang) throw badField("officers.lang", "language");
  return {
    id: opaque(fields["id"], "officers.id"),
    name: text(fields["name"], "officers.name"),
    agency: text(fields["agency"], "officers.agency"),
    lang,
    clearance: whole(fields["clearance"], "officers.clearance", 0, MAX_CLEARANCE),
    compartments: some(fields["compartments"], "officers.compartments").map((name) =>
      opaque(name, "officers.compartments"),
    ),
    powers: some(fields["powers"], "officers.powers").map((name) => power(name, "officers.powers")),
    ...(fields["topics"] !== undefined && { topics: parseTopics(fields["topics"], "officers.topics") }),
    from: at(fields["from"], "officers.from"),
    until: at(fields["until"], "officers.until"),
    suspended: flag(fields["suspended"], "officers.suspended"),
    ...(mails && mail !== null && { mail }),
    ...(fields["person"] !== undefined && { person: opaque(fields["person"], "officers.person") }),
  };
}

/** @param lanes of this node: a budget of no lane is a mistake */
function budgets(value: Json, lanes: Json | undefined): Readonly<Record<string, Budget>> {
  const known = list(lanes, "lanes").map((lane) => code(lane, "lanes"));
  const each = strict(value, "budgets", [], known);
  const found = known.flatMap((lane): [string, Budget][] => {
    if (each[lane] === undefined) return [];
    const fields = strict(each[lane], "budgets", ["bytes", "entries"]);
    const bytes = whole(fields["bytes"], "budgets.bytes", 1, Number.MAX_SAFE_INTEGER);
    return [[lane, { entries: whole(fields["entries"], "budgets.entries", 1, 1_000_000_000), bytes }]];
  });
  return Object.fromEntries(found);
}

function brake(value: Json): BrakeConfig {
  const fields = strict(value, "brake", ["openedPerHour", "takenPerDay"]);
  return {
    openedPerHour: whole(fields["openedPerHour"], "brake.openedPerHour", 1, 100_000),
    takenPerDay: whole(fields["takenPerDay"], "brake.takenPerDay", 1, 10_000_000),
  };
}

function scanner(value: Json): ScannerAddress {
  const fields = strict(value, "scanner", [], ["host", "port", "socket"]);
  if (fields["socket"] !== undefined) {
    strict(value, "scanner", ["socket"]);
    return { socket: text(fields["socket"], "scanner.socket") };
  }
  return {
    host: loopback(fields["host"], "scanner.host"),
    port: whole(fields["port"], "scanner.port", 1, 65_535),
  };
}

/** It asks nobody who they are: only this machine reaches it. */
function operations(value: Json): OperationsAddress {
  const fields = strict(value, "operations", [], ["host", "port", "socket"]);
  if (fields["socket"] !== undefined) {
    strict(value, "operations", ["socket"]);
    return { socket: text(fields["socket"], "operations.socket") };
  }
  const host = text(fields["host"], "operations.host");
  if (host.startsWith("/") || !isHere(host)) throw badField("operations.host", "address of this machine");
  return { host, port: whole(fields["port"], "operations.port", 0, 65_535) };
}

/** clamd speaks no TLS, and the files that it is given are in clear. */
function loopback(value: Json | undefined, field: string): string {
  const host = text(value, field);
  if (!isHere(host))
    throw badField(field, "host on this machine; a scanner elsewhere is reached through a tunnel");
  return host;
}

function origin(value: Json, field: string): string {
  const given = text(value, field);
  if (URL.parse(given)?.origin !== given) throw badField(field, "origin, such as https://setu.example");
  return given;
}

function text(value: Json | undefined, field: string): string {
  if (typeof value !== "string" || value === "" || value.length > 500) throw badField(field, "text");
  return value;
}

function whole(value: Json | undefined, field: string, min: number, max: number): number {
  if (typeof value !== "number" || value < min || value > max)
    throw badField(field, `number from ${min} to ${max}`);
  return value;
}

function road(value: Json): Road {
  const found = ROADS.find((each) => each === value);
  if (!found) throw badField("link.road", `one of ${ROADS.join(", ")}`);
  return found;
}

function flag(value: Json | undefined, field: string): boolean {
  if (typeof value !== "boolean") throw badField(field, "yes or no");
  return value;
}

function power(value: Json, field: string): Power {
  const found = POWERS.find((each) => each === value);
  if (found === undefined || found === "provision") throw badField(field, "power");
  return found;
}

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

function at(value: Json | undefined, field: string): string {
  if (typeof value !== "string" || !RFC3339.test(value) || Number.isNaN(Date.parse(value)))
    throw badField(field, "instant such as 2026-11-23T08:00:00Z");
  return value;
}

/** None is a list too. */
function some(value: Json | undefined, field: string): readonly Json[] {
  return Array.isArray(value) && value.length === 0 ? [] : list(value, field);
}

function list(value: Json | undefined, field: string): readonly Json[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > 256) throw badField(field, "list");
  return value as readonly Json[];
}
