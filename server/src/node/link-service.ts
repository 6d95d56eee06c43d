import { isSetuError, type ErrorCode } from "@setu/core";
import {
  apply,
  exchange,
  heardNow,
  missingUpTo,
  newSession,
  ownOrigin,
  peerOrigin,
  type Heard,
  type Ports,
} from "@setu/link";
import type { LinkView } from "@setu/requests";
import type { PgStore } from "../db/pg-store.ts";
import type { Log } from "../http/log.ts";
import type { Asking } from "../link-http/asking.ts";
import type { Negotiated } from "../link-http/tls.ts";
import type { Versions } from "../link-http/versions.ts";
import type { Witnesses } from "../witnessed/config.ts";
import { witnessView } from "../witnessed/standing.ts";
import type { Leader } from "./leader.ts";
import { Loop } from "./loop.ts";
import type { Road } from "./roads.ts";
import { readCarried } from "../carried/known.ts";

/** Polling is the truth; these are how long a lost wake-up may cost. */
const POLL = 1_000;

export type LinkServiceOptions = {
  readonly store: PgStore;
  readonly ports: Ports;
  readonly client: Asking;
  /** Of the node: what the last carried files said stands there. */
  readonly home?: string;
  readonly road?: Road;
  /** Whether this process can ask on the lane now. */
  readonly reaches?: (lane: string) => boolean;
  readonly leader: Leader;
  readonly log: Log;
  readonly cards: LinkView["card"];
  /** Of the link, as both sides say them. */
  readonly versions: Versions;
  /** Hash of our own policy. */
  readonly policy: string;
  readonly witnesses?: Witnesses | undefined;
};

/** The conversation with the peer: for each lane one loop that speaks and one that opens what has come. */
export class LinkService {
  readonly #options: LinkServiceOptions;
  readonly #speaking = new Map<string, Loop>();
  readonly #opening = new Map<string, Loop>();
  readonly #sessions = new Map<string, ReturnType<typeof newSession>>();
  negotiated: Negotiated | null = null;
  /** As the peer said it last. */
  peerPolicy: string | null = null;
  #failure: ErrorCode | null = null;
  #heardAt: number | null = null;
  readonly #heard = new Set<string>();
  /** Whether this process was to speak on a lane when it last looked. */
  readonly #leads = new Map<string, boolean>();
  readonly #border = new Map<string, string>();
  /** Until when the peer wants a lane left alone, by the clock that only goes forward; whatever wakes it meanwhile. */
  readonly #held = new Map<string, number>();

  constructor(options: LinkServiceOptions) {
    this.#options = options;
    for (const lane of options.ports.identity.lanes) {
      this.#speaking.set(lane, new Loop(`speak ${lane}`, options.log, this.#speaker(lane)));
      this.#opening.set(lane, new Loop(`open ${lane}`, options.log, this.#opener(lane)));
    }
  }

  start(): void {
    for (const loop of this.loops()) loop.start();
  }

  /** Something was committed, here or in another process. */
  wake(): void {
    for (const loop of this.loops()) loop.wake();
  }

  /** An act waits for its place in one of our logs. */
  waiting(origins: ReadonlySet<string>): void {
    const { identity } = this.#options.ports;
    for (const [lane, loop] of this.#speaking) if (origins.has(ownOrigin(identity, lane))) loop.wake();
  }

  /** Logs have got entries: those of the peer are there to be opened. */
  grown(origins: ReadonlySet<string>): void {
    const { identity } = this.#options.ports;
    for (const [lane, loop] of this.#opening) if (origins.has(peerOrigin(identity, lane))) loop.wake();
  }

  /** The peer opens a lane anew: it is heard again before anything more is signed for it. */
  greeted(lane: string): void {
    const session = this.#sessions.get(lane);
    if (!session) return;
    session.greeted = true;
    this.#held.delete(lane);
    this.#speaking.get(lane)?.retry();
    this.#speaking.get(lane)?.wake();
  }

  /** Whether this process has opened the lane since it started, and so has taken back what a restored database lacked. */
  heard(lane: string): boolean {
    return this.#heard.has(lane);
  }

  /** Every lane is opened again before anything more is signed for it. */
  hearAnew(): void {
    for (const [lane, session] of this.#sessions) {
      session.heard = null;
      this.#speaking.get(lane)?.wake();
    }
  }

  /** What the peer has just been heard to hold of our log; `elsewhere` where this process does not speak on the lane. */
  holds(lane: string): Heard | "elsewhere" | null {
    const session = this.#sessions.get(lane);
    if (this.#options.road === "file" || this.#leads.get(lane) === false) return "elsewhere";
    return session ? heardNow(this.#options.ports, session) : null;
  }

  /** The peer has pushed: it is alive. */
  arrived(): void {
    this.#heardAt = this.#options.ports.world.now();
    for (const loop of this.#speaking.values()) loop.retry();
  }

  /** The peer brings in more than a lane may: what it sends waits at the border. Said once for each hour. */
  overBudget(lane: string): void {
    const { store, ports, log } = this.#options;
    const at = ports.world.now();
    const evidence = `held at the border in the hour of ${new Date(at).toISOString().slice(0, 13)}:00Z`;
    if (this.#border.get(lane) === evidence) return;
    this.#border.set(lane, evidence);
    const alarm = { code: "OVER_QUOTA", at, lane, evidence } as const;
    store
      .tx((tx) => tx.alarm(ports.identity.peer.party, alarm, false))
      .catch(() => {
        // The peer sends again, and then it is said.
        this.#border.delete(lane);
        log("alarm-failed", { lane });
      });
  }

  async stop(): Promise<void> {
    await Promise.all([...this.loops()].map((loop) => loop.stop()));
  }

  loops(): Iterable<Loop> {
    return [...this.#speaking.values(), ...this.#opening.values()];
  }

  #portsOf(lane: string): Ports {
    const { ports, store } = this.#options;
    return { ...ports, store: store.ofLane(lane) };
  }

  #speaker(lane: string): () => Promise<number> {
    const { client, leader, road, reaches = () => true } = this.#options;
    const ports = this.#portsOf(lane);
    const session = newSession();
    this.#sessions.set(lane, session);
    return async () => {
      const left = (this.#held.get(lane) ?? 0) - performance.now();
      if (left > 0) return left;
      if (road === "file") {
        const here = await ports.store.tx(async (tx) =>
          missingUpTo(tx, await tx.own(ownOrigin(ports.identity, lane), false), "file"),
        );
        if (here === null) this.#heard.add(lane);
        this.#failure = here === null ? null : "OWN_LOG_CLOSED";
        return POLL;
      }
      if (!reaches(lane)) {
        session.heard = null;
        // Who could have led is the only one who would have heard of the peer.
        this.#failure = (await this.#isLed(lane)) ? "PEER_SILENT" : null;
        await leader.leaves(lane);
        return POLL;
      }
      if (!(await this.#isLed(lane))) {
        session.heard = null;
        return POLL;
      }
      try {
        const { more, asked, sequenced } = await exchange(ports, client, lane, session);
        if (asked) this.#opening.get(lane)?.wake();
        this.#failure = sequenced === "lost" ? "OWN_LOG_CLOSED" : null;
        if (session.heard) this.#heard.add(lane);
        if (session.heard) this.#heardAt = Math.max(this.#heardAt ?? 0, session.heardAt);
        return more ? 0 : POLL;
      } catch (error) {
        this.#failure = isSetuError(error) ? error.code : "INTERNAL";
        const seconds = isSetuError(error, "OVER_QUOTA") ? Number(error.detail["retry"] ?? 0) : 0;
        if (seconds === 0) throw error;
        this.#held.set(lane, performance.now() + seconds * 1000);
        return seconds * 1000;
      }
    };
  }

  async #isLed(lane: string): Promise<boolean> {
    const leads = await this.#options.leader.leads(lane);
    this.#leads.set(lane, leads);
    return leads;
  }

  #opener(lane: string): () => Promise<number> {
    const ports = this.#portsOf(lane);
    return async () => {
      const { more, acts } = await apply(ports, lane);
      // What was applied is to be said: a pulse may be due. Of a backlog not after each step: the looking says it.
      if (acts.length > 0 && !more) this.#speaking.get(lane)?.wake();
      return more ? 0 : POLL;
    };
  }

  /** A node that has neither written nor taken a file, and has a line, says nothing of files. */
  #carried(lanes: LinkView["lanes"]): Pick<LinkView, "road" | "carried"> {
    const { road = "both", home } = this.#options;
    const { out, in: came } = home === undefined ? { out: null, in: null } : readCarried(home);
    if (road !== "file" && !out && !came) return { road, carried: null };
    const sizes = lanes.map(({ lane, cosigned }) => ({ sent: out?.sizes[lane] ?? 0, cosigned }));
    const sum = (of: readonly number[]) => of.reduce((all, each) => all + each, 0);
    const sent = sum(sizes.map((each) => each.sent));
    const receipted = sum(sizes.map((each) => Math.min(each.sent, each.cosigned)));
    return { road, carried: { out: out && { at: out.at, sent, receipted }, in: came } };
  }

  async view(): Promise<LinkView> {
    const { store, ports, cards, policy, witnesses, versions } = this.#options;
    const { identity, world } = ports;
    const now = world.now();
    return store.tx(async (tx) => {
      const row = await tx.link(identity.peer.party);
      const lanes: LinkView["lanes"][number][] = [];
      let heard = this.#heardAt ?? 0;
      for (const lane of identity.lanes) {
        const own = await tx.own(ownOrigin(identity, lane), false);
        const peer = await tx.peer(peerOrigin(identity, lane), "none");
        const [waiting] = await tx.db.rows<{ pending: number; oldest: number | null }>(BACKLOG, [
          own.origin,
          own.cosigned,
        ]);
        heard = Math.max(heard, peer.heardAt);
        lanes.push({
          lane,
          pending: waiting?.pending ?? 0,
          size: own.size,
          cosigned: own.cosigned,
          applied: Math.min(peer.floor, own.size),
          closed: own.closedFrom,
          theirs: { held: peer.held, applied: peer.applied, except: peer.except },
          lag: Math.max(0, now - (waiting?.oldest ?? now)),
        });
      }
      const state = row.stopped ? "stopped" : this.#failure ? "down" : heard === 0 ? "waiting" : "up";
      return {
        state,
        reason: row.stopped ?? this.#failure,
        lastHeard: heard === 0 ? null : heard,
        tls: this.negotiated,
        lanes,
        alarms: row.alarms,
        card: cards,
        versions: { own: versions.own, peer: versions.theirs, common: versions.common },
        ...this.#carried(lanes),
        policy: { own: policy, peer: this.peerPolicy },
        ...(await witnessView(tx.db, { ports, ...(witnesses && { witnesses }) }, now)),
        now,
      };
    });
  }
}

const BACKLOG = `SELECT count(*) AS pending,
  least((SELECT t FROM entry WHERE origin = $1 AND pos = $2), min(pending.t)) AS oldest FROM pending WHERE origin = $1`;
