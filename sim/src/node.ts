import {
  isSetuError,
  KEYS_WORKFLOW,
  PERSONS_WORKFLOW,
  recordId,
  SetuError,
  workflowsOf,
  type Code,
  type Party,
} from "@setu/core";
import type { Identity, Keys, Ports, Store } from "@setu/link";
import { VERSIONS } from "@setu/requests";
import { parseCheckpoint, TlogError, type Checkpoint } from "tlog";
import { Disk } from "./disk.ts";
import type { Faults, Mutation } from "./faults.ts";
import { KeyRing } from "./key-ring.ts";
import type { Liar } from "./liar.ts";
import type { Network } from "./network.ts";
import { Process } from "./process.ts";
import { unfollowed } from "./rotating.ts";
import type { Schedule } from "./schedule.ts";
import { fakeCrypto, fakeKeys, fakeVerify, signedBy } from "./stand-ins.ts";

const LANES = ["main", "flash"] as Code[];
export const PULSE_EVERY = 30_000;
const EPOCH = 1_772_000_000_000;
const WORKFLOWS = workflowsOf(VERSIONS);
/** The planted bug: whoever narrows may widen. */
const WIDENED = workflowsOf(
  VERSIONS.map(({ about, ...rest }) =>
    about ? { ...rest, about: { recall: "ends", correct: "stands" } as const } : rest,
  ),
);

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
  /** Null for an honest node. */
  liar: Liar | null = null;
  /** The other database of a node with two faces. */
  face: SimNode | null = null;
  /** Every checkpoint of the peer that this node has ever put its name to, and by which keys; a restore does not take that back. */
  readonly cosigned: (Checkpoint & { readonly by: number })[] = [];
  ring = new KeyRing();
  /** Heads that somebody else has signed with keys of this node that others had followed; whether the other side said so. */
  readonly stolen = new Map<string, boolean>();
  /** Entries of the other side that were passed over once, as `origin pos`: a restored database knows nothing of it. */
  readonly passed = new Set<string>();
  /** It has been restored, or failed over, to an older state. */
  forgotten = false;
  /** What failed without a code: hostile input was not met where it should have been. */
  readonly uncoded: unknown[] = [];

  constructor(
    party: Party,
    other: Party,
    schedule: Schedule,
    network: Network,
    faults: Faults,
    mutation: Mutation | null,
  ) {
    const lanes = faults.twoLanes ? LANES : LANES.slice(0, 1);
    const versions = [...VERSIONS.map(({ id }) => id), PERSONS_WORKFLOW, KEYS_WORKFLOW];
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
    const processes = [...this.processes, ...(this.face?.processes ?? [])];
    const process = processes.length > 0 ? this.schedule.random.pick(processes) : undefined;
    if (!process) return new Promise<Process>(() => undefined);
    return process;
  }

  notice(error: unknown): void {
    if (!(error instanceof SetuError || error instanceof TlogError)) this.uncoded.push(error);
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
      keys: this.#keys(),
      verify: fakeVerify,
      world: { now, random },
      workflows: this.mutation === "wider-narrowing-taken" ? WIDENED : WORKFLOWS,
      identity: this.identity,
      ...(this.faults.rotates && { unfollowed: () => Promise.resolve(unfollowed(this) !== null) }),
    };
  }

  #keys(): Keys {
    const { party, peer } = this.identity;
    const mark = (origin: string) => this.disk.state.monotone.get(`cosigned:${origin}`)?.size ?? 0;
    const keys = fakeKeys(party, peer.party, this.ring, mark);
    const cosign: Keys["cosign"] = (note, now) => {
      const checkpoint = parseCheckpoint(note.slice(0, note.lastIndexOf("\n— ")));
      const by = this.faults.rotates ? (signedBy(note, peer.party, this.peer.ring.present) ?? 0) : 0;
      this.cosigned.push({ ...checkpoint, by });
      return keys.cosign(note, now);
    };
    return this.mutation === "retired-keys-believed"
      ? { ...keys, cosign, openPeer: (...asked) => believing(keys, ...asked) }
      : { ...keys, cosign };
  }

  newId() {
    return recordId(this.schedule.random.bytes(16).toHex(), "id");
  }
}

/** The planted bug: where former keys end is not asked. */
function believing(keys: Keys, note: string, origin: string): Checkpoint {
  try {
    return keys.openPeer(note, origin);
  } catch (error) {
    if (!isSetuError(error, "RETIRED_KEY")) throw error;
    return parseCheckpoint(note.slice(0, note.lastIndexOf("\n— ")));
  }
}
