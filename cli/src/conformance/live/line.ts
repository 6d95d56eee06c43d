import { Agent, request } from "node:https";
import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";
import { SetuError } from "@setu/core";
import { spkiPin } from "@setu/server/keys/certificate.ts";

export type Address = { readonly host: string; readonly port: number };
export type Identity = { readonly key: string; readonly certificate: string };

export type Reply = {
  readonly status: number;
  /** Of the problem that was answered; null when the body is none. */
  readonly code: string | null;
  readonly retryAfter: string | null;
  readonly bytes: Uint8Array;
};

/** More than any answer may have (spec/link.md section 3). */
const MAX_REPLY = 33 * 1024 * 1024;

/** spec/link.md section 2: what either side offers. */
export const tlsOf = ({ key, certificate }: Identity) =>
  ({
    key,
    cert: certificate,
    minVersion: "TLSv1.3",
    maxVersion: "TLSv1.3",
    ecdhCurve: "X25519MLKEM768",
    // Nobody's authority is asked: the pin of the card decides.
    rejectUnauthorized: false,
    ALPNProtocols: ["http/1.1"],
  }) satisfies ConnectionOptions & Record<string, unknown>;

/** The line to the node that is tested: says anything, and takes whatever comes. */
export class Line {
  readonly #address: Address;
  readonly #agent: Agent;
  readonly #pin: string;
  readonly #patience: number;
  readonly tls: Identity;

  /** @param patience milliseconds for one answer */
  constructor(address: Address, tls: Identity, pin: string, patience: number) {
    this.#address = address;
    this.#pin = pin;
    this.#patience = patience;
    this.tls = tls;
    // A resumed session shows no certificate.
    this.#agent = new Agent({ ...tlsOf(tls), keepAlive: true, maxSockets: 8, maxCachedSessions: 0 });
  }

  /**
   * @param path from the root; `body` null: none
   * @throws PEER_SILENT when no answer comes | WRONG_PEER when another key answers than the card's
   */
  ask(
    path: string,
    body: Uint8Array | null,
    { method = body ? "POST" : "GET", length }: { readonly method?: string; readonly length?: number } = {},
  ): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const headers = body ? { "content-length": length ?? body.length } : {};
      const options = { ...this.#address, agent: this.#agent, path, method, headers };
      let answered = false;
      const asked = request({ ...options, timeout: this.#patience }, (response) => {
        answered = true;
        const socket = response.socket as TLSSocket;
        const certificate = socket.getPeerX509Certificate();
        if (!certificate || spkiPin(certificate) !== this.#pin) {
          asked.destroy();
          return reject(new SetuError("WRONG_PEER", "another key answers than the one on the card"));
        }
        const chunks: Buffer[] = [];
        let size = 0;
        response.on("data", (chunk: Buffer) => {
          size += chunk.length;
          if (size > MAX_REPLY) asked.destroy(new Error("the answer is longer than any may be"));
          else chunks.push(chunk);
        });
        response.on("error", (error) => reject(silent(error.message)));
        response.on("end", () => {
          resolve(replyOf(response.statusCode ?? 0, response.headers["retry-after"], Buffer.concat(chunks)));
          // The rest of a body that is not wanted stays unsent.
          if (length !== undefined) asked.destroy();
        });
      });
      asked.on("timeout", () => asked.destroy(new Error("no answer in time")));
      asked.on("error", (error) => answered || reject(silent(error.message)));
      if (body) asked.write(body);
      if (length === undefined) asked.end();
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  /**
   * One connection that is made otherwise than the line's.
   * @returns what came over it until it ended, or why there was no connection
   */
  raw(options: ConnectionOptions, bytes: string, ms: number): Promise<{ opened: boolean; came: string }> {
    return new Promise((resolve) => {
      const socket = connect({ ...tlsOf(this.tls), ...this.#address, ...options });
      let opened = false;
      let came = "";
      const end = () => {
        socket.destroy();
        resolve({ opened, came });
      };
      socket.setTimeout(ms, end);
      socket.on("secureConnect", () => {
        opened = true;
        socket.write(bytes);
      });
      socket.on("data", (chunk: Buffer) => {
        came += chunk.toString("latin1").slice(0, 1024);
        end();
      });
      socket.on("error", end);
      socket.on("close", end);
    });
  }

  /** What was negotiated, and with whose key. */
  negotiated(): Promise<{ readonly protocol: string; readonly group: string; readonly pin: string }> {
    return new Promise((resolve, reject) => {
      const socket = connect({ ...tlsOf(this.tls), ...this.#address });
      socket.setTimeout(this.#patience, () => socket.destroy(new Error("no handshake in time")));
      socket.once("error", (error) => reject(silent(error.message)));
      socket.once("secureConnect", () => {
        const group = (socket.getEphemeralKeyInfo() as { readonly name?: string } | null)?.name ?? "";
        const certificate = socket.getPeerX509Certificate();
        const pin = certificate ? spkiPin(certificate) : "";
        resolve({ protocol: socket.getProtocol() ?? "", group, pin });
        socket.destroy();
      });
    });
  }
}

const silent = (message: string) => new SetuError("PEER_SILENT", message);

function replyOf(status: number, retryAfter: string | undefined, bytes: Buffer): Reply {
  return {
    status,
    code: status === 200 ? null : codeOf(bytes),
    retryAfter: retryAfter ?? null,
    bytes: new Uint8Array(bytes),
  };
}

function codeOf(bytes: Buffer): string | null {
  try {
    const { code } = JSON.parse(bytes.toString()) as { readonly code?: unknown };
    return typeof code === "string" ? code : null;
  } catch {
    return null;
  }
}
