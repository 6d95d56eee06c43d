import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { TLSSocket } from "node:tls";
import { spkiPin } from "@setu/server/keys/certificate.ts";
import type { Bed } from "./bed.ts";
import { tlsOf, type Identity } from "./line.ts";
import type { TheirLog } from "./their-log.ts";

/** One question of the tested node. */
export type Call = {
  readonly at: number;
  readonly lane: string;
  /** `hello`, `push`, `fetch`, `wraps` or `file`. */
  readonly verb: string;
  /** What follows the verb in the path. */
  readonly rest: string;
  readonly body: Uint8Array;
};

export type Said = {
  readonly status: number;
  readonly body: Uint8Array | object;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Answers instead of the honest one; null: the honest one. */
export type Mood = (call: Call, honest: () => Said) => Said | null;

export type Answers = {
  readonly lanes: ReadonlyMap<string, TheirLog>;
  /** How many entries of our log in this lane have been shown to the node. */
  readonly shown: (lane: string) => number;
  readonly wraps: (lane: string, body: Uint8Array) => Uint8Array | null;
  readonly part: (c: string, part: number) => Uint8Array | null;
  readonly versions: readonly string[];
};

const MAX_BODY = 33 * 1024 * 1024;
const problem = (status: number, code: string, headers = {}): Said => ({ status, body: { code }, headers });
const NOT_FOUND = problem(404, "NOT_FOUND");

/** Where the tested node reaches the bed: honest unless a check has put it in another mood. */
export class Listener {
  readonly calls: Call[] = [];
  mood: Mood | null = null;
  /** Handshakes that were begun, and questions that came from another key than the card's. */
  connections = 0;
  strangers = 0;
  readonly #bed: Bed;
  readonly #answers: Answers;
  readonly #server: Server;
  readonly #openings = new Map<string, string>();

  constructor(bed: Bed, answers: Answers) {
    this.#bed = bed;
    this.#answers = answers;
    this.#server = createServer({ ...tlsOf(bed.keys.tls), requestCert: true }, (request, response) => {
      void this.#serve(request, response).catch(() => response.destroy());
    });
    this.#server.on("connection", () => (this.connections += 1));
    this.#server.on("tlsClientError", () => {});
  }

  listen(host: string, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, resolve);
    });
  }

  /** Shows another key from the next handshake on. */
  show(identity: Identity): void {
    const { key, cert } = tlsOf(identity);
    this.#server.setSecureContext({ key, cert });
    this.#server.closeAllConnections();
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const certificate = (request.socket as TLSSocket).getPeerX509Certificate();
    if (!certificate || spkiPin(certificate) !== this.#bed.node.tls) {
      this.strangers += 1;
      return void response.destroy();
    }
    const [, , , first = "", second = "", ...rest] = (request.url ?? "").split("/");
    const [lane, verb, more] =
      first === "file" ? ["", "file", [second, ...rest].join("/")] : [first, second, rest.join("/")];
    const call = { at: performance.now(), lane, verb, rest: more, body: await bodyOf(request) };
    this.calls.push(call);
    const honest = () => this.#honest(call);
    const { status, body, headers } = this.mood?.(call, honest) ?? honest();
    const bytes = body instanceof Uint8Array;
    response.writeHead(status, {
      "content-type": bytes ? "application/octet-stream" : "application/json",
      ...headers,
    });
    response.end(bytes ? body : JSON.stringify(body));
  }

  #honest({ lane, verb, rest, body }: Call): Said {
    const { lanes, shown, wraps, part, versions } = this.#answers;
    if (verb === "file") {
      const [c = "", at = ""] = rest.split("/");
      const bytes = part(c, Number(at));
      return bytes ? { status: 200, body: bytes } : NOT_FOUND;
    }
    const log = lanes.get(lane);
    if (!log) return NOT_FOUND;
    if (verb === "hello") {
      const opening = randomBytes(16).toString("hex");
      this.#openings.set(lane, opening);
      const { checkpoint, held, origin } = log;
      return { status: 200, body: { checkpoint, held, opening, origin, versions } };
    }
    if (verb === "wraps") {
      const bytes = wraps(lane, body);
      return bytes ? { status: 200, body: bytes } : problem(422, "BAD_FIELD");
    }
    if (verb !== "push") return NOT_FOUND;
    if (rest !== this.#openings.get(lane)) {
      // After a hello of ours to it, one that was under way may still come: it is no fault, and is not taken.
      const { checkpoint, held } = log;
      return { status: 200, body: { checkpoint, held, receipt: null } };
    }
    return { status: 200, body: log.take(body, shown(lane)) };
  }
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new Error("the node sends more than any message may have");
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
