import { parseBounded, SetuError, type Json } from "@setu/core";
import type { Context, MiddlewareHandler } from "hono";
import { TokenBucket } from "../link-http/limits.ts";

/** Where browsers say what the policy has stopped (CSP Level 3, section 6.5.1). */
export const VIOLATIONS = "/api/policy-violations";

/** What every answer carries, and what a request must be before anything looks at it. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; object-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
  `report-uri ${VIOLATIONS}`;

const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
};

/** RFC 6797, for two years: a browser that was here once does not ask over plain HTTP again. */
const STRICT_TRANSPORT = "max-age=63072000; includeSubDomains";

/** @param secure behind TLS: over plain HTTP a browser would not believe the last of them (RFC 6797 section 8.1) */
export const securityHeaders = (secure: boolean): MiddlewareHandler => {
  const headers = secure ? { ...HEADERS, "strict-transport-security": STRICT_TRANSPORT } : HEADERS;
  return async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(headers))
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    if (!c.res.headers.has("cache-control")) c.res.headers.set("cache-control", "no-store");
  };
};

/** A name that somebody else's DNS points here is not ours. @throws WRONG_ORIGIN */
export const knownHost =
  (hosts: ReadonlySet<string>): MiddlewareHandler =>
  async (c, next) => {
    const host = (c.req.header("host") ?? "").replace(/:\d+$/, "").toLowerCase();
    if (!hosts.has(host)) throw new SetuError("WRONG_ORIGIN", "this is not the name of this node");
    await next();
  };

/** A change comes from our own pages: browsers say so themselves, in two ways. @throws FORBIDDEN */
export function checkOrigin(c: Context): void {
  const site = c.req.header("sec-fetch-site");
  const origin = c.req.header("origin");
  const foreign =
    (site !== undefined && site !== "same-origin") ||
    (origin !== undefined && !isOwn(origin, c.req.header("host") ?? ""));
  if (foreign) throw new SetuError("FORBIDDEN", "the request comes from another site");
}

function isOwn(origin: string, host: string): boolean {
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}

export type BodyLimits = { readonly json: number; readonly bodyMs: number };

/** Counted while it streams, parsed only when it is whole and within bounds. @throws TOO_LARGE | TIMEOUT and the intake codes */
export async function readJson(c: Context, { json, bodyMs }: BodyLimits): Promise<Json> {
  if (!(c.req.header("content-type") ?? "").startsWith("application/json"))
    throw new SetuError("BAD_FIELD", "the body is not JSON");
  const chunks: Uint8Array[] = [];
  for await (const chunk of bounded(c, json, bodyMs)) chunks.push(chunk);
  return parseBounded(Buffer.concat(chunks), json);
}

export async function* bounded(c: Context, max: number, ms: number): AsyncGenerator<Uint8Array> {
  const tooLarge = new SetuError("TOO_LARGE", `more than ${max} bytes`, { detail: { max } });
  if (Number(c.req.header("content-length") ?? 0) > max) throw tooLarge;
  const reader = c.req.raw.body?.getReader();
  if (!reader) return;
  const deadline = Date.now() + ms;
  let size = 0;
  for (;;) {
    const { done, value } = await within(reader.read(), deadline - Date.now());
    if (done) return;
    size += value.length;
    if (size > max) throw tooLarge;
    yield value;
  }
}

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new SetuError("TIMEOUT", "the body came too slowly")), Math.max(0, ms));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Fairness between those who ask: one who floods waits, the others do not. */
export class Quota {
  readonly #buckets = new Map<string, TokenBucket>();
  readonly #rate: number;
  readonly #burst: number;

  constructor(rate: number, burst: number) {
    this.#rate = rate;
    this.#burst = burst;
  }

  /** @throws OVER_QUOTA */
  take(who: string): void {
    let bucket = this.#buckets.get(who);
    if (!bucket) {
      // Forgetting everybody is better than remembering everybody.
      if (this.#buckets.size >= 10_000) this.#buckets.clear();
      this.#buckets.set(who, (bucket = new TokenBucket(this.#rate, this.#burst)));
    }
    bucket.take();
  }
}

/** Said in place of a name that no page knows: an error repeats no text that came from outside. */
export const UNKNOWN = "unknown";

/**
 * Each parameter once and known: two readers may take different ones of a repeated name.
 * @throws BAD_FIELD with the name in `detail.field`, or `UNKNOWN`
 */
export function queryOf(
  c: Context,
  names: readonly string[],
  longest = 300,
): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [name, values] of Object.entries(c.req.queries())) {
    const [value] = values;
    if (!names.includes(name) || values.length !== 1 || value === undefined || value.length > longest) {
      const field = names.includes(name) ? name : UNKNOWN;
      throw new SetuError("BAD_FIELD", "a parameter is unknown, repeated or too long", { detail: { field } });
    }
    found[name] = value;
  }
  return found;
}
