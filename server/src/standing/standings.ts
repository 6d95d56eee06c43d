import type { Party } from "@setu/core";
import type { PgStore } from "../db/pg-store.ts";
import type { Log } from "../http/log.ts";
import { settle, type Fault } from "./settling.ts";

type Options = { readonly store: PgStore; readonly peer: Party; readonly log: Log };

/** A row that is not believed is looked into at once, though not more often than this. */
const PATIENCE = 10_000;
/** As many rows as an alarm names. */
const MOST = 100;

/**
 * Looks at start, every hour and as soon as one is not believed, whether all rows of officers are what the home log says.
 * Those that are not are named in an alarm, the first of them first; the same find raises none twice. So are sessions,
 * tokens and codes that this node has not written, which are taken away.
 */
export class Standings {
  readonly #with: Options;
  #told = "";
  #looked = 0;

  constructor(options: Options) {
    this.#with = options;
  }

  async check(): Promise<readonly Fault[]> {
    const { store, peer, log } = this.#with;
    this.#looked = Date.now();
    const faults = await store.tx(settle);
    const [first] = faults;
    const evidence = faults.map(({ officer, why, digest }) => `${officer} ${why} ${digest}`).join("\n");
    if (first && evidence !== this.#told) {
      const alarm = { code: "STANDING_UNKNOWN", at: this.#looked, lane: null, evidence } as const;
      await store.tx((tx) => tx.alarm(peer, alarm, false));
      log("alarm", { code: alarm.code, officer: first.officer, reason: first.why, rows: faults.length });
    }
    this.#told = evidence;
    await this.#clear();
    return faults;
  }

  async #clear(): Promise<void> {
    const { store, peer, log } = this.#with;
    const cleared = await store.tx(async (tx) => {
      const lines = await store.witness.entrances.clear(tx);
      const evidence = lines.slice(0, MOST).join("\n");
      const alarm = { code: "SESSION_UNKNOWN", at: this.#looked, lane: null, evidence } as const;
      if (lines.length > 0) await tx.alarm(peer, alarm, false);
      return lines.length;
    });
    if (cleared > 0) log("alarm", { code: "SESSION_UNKNOWN", rows: cleared });
  }

  /** @param soon wakes whoever calls `check` */
  onDoubt(soon: () => void): void {
    this.#with.store.witness.doubted = () => {
      if (Date.now() - this.#looked > PATIENCE) soon();
    };
  }
}
