import type { Log } from "../http/log.ts";
import { isSetuError, SetuError } from "@setu/core";
import { onFetch, onHello, onPush, onWraps, type Ports } from "@setu/link";
import { Border, BUDGET, type Budget } from "./border.ts";
import { TokenBucket } from "./limits.ts";
import { LANE, MAX, MAX_ASKING, parseAsking, parseRange } from "./messages.ts";

export type DoorOptions = {
  readonly ports: Ports;
  /** The ports as one lane uses them; the same for all unless given. */
  readonly ofLane?: (lane: string) => Ports;
  /** Ciphertext of one part of one of our attachments, null when it is not here. */
  readonly part: (c: string, part: number) => Promise<Uint8Array | null>;
  /** The peer opens a lane. */
  readonly onGreeted?: (lane: string) => void;
  /** Something has arrived. */
  readonly onPushed?: (lane: string) => void;
  readonly log?: Log;
  /** A push was not taken because its lane has used up its budget; called for each. */
  readonly onOverBudget?: (lane: string) => void;
  /** Of lanes that may bring in more or less than the others. */
  readonly budgets?: Readonly<Record<string, Budget>>;
  readonly limits?: {
    readonly rate: number;
    readonly burst: number;
    readonly bodyMs: number;
    readonly budget?: Budget;
  };
};

export const DEFAULTS: NonNullable<DoorOptions["limits"]> = { rate: 200, burst: 400, bodyMs: 30_000 };

/** What is remembered between requests. */
type Gauges = { readonly bucket: TokenBucket; readonly border: Border };

/** What the peer asks, over whatever road it came. */
export type Asked = {
  readonly method: string | undefined;
  /** Below `/link/1/`. */
  readonly path: string;
  /** @throws TOO_LARGE for more bytes, and what the road throws */
  readonly read: (max: number) => Promise<Uint8Array>;
};
export type Door = (asked: Asked) => Promise<Uint8Array | object>;

/** The one door for the peer's questions: who calls has let them in over the road, and has seen who asks. */
export function linkDoor(options: DoorOptions): Door {
  const { limits = DEFAULTS } = options;
  const gauges: Gauges = {
    bucket: new TokenBucket(limits.rate, limits.burst),
    border: new Border((lane) => options.budgets?.[lane] ?? limits.budget ?? BUDGET),
  };
  return async (asked) => {
    gauges.bucket.take();
    return route(options, gauges.border, asked);
  };
}

const FILE = /^file\/([A-Za-z0-9_-]{43})\/(0|[1-9][0-9]{0,4})$/;

async function route(
  options: DoorOptions,
  border: Border,
  { method, path, read }: Asked,
): Promise<Uint8Array | object> {
  const { ports } = options;
  const [, c, part] = FILE.exec(path) ?? [];
  if (method === "GET" && c !== undefined) {
    await assertRunning(ports);
    const bytes = await options.part(c, Number(part));
    if (!bytes) throw notFound();
    return bytes;
  }
  const [lane = "", verb = "", opening = ""] = path.split("/");
  if (method !== "POST" || !LANE.test(lane) || !ports.identity.lanes.some((known) => known === lane))
    throw notFound();
  if (verb === "push") return takePush(options, border, read, lane, opening);
  if (verb !== "hello" && verb !== "fetch" && verb !== "wraps") throw notFound();
  const body = await read(verb === "wraps" ? MAX_ASKING : 1024);
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
  { ports, ofLane = () => ports, onPushed, onOverBudget }: DoorOptions,
  border: Border,
  read: Asked["read"],
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
    const body = await read(MAX.bundle);
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
