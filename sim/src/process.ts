import { isSetuError, type RecordId } from "@setu/core";
import {
  apply,
  encodeBundle,
  encodeWraps,
  exchange,
  heardNow,
  newSession,
  onFetch,
  onHello,
  onPush,
  onWraps,
  ownOrigin,
  parseBundle,
  type Hello,
  type Peer,
  type Ports,
  type Session,
} from "@setu/link";
import { byArrival, everyLane, heedless, shameless } from "./bent.ts";
import { Life } from "./disk.ts";
import { shown } from "./liar-oracle.ts";
import type { Liar } from "./liar.ts";
import type { Asking } from "./lies/lie.ts";
import type { SimNode } from "./node.ts";
import { planted } from "./planted.ts";
import { turnKeys } from "./rotating.ts";

/** What wakes the loop that looks after the keys. */
export const KEYS = "keys";

/** One process: its loops, and what it has heard. */
export class Process {
  readonly life: Life;
  readonly node: SimNode;
  readonly #sessions = new Map<string, Session>();
  /** For which rotation the lanes were opened anew. */
  #asked: RecordId | null = null;
  readonly #wakers = new Map<() => void | false, string>();

  constructor(node: SimNode) {
    this.node = node;
    this.life = new Life(node.schedule);
    for (const lane of node.identity.lanes) {
      void this.#loop(lane, () => this.#exchange(lane));
      void this.#loop(lane, () => this.#apply(lane));
    }
    if (node.faults.rotates) void this.#loop(KEYS, () => this.#turnKeys());
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
    if (acts.length > 0) for (const loop of [lane, KEYS]) this.wake(loop);
    for (const { origin, except } of this.node.disk.state.peers.values())
      for (const pos of except) this.node.passed.add(`${origin} ${pos}`);
    return more;
  }

  async #turnKeys(): Promise<boolean> {
    const ports = this.#ports();
    const holds = (lane: string) => {
      const session = this.#sessions.get(lane);
      return session ? heardNow(ports, session) : null;
    };
    const moved = await turnKeys(this.node, ports, (rotation) => {
      if (this.#asked !== rotation) {
        for (const session of this.#sessions.values()) session.heard = null;
        for (const lane of this.node.identity.lanes) this.wake(lane);
      }
      this.#asked = rotation;
      return holds;
    });
    if (moved) for (const lane of this.node.identity.lanes) this.node.wake(lane);
    return moved;
  }

  #ports(early = false): Ports {
    const committed = this.node.disk.connect(this.life, early);
    const bend = this.node.liar ? shameless : planted(this.node.mutation)?.bend;
    const store = bend?.(committed) ?? committed;
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
      } catch (error) {
        // The road or the database failed: the log is the outbox, so the next round goes on from there.
        this.node.notice(error);
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
    const made = this.#ports(this.node.mutation === "sign-before-commit");
    const ignores = this.node.mutation === "suspension-ignored-after-restore";
    const ports = ignores ? { ...made, store: heedless(made.store) } : made;
    return (await exchange(ports, this.#peer(), lane, session)).more;
  }

  #peer(): Peer {
    const { mutation } = this.node;
    const road = this.#road();
    return {
      ...road,
      hello: async (lane) => {
        if (mutation === "sign-before-hearing") return this.#deafHello(lane);
        const hello = await road.hello(lane);
        if (mutation === "restore-taken-for-a-lie") await this.#suspect(lane, hello);
        return hello;
      },
      wraps: (...asked) => (mutation === "never-asks-again" ? this.#noKeys(...asked) : road.wraps(...asked)),
    };
  }

  /** Over the network to a living process of the other side. */
  #call<T>(serve: (ports: Ports, door: Liar | null) => Promise<T>, early = false): Promise<T> {
    const { network, peer } = this.node;
    return network.call(this.life, async () => {
      const process = await peer.served();
      return serve(process.#ports(early), peer.liar).catch((error: unknown) => {
        peer.notice(error);
        throw error;
      });
    });
  }

  /** Past the tongue of whoever lies. */
  #road(): Peer {
    const { peer, mutation, faults, liar } = this.node;
    const forgetful = !faults.restore && !faults.failover;
    return {
      hello: (lane) => this.#call((p, door) => (door ?? { onHello }).onHello(p, lane)),
      push: (lane, opening, sent) => {
        const made = this.#keyless(sent, forgetful);
        const said = liar?.push(this.#ports(), lane, opening, made) ?? { opening, bytes: made };
        return this.#call(async (p, door) => {
          const look = () => {
            const { checkpoint } = parseBundle(said.bytes);
            if (liar) liar.shown.push(...shown(peer, said.opening, checkpoint));
          };
          try {
            const answer = await (door ?? { onPush }).onPush(p, lane, said.opening, said.bytes);
            look();
            return answer;
          } catch (error) {
            // Any other failure may be of the database: then nothing is known of it, alarm and all.
            if (isSetuError(error, "FORK")) look();
            throw error;
          } finally {
            peer.wake(lane);
          }
        }, mutation === "receipt-before-commit");
      },
      fetch: async (...asked) =>
        this.#keyless(await this.#call((p, door) => (door ?? { onFetch }).onFetch(p, ...asked)), true),
      wraps: (...asked) => this.#call((p, door) => (door ?? { onWraps }).onWraps(p, ...asked)),
    };
  }

  /** What a liar does of its own will on one lane: it signs into its log, or knocks at the other's doors. */
  async lie(lane: string): Promise<void> {
    const { liar, schedule } = this.node;
    const willed = liar?.lies.filter((lie) => lie.write ?? lie.pester) ?? [];
    if (!liar || willed.length === 0) return;
    const road = this.#road();
    const asking: Asking = {
      hello: () => road.hello(lane),
      push: (opening, bytes) => this.#call((p) => onPush(p, lane, opening, bytes)),
      fetch: (from, to) => road.fetch(lane, from, to),
      wraps: (origin, positions) => road.wraps(lane, origin, positions),
    };
    await liar.act(schedule.random.pick(willed), this.#ports(), lane, asking);
    this.wake(lane);
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

  /** The planted bug: whoever holds less than he once signed for must be lying. */
  async #suspect(lane: string, { held, checkpoint }: Hello): Promise<void> {
    const { identity } = this.node;
    const lie = { code: "ROLLBACK", at: this.node.now(), lane, evidence: checkpoint } as const;
    await this.#ports().store.tx(async (tx) => {
      const { cosigned } = await tx.own(ownOrigin(identity, lane), false);
      if (held < cosigned) await tx.alarm(identity.peer.party, lie, true);
    });
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
