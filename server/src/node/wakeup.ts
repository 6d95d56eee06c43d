import { randomBytes } from "node:crypto";
import { parseBounded, type ItemId } from "@setu/core";
import pg from "pg";
import type { Changed, PgStore } from "../db/pg-store.ts";
import { movesLink } from "./telling.ts";

/**
 * Tells the other processes of this node that something was committed. One coalesced notification after commits, never
 * inside one: NOTIFY takes a lock that all commits share. It may be lost; every loop looks by itself too.
 */
const CHANNEL = "setu";
const GATHER_MS = 15;
/** A payload has at most 8,000 bytes: of more items only the fact is told. */
const MAX_ITEMS = 60;

export class Wakeup {
  readonly #store: PgStore;
  readonly #url: string;
  readonly #heard: (items: readonly ItemId[], link: boolean) => void;
  readonly #self = randomBytes(8).toString("hex");
  readonly #items = new Set<ItemId>();
  #link = false;
  readonly #unsubscribe: () => void;
  #timer: NodeJS.Timeout | undefined;
  #client: pg.Client | undefined;
  #stopping = false;

  constructor(store: PgStore, url: string, heard: (items: readonly ItemId[], link: boolean) => void) {
    this.#store = store;
    this.#url = url;
    this.#heard = heard;
    this.#unsubscribe = store.onCommit((changed) => this.#gather(changed));
  }

  /** Listens until `stop`, through every loss of the database. */
  async listen(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url });
    this.#client = client;
    const again = () => {
      if (this.#client !== client) return;
      this.#client = undefined;
      if (!this.#stopping) setTimeout(() => void this.listen(), 1_000).unref();
    };
    client.on("error", again);
    client.on("end", again);
    client.on("notification", ({ payload }) => this.#hear(payload ?? ""));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      // What went by meanwhile nobody knows.
      this.#heard([], true);
    } catch {
      again();
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#unsubscribe();
    clearTimeout(this.#timer);
    await this.#client?.end().catch(() => {});
  }

  #gather(changed: Changed): void {
    for (const item of [...changed.items, ...changed.moved]) this.#items.add(item);
    this.#link ||= movesLink(changed);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const told = this.#items.size > MAX_ITEMS ? [] : [...this.#items];
      const payload = JSON.stringify({ from: this.#self, items: told, link: this.#link });
      this.#items.clear();
      this.#link = false;
      this.#store.pool.query("SELECT pg_notify($1, $2)", [CHANNEL, payload]).catch(() => {});
    }, GATHER_MS);
  }

  #hear(payload: string): void {
    const { from, items, link } = parseBounded(Buffer.from(payload), 8_192) as {
      from?: string;
      items?: ItemId[];
      link?: boolean;
    };
    if (from !== this.#self && Array.isArray(items)) this.#heard(items, link === true);
  }
}
