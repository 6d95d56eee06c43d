import { createHash } from "node:crypto";
import { isSetuError, SetuError } from "@setu/core";
import * as client from "openid-client";
import { FRESH } from "../http/sessions.ts";
import type { OidcConfig } from "./config.ts";
import { outwards, type Egress } from "./egress.ts";

/**
 * The ministry's identity provider (OpenID Connect Core 1.0, authorization code with PKCE S256). It says who somebody
 * is; whether that is an officer of this node, and what an officer may do, it does not say.
 */
export type Provider = {
  /**
   * Where the browser goes, and what has to be kept until it is back.
   * @param anew the person has to prove it there once more, and the provider to say when (OpenID Connect Core 3.1.2.1)
   * @throws IDP_SILENT | IDP_REFUSED
   */
  begin(anew?: boolean): Promise<Begun>;
  /** @param query of the address at which the browser came back. @throws IDP_SILENT | IDP_REFUSED */
  finish(query: string, kept: Kept): Promise<Said>;
  /** Where the browser signs out there too; null when the provider offers nothing of the kind or is away. */
  leaving(idToken: string): Promise<string | null>;
};

export type Kept = { readonly state: string; readonly nonce: string; readonly verifier: string };
type Begun = Kept & { readonly url: string };

export type Said = {
  /** Value of the configured claim. */
  readonly who: string;
  readonly acr: string | null;
  /** When the person proved to be there, milliseconds. */
  readonly authTime: number | null;
  readonly idToken: string;
};

export const CALLBACK = "/sign-in/callback";

/** RFC 8725 section 3.1: asymmetric ones alone, and never what the token itself or the provider proposes beyond them. */
const ALGORITHMS = ["ES256", "ES384", "ES512", "EdDSA", "Ed25519", "PS256", "PS384", "PS512", "RS256"];
/** Keys and addresses of a provider change; keys that it names anew are fetched at once. */
const KNOWN_FOR = 3_600_000;
const TIMEOUT_S = 10;

/** @param origin of our own screens: scheme, host and port as officers have them in the address bar */
export function oidcProvider(
  config: OidcConfig,
  origin: string,
  now: () => number,
  resolve?: Egress["resolve"],
): Provider {
  const { hosts: named, ca } = config;
  const fetch = outwards({ named, ...(ca !== undefined && { ca }), ...(resolve && { resolve }) });
  const redirect = new URL(CALLBACK, origin).href;
  let known: { readonly at: number; readonly is: Promise<client.Configuration> } | null = null;
  const discovered = () => {
    if (known && now() - known.at < KNOWN_FOR) return known.is;
    const found = discover(config, fetch);
    known = { at: now(), is: found };
    found.catch(() => (known = null));
    return found;
  };
  return {
    begin: (anew = false) =>
      judged(async () => {
        const kept = {
          state: client.randomState(),
          nonce: client.randomNonce(),
          verifier: client.randomPKCECodeVerifier(),
        };
        const maxAge = anew ? Math.min(config.maxAge ?? Infinity, FRESH / 1000) : config.maxAge;
        const url = client.buildAuthorizationUrl(await discovered(), {
          redirect_uri: redirect,
          scope: "openid",
          state: kept.state,
          nonce: kept.nonce,
          code_challenge: await client.calculatePKCECodeChallenge(kept.verifier),
          code_challenge_method: "S256",
          ...(config.acr && { acr_values: config.acr.join(" ") }),
          ...(maxAge !== undefined && { max_age: String(maxAge) }),
          ...(anew && { prompt: "login" }),
        });
        return { ...kept, url: url.href };
      }),
    finish: (query, { state, nonce, verifier }) =>
      judged(async () => {
        const back = new URL(redirect);
        back.search = query;
        const answer = await client.authorizationCodeGrant(await discovered(), back, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
          ...(config.maxAge !== undefined && { maxAge: config.maxAge }),
        });
        return said(config, answer.claims(), answer.id_token);
      }),
    leaving: async (idToken) => {
      const at = await discovered().catch(() => null);
      if (at?.serverMetadata().end_session_endpoint === undefined) return null;
      return client.buildEndSessionUrl(at, {
        id_token_hint: idToken,
        post_logout_redirect_uri: new URL("/", origin).href,
      }).href;
    },
  };
}

async function discover(config: OidcConfig, fetch: client.CustomFetch): Promise<client.Configuration> {
  const { issuer, client: id, secret } = config;
  const found = await client.discovery(new URL(issuer), id, {}, client.None(), {
    [client.customFetch]: fetch,
    timeout: TIMEOUT_S,
  });
  const offered = found.serverMetadata();
  // The library lets some providers name another issuer than the one that was asked.
  if (offered.issuer !== issuer) throw refused("issuer");
  const metadata: client.ServerMetadata = {
    ...(offered as client.ServerMetadata),
    id_token_signing_alg_values_supported: ALGORITHMS.filter((alg) =>
      (offered.id_token_signing_alg_values_supported ?? ["RS256"]).includes(alg),
    ),
  };
  const authentication = secret === undefined ? client.None() : client.ClientSecretBasic(secret);
  const at = new client.Configuration(metadata, id, {}, authentication);
  at[client.customFetch] = fetch;
  at.timeout = TIMEOUT_S;
  // The token comes over TLS from the provider itself, and its signature is checked all the same.
  client.enableNonRepudiationChecks(at);
  return at;
}

function said(
  { claim, acr: wanted }: OidcConfig,
  claims: client.IDToken | undefined,
  idToken: string | undefined,
): Said {
  const who = claims?.[claim];
  if (!claims || idToken === undefined || typeof who !== "string" || who === "") throw refused("claim");
  const acr = typeof claims["acr"] === "string" ? claims["acr"] : null;
  if (wanted && (acr === null || !wanted.includes(acr))) throw refused("acr");
  const authTime = typeof claims.auth_time === "number" ? claims.auth_time * 1000 : null;
  return { who, acr, authTime, idToken };
}

/** What stays of a token that must not stay: enough to recognise it. */
export const tokenHash = (idToken: string): string =>
  createHash("sha256").update(idToken).digest("base64url");

async function judged<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isSetuError(error)) throw error;
    const ours = causes(error).find((each) => isSetuError(each));
    throw ours ?? refused(reasonOf(error), error);
  }
}

function causes(error: unknown): readonly unknown[] {
  const found: unknown[] = [];
  for (let each = error; each instanceof Error && found.length < 8; each = each.cause) {
    found.push(each);
    if (typeof each.cause === "object" && !(each.cause instanceof Error)) found.push(each.cause);
  }
  return found;
}

/** Names only: what a provider writes is not repeated. */
const REASONS: ReadonlySet<unknown> = new Set(
  "nonce state iss aud exp iat nbf azp auth_time invalid_grant invalid_client access_denied login_required".split(
    " ",
  ),
);

function reasonOf(error: unknown): string {
  for (const each of causes(error)) {
    const found = each as Readonly<Record<"claim" | "error" | "code" | "expected" | "header", unknown>>;
    for (const word of [found.claim, found.error]) if (REASONS.has(word)) return word as string;
    if (found.header !== undefined && found.expected !== undefined) return "alg";
    if (found.code === "OAUTH_KEY_SELECTION_FAILED") return "signature";
  }
  return "answer";
}

const refused = (reason: string, cause?: unknown): SetuError =>
  new SetuError("IDP_REFUSED", "what the identity provider says does not hold", {
    detail: { reason },
    ...(cause !== undefined && { cause }),
  });
