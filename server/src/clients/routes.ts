import type { Context, Hono } from "hono";
import type { Env } from "../http/app.ts";
import { bounded, checkOrigin, Quota } from "../http/guard.ts";
import type { Log } from "../http/log.ts";
import { issue, TERM } from "./access-tokens.ts";
import type { Clients } from "./clients.ts";
import { Refusal } from "./refusal.ts";
import { SIGNING_ALGORITHMS } from "./registration.ts";
import { SCOPES } from "./scopes.ts";

const TOKEN = "/oauth/token";
const LIMITS = { bytes: 16 * 1024, ms: 5_000, rate: 20, burst: 100 };
const ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** The token endpoint of programs, and what they find out by themselves (RFC 8414). */
export function clientRoutes(app: Hono<Env>, clients: Clients, log: Log): void {
  const { store, now, origin, nonces } = clients;
  const everybody = new Quota(LIMITS.rate, LIMITS.burst);

  app.use(async (c, next) => {
    await next();
    const challenge = c.get("challenge");
    if (challenge === undefined) return;
    c.res.headers.set("www-authenticate", challenge);
    c.res.headers.set("dpop-nonce", nonces.current(now()));
  });

  app.get("/.well-known/oauth-authorization-server", (c) =>
    c.json({
      issuer: origin(),
      token_endpoint: `${origin()}${TOKEN}`,
      grant_types_supported: ["client_credentials"],
      response_types_supported: [],
      scopes_supported: SCOPES,
      token_endpoint_auth_methods_supported: ["private_key_jwt", "tls_client_auth"],
      token_endpoint_auth_signing_alg_values_supported: SIGNING_ALGORITHMS,
      dpop_signing_alg_values_supported: SIGNING_ALGORITHMS,
      tls_client_certificate_bound_access_tokens: true,
    }),
  );

  app.post(TOKEN, async (c) => {
    everybody.take("token");
    try {
      checkOrigin(c);
      const form = await readForm(c);
      const granted = await grant(c, form);
      return c.json(granted, 200, { "dpop-nonce": nonces.current(now()), pragma: "no-cache" });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      log("client-refused", { code: error.code, reason: error.reason });
      return c.json({ error: error.code }, error.status, { "dpop-nonce": nonces.current(now()) });
    }
  });

  async function grant(c: Context<Env>, form: ReadonlyMap<string, string>) {
    if (form.has("client_assertion") !== (form.get("client_assertion_type") === ASSERTION))
      throw new Refusal("invalid_request", "assertion type");
    const client = await clients.authenticate(c, form);
    // After the proof of who asks: a stranger learns nothing of what is offered.
    if (form.get("grant_type") !== "client_credentials") throw new Refusal("unsupported_grant_type", "grant");
    const scopes = form.get("scope")?.split(" ") ?? client.scopes;
    if (!scopes.every((scope) => client.scopes.includes(scope))) throw new Refusal("invalid_scope", "scope");
    const binding = await clients.bind(c, client);
    const token = await issue(store, { client: client.id, scopes, binding }, now());
    log("client-signed-in", { officer: client.id, scopes: scopes.join(",") });
    return {
      access_token: token,
      token_type: binding.jkt === null ? "Bearer" : "DPoP",
      expires_in: TERM / 1000,
      scope: scopes.join(" "),
    };
  }
}

/** Each parameter once (RFC 6749 section 3.2): two readers may take different ones of a repeated name. */
async function readForm(c: Context): Promise<ReadonlyMap<string, string>> {
  if (!(c.req.header("content-type") ?? "").startsWith("application/x-www-form-urlencoded"))
    throw new Refusal("invalid_request", "not a form");
  const chunks: Uint8Array[] = [];
  for await (const chunk of bounded(c, LIMITS.bytes, LIMITS.ms)) chunks.push(chunk);
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(Buffer.concat(chunks).toString("utf8"))) {
    if (form.has(name)) throw new Refusal("invalid_request", "repeated parameter");
    form.set(name, value);
  }
  return form;
}
