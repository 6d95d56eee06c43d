import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { TLSSocket } from "node:tls";
import { ERRORS, SetuError } from "@setu/core";
import { onFetch, onHello, onPush, type Ports } from "@setu/link";
import { readBody, TokenBucket } from "./limits.ts";
import { LANE, MAX, parseRange, PATH } from "./messages.ts";
import { checkPin, secureContext, type Identity } from "./tls.ts";

export type ListenerOptions = {
  readonly ports: Ports;
  readonly tls: Identity;
  /** Pin of the peer's card. */
  readonly pin: string;
  /** Ciphertext of one part of one of our attachments, null when it is not here. */
  readonly part: (c: string, part: number) => Promise<Uint8Array | null>;
  /** The peer opens a lane. */
  readonly onGreeted?: (lane: string) => void;
  /** Something has arrived. */
  readonly onPushed?: (lane: string) => void;
  readonly log?: (event: string, detail: Readonly<Record<string, string | number>>) => void;
  readonly limits?: { readonly rate: number; readonly burst: number; readonly bodyMs: number };
};

const DEFAULTS = { rate: 200, burst: 400, bodyMs: 30_000 };

/**
 * Where the peer reaches us. A connection that is not the pinned peer's is cut when its handshake ends: not one byte
 * of a request is read from it.
 */
export function linkListener(options: ListenerOptions): Server {
  const { tls, pin, log = () => {}, limits = DEFAULTS } = options;
  const bucket = new TokenBucket(limits.rate, limits.burst);
  const server = createServer(
    {
      ...secureContext(tls),
      requestCert: true,
      handshakeTimeout: 10_000,
      headersTimeout: 10_000,
      requestTimeout: 10_000 + 2 * limits.bodyMs,
      keepAliveTimeout: 65_000,
      maxHeaderSize: 8 * 1024,
      connectionsCheckingInterval: 5_000,
    },
    (request, response) => {
      void answer(options, bucket, request, response).catch((error: unknown) => {
        log("link-answer-failed", { reason: error instanceof Error ? error.name : "unknown" });
        response.destroy();
      });
    },
  );
  server.maxConnections = 64;
  server.prependListener("secureConnection", (socket: TLSSocket) => {
    try {
      checkPin(socket, pin);
    } catch {
      log("link-refused", { address: socket.remoteAddress ?? "" });
      socket.destroy();
    }
  });
  server.on("tlsClientError", (error: NodeJS.ErrnoException) =>
    log("link-handshake-failed", { reason: error.code ?? "" }),
  );
  return server;
}

async function answer(
  options: ListenerOptions,
  bucket: TokenBucket,
  request: IncomingMessage,
  response: ServerResponse,
) {
  try {
    if (request.socket.destroyed) return;
    bucket.take();
    const bytes = await route(options, request);
    const json = !(bytes instanceof Uint8Array);
    response.writeHead(200, { "content-type": json ? "application/json" : "application/octet-stream" });
    response.end(json ? JSON.stringify(bytes) : bytes);
  } catch (error) {
    const code = error instanceof SetuError ? error.code : "INTERNAL";
    if (code === "INTERNAL")
      options.log?.("link-error", { reason: error instanceof Error ? error.message : "unknown" });
    // The rest of a body that was refused is not read: the connection goes with it.
    const cut = !request.complete;
    response.writeHead(ERRORS[code].status, {
      "content-type": "application/problem+json",
      ...(cut && { connection: "close" }),
    });
    response.end(JSON.stringify({ code }), () => cut && request.destroy());
  }
}

const FILE = /^\/file\/([A-Za-z0-9_-]{43})\/(0|[1-9][0-9]{0,4})$/;

async function route(options: ListenerOptions, request: IncomingMessage): Promise<Uint8Array | object> {
  const { ports, limits = DEFAULTS } = options;
  const url = request.url ?? "";
  if (!url.startsWith(`${PATH}/`)) throw notFound();
  const path = url.slice(PATH.length);
  const [, c, part] = FILE.exec(path) ?? [];
  if (request.method === "GET" && c !== undefined) {
    const bytes = await options.part(c, Number(part));
    if (!bytes) throw notFound();
    return bytes;
  }
  const [, lane = "", verb = "", opening = ""] = path.split("/");
  if (request.method !== "POST" || !LANE.test(lane) || !ports.identity.lanes.some((known) => known === lane))
    throw notFound();
  const max = verb === "push" ? MAX.bundle : 1024;
  const body = await readBody(request, max, limits.bodyMs);
  if (verb === "hello") {
    const hello = await onHello(ports, lane);
    options.onGreeted?.(lane);
    return hello;
  }
  if (verb === "fetch") {
    const { from, to } = parseRange(body);
    return onFetch(ports, lane, from, to);
  }
  if (verb !== "push") throw notFound();
  const answered = await onPush(
    ports,
    lane,
    opening,
    new Uint8Array(body.buffer, body.byteOffset, body.length),
  );
  options.onPushed?.(lane);
  return answered;
}

const notFound = () => new SetuError("NOT_FOUND", "there is nothing here");
