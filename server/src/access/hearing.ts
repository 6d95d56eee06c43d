import type { ItemId } from "@setu/core";
import type { ItemFacts, OfficerFacts } from "@setu/policy";
import type { Event } from "@setu/requests";
import type { AppOptions } from "../http/app.ts";
import { itemFactsIn, itemsFactsIn } from "./deciding.ts";
import { officerFacts } from "./officers.ts";

/**
 * What an open stream of an officer may say. Many streams hear of one change: what the item is then is read once for all
 * of them, and decided for each.
 */
const REMEMBERED = 1_000;

export class Hearing {
  readonly #at: Pick<AppOptions, "desk" | "store" | "now">;
  readonly #facts = new Map<string, Promise<ItemFacts | null>>();

  constructor(at: Pick<AppOptions, "desk" | "store" | "now">) {
    this.#at = at;
  }

  /** Before the event goes out: what was read before counts no more. */
  forget({ kind, ...event }: Event): void {
    if (kind === "item" && "item" in event) this.#facts.delete(event.item);
  }

  /** What the officer is now; a stream that began with another answer ends, and its screen asks anew. */
  standing(officer: string): Promise<OfficerFacts> {
    const { store, now } = this.#at;
    return officerFacts(store, officer, now());
  }

  /** Those of the events that this officer may hear of. */
  async audible(officer: OfficerFacts, events: readonly Event[]): Promise<readonly Event[]> {
    const heard: Event[] = [];
    this.#readAll(events.flatMap((event) => ("item" in event ? [event.item as ItemId] : [])));
    for (const event of events) if (await this.#hears(officer, event)) heard.push(event);
    return heard;
  }

  async #hears(officer: OfficerFacts, event: Event): Promise<boolean> {
    if (event.kind !== "item" && event.kind !== "presence") return true;
    const item = await this.#factsOf(event.item as ItemId);
    const now = this.#at.now();
    return item !== null && this.#at.desk().policy.decide(officer, "hear", item, { now }).allow;
  }

  /** In one transaction and three questions: a backlog arrives by hundreds, and the database has that to take in as well. */
  #readAll(items: readonly ItemId[]): void {
    const unknown = [...new Set(items)].filter((item) => !this.#facts.has(item));
    if (unknown.length < 2) return;
    if (this.#facts.size + unknown.length > REMEMBERED) this.#facts.clear();
    const desk = this.#at.desk();
    const read = desk.store.tx((tx) => itemsFactsIn(desk, tx, unknown));
    for (const item of unknown) {
      const each = read.then((facts) => facts.get(item) ?? null);
      each.catch(() => this.#facts.delete(item));
      this.#facts.set(item, each);
    }
  }

  #factsOf(item: ItemId): Promise<ItemFacts | null> {
    const known = this.#facts.get(item);
    if (known) return known;
    if (this.#facts.size >= REMEMBERED) this.#facts.clear();
    const desk = this.#at.desk();
    const read = desk.store.tx((tx) => itemFactsIn(desk, tx, item));
    read.catch(() => this.#facts.delete(item));
    this.#facts.set(item, read);
    return read;
  }
}
