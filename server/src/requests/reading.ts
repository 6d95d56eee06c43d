import { SetuError, type ItemId } from "@setu/core";
import type { RequestView } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";
import { readKnown, type Desk, type Known, type Officer } from "./desk.ts";
import { homeLog, writeHome } from "./home.ts";
import { ownView } from "./own.ts";

export type Read = { readonly by: Officer; readonly item: ItemId };

/**
 * Whatever shows an item to an officer goes through here: who has read what stands in the home log, in the same
 * transaction, before a byte of it leaves. One entry for an officer, an item and a minute of this process: a screen
 * that asks again, or takes the item's files, within that minute is the same reading.
 * @throws NOT_FOUND
 */
export const reading = <T>(
  desk: Desk,
  read: Read,
  show: (tx: PgTx, known: Known) => Promise<T>,
): Promise<T> => readingOf(desk, read, (tx) => readKnown(desk, tx, read.item), show);

/** The same of a matter of our own. @throws NOT_FOUND */
export const readingOwn = (desk: Desk, read: Read): Promise<RequestView> =>
  readingOf(
    desk,
    read,
    (tx) => ownView(tx, read.item),
    async (_, view) => view,
  );

async function readingOf<K, T>(
  desk: Desk,
  { by, item }: Read,
  find: (tx: PgTx) => Promise<K | null>,
  show: (tx: PgTx, found: K) => Promise<T>,
): Promise<T> {
  const minute = Math.floor(desk.ports.world.now() / 60_000);
  const { reads } = desk;
  if (reads.minute !== minute) Object.assign(reads, { minute, who: new Set() });
  const who = `${by.id} ${item}`;
  const shown = await desk.store.urgent.tx(async (tx) => {
    const noted = reads.who.has(who);
    const head = noted ? null : homeLog(desk.ports, tx);
    const found = await find(tx);
    if (!found) throw new SetuError("NOT_FOUND", "there is no such request");
    const [answer] = await Promise.all([
      show(tx, found),
      head && writeHome(desk.ports, tx, "read", { by: by.id, item }, head),
    ]);
    return answer;
  });
  // Only after the commit: what was undone is not written down.
  if (reads.minute === minute) reads.who.add(who);
  return shown;
}
