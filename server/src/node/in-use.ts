import { statSync } from "node:fs";
import type { Identity } from "@setu/link";
import type { Tx } from "@setu/link/store.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Card } from "../keys/card.ts";
import { loadKeys, type NodeKeys } from "../keys/node-keys.ts";
import type { Retired } from "../keys/succession.ts";
import { isUnfollowed } from "./announced.ts";
import { peerCard } from "./cards.ts";
import { homeFiles, loadConfig, type NodeConfig } from "./config.ts";
import { dropPins, readFollowed } from "./peer-announced.ts";
import { HighWater } from "./high-water.ts";
import { readPlan } from "./rotation-plan.ts";
import { peerFormer, savePeerFormer } from "./succession.ts";

/** Every key by which a node signs, opens and believes, at one moment. */
export type InUse = {
  readonly keys: NodeKeys;
  readonly peer: Card | null;
  /** Keys of the peer that those of its card have followed. */
  readonly retired: readonly Retired[];
  /** X-Wing seeds that open what the peer seals: those announced as well, which it may use already. */
  readonly seeds: readonly Uint8Array[];
  /** TLS keys that the peer may show, that of its card first. */
  readonly pins: readonly string[];
};

/**
 * The files of the home as they are now: every process of the node looks before it signs, so that the keys change for all
 * of them with the one rename that puts them there (decision 0032). What cannot be read leaves what was.
 */
export class KeysInUse {
  readonly #home: string;
  readonly #config: NodeConfig;
  #seen = "";
  #now: InUse;

  /** @throws as the readers of the files do */
  constructor(home: string) {
    this.#home = home;
    this.#config = loadConfig(home);
    this.#seen = this.#look();
    this.#now = this.#read();
  }

  now(): InUse {
    const seen = this.#look();
    if (seen === this.#seen) return this.#now;
    try {
      this.#now = this.#read();
      this.#seen = seen;
    } catch {
      // Files are put one by one, and a command may be at it: the next look reads them.
    }
    return this.#now;
  }

  /**
   * The peer has signed so much of a log with its present keys: from here on those before sign there no more. What this
   * node has cosigned by then stays theirs: a smaller head takes back nothing that they have signed.
   */
  followed(origin: string, signed: number): void {
    const marks = new HighWater(homeFiles(this.#home).highWater).read();
    const size = Math.max(signed, marks.find(({ key }) => key === `cosigned:${origin}`)?.size ?? 0);
    const closed = peerFormer(this.#home).map((each) => {
      const at = each.logs.findIndex(([key]) => key?.name === origin);
      if (each.until?.[at] !== null) return each;
      return { ...each, until: each.until.map((until, i) => (i === at ? size : until)) };
    });
    savePeerFormer(this.#home, closed);
  }

  /** Whether keys of the peer that were announced to us are still to be believed. */
  unfollowed(tx: Tx, identity: Identity): Promise<boolean> {
    return isUnfollowed(this.#home, tx as PgTx, identity);
  }

  /** The peer has shown the TLS key of its card: the one before is nobody's any more. */
  shown(pin: string): void {
    if (this.now().pins.length > 1 && pin === this.now().peer?.tls) dropPins(this.#home);
  }

  #look(): string {
    const { keys, peerCard: card, peerFormer: former, peerAnnounced, rotation } = homeFiles(this.#home);
    return [keys, card, former, peerAnnounced, rotation]
      .map((path) => statSync(path, { throwIfNoEntry: false }))
      .map((stat) => (stat ? `${stat.ino} ${stat.mtimeMs} ${stat.size}` : ""))
      .join();
  }

  #read(): InUse {
    const keys = loadKeys(homeFiles(this.#home).keys);
    const peer = peerCard(this.#home, this.#config);
    const plan = readPlan(this.#home);
    return {
      keys,
      peer,
      retired: peerFormer(this.#home),
      seeds: plan?.kem ? [...keys.kem, plan.kem] : keys.kem,
      pins: peer ? [peer.tls, ...readFollowed(this.#home).pins] : [],
    };
  }
}
