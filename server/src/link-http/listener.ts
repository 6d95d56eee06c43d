import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { ERRORS, isSetuError, SetuError } from "@setu/core";
import { DEFAULTS, linkDoor, type Asked, type Door, type DoorOptions } from "./door.ts";
import { guardDoorway } from "./doorway.ts";
import { readBody, Room, TokenBucket } from "./limits.ts";
import { hearPolicy, policyHeaders, type PolicyTalk } from "./policy-header.ts";
import { fixed, secureContext, type Identity, type Pinned } from "./tls.ts";
import { encodeQuestion, MAX_TURN, parseReply } from "./turn-messages.ts";
import type { Turns } from "./turns.ts";
import { Versions } from "./versions.ts";
import { faultOf } from "../http/fault.ts";

export type ListenerOptions = DoorOptions & {
  readonly tls: Identity;
  /** Pin of the peer's card. */
  readonly pin: string;
  /** In place of both, where they change while the node runs; the caller puts a new certificate into the server. */
  readonly changing?: Pinned;
  readonly policy?: PolicyTalk;
  /** Shared by all that speaks to one peer; of its own unless given. */
  readonly versions?: Versions;
  /** The peer may let us ask over its connections; absent: it is not listened to. */
  readonly turns?: Turns;
  /** It has called for them. */
  readonly onCalled?: () => void;
};

/** Where the peer reaches us: not one byte of a request is read from anybody else (`doorway.ts`). */
export function linkListener(options: ListenerOptions): Server {
  const { changing = fixed(options.tls, options.pin), log = () => {} } = options;
  const door = linkDoor(options);
  const { versions = new Versions() } = options;
  const { rate, burst } = options.limits ?? DEFAULTS;
  // Of its own: calls for questions take nothing from what the peer asks.
  const calls = new TokenBucket(rate, burst);
  // Of a lane one reply comes at a time, and one of the files; a call that was cut may still be read beside its next.
  const replies = new Room(2 * (options.ports.identity.lanes.length + 1));
  const server = createServer(
    {
      ...secureContext(changing.tls()),
      requestCert: true,
      handshakeTimeout: 10_000,
      headersTimeout: 10_000,
      // A bundle may take long on a thin line: `readBody` says how long.
      requestTimeout: 0,
      keepAliveTimeout: 65_000,
      maxHeaderSize: 8 * 1024,
      connectionsCheckingInterval: 5_000,
    },
    (request, response) => {
      void answer(options, { door, calls, replies, versions }, request, response).catch((error: unknown) => {
        log("link-answer-failed", faultOf(error));
        response.destroy();
      });
    },
  );
  guardDoorway(server, changing, log);
  server.on("tlsClientError", (error: NodeJS.ErrnoException) =>
    log("link-handshake-failed", { reason: error.code ?? "" }),
  );
  return server;
}

/** What is kept between requests. */
type Kept = {
  readonly door: Door;
  readonly calls: TokenBucket;
  readonly replies: Room;
  readonly versions: Versions;
};

async function answer(
  options: ListenerOptions,
  { door, calls, replies, versions }: Kept,
  request: IncomingMessage,
  response: ServerResponse,
) {
  try {
    if (request.socket.destroyed) return;
    hearPolicy(options.policy, request);
    versions.hear(request);
    // Of an address of another version the answer is that of any other that is not there, and bears ours.
    const path = versions.below(request.url ?? "");
    if (path === null) throw notFound();
    const { bodyMs } = options.limits ?? DEFAULTS;
    const read = (max: number) => readBody(request, max, bodyMs);
    const turn = isTurn(path);
    const asked = { method: request.method, path, read: turn ? replies.around(read) : read };
    if (turn) calls.take();
    const bytes = turn ? await letAsk(options, asked, response) : await door(asked);
    const json = !(bytes instanceof Uint8Array);
    response.writeHead(200, {
      "content-type": json ? "application/json" : "application/octet-stream",
      ...versions.headers,
      ...policyHeaders(options.policy),
    });
    response.end(json ? JSON.stringify(bytes) : bytes);
  } catch (error) {
    const code = error instanceof SetuError ? error.code : "INTERNAL";
    if (code === "INTERNAL") options.log?.("link-error", faultOf(error));
    // The rest of a body that was refused is not read: the connection goes with it.
    const cut = !request.complete;
    response.writeHead(ERRORS[code].status, {
      "content-type": "application/problem+json",
      ...versions.headers,
      ...(code === "OVER_QUOTA" && { "retry-after": retryOf(error) }),
      ...(cut && { connection: "close" }),
    });
    response.end(JSON.stringify({ code }), () => cut && request.destroy());
  }
}

/** Seconds. A flood has ended with its second; a budget says when it is new. */
const retryOf = (error: unknown): string => String((isSetuError(error) && error.detail["retry"]) || 1);

const isTurn = (path: string): boolean => path === "turn" || path.startsWith("turn/");

/** The peer calls for our questions: of one lane, or of the files. */
async function letAsk(
  { turns, ports, onCalled }: ListenerOptions,
  { method, path, read }: Asked,
  response: ServerResponse,
): Promise<Uint8Array> {
  const channel = path.slice("turn/".length);
  const known = path === "turn" || ports.identity.lanes.some((lane) => lane === channel);
  if (!turns || method !== "POST" || !known) throw notFound();
  const reply = parseReply(await read(MAX_TURN));
  onCalled?.();
  const question = await turns.call(channel, reply, (lost) =>
    response.once("close", () => !response.writableFinished && lost()),
  );
  return question ? encodeQuestion(question) : new Uint8Array();
}

const notFound = () => new SetuError("NOT_FOUND", "there is nothing here");
