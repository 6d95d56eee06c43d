import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { ERRORS, isSetuError, SetuError } from "@setu/core";
import { onFetch, onHello, onPush, onWraps, type Ports } from "@setu/link";
import { Border, BUDGET, type Budget } from "./border.ts";
import { guardDoorway } from "./doorway.ts";
import { readBody, TokenBucket } from "./limits.ts";
import { LANE, MAX, MAX_ASKING, parseAsking, parseRange, PATH } from "./messages.ts";
import { hearPolicy, policyHeaders, type PolicyTalk } from "./policy-header.ts";
import { secureContext, type Identity } from "./tls.ts";

export type ListenerOptions = {
  readonly ports: Ports;
  /** The ports as one lane uses them; the same for all unless given. */
  readonly ofLane?: (lane: string) => Ports;
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
  /** A push was not taken because its lane has used up its budget; called for each. */
  readonly onOverBudget?: (lane: string) => void;
  readonly policy?: PolicyTalk;
  /** Of lanes that may bring in more or less than the others. */
  readonly budgets?: Readonly<Record<string, Budget>>;
  readonly limits?: {
    readonly rate: number;
    readonly burst: number;
    readonly bodyMs: number;
    readonly budget?: Budget;
  };
};

const DEFAULTS: NonNullable<ListenerOptions["limits"]> = { rate: 200, burst: 400, bodyMs: 30_000 };

/** What is remembered between requests. */
type Gauges = { readonly bucket: TokenBucket; readonly border: Border };

/** Where the peer reaches us: not one byte of a request is read from anybody else (`doorway.ts`). */
export function linkListener(options: ListenerOptions): Server {
  const { tls, pin, log = () => {}, limits = DEFAULTS } = options;
  const gauges = {
    bucket: new TokenBucket(limits.rate, limits.burst),
    border: new Border((lane) => options.budgets?.[lane] ?? limits.budget ?? BUDGET),
  };
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
      void answer(options, gauges, request, response).catch((error: unknown) => {
        log("link-answer-failed", { reason: error instanceof Error ? error.name : "unknown" });
        response.destroy();
      });
    },
  );
  guardDoorway(server, pin, log);
  server.on("tlsClientError", (error: NodeJS.ErrnoException) =>
    log("link-handshake-failed", { reason: error.code ?? "" }),
  );
  return server;
}

async function answer(
  options: ListenerOptions,
  gauges: Gauges,
  request: IncomingMessage,
  response: ServerResponse,
) {
  try {
    if (request.socket.destroyed) return;
    gauges.bucket.take();
    hearPolicy(options.policy, request);
    const bytes = await route(options, gauges.border, request);
    const json = !(bytes instanceof Uint8Array);
    response.writeHead(200, {
      "content-type": json ? "application/json" : "application/octet-stream",
      ...policyHeaders(options.policy),
    });
    response.end(json ? JSON.stringify(bytes) : bytes);
  } catch (error) {
    const code = error instanceof SetuError ? error.code : "INTERNAL";
    if (code === "INTERNAL")
      options.log?.("link-error", { reason: error instanceof Error ? error.message : "unknown" });
    // The rest of a body that was refused is not read: the connection goes with it.
    const cut = !request.complete;
    response.writeHead(ERRORS[code].status, {
      "content-type": "application/problem+json",
      ...(code === "OVER_QUOTA" && { "retry-after": retryOf(error) }),
      ...(cut && { connection: "close" }),
    });
    response.end(JSON.stringify({ code }), () => cut && request.destroy());
  }
}

/** Seconds. A flood has ended with its second; a budget says when it is new. */
const retryOf = (error: unknown): string => String((isSetuError(error) && error.detail["retry"]) || 1);

const FILE = /^\/file\/([A-Za-z0-9_-]{43})\/(0|[1-9][0-9]{0,4})$/;

async function route(
  options: ListenerOptions,
  border: Border,
  request: IncomingMessage,
): Promise<Uint8Array | object> {
  const { ports, limits = DEFAULTS } = options;
  const url = request.url ?? "";
  if (!url.startsWith(`${PATH}/`)) throw notFound();
  const path = url.slice(PATH.length);
  const [, c, part] = FILE.exec(path) ?? [];
  if (request.method === "GET" && c !== undefined) {
    await assertRunning(ports);
    const bytes = await options.part(c, Number(part));
    if (!bytes) throw notFound();
    return bytes;
  }
  const [, lane = "", verb = "", opening = ""] = path.split("/");
  if (request.method !== "POST" || !LANE.test(lane) || !ports.identity.lanes.some((known) => known === lane))
    throw notFound();
  if (verb === "push") return takePush(options, border, request, lane, opening);
  if (verb !== "hello" && verb !== "fetch" && verb !== "wraps") throw notFound();
  const body = await readBody(request, verb === "wraps" ? MAX_ASKING : 1024, limits.bodyMs);
  await assertRunning(ports);
  if (verb === "wraps") {
    const { origin, positions } = parseAsking(body);
    return onWraps(ports, lane, origin, positions);
  }
  if (verb === "fetch") {
    const { from, to } = parseRange(body);
    return onFetch(ports, lane, from, to);
  }
  const hello = await onHello(ports, lane);
  // An answer to our own greeting is not greeted back: two nodes that open at once come to rest.
  if (body[0] !== 1) options.onGreeted?.(lane);
  return hello;
}

async function takePush(
  { ports, ofLane = () => ports, limits = DEFAULTS, onPushed, onOverBudget }: ListenerOptions,
  border: Border,
  request: IncomingMessage,
  lane: string,
  opening: string,
): Promise<object> {
  let leave: ReturnType<Border["enter"]>;
  try {
    leave = border.enter(lane);
  } catch (error) {
    if (isSetuError(error, "OVER_QUOTA")) onOverBudget?.(lane);
    throw error;
  }
  let bytes = 0;
  let held: number | null = null;
  try {
    const body = await readBody(request, MAX.bundle, limits.bodyMs);
    bytes = body.length;
    const bundle = new Uint8Array(body.buffer, body.byteOffset, bytes);
    const answered = await onPush(ofLane(lane), lane, opening, bundle);
    held = answered.held;
    onPushed?.(lane);
    return answered;
  } finally {
    leave(bytes, held);
  }
}

/** A link that people have stopped says nothing more, not even what it holds. @throws LINK_STOPPED */
async function assertRunning({ store, identity }: Ports): Promise<void> {
  const reason = await store.tx((tx) => tx.stopped(identity.peer.party));
  if (reason) throw new SetuError("LINK_STOPPED", "the link has been stopped", { detail: { reason } });
}

const notFound = () => new SetuError("NOT_FOUND", "there is nothing here");
