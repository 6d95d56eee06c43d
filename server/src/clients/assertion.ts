import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { decodeJwt, decodeProtectedHeader, jwtVerify, type JWK } from "jose";
import type { PgStore } from "../db/pg-store.ts";
import { Refusal } from "./refusal.ts";
import { algorithmsOf, SIGNING_ALGORITHMS } from "./registration.ts";
import { findClient, type Client } from "./registry.ts";
import type { Spending } from "./spent.ts";

/**
 * `private_key_jwt` (RFC 7523 section 3; OpenID Connect Core section 9). The audience is this node and nothing else: an
 * assertion that names a token endpoint could have been asked for by another server in its name.
 */
const MAX_ASSERTION = 4_096;
const MAX_JTI = 200;
/** How far ahead an assertion may end, and how far two clocks may be apart. */
const MAX_TERM = 5 * 60_000;
const SKEW = 10_000;

type Around = {
  readonly store: PgStore;
  readonly spending: Spending;
  readonly issuer: string;
  readonly now: number;
};

/** @throws Refusal `invalid_client` after the same work alike for an unknown program, a revoked one and a wrong key */
export async function clientOfAssertion(
  { store, spending, issuer, now }: Around,
  assertion: string,
  claimed: string | undefined,
): Promise<Client> {
  const { alg, id } = outlineOf(assertion);
  if (claimed !== undefined && claimed !== id) throw refused("client_id");
  const client = await findClient(store, id, now);
  const jwk = client?.jwk ?? null;
  const own = jwk === null ? null : (JSON.parse(jwk) as JWK);
  // Whoever is not known is judged by a key that nobody has, so that the answer takes as long.
  const key = own && algorithmsOf(own).includes(alg) ? own : nobodysKey(alg);
  const { jti, exp, iat } = await verified(assertion, key, { issuer, now, id, alg });
  if (!client || jti === "" || jti.length > MAX_JTI) throw refused("jti");
  if (exp * 1000 > now + MAX_TERM + SKEW) throw refused("term");
  const until = exp * 1000 + SKEW;
  if (spending.isOfBefore(iat, { until, latest: MAX_TERM + SKEW })) throw refused("before-start");
  const fresh = await spending.spend({ kind: "assertion", of: id, jti, until }, now);
  if (!fresh) throw refused("replay");
  return client;
}

/** Not yet believed. */
function outlineOf(assertion: string): { readonly alg: string; readonly id: string } {
  if (assertion.length > MAX_ASSERTION) throw refused("malformed");
  try {
    const { alg, typ } = decodeProtectedHeader(assertion);
    const { sub } = decodeJwt(assertion);
    // A proof made for another purpose by the same key is no assertion (RFC 8725 section 3.11).
    const types: readonly unknown[] = [undefined, "JWT", "client-authentication+jwt"];
    if (alg === undefined || !SIGNING_ALGORITHMS.includes(alg) || !types.includes(typ))
      throw refused("header");
    if (typeof sub !== "string" || sub.length > 64) throw refused("sub");
    return { alg, id: sub };
  } catch (cause) {
    throw cause instanceof Refusal ? cause : refused("malformed", cause);
  }
}

type Expected = Pick<Around, "issuer" | "now"> & { readonly id: string; readonly alg: string };

async function verified(
  assertion: string,
  key: JWK | KeyObject,
  { issuer, now, id, alg }: Expected,
): Promise<{ readonly jti: string; readonly exp: number; readonly iat: number | null }> {
  try {
    const { payload } = await jwtVerify(assertion, key, {
      algorithms: [alg],
      issuer: id,
      subject: id,
      requiredClaims: ["aud", "exp", "jti"],
      currentDate: new Date(now),
      clockTolerance: SKEW / 1000,
    });
    if (payload.aud !== issuer) throw refused("aud");
    const { jti, exp, iat } = payload;
    return { jti: String(jti), exp: Number(exp), iat: iat === undefined ? null : iat * 1000 };
  } catch (cause) {
    throw cause instanceof Refusal ? cause : refused("assertion", cause);
  }
}

const nobodys = new Map<string, KeyObject>();

function nobodysKey(alg: string): KeyObject {
  const known = nobodys.get(alg);
  if (known) return known;
  const { publicKey } = alg.startsWith("ES")
    ? generateKeyPairSync("ec", { namedCurve: alg === "ES256" ? "P-256" : "P-384" })
    : generateKeyPairSync("ed25519");
  nobodys.set(alg, publicKey);
  return publicKey;
}

const refused = (reason: string, cause?: unknown): Refusal => new Refusal("invalid_client", reason, cause);
