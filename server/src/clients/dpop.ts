import { createHash } from "node:crypto";
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify, type JWK } from "jose";
import type { Nonces } from "./nonces.ts";
import { Refusal } from "./refusal.ts";
import { algorithmsOf, SIGNING_ALGORITHMS } from "./registration.ts";
import type { Spending } from "./spent.ts";

/** A proof that whoever asks has the key (RFC 9449 section 4.3), for this request, now, and once. */
const MAX_PROOF = 4_096;
const MAX_JTI = 200;
/** How old a proof may be, and how far the clock of its maker may be ahead. */
const MAX_AGE = 60_000;
const AHEAD = 10_000;

type Asked = {
  readonly method: string;
  /** As the client addressed it, without query. */
  readonly url: string;
  /** The access token that goes with it; absent at the token endpoint. */
  readonly token?: string;
  readonly now: number;
};

/**
 * @returns the thumbprint of the key (RFC 7638)
 * @throws Refusal `invalid_dpop_proof`, or `use_dpop_nonce` for one that is good but for its nonce
 */
export async function checkProof(
  { spending, nonces }: { readonly spending: Spending; readonly nonces: Nonces },
  proof: string | undefined,
  { method, url, token, now }: Asked,
): Promise<string> {
  if (proof === undefined || proof.length > MAX_PROOF) throw bad("missing");
  const { payload, jwk } = await opened(proof, now);
  const { jti, htm, htu, iat, ath, nonce } = payload;
  if (typeof jti !== "string" || jti === "" || jti.length > MAX_JTI) throw bad("jti");
  if (htm !== method) throw bad("htm");
  if (typeof htu !== "string" || withoutQuery(htu) !== withoutQuery(url)) throw bad("htu");
  const at = typeof iat === "number" ? iat * 1000 : Number.NaN;
  if (!(at > now - MAX_AGE && at <= now + AHEAD)) throw bad("iat");
  if (token !== undefined && ath !== hashOf(token)) throw bad("ath");
  if (typeof nonce !== "string" || !nonces.holds(nonce, now)) throw new Refusal("use_dpop_nonce", "nonce");
  const jkt = await calculateJwkThumbprint(jwk);
  const until = at + MAX_AGE + AHEAD;
  if (spending.isOfBefore(at, { until, latest: MAX_AGE + AHEAD })) throw bad("iat");
  const fresh = await spending.spend({ kind: "proof", of: jkt, jti, until }, now);
  if (!fresh) throw bad("replay");
  return jkt;
}

async function opened(proof: string, now: number) {
  try {
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      typ: "dpop+jwt",
      algorithms: [...SIGNING_ALGORITHMS],
      currentDate: new Date(now),
      clockTolerance: AHEAD / 1000,
    });
    const jwk = protectedHeader.jwk as JWK;
    if (!algorithmsOf(jwk).includes(protectedHeader.alg)) throw bad("alg");
    return { payload, jwk };
  } catch (cause) {
    throw cause instanceof Refusal ? cause : bad("signature", cause);
  }
}

/** RFC 9449 section 4.3: query and fragment are no part of it; scheme, host and port are compared as a URL says them. */
function withoutQuery(url: string): string | null {
  const parsed = URL.parse(url);
  return parsed && `${parsed.origin}${parsed.pathname}`;
}

const hashOf = (token: string): string => createHash("sha256").update(token).digest("base64url");
const bad = (reason: string, cause?: unknown): Refusal => new Refusal("invalid_dpop_proof", reason, cause);
