import { createHash } from "node:crypto";
import {
  badField,
  canonicalBytes,
  code,
  count,
  hash,
  instant,
  opaque,
  parseBounded,
  party,
  SetuError,
  type Code,
  type Hash,
  type Json,
  type Opaque,
  type Party,
} from "@setu/core";
import { formatVkey, KEY_TYPES, parseVkey, TlogError, type VerifierKey } from "tlog";
import { linkOrigin } from "@setu/link/origin.ts";
import { MAX_FORMER, type Former, type Retired } from "./succession.ts";
import { PUBLIC_BYTES } from "./x-wing.ts";

/**
 * What two nodes exchange on paper before they link: who a party is, where it is, and every key it will be believed
 * by. There is no trust on first use and no directory: the fingerprint is read aloud, in person or over a line on
 * which the two know each other's voices.
 */
export type Card = {
  readonly party: Party;
  readonly instance: number;
  readonly name: { readonly en: string; readonly fr: string; readonly hi: string };
  readonly zone: { readonly id: string; readonly label: string };
  readonly calendar: Opaque;
  /** Host and port of the link listener. */
  readonly address: { readonly host: string; readonly port: number };
  readonly lanes: readonly Code[];
  /** Log keys of each lane towards the peer this card is for, in the order of `lanes`; then the mirror's keys. */
  readonly peer: Party;
  readonly logs: readonly (readonly VerifierKey[])[];
  readonly mirror: readonly VerifierKey[];
  /** SHA-256 of the SubjectPublicKeyInfo of the TLS key. */
  readonly tls: Hash;
  /** X-Wing public key. */
  readonly kem: Uint8Array;
  /** H of the keys that follow if these are lost or stolen (`succession.ts`); absent: none were made. */
  readonly next?: Hash;
  /** Keys that these have followed, the oldest first: what they signed before stays signed. */
  readonly former?: readonly Former[];
};

/** Of `MAX_LANES` lanes with all the keys before them: 18 KiB of text each. */
export const MAX_CARD_BYTES = 2 * 1024 * 1024;
const MAX_LANES = 8;
const FIELDS = [
  "address",
  "calendar",
  "instance",
  "kem",
  "lanes",
  "logs",
  "mirror",
  "name",
  "party",
  "peer",
  "setu",
  "tls",
  "zone",
];

function toJson(card: Card): Json {
  const { logs, mirror, kem, former, ...rest } = card;
  return {
    setu: 1,
    ...(rest as unknown as { readonly [key: string]: Json }),
    ...vkeysOf({ logs, mirror }),
    ...(former && { former: former.map(({ since, ...keys }) => ({ ...vkeysOf(keys), since })) }),
    kem: Buffer.from(kem).toString("base64"),
  };
}

export const vkeysOf = ({ logs, mirror }: Pick<Card, "logs" | "mirror">) => ({
  logs: logs.map((keys) => keys.map(formatVkey)),
  mirror: mirror.map(formatVkey),
});

/** As a file for people: indented, with a final newline. `parseCard` takes any spacing. */
export const formatCard = (card: Card): string => `${JSON.stringify(toJson(card), null, 2)}\n`;

/**
 * Twelve groups of five digits, for reading aloud in any language: 199 bits of SHA-512 over the canonical card.
 */
export const fingerprint = (card: Card): string => readAloud(toJson(card));

/** H of a card: what a government's root signs (`root.ts`). */
export const cardHash = (card: Card): Hash =>
  createHash("sha256")
    .update(canonicalBytes(toJson(card)))
    .digest("base64url") as Hash;

/** The groups for whatever two people compare by voice. */
export function readAloud(value: Json): string {
  const digest = createHash("sha512").update(canonicalBytes(value)).digest();
  const groups = Array.from({ length: 12 }, (_, i) =>
    String(digest.readUIntBE(i * 5, 5) % 100_000).padStart(5, "0"),
  );
  return groups.join(" ");
}

/** @throws TOO_LARGE | NOT_JSON and the other intake codes | BAD_FIELD, naming the field */
export function parseCard(bytes: Uint8Array): Card {
  const fields = object(parseBounded(bytes, MAX_CARD_BYTES), "card", FIELDS, ["former", "next"]);
  if (fields["setu"] !== 1) throw badField("setu", "version of cards");
  const name = object(fields["name"], "name", ["en", "fr", "hi"]);
  const zone = object(fields["zone"], "zone", ["id", "label"]);
  const address = object(fields["address"], "address", ["host", "port"]);
  const card: Card = {
    party: party(fields["party"], "party"),
    peer: party(fields["peer"], "peer"),
    instance: whole(fields["instance"], "instance", 1_000_000),
    name: {
      en: text(name["en"], "name.en"),
      fr: text(name["fr"], "name.fr"),
      hi: text(name["hi"], "name.hi"),
    },
    zone: { id: zoneId(zone["id"]), label: text(zone["label"], "zone.label") },
    calendar: opaque(fields["calendar"], "calendar"),
    address: { host: host(address["host"]), port: whole(address["port"], "address.port", 65_535) },
    lanes: list(fields["lanes"], "lanes", MAX_LANES).map((lane) => code(lane, "lanes")),
    ...keysIn(fields),
    tls: hash(fields["tls"], "tls"),
    kem: kem(fields["kem"]),
    ...(fields["next"] !== undefined && { next: hash(fields["next"], "next") }),
    ...(fields["former"] !== undefined && { former: parseFormer(fields["former"]) }),
  };
  for (const keys of [card, ...(card.former ?? [])]) checkKeys({ ...card, ...keys });
  return card;
}

const keysIn = (fields: Readonly<Record<string, Json>>) => ({
  logs: list(fields["logs"], "logs", MAX_LANES).map((keys) =>
    list(keys, "logs", 2).map((key) => vkey(key, "logs")),
  ),
  mirror: list(fields["mirror"], "mirror", 2).map((key) => vkey(key, "mirror")),
});

/** Public keys that were followed by others, as a card and a node's own files hold them. @throws BAD_FIELD */
export function parseFormer(value: Json | undefined): readonly Former[] {
  return list(value, "former", MAX_FORMER).map((each) => {
    const fields = object(each, "former", ["logs", "mirror", "since"]);
    const { since } = fields;
    return { ...keysIn(fields), since: since === null ? null : instant(since, "since") };
  });
}

/** The same with the sizes that the file of a node adds to them. @throws BAD_FIELD */
export function parseRetired(value: Json | undefined): readonly Retired[] {
  return list(value, "former", MAX_FORMER).map((each) => {
    const { until, ...rest } = object(each, "former", ["logs", "mirror", "since", "until"]);
    const [former] = parseFormer([rest]);
    if (!former) throw badField("former", "former keys");
    if (until === null || until === undefined) return { ...former, until: null };
    const sizes = list(until, "until", MAX_LANES).map((size) =>
      size === null ? null : Number(count(size, "until")),
    );
    if (sizes.length !== former.logs.length) throw badField("until", "size of each log");
    return { ...former, until: sizes };
  });
}

export const retiredJson = (retired: readonly Retired[]) =>
  retired.map((each) => ({ ...vkeysOf(each), since: each.since, until: each.until }));

/** Each key in its role, under the only name it may have: a key of another log or party is no key of this one. */
function checkKeys(card: Card): void {
  const { lanes, logs, mirror } = card;
  if (card.party === card.peer) throw badField("peer", "other party");
  if (lanes.length === 0 || new Set(lanes).size !== lanes.length || logs.length !== lanes.length)
    throw badField("lanes", "list of lanes");
  for (const [i, lane] of lanes.entries()) {
    const origin = linkOrigin(card.party, card.peer, lane, card.instance);
    inRole(logs[i] ?? [], origin, [KEY_TYPES.ed25519, KEY_TYPES.mldsa44], "logs");
  }
  inRole(mirror, `${card.party}/mirror`, [KEY_TYPES.cosignature, KEY_TYPES.mldsa44], "mirror");
}

function inRole(keys: readonly VerifierKey[], name: string, types: readonly number[], field: string): void {
  if (keys.map((key) => `${key.type} ${key.name}`).join() !== types.map((type) => `${type} ${name}`).join()) {
    throw badField(field, `pair of keys of ${name}`);
  }
}

function vkey(value: Json, field: string): VerifierKey {
  try {
    return parseVkey(text(value, field, 4096));
  } catch (cause) {
    if (!(cause instanceof TlogError)) throw cause;
    throw new SetuError("BAD_FIELD", `${field} holds a malformed key`, { cause, detail: { field } });
  }
}

function kem(value: Json | undefined): Uint8Array {
  const encoded = text(value, "kem", 2048);
  const bytes = Buffer.from(encoded, "base64");
  if (bytes.length !== PUBLIC_BYTES || bytes.toString("base64") !== encoded)
    throw badField("kem", "X-Wing public key");
  return new Uint8Array(bytes);
}

/** Letters, digits, dots and dashes, or an IPv6 address without a zone: nothing that changes what a URL means. */
function host(value: Json | undefined): string {
  const name = text(value, "address.host", 253);
  if (!/^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9a-f]*:[0-9a-f:]*)$/.test(name))
    throw badField("address.host", "host name");
  return name;
}

function zoneId(value: Json | undefined): string {
  const id = text(value, "zone.id", 64);
  try {
    Intl.DateTimeFormat("en", { timeZone: id });
    return id;
  } catch {
    throw badField("zone.id", "IANA time zone");
  }
}

function object(
  value: Json | undefined,
  field: string,
  names: readonly string[],
  optional: readonly string[] = [],
): Readonly<Record<string, Json>> {
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw badField(field, "object");
  const given = Object.keys(value).filter((name) => !optional.includes(name));
  if (given.toSorted().join() !== names.join()) throw badField(field, `object of ${names.join(", ")}`);
  return value as Readonly<Record<string, Json>>;
}

function list(value: Json | undefined, field: string, max: number): readonly Json[] {
  if (!Array.isArray(value) || value.length > max) throw badField(field, `list of at most ${max}`);
  return value as readonly Json[];
}

function text(value: Json | undefined, field: string, max = 200): string {
  if (typeof value !== "string" || value === "" || value.length > max || /\p{Cc}/u.test(value))
    throw badField(field, "text");
  return value;
}

function whole(value: Json | undefined, field: string, max: number): number {
  if (!Number.isSafeInteger(value) || (value as number) < 1 || (value as number) > max)
    throw badField(field, "number");
  return value as number;
}
