import type { Server } from "node:http";
import type pg from "pg";
import type { Guards } from "../access/guards.ts";
import own from "../../package.json" with { type: "json" };
import type { Loop } from "../node/loop.ts";
import type { Desk } from "../requests/desk.ts";
import type { PgStore } from "../db/pg-store.ts";
import {
  databaseSamples,
  fileSamples,
  homeSamples,
  linkSamples,
  purgeSamples,
  scrubSamples,
  witnessSamples,
  type HomeAsked,
} from "./gather.ts";
import { operationsListener } from "./listener.ts";
import { Latencies, ProcessMeter } from "./meters.ts";
import { openMetrics, type Sample } from "./openmetrics.ts";
import { Skew } from "./skew.ts";

/** What is there once the node has been wired. */
export type Wired = {
  readonly store: PgStore;
  readonly desk: Desk | null;
  readonly guards: Guards;
  readonly loops: () => Iterable<Loop>;
};

/** Two who watch ask one after the other: the database is asked at most so often. */
const FRESH = 200;
const PATIENCE = 5_000;

/**
 * Health of one process, from its first moment to its last: before the node is wired it is alive and not ready, while it
 * stops it is neither ready nor gone, and without a database it still tells what it knows of itself.
 */
export class Operations {
  readonly latencies = new Latencies();
  readonly skew = new Skew();
  readonly #process = new ProcessMeter();
  readonly #home: HomeAsked;
  readonly #pool: pg.Pool;
  readonly #started = Date.now();
  #wired: Wired | null = null;
  #stopping = false;
  #last: { readonly at: number; readonly text: Promise<string> } | null = null;

  constructor(home: HomeAsked, pool: pg.Pool) {
    this.#home = home;
    this.#pool = pool;
  }

  serves(wired: Wired): void {
    this.#wired = wired;
  }

  /** From here on whoever balances sends officers elsewhere. */
  stops(): void {
    this.#stopping = true;
  }

  end(): void {
    this.#process.stop();
  }

  listener(): Server {
    return operationsListener({
      faults: () => this.faults(),
      metrics: () => this.metrics(),
      trains: this.#home.trains,
    });
  }

  async faults(): Promise<readonly string[]> {
    if (this.#stopping) return ["STOPPING"];
    if (!this.#wired) return ["STARTING"];
    const { fault } = this.#wired.guards.state;
    if (fault !== null) return [fault];
    return this.#patiently(this.#pool.query("SELECT 1")).then(
      () => [],
      () => ["NO_DATABASE"],
    );
  }

  metrics(): Promise<string> {
    if (this.#last && performance.now() - this.#last.at < FRESH) return this.#last.text;
    const text = this.#samples().then(openMetrics);
    this.#last = { at: performance.now(), text };
    return text;
  }

  async #samples(): Promise<readonly Sample[]> {
    const now = Date.now();
    return [
      { of: "setu_build", labels: [own.version, process.version], value: 1 },
      ...this.#process.samples(),
      ...this.latencies.samples(),
      ...this.#poolSamples(),
      ...this.#loopSamples(now),
      ...this.#skewSample(),
      ...(await homeSamples(this.#home, now)),
      ...(await this.#patiently(this.#stored(now)).catch((): readonly Sample[] => [
        { of: "setu_database_up", value: 0 },
      ])),
    ];
  }

  async #stored(now: number): Promise<readonly Sample[]> {
    if (!this.#wired) return [];
    const { store, desk } = this.#wired;
    const { home, road } = this.#home;
    const parts = await Promise.all([
      databaseSamples(store),
      desk ? linkSamples(store, desk, road, now) : [],
      desk ? purgeSamples(store, desk, this.#started, now) : [],
      desk ? scrubSamples(store, this.#started, now) : [],
      desk ? witnessSamples(store, desk, now) : [],
    ]);
    return [...parts.flat(), ...(desk && road === "file" ? fileSamples(home, now) : [])];
  }

  #poolSamples(): readonly Sample[] {
    const { totalCount, idleCount, waitingCount } = this.#pool;
    const of = "setu_database_connections";
    return [
      { of, labels: ["open"], value: totalCount },
      { of, labels: ["idle"], value: idleCount },
      { of, labels: ["awaited"], value: waitingCount },
    ];
  }

  #loopSamples(now: number): readonly Sample[] {
    if (!this.#wired) return [];
    const { guards, loops } = this.#wired;
    const { fault } = guards.state;
    return [
      { of: "setu_guards_whole", value: fault === null ? 1 : 0 },
      ...[...loops()].flatMap((loop): readonly Sample[] => {
        const { name, failing } = loop.state;
        const since = failing === null ? 0 : Math.max(0, now - failing.since) / 1000;
        return [
          { of: "setu_loop_late_seconds", labels: [name], value: loop.late },
          { of: "setu_loop_failing_seconds", labels: [name], value: since },
        ];
      }),
    ];
  }

  #skewSample(): readonly Sample[] {
    const { ahead } = this.skew;
    return ahead === null ? [] : [{ of: "setu_link_clock_skew_seconds", value: Math.abs(ahead) / 1000 }];
  }

  #patiently<T>(work: Promise<T>): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error("the database does not answer")), PATIENCE);
    return Promise.race([work, promise]).finally(() => clearTimeout(timer));
  }
}
