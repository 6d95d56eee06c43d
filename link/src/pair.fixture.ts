import {
  fold,
  isItemAct,
  parsePulse,
  PERSONS_WORKFLOW,
  recordId,
  STRICTEST,
  workflowsOf,
  type Act,
  type Code,
  type Count,
  type Hash,
  type Instant,
  type ItemAct,
  type ItemId,
  type ItemState,
  type Json,
  type LogAct,
  type Opaque,
  type Party,
  type Pulse,
  type RecordId,
  type WorkflowId,
  leafBytes,
} from "@setu/core";
import { offers } from "@setu/core/offers.fixture.ts";
import { append, emptyRoot, leafHash, root, sha256 } from "tlog";
import { MemoryStore, MemoryTx } from "../../sim/src/memory-store.ts";
import { fakeKeys, fakeVerify } from "../../sim/src/stand-ins.ts";
import { apply } from "./apply.ts";
import { base64url } from "./bytes.ts";
import { testCrypto } from "./crypto.fixture.ts";
import { exchange, newSession, type Exchanged } from "./exchange.ts";
import { readItem } from "./items.ts";
import { onWraps } from "./keys-again.ts";
import { ownOrigin, peerOrigin } from "./origin.ts";
import type { Identity, Peer, Ports } from "./ports.ts";
import { onFetch, onHello, onPush } from "./receive.ts";
import { ciphertextHash, sealAct, sealBody } from "./seal.ts";
import type { ActRow, LogEntry, OwnLog, PeerLog } from "./store.ts";
import { submit, type Draft } from "./submit.ts";
import { unheardLog } from "./unwritten.ts";
import { parseBundle, type Bundle } from "./wire.ts";

/** Two nodes in one process: the real link over memory, with a road that a test may bend. */
export const LANE = "main";
export const TEXT = `${"t".repeat(42)}A` as Hash;
const START = 1_772_000_000_000;
const encoder = new TextEncoder();
export const utf8 = (text: string): Uint8Array => encoder.encode(text);

export class Node {
  readonly store = new MemoryStore();
  readonly ports: Ports;
  session = newSession();
  now = START;
  peer!: Node;
  /** The road to the peer; a test replaces a call to bend it. */
  road: Peer = {
    hello: (lane) => onHello(this.peer.ports, lane),
    push: (lane, opening, bundle) => onPush(this.peer.ports, lane, opening, bundle),
    fetch: (lane, from, to) => onFetch(this.peer.ports, lane, from, to),
    wraps: (...asked) => onWraps(this.peer.ports, ...asked),
  };
  #drawn = 0;

  constructor(party: string, peer: string) {
    const identity: Identity = {
      party: party as Party,
      instance: 1,
      peer: { party: peer as Party, instance: 1 },
      lanes: ["flash", LANE] as Code[],
      versions: [offers.id, PERSONS_WORKFLOW],
      pulseEvery: 60_000,
    };
    const random = (n: number) => this.random(n);
    this.ports = {
      store: this.store,
      crypto: testCrypto(identity.party, identity.peer.party, random),
      keys: fakeKeys(identity.party, identity.peer.party),
      verify: fakeVerify,
      world: { now: () => this.now, random },
      workflows: workflowsOf([offers]),
      identity,
    };
  }

  get party(): Party {
    return this.ports.identity.party;
  }

  /** Bytes that differ at each draw and from node to node, and are the same in each run. */
  random(n: number): Uint8Array {
    const blocks = Array.from({ length: Math.ceil(n / 32) }, () =>
      sha256(utf8(`${this.party} ${this.#drawn++}`)),
    );
    return new Uint8Array(Buffer.concat(blocks)).subarray(0, n);
  }

  /** Knows of its peer, before any log, what workflows it speaks. */
  learn(): this {
    const { identity } = this.ports;
    const peers = identity.lanes.map((lane) => {
      const log = unheardLog(peerOrigin(identity, lane));
      return [log.origin, { ...log, pulse: { ...log.pulse, versions: identity.versions } }] as const;
    });
    this.store.state = { ...this.store.state, peers: new Map(peers) };
    return this;
  }

  newId(): RecordId {
    return recordId(this.random(16).toHex(), "id");
  }

  own(lane = LANE): Promise<OwnLog> {
    return this.store.tx((tx) => tx.own(ownOrigin(this.ports.identity, lane), false));
  }

  theirs(lane = LANE): Promise<PeerLog> {
    return this.store.tx((tx) => tx.peer(peerOrigin(this.ports.identity, lane), "none"));
  }

  async state(item: ItemId): Promise<ItemState | null> {
    const { entries, pulseTime } = await this.store.tx((tx) => readItem(this.ports.identity, tx, item));
    return fold(this.ports.workflows, item, entries, pulseTime);
  }

  async stopped(): Promise<string | null> {
    return (await this.store.tx((tx) => tx.link(this.peer.party))).stopped;
  }

  async alarms() {
    return (await this.store.tx((tx) => tx.link(this.peer.party))).alarms;
  }

  act(id: RecordId, from = this.party): Promise<ActRow | null> {
    return this.store.tx((tx) => tx.act(from, id));
  }

  step(lane = LANE): Promise<Exchanged> {
    return exchange(this.ports, this.road, lane, this.session);
  }

  apply(lane = LANE) {
    return apply(this.ports, lane);
  }

  /** What the next push would carry, kept from the peer. */
  async caught(
    lane = LANE,
  ): Promise<{ readonly bytes: Uint8Array; readonly bundle: Bundle; readonly opening: string }> {
    const road = this.road;
    let caught: { bytes: Uint8Array; opening: string } | null = null;
    this.road = {
      ...road,
      push: async (_lane, opening, bytes) => {
        caught = { bytes, opening };
        throw new Error("the road is cut");
      },
    };
    await this.step(lane).catch(() => undefined);
    this.road = road;
    if (!caught) throw new Error("nothing was pushed");
    const { bytes, opening } = caught as { bytes: Uint8Array; opening: string };
    return { bytes, opening, bundle: parseBundle(bytes) };
  }

  /** The database as it is now, to be restored later. */
  snapshot(): () => void {
    const kept = this.store.state;
    return () => {
      this.store.state = kept;
      this.session = newSession();
    };
  }
}

export function pair(): { ca: Node; inn: Node } {
  const { ca, inn } = strangers();
  for (const node of [ca, inn]) node.learn();
  return { ca, inn };
}

/** Two nodes that have never met: neither knows what the other speaks. */
export function strangers(): { ca: Node; inn: Node } {
  const [ca, inn] = [new Node("ca", "in"), new Node("in", "ca")];
  ca.peer = inn;
  inn.peer = ca;
  return { ca, inn };
}

/** Exchanges and applies on both sides until nothing moves. */
export async function settle({ ca, inn }: { ca: Node; inn: Node }, lane = LANE): Promise<void> {
  for (let round = 0; round < 30; round++) {
    const before = [
      ca.store.state.entries,
      inn.store.state.entries,
      ca.store.state.peers,
      inn.store.state.peers,
    ];
    for (const node of [ca, inn]) {
      for (let i = 0; i < 10 && (await node.step(lane)).more; i++);
      for (let i = 0; i < 10 && (await node.peer.apply(lane)).more; i++);
    }
    const sizes = [await ca.own(lane), await inn.own(lane)].map(({ size }) => size);
    const held = [await inn.theirs(lane), await ca.theirs(lane)].map(({ applied }) => applied);
    const grown = before[0] !== ca.store.state.entries || before[1] !== inn.store.state.entries;
    if (!grown && sizes.join() === held.join()) return;
  }
  throw new Error("the pair does not come to rest");
}

type Wanted = {
  readonly id?: RecordId;
  readonly body?: string;
  readonly attachments?: readonly Uint8Array[];
};

/** A draft on the heads that this node now shows. */
export async function draft(
  node: Node,
  item: ItemId,
  what: string,
  args: Json,
  wanted: Wanted = {},
): Promise<Draft> {
  const state = await node.state(item);
  const sides =
    state && (state.opener.party === node.party ? [state.opener, state.other] : [state.other, state.opener]);
  const says = Object.hasOwn(offers.says, what);
  const act: Draft["act"] = {
    crit: [],
    wf: offers.id,
    from: node.party,
    to: node.peer.party,
    id: wanted.id ?? node.newId(),
    item,
    by: "officer.1" as Opaque,
    do: what as Code,
    args: args as unknown as ItemAct["args"],
    ...(!says && { after: [sides?.[0]?.head ?? null, sides?.[1]?.head ?? null] as const }),
    mark: STRICTEST,
    ret: "case" as Code,
    att: [],
  };
  return {
    act,
    body: wanted.body ? utf8(wanted.body) : null,
    approvals: "[]",
    attachments: wanted.attachments ?? [],
  };
}

/** One act of an officer, committed. */
export async function does(
  node: Node,
  item: ItemId,
  what: string,
  args: Json,
  wanted: Wanted = {},
): Promise<RecordId> {
  const made = await draft(node, item, what, args, wanted);
  await submit(node.ports, LANE, made);
  return made.act.id;
}

export const OFFER = { text: TEXT, until: START + 1_000 } as const;

/** Opens an item. */
export async function opens(node: Node, body?: string): Promise<ItemId> {
  const id = node.newId();
  const item = `${node.party}:${id}` as ItemId;
  await does(node, item, "offer", OFFER, { id, ...(body && { body }) });
  return item;
}

/** What a lying node writes: any act, sealed and signed as if it were in order. */
export type Forgery = {
  readonly act: Act;
  readonly body?: Uint8Array;
  readonly seen?: number;
  readonly t?: number;
  /** Commitments in the leaf other than the true ones. */
  readonly a?: Hash;
  readonly approvals?: string;
  /** Plaintext bytes of the act that no parser of ours would write. */
  readonly ciphertext?: (
    node: Forging,
    act: Act,
  ) => { readonly bytes: Uint8Array; readonly a: Hash; readonly material: Uint8Array };
  /** The delivery names another record. */
  readonly claims?: RecordId;
};

/** Appends to the node's own log without any of its rules. */
export const forge = (node: Node, ...forgeries: readonly Forgery[]): Promise<void> =>
  forgeInto(node, LANE, forgeries);

type Forging = Pick<Node, "ports" | "now" | "party">;

/** The same into any lane of whatever has ports. */
export async function forgeInto(node: Forging, lane: string, forgeries: readonly Forgery[]): Promise<void> {
  const { ports } = node;
  const origin = ownOrigin(ports.identity, lane);
  await ports.store.tx(async (tx) => {
    let own = await tx.own(origin, true);
    for (const { act, body, seen, a, approvals = "[]", ciphertext, claims, ...forgery } of forgeries) {
      // What this node has signed meanwhile is not later than what it forges now, where nobody asks for it.
      const t = forgery.t ?? Math.max(node.now, own.lastT);
      const sealedBody = body ? sealBody(ports, act.from, act.id, body) : null;
      const whole = isItemAct(act) ? { ...act, body: sealedBody?.b ?? null } : act;
      const { sealed, keys } = sealAct(ports, whole, approvals, sealedBody);
      const other = ciphertext?.(node, act);
      const bytes = other?.bytes ?? sealed.act;
      const leaf = leafBytes({
        v: 1,
        t: t as Instant,
        seen: (seen ?? own.floor) as Count,
        a: a ?? other?.a ?? sealed.a,
        b: sealed.b,
        c: [ciphertextHash(bytes), sealed.body && ciphertextHash(sealed.body)],
        n: [bytes.length as Count, (sealed.body?.length ?? 0) as Count],
      });
      const id = claims ?? act.id;
      const entry: LogEntry = {
        leaf,
        leafHash: leafHash(leaf),
        t,
        seen: seen ?? own.floor,
        id,
        act: bytes,
        body: sealed.body,
      };
      await tx.appendEntries(origin, own.size, [entry]);
      const material = other?.material;
      await tx.putKeys(
        keys
          .map((key) => (key.slot === 0 ? { ...key, id, ...(material && { material }) } : key))
          .map((key) => ({ ...key, from: ports.identity.party })),
      );
      const frontier = append(own.frontier, [entry.leafHash]);
      own = {
        ...own,
        size: frontier.size,
        frontier,
        floor: Math.max(own.floor, entry.seen),
        pulseNo: Math.max(1, own.pulseNo),
        pulseAt: node.now,
      };
    }
    const checkpoint = ports.keys.sign({ origin, size: own.size, root: root(own.frontier) }, node.now);
    await tx.saveOwn({ ...own, checkpoint });
  });
}

/** A pulse with anything in it. */
export function pulseOf(node: Node, change: Partial<Record<keyof Pulse, unknown>>): LogAct {
  const args = {
    no: 1,
    lanes: [LANE],
    sizes: [0],
    roots: [base64url(emptyRoot())],
    cosigned: 0,
    applied: 0,
    except: [],
    versions: [offers.id],
    home: TEXT,
    ...change,
  };
  const from = { from: node.party, to: node.peer.party };
  return {
    crit: [],
    wf: "link/1" as WorkflowId,
    ...from,
    id: node.newId(),
    do: "pulse" as Code,
    args: args as never,
  };
}

/** The pulses of a node's own log, oldest first. */
export function pulsesOf(
  node: Node,
  from = node.party,
  lane = LANE,
): (Pulse & { readonly pos: number | null })[] {
  return [...new MemoryTx(node.store.state).state.acts.values()]
    .filter(({ act, origin }) => act.do === "pulse" && act.from === from && origin.split("/")[3] === lane)
    .toSorted((a, b) => (a.pos ?? 0) - (b.pos ?? 0))
    .map((row) => ({ ...parsePulse(row.act as LogAct), pos: row.pos }));
}

export const coded =
  (code: string, detail?: Readonly<Record<string, unknown>>) =>
  (error: unknown): boolean =>
    error instanceof Error &&
    (error as { code?: unknown }).code === code &&
    Object.entries(detail ?? {}).every(
      ([k, v]) => (error as unknown as { detail: Record<string, unknown> }).detail[k] === v,
    );
