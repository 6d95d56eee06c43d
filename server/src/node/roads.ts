import type { Server } from "node:https";
import { isSetuError, SetuError } from "@setu/core";
import type { Log } from "../http/log.ts";
import { askingOver, type Asking, type Call } from "../link-http/asking.ts";
import { linkClient, type ClientOptions, type LinkClient } from "../link-http/client.ts";
import { linkDoor, type Door } from "../link-http/door.ts";
import { linkListener, type ListenerOptions } from "../link-http/listener.ts";
import { encodeReply, parseQuestion, type Question } from "../link-http/turn-messages.ts";
import { Turns } from "../link-http/turns.ts";
import type { Leader } from "./leader.ts";
import { Loop } from "./loop.ts";
import { faultOf } from "../http/fault.ts";

/**
 * Who opens connections between this node and its peer: both sides, we only, or the peer only; or nobody, and files are
 * carried. `out` answers `in` or `both`, `in` answers `out`, `file` answers `file`. Whoever opens them, both sides ask the
 * same questions and hear them at the same door.
 */
export const ROADS = ["both", "out", "in", "file"] as const;
export type Road = (typeof ROADS)[number];

export type RoadOptions = {
  readonly road: Road;
  readonly lanes: readonly string[];
  readonly client: ClientOptions;
  readonly listener: Omit<ListenerOptions, "turns" | "onCalled">;
  /** The peer has called for our questions: it is alive. */
  readonly onCalled: () => void;
  readonly leader: Leader;
  readonly log: Log;
};

export type Roads = {
  readonly asking: Asking;
  /** Whether this process can ask on the lane now: where only the peer may connect, it calls one process of several. */
  readonly reaches: (lane: string) => boolean;
  /** None where the peer may open no connections. */
  readonly listener: Server | null;
  start(): void;
  /** Nobody is waited for any longer who would have to call or be called for. */
  stop(): Promise<void>;
  close(): void;
};

export function openRoads(options: RoadOptions): Roads {
  const { road, client: to, listener, onCalled } = options;
  if (road === "file") return NO_LINE;
  const turns = new Turns();
  const client = linkClient(to);
  const turning = road === "out" ? new Turning(options, linkDoor(listener)) : null;
  const called = askingOver(overTurns(turns));
  return {
    asking: { in: called, out: client, both: whichever(turns, called, client) }[road],
    reaches: (lane) => road !== "in" || turns.attached(lane),
    listener: road === "out" ? null : linkListener({ ...listener, turns, onCalled }),
    start: () => turning?.start(),
    stop: async () => {
      turns.stop();
      await turning?.stop();
    },
    close: () => client.close(),
  };
}

const unheard = askingOver(() =>
  Promise.reject(new SetuError("PEER_SILENT", "nobody connects to the other node: files are carried")),
);
const NO_LINE: Roads = {
  asking: unheard,
  reaches: () => false,
  listener: null,
  start: () => {},
  stop: async () => {},
  close: () => {},
};

/** The channel of the files has no name: a lane may have any. */
const channelOf = (path: string): string => (path.startsWith("file/") ? "" : (path.split("/")[0] ?? ""));

const overTurns =
  (turns: Turns): Call =>
  async (path, body, max) => {
    const method = body ? "POST" : "GET";
    const answer = await turns.ask(channelOf(path), method, path, body ?? new Uint8Array());
    if (answer.length > max) throw new SetuError("TOO_LARGE", `more than ${max} bytes`, { detail: { max } });
    return answer;
  };

/** A peer that calls for our questions does so because it cannot be called. */
function whichever(turns: Turns, called: Asking, client: Asking): Asking {
  const by = (channel: string): Asking => (turns.attached(channel) ? called : client);
  return {
    hello: (lane, ...rest) => by(lane).hello(lane, ...rest),
    push: (lane, ...rest) => by(lane).push(lane, ...rest),
    fetch: (lane, ...rest) => by(lane).fetch(lane, ...rest),
    wraps: (lane, ...rest) => by(lane).wraps(lane, ...rest),
    part: (c, part) => by("").part(c, part),
  };
}

/** A second process of this node may lead: it calls then, and this one looks again after so long. */
const NOT_LEADING = 1_000;
/** An answer with nothing that comes sooner than this is of a peer that holds no call: it is not asked in a circle. */
const AT_ONCE = 500;

/** The side that may open connections calls for the other's questions, lane by lane, and answers with the next call. */
class Turning {
  readonly #client: LinkClient;
  readonly #loops: readonly Loop[];

  constructor({ lanes, client, leader, log }: RoadOptions, door: Door) {
    // Connections of its own: ending them ends the calls that are held over there.
    this.#client = linkClient({ ...client, sockets: lanes.length + 1 });
    this.#loops = [...lanes, ""].map((channel) => {
      let reply: Uint8Array = new Uint8Array();
      return new Loop(`turn ${channel || "files"}`, log, async () => {
        if (!(await leader.leads(channel || "files"))) return NOT_LEADING;
        const began = performance.now();
        const answer = reply;
        reply = new Uint8Array();
        const bytes = await this.#client.turn(channel, answer);
        if (bytes.length === 0) return performance.now() - began < AT_ONCE ? NOT_LEADING : 0;
        reply = await answered(door, parseQuestion(bytes), log);
        return 0;
      });
    });
  }

  start(): void {
    for (const loop of this.#loops) loop.start();
  }

  async stop(): Promise<void> {
    const stopped = this.#loops.map((loop) => loop.stop());
    this.#client.close();
    await Promise.all(stopped);
  }
}

async function answered(door: Door, { id, method, path, body }: Question, log: Log): Promise<Uint8Array> {
  const read = async (max: number) => {
    if (body.length > max) throw new SetuError("TOO_LARGE", `more than ${max} bytes`, { detail: { max } });
    return body;
  };
  try {
    const found = await door({ method, path, read });
    const bytes = found instanceof Uint8Array ? found : Buffer.from(JSON.stringify(found));
    return encodeReply(id, null, 0, bytes);
  } catch (error) {
    if (!isSetuError(error)) log("link-error", faultOf(error));
    const retry = isSetuError(error) ? Number(error.detail["retry"] ?? 0) : 0;
    return encodeReply(id, isSetuError(error) ? error.code : "INTERNAL", retry, new Uint8Array());
  }
}
