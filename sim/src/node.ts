import { PERSONS_WORKFLOW, recordId, workflowsOf, type Code, type Party } from "@setu/core";
import {
  apply,
  encodeBundle,
  encodeWraps,
  exchange,
  newSession,
  onFetch,
  onHello,
  onPush,
  onWraps,
  parseBundle,
  type Hello,
  type Identity,
  type Peer,
  type Ports,
  type Session,
  type Store,
} from "@setu/link";
import { VERSIONS } from "@setu/requests";
import { byArrival, everyLane } from "./bent.ts";
import { Disk, Life } from "./disk.ts";
import type { Faults, Mutation } from "./faults.ts";
import type { Network } from "./network.ts";
import type { Schedule } from "./schedule.ts";
import { fakeCrypto, fakeKeys, fakeVerify } from "./stand-ins.ts";

const LANES = ["main", "flash"] as Code[];
export const PULSE_EVERY = 30_000;
const EPOCH = 1_772_000_000_000;
const WORKFLOWS = workflowsOf(VERSIONS);

/** A node: one database, one or two processes over it, a clock that may jump back. */
export class SimNode {
  readonly identity: Identity;
  readonly disk: Disk;
  readonly processes: Process[] = [];
  /** Milliseconds by which this node's clock differs from true time. */
  skew = 0;
  readonly schedule: Schedule;
  mutation: Mutation | null;
  peer!: SimNode;
  readonly network: Network;
  readonly faults: Faults;

  constructor(
    party: Party,
    other: Party,
    schedule: Schedule,
    network: Network,
    faults: Faults,
    mutation: Mutation | null,
  ) {
    const lanes = faults.twoLanes ? LANES : LANES.slice(0, 1);
    const versions = [...VERSIONS.map(({ id }) => id), PERSONS_WORKFLOW];
    const peer = { party: other, instance: 1 };
    this.identity = { party, instance: 1, peer, lanes, versions, pulseEvery: PULSE_EVERY };
    this.schedule = schedule;
    this.network = network;
    this.faults = faults;
    this.mutation = mutation;
    this.disk = new Disk(schedule, faults, mutation);
  }

  start(processes: number): void {
    while (this.processes.length < processes) this.processes.push(new Process(this));
  }

  /** kill -9 of all processes: memory is gone, the database is not. */
  kill(): void {
    for (const process of this.processes) process.life.alive = false;
    this.processes.length = 0;
  }

  wake(lane: string): void {
    for (const process of this.processes) process.wake(lane);
  }

  /** A living process of this node, for a request that arrives. */
  async served(): Promise<Process> {
    const process = this.processes.length > 0 ? this.schedule.random.pick(this.processes) : undefined;
    if (!process) return new Promise<Process>(() => undefined);
    return process;
  }

  /** By this node's own clock. */
  now(): number {
    return EPOCH + Math.floor(this.schedule.now) + this.skew;
  }

  ports(store: Store): Ports {
    const random = (n: number) => this.schedule.random.bytes(n);
    const now = () => this.now();
    return {
      store,
      crypto: fakeCrypto(this.identity.peer.party, random),
      keys: fakeKeys(this.identity.party, this.identity.peer.party),
      verify: fakeVerify,
      world: { now, random },
      workflows: WORKFLOWS,
      identity: this.identity,
    };
  }

  newId() {
    return recordId(this.schedule.random.bytes(16).toHex(), "id");
  }
}

/** One process: its loops, and what it has heard. */
export class Process {
  readonly life: Life;
  readonly node: SimNode;
  readonly #sessions = new Map<string, Session>();
  readonly #wakers = new Map<() => void | false, string>();

  constructor(node: SimNode) {
    this.node = node;
    this.life = new Life(node.schedule);
    for (const lane of node.identity.lanes) {
      void this.#loop(lane, () => this.#exchange(lane));
      void this.#loop(lane, () => this.#apply(lane));
    }
  }

  /** Something was committed or received on a lane: its loops look again soon. */
  wake(lane: string): void {
    for (const [waker, of] of this.#wakers) {
      if (of !== lane) continue;
      this.#wakers.delete(waker);
      this.node.schedule.after(this.node.schedule.random.int(0, 3), waker);
    }
  }

  async #apply(lane: string): Promise<boolean> {
    const ports = this.#ports();
    const hasty = this.node.mutation === "judge-by-arrival";
    const { more, acts } = await apply(hasty ? { ...ports, store: byArrival(ports.store) } : ports, lane);
    if (acts.length > 0) this.wake(lane);
    return more;
  }

  #ports(early = false): Ports {
    const store = this.node.disk.connect(this.life, early);
    // Wherever this node judges its own officers.
    const lanes = this.node.mutation === "key-of-another-lane";
    return this.node.ports(lanes ? everyLane(store, this.node) : store);
  }

  /** Ports for a command of an officer. */
  submitPorts(): Ports {
    return this.#ports(this.node.mutation === "acknowledge-before-commit");
  }

  async #loop(lane: string, step: () => Promise<boolean>): Promise<void> {
    for (;;) {
      let more = false;
      try {
        more = await step();
      } catch {
        // The road or the database failed: the log is the outbox, so the next round goes on from there.
      }
      await (more ? this.life.pause(1) : this.#sleep(lane));
    }
  }

  #sleep(lane: string): Promise<void> {
    return new Promise((resolve) => {
      const { schedule } = this.node;
      let asleep = true;
      const wake = (): void | false => {
        if (!asleep || !this.life.alive) return false;
        asleep = false;
        resolve();
      };
      this.#wakers.set(wake, lane);
      schedule.after(schedule.random.int(1_000, 9_000), () => {
        this.#wakers.delete(wake);
        return wake();
      });
    });
  }

  async #exchange(lane: string): Promise<boolean> {
    let session = this.#sessions.get(lane);
    if (!session) this.#sessions.set(lane, (session = newSession()));
    const ports = this.#ports(this.node.mutation === "sign-before-commit");
    return (await exchange(ports, this.#peer(), lane, session)).more;
  }

  #peer(): Peer {
    const { network, peer, mutation, faults } = this.node;
    const call = <T>(serve: (ports: Ports) => Promise<T>, early = false) =>
      network.call(this.life, async () => {
        const process = await peer.served();
        return serve(process.#ports(early));
      });
    return {
      hello: (lane) =>
        mutation === "sign-before-hearing" ? this.#deafHello(lane) : call((p) => onHello(p, lane)),
      push: (lane, opening, sent) => {
        const bundle = this.#keyless(sent, !faults.restore && !faults.failover);
        return call(
          (p) => onPush(p, lane, opening, bundle).finally(() => peer.wake(lane)),
          mutation === "receipt-before-commit",
        );
      },
      fetch: async (...asked) => this.#keyless(await call((p) => onFetch(p, ...asked)), true),
      wraps: (...asked) =>
        mutation === "never-asks-again" ? this.#noKeys(...asked) : call((p) => onWraps(p, ...asked)),
    };
  }

  /** Whoever made this bundle had lost some of the keys, or could not wrap them just then. */
  #keyless(bytes: Uint8Array, may: boolean): Uint8Array {
    const { network, schedule, faults } = this.node;
    if (!may || !faults.lostWraps || network.quiet || schedule.random.chance(0.3)) return bytes;
    const bundle = parseBundle(bytes);
    const entries = bundle.entries.map((entry) =>
      schedule.random.chance(0.5) ? { ...entry, wrap: null } : entry,
    );
    return encodeBundle({ ...bundle, entries });
  }

  /** The planted bug: the question is never sent, and taken as answered. */
  async #noKeys(_lane: string, origin: string, positions: readonly number[]): Promise<Uint8Array> {
    return encodeWraps({ origin, epochs: [], wraps: positions.map(() => null) });
  }

  /** The planted bug: takes its own newest checkpoint for what the peer holds. */
  async #deafHello(lane: string): Promise<Hello> {
    const { identity, disk } = this.node;
    const origin = `${identity.party}/link/${identity.peer.party}/${lane}/1`;
    const own = disk.state.own.get(origin);
    const { opening } = await this.node.network.call(this.life, async () =>
      onHello((await this.node.peer.served()).#ports(), lane),
    );
    return {
      origin,
      held: own?.size ?? 0,
      checkpoint: own?.checkpoint ?? "",
      opening,
      versions: identity.versions,
    };
  }
}
