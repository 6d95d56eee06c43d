import { isSetuError, SetuError, type ErrorCode } from "@setu/core";
import type { Context } from "hono";
import type { PgStore } from "../db/pg-store.ts";
import type { Env } from "../http/app.ts";
import { Quota } from "../http/guard.ts";
import type { SignedIn } from "../http/sessions.ts";
import { certificateIn, checkedCertificate } from "../sign-in/certificates.ts";
import type { CertificateConfig } from "../sign-in/config.ts";
import { readGrant, type Binding } from "./access-tokens.ts";
import { clientOfAssertion } from "./assertion.ts";
import { checkProof } from "./dpop.ts";
import { Nonces } from "./nonces.ts";
import { Refusal } from "./refusal.ts";
import { SIGNING_ALGORITHMS } from "./registration.ts";
import { findClient, type Client } from "./registry.ts";
import { assertScope } from "./scopes.ts";
import { Spending } from "./spent.ts";
import { spkiPin, thumbprint } from "../keys/certificate.ts";

type Options = {
  readonly store: PgStore;
  readonly now: () => number;
  /** Under which programs address this node: the issuer, and the beginning of every `htu`. */
  readonly origin: () => string;
  /** Behind which proxy certificates are seen; null: none are. */
  readonly certificates: CertificateConfig | null;
};

/** A program that works as fast as it can has its own measure, so that officers do not wait for it. */
const EACH = { rate: 20, burst: 100 };
/** Of tokens: one lasts five minutes. */
const TOKENS = { rate: 1, burst: 20 };

/** Programs that sign in by a key or a certificate of their own, and what they ask afterwards. */
export class Clients {
  readonly store: PgStore;
  readonly now: () => number;
  readonly origin: () => string;
  readonly nonces: Nonces;
  readonly spending: Spending;
  readonly #certificates: CertificateConfig | null;
  readonly #asked = new Quota(EACH.rate, EACH.burst);
  readonly #tokens = new Quota(TOKENS.rate, TOKENS.burst);

  constructor({ store, now, origin, certificates }: Options) {
    this.store = store;
    this.now = now;
    this.origin = origin;
    this.spending = new Spending(store, now());
    this.nonces = new Nonces(store.atRest.derive("dpop nonces"));
    this.#certificates = certificates;
  }

  /** @throws Refusal; OVER_QUOTA for a program that is known */
  async authenticate(c: Context<Env>, form: ReadonlyMap<string, string>): Promise<Client> {
    const assertion = form.get("client_assertion");
    const claimed = form.get("client_id");
    const { store, spending } = this;
    const around = { store, spending, issuer: this.origin(), now: this.now() };
    const client =
      assertion === undefined
        ? await this.#byCertificate(c, claimed)
        : await clientOfAssertion(around, assertion, claimed);
    this.#tokens.take(client.id);
    return client;
  }

  /** To what the token will be bound: the key of the proof, or the certificate that was shown. @throws Refusal */
  async bind(c: Context<Env>, { pin }: Client): Promise<Binding> {
    if (pin !== null) return { jkt: null, x5t: this.#thumbprint(c) ?? "" };
    const url = new URL(c.req.path, this.origin()).href;
    const asked = { method: c.req.method, url, now: this.now() };
    return { jkt: await checkProof(this, c.req.header("dpop"), asked), x5t: null };
  }

  /**
   * Who asks with an access token; null: whoever asks has none.
   * @throws SIGNED_OUT | OVER_QUOTA, FORBIDDEN outside the token's scopes; the answer says what a program has to do
   */
  async program(c: Context<Env>): Promise<SignedIn | null> {
    const [, scheme, token] =
      /^(DPoP|Bearer) (setuat_\S{1,100})$/i.exec(c.req.header("authorization") ?? "") ?? [];
    if (scheme === undefined || token === undefined) return null;
    const { officer, scopes, binding } = await this.#challenged(c, "invalid_token", () =>
      readGrant(this.store, token, this.now()),
    );
    this.#asked.take(officer.id);
    await this.#challenged(c, "invalid_token", () => this.#checkBinding(c, scheme, token, binding));
    await this.#challenged(c, "insufficient_scope", async () =>
      assertScope(scopes, c.req.method, c.req.path),
    );
    return { officer, token, proved: 0, way: "client" };
  }

  /** @throws SIGNED_OUT once the token is over or its program was revoked */
  async stays(token: string): Promise<void> {
    await readGrant(this.store, token, this.now());
  }

  async #checkBinding(c: Context<Env>, scheme: string, token: string, { jkt, x5t }: Binding): Promise<void> {
    const bound = scheme.toLowerCase() === "dpop" ? jkt : x5t;
    if (bound === null) throw new SetuError("SIGNED_OUT", "nobody is signed in");
    if (x5t !== null) {
      if (this.#thumbprint(c) !== x5t) throw new SetuError("SIGNED_OUT", "nobody is signed in");
      return;
    }
    const url = new URL(c.req.path, this.origin()).href;
    const asked = { method: c.req.method, url, token, now: this.now() };
    if ((await checkProof(this, c.req.header("dpop"), asked)) !== jkt)
      throw new SetuError("SIGNED_OUT", "nobody is signed in");
  }

  /** What RFC 6750 section 3 and RFC 9449 section 7.1 say to a program, beside our own code. */
  async #challenged<T>(c: Context<Env>, said: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const refusal = error instanceof Refusal;
      if (!refusal && !isSetuError(error, "SIGNED_OUT") && !isSetuError(error, "FORBIDDEN")) throw error;
      const code = refusal ? error.code : said;
      c.set("challenge", `DPoP error="${code}", algs="${SIGNING_ALGORITHMS.join(" ")}"`);
      const answer: ErrorCode = isSetuError(error, "FORBIDDEN") ? "FORBIDDEN" : "SIGNED_OUT";
      throw refusal ? new SetuError(answer, "nobody is signed in", { cause: error }) : error;
    }
  }

  /** `tls_client_auth` (RFC 8705 section 2.1), by the certificate's key. */
  async #byCertificate(c: Context<Env>, claimed: string | undefined): Promise<Client> {
    if (!this.#certificates || c.env.proxied !== true || claimed === undefined || claimed.length > 64)
      throw new Refusal("invalid_client", "none");
    const client = await findClient(this.store, claimed, this.now());
    const header = c.req.header("client-cert");
    const certificate = await checkedCertificate(this.#certificates, header, this.now()).catch(
      (cause: unknown) => {
        throw new Refusal("invalid_client", "certificate", cause);
      },
    );
    if (!client?.pin || spkiPin(certificate) !== client.pin) throw new Refusal("invalid_client", "key");
    return client;
  }

  /** Only what the proxy says on its own socket counts. */
  #thumbprint(c: Context<Env>): string | null {
    const certificate = c.env.proxied === true ? certificateIn(c.req.header("client-cert")) : null;
    return certificate && thumbprint(certificate);
  }
}
