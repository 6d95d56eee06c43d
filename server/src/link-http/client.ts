import { Agent, request as httpsRequest, type RequestOptions } from "node:https";
import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";
import { SetuError } from "@setu/core";
import { askingOver, type Asking } from "./asking.ts";
import { readBody, SLOWEST } from "./limits.ts";
import { MAX, parseRefusal } from "./messages.ts";
import { hearPolicy, policyHeaders, type PolicyTalk } from "./policy-header.ts";
import {
  checkGroup,
  checkPin,
  fixed,
  secureContext,
  type Identity,
  type Negotiated,
  type Pinned,
} from "./tls.ts";
import { MAX_TURN } from "./turn-messages.ts";
import { Versions } from "./versions.ts";

export type ClientOptions = {
  readonly address: { readonly host: string; readonly port: number };
  readonly tls: Identity;
  readonly pin: string;
  /** In place of both, where they change while the node runs. */
  readonly changing?: Pinned;
  readonly timeoutMs?: number;
  /** Connections at most; 8 unless given. */
  readonly sockets?: number;
  readonly onConnect?: (negotiated: Negotiated) => void;
  readonly policy?: PolicyTalk;
  /** Shared by all that speaks to one peer; of its own unless given. */
  readonly versions?: Versions;
};

export type LinkClient = Asking & {
  /** Lets the other side ask: with the answer to its last question, or nothing (`turns.ts`). Empty: it has nothing to ask. */
  turn(channel: string, reply: Uint8Array): Promise<Uint8Array>;
  close(): void;
};

/** So much of a body at most lies in the system's buffers on a line that is slow. */
const BUFFERED = 256 * 1024;

/** Hands a connection to the request only after the other end has proved to be the peer: nothing is said to others. */
class PinnedAgent extends Agent {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    super({ keepAlive: true, maxSockets: options.sockets ?? 8, maxFreeSockets: 4, timeout: 60_000 });
    this.#options = options;
  }

  override createConnection(
    _: RequestOptions,
    created?: (error: Error | null, socket: TLSSocket) => void,
  ): undefined {
    const { address, tls, pin, onConnect, timeoutMs = 30_000 } = this.#options;
    const { changing = fixed(tls, pin) } = this.#options;
    const options: ConnectionOptions = { ...secureContext(changing.tls()), ...address, servername: "" };
    const socket = connect(options);
    const fail = (error: Error) => created?.(error, socket);
    socket.setTimeout(timeoutMs, () =>
      socket.destroy(new SetuError("PEER_SILENT", "no answer to the handshake")),
    );
    socket.once("error", fail);
    socket.once("secureConnect", () => {
      socket.off("error", fail);
      try {
        checkPin(socket, changing);
        onConnect?.(checkGroup(socket));
        created?.(null, socket);
      } catch (error) {
        fail(error as Error);
        socket.destroy();
      }
    });
  }
}

/**
 * The other node, over mutual TLS. Whatever goes wrong on the road is PEER_SILENT, with the cause; a refusal of a node that
 * speaks no version of ours is LINK_VERSION.
 */
export function linkClient(options: ClientOptions): LinkClient {
  const agent = new PinnedAgent(options);
  const { versions = new Versions() } = options;
  const call = (path: string, body: Uint8Array | null, max: number) =>
    send({ ...options, versions }, agent, path, body, max);
  return {
    ...askingOver(call),
    turn: (channel, reply) => call(channel === "" ? "turn" : `turn/${channel}`, reply, MAX_TURN),
    close: () => agent.destroy(),
  };
}

function send(
  options: ClientOptions & { readonly versions: Versions },
  agent: Agent,
  path: string,
  body: Uint8Array | null,
  max: number,
): Promise<Uint8Array> {
  const { timeoutMs = 30_000, versions } = options;
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      {
        agent,
        path: `${versions.path}/${path}`,
        ...options.address,
        method: body ? "POST" : "GET",
        headers: {
          host: options.address.host,
          ...versions.headers,
          ...policyHeaders(options.policy),
          ...(body && { "content-length": body.length }),
        },
        // What the system has taken of the body may still be on its way when nothing more is written.
        timeout: timeoutMs + Math.min(body?.length ?? 0, BUFFERED) / SLOWEST,
      },
      (response) => {
        const ok = response.statusCode === 200;
        hearPolicy(options.policy, response);
        versions.hear(response);
        readBody(response, ok ? max : MAX.json, timeoutMs).then(
          (bytes) =>
            ok
              ? resolve(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length))
              : reject(
                  versions.common === null
                    ? noneCommon(versions)
                    : parseRefusal(bytes, response.headers["retry-after"]),
                ),
          (error: unknown) => {
            request.destroy();
            reject(error instanceof Error ? error : new Error("unknown"));
          },
        );
      },
    );
    request.on("timeout", () => request.destroy(new SetuError("PEER_SILENT", "no answer in time")));
    request.on("error", (cause) =>
      reject(
        cause instanceof SetuError
          ? cause
          : new SetuError("PEER_SILENT", "the other node cannot be reached", { cause }),
      ),
    );
    request.end(body ?? undefined);
  });
}

const noneCommon = ({ own, theirs }: Versions) =>
  new SetuError("LINK_VERSION", "the two nodes speak no version of the link in common", {
    detail: { own: own.join(","), peer: (theirs ?? []).join(",") },
  });
