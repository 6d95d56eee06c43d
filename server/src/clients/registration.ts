import { createPublicKey } from "node:crypto";
import { badField, canonicalBytes, hash, opaque, SetuError, type Json } from "@setu/core";
import { TOPICS, type Topic } from "@setu/requests/topics.ts";
import { strict } from "../requests/command.ts";
import { parseScopes } from "./scopes.ts";

/** What an operator says of a program before it may sign in. */
export type Registration = {
  readonly id: string;
  readonly name: string;
  readonly agency: string;
  readonly clearance: number;
  readonly compartments: readonly string[];
  readonly scopes: readonly string[];
  /** In which its scopes hold, up to the clearance; all, where none is named. */
  readonly topics: readonly Topic[];
  /** Milliseconds; a key that nobody renews ends. */
  readonly until: number;
  /** Canonical JSON of a public JWK, or a certificate's SPKI hash. */
  readonly jwk: string | null;
  readonly pin: string | null;
};

/**
 * Keys that are taken, by what the key itself says of its curve; the algorithm follows from the key and is never read
 * from a message (RFC 8725 section 3.1). No RSA: of what is deployed too much is shorter than 128 bits of strength.
 */
const ALGORITHMS: Readonly<Record<string, readonly string[]>> = {
  "EC P-256": ["ES256"],
  "EC P-384": ["ES384"],
  "OKP Ed25519": ["Ed25519", "EdDSA"],
};
export const SIGNING_ALGORITHMS: readonly string[] = Object.values(ALGORITHMS).flat();

const YEAR = 366 * 86_400_000;
const MAX_CLEARANCE = 4;
const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/** @throws BAD_FIELD naming the field; USAGE unless there is one key */
export function parseRegistration(value: Json, now: number): Registration {
  const fields = strict(
    value,
    "client",
    ["agency", "clearance", "compartments", "id", "name", "scopes", "until"],
    ["certificate", "jwk", "topics"],
  );
  const { name, agency, clearance, compartments, until, jwk, certificate } = fields;
  if ((jwk === undefined) === (certificate === undefined))
    throw new SetuError("USAGE", "a program has either a jwk or a certificate");
  if (typeof name !== "string" || name.trim() === "" || name.length > 80 || /\p{Cc}/u.test(name))
    throw badField("name", "name");
  if (!Number.isInteger(clearance) || (clearance as number) < 0 || (clearance as number) > MAX_CLEARANCE)
    throw badField("clearance", `number from 0 to ${MAX_CLEARANCE}`);
  if (!Array.isArray(compartments) || compartments.length > 64) throw badField("compartments", "list");
  const end = typeof until === "string" && RFC3339.test(until) ? Date.parse(until) : Number.NaN;
  if (!(end > now && end <= now + YEAR)) throw badField("until", "instant within the next year");
  return {
    id: opaque(fields["id"], "id"),
    name,
    agency: opaque(agency, "agency"),
    clearance: clearance as number,
    compartments: compartments.map((each) => opaque(each, "compartments")),
    scopes: parseScopes(fields["scopes"], "scopes"),
    topics: topicsIn(fields["topics"]),
    until: end,
    jwk: jwk === undefined ? null : publicJwk(jwk),
    pin: certificate === undefined ? null : hash(certificate, "certificate"),
  };
}

function topicsIn(value: Json | undefined): readonly Topic[] {
  if (value === undefined) return TOPICS;
  const found = Array.isArray(value) ? TOPICS.filter((topic) => value.includes(topic)) : [];
  if (!Array.isArray(value) || value.length === 0 || found.length !== value.length)
    throw badField("topics", "list of topics");
  return found;
}

/** Canonical, and only the members that make the key: a private one given by mistake is refused, not kept. */
function publicJwk(value: Json): string {
  const { kty, crv, x, y } = strict(value, "jwk", ["crv", "kty", "x"], ["alg", "key_ops", "kid", "use", "y"]);
  const members = { kty, crv, x, ...(y !== undefined && { y }) };
  if (!Object.values(members).every((each) => typeof each === "string")) throw badField("jwk", "public key");
  const key = members as Readonly<Record<string, string>>;
  if (algorithmsOf(key).length === 0) throw badField("jwk", "public key on P-256, P-384 or Ed25519");
  try {
    createPublicKey({ key, format: "jwk" });
  } catch (cause) {
    throw new SetuError("BAD_FIELD", "the jwk is no key", { cause, detail: { field: "jwk" } });
  }
  return new TextDecoder().decode(canonicalBytes(key));
}

/** By which algorithms this key may sign; none for a key that is not taken. */
export const algorithmsOf = ({ kty, crv }: { readonly kty?: string; readonly crv?: string }) =>
  ALGORITHMS[`${kty} ${crv}`] ?? [];
