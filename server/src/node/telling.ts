import { FLASH, type Changed } from "../db/pg-store.ts";
import type { Events } from "../http/events.ts";
import { gathered } from "./loop.ts";

/** The state of the link is told no more often: how much happens on it is no single officer's business. */
const LINK_EVERY = 1_000;

/**
 * What the open screens of this process hear of a commit: which items changed, to those who may hear of them; and that
 * the link moved, where a log of the link did. What is written into our own half alone moves no link.
 */
export class Telling {
  readonly #events: Pick<Events, "send" | "ask">;
  readonly #link: () => void;

  constructor(events: Pick<Events, "send" | "ask">, everyMs = LINK_EVERY) {
    this.#events = events;
    this.#link = gathered(everyMs, () => events.send({ kind: "link" }));
  }

  committed(changed: Changed): void {
    this.#items(new Set([...changed.items, ...changed.moved]), isUrgent(changed));
    if (movesLink(changed)) this.#link();
  }

  /** By another process, or by the database itself: an officer's row may have changed, and streams ask again. */
  elsewhere(items: readonly string[], link: boolean): void {
    this.#items(items);
    if (link) this.#link();
    this.#events.ask();
  }

  #items(items: Iterable<string>, urgent = false): void {
    for (const item of items) this.#events.send({ kind: "item", item }, undefined, urgent);
  }
}

/** A log's name says whether it is one of a link (`link/src/origin.ts`). */
export const movesLink = ({ link, logs, waiting, grown }: Changed): boolean =>
  link || [...logs.keys(), ...waiting, ...grown].some((origin) => origin.includes("/link/"));

/** A commit that moved a log of the flash lane: officers hear of it before the rest of what arrives. */
const isUrgent = ({ logs }: Changed): boolean =>
  [...logs.keys()].some((origin) => origin.includes("/link/") && origin.split("/")[3] === FLASH);
