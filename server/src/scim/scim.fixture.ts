import { calculateJwkThumbprint } from "jose";
import { issue } from "../clients/access-tokens.ts";
import { Clients } from "../clients/clients.ts";
import { Program } from "../clients/clients.fixture.ts";
import { addClient } from "../clients/registry.ts";
import type { PgStore } from "../db/pg-store.ts";
import type { officerApp } from "../http/app.ts";

export const ORIGIN = "http://127.0.0.1";
const DAY = 86_400_000;

export const clientsOf = (store: PgStore, now: () => number): Clients =>
  new Clients({ store, now, origin: () => ORIGIN, certificates: null });

/** The program of a directory at an app without a network: a proof for each request. */
export class DirectoryClient {
  readonly #program: Program;
  readonly #grant: Parameters<typeof issue>[1];
  readonly #clients: Clients;
  readonly #app: ReturnType<typeof officerApp>;

  private constructor(
    program: Program,
    grant: Parameters<typeof issue>[1],
    clients: Clients,
    app: ReturnType<typeof officerApp>,
  ) {
    this.#program = program;
    this.#grant = grant;
    this.#clients = clients;
    this.#app = app;
  }

  static async register(
    clients: Clients,
    app: ReturnType<typeof officerApp>,
    {
      id,
      agency,
      scopes = ["directory:read", "directory:write"],
    }: { id: string; agency: string; scopes?: string[] },
  ): Promise<DirectoryClient> {
    const { store, now } = clients;
    const program = await Program.make();
    const jkt = await calculateJwkThumbprint(program.jwk);
    const registration = {
      id,
      name: `Program ${id}`,
      agency,
      clearance: 0,
      compartments: [],
      scopes,
      topics: [],
    };
    await addClient(
      store,
      { ...registration, until: now() + 30 * DAY, jwk: JSON.stringify(program.jwk), pin: null },
      now(),
    );
    return new DirectoryClient(program, { client: id, scopes, binding: { jkt, x5t: null } }, clients, app);
  }

  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const url = new URL(`${ORIGIN}/scim/v2${path}`);
    const { store, nonces, now } = this.#clients;
    // A new one each time: a test may let hours pass.
    const token = await issue(store, this.#grant, now());
    const said = { method, url: url.origin + url.pathname, nonce: nonces.current(now()), token };
    const proof = await this.#program.proof(said, { iat: Math.floor(now() / 1000) });
    return this.#app.request(url.href, {
      method,
      headers: {
        host: "127.0.0.1",
        authorization: `DPoP ${token}`,
        dpop: proof,
        ...(body !== undefined && { "content-type": "application/scim+json" }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
  }

  /** The status, and what was answered. */
  async ask(method: string, path: string, body?: unknown, headers?: Record<string, string>) {
    const answer = await this.send(method, path, body, headers);
    const text = await answer.text();
    return {
      status: answer.status,
      said: (text === "" ? {} : JSON.parse(text)) as Said,
      headers: answer.headers,
    };
  }
}

export type Said = {
  readonly id: string;
  readonly [name: string]: unknown;
};
export const PATCH = (...operations: readonly object[]) => ({
  schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
  Operations: operations,
});
