import { SetuError, type ItemId } from "@setu/core";
import type { PgTx } from "../db/pg-store.ts";
import { readKnown, type Desk, type Known, type Officer } from "./desk.ts";
import { homeLog, writeHome } from "./home.ts";

export type Read = { readonly by: Officer; readonly item: ItemId };

/**
 * Whatever shows an item to an officer goes through here: who has read what stands in the home log, in the same
 * transaction, before a byte of it leaves. One entry for an officer, an item and a minute of this process: a screen
 * that asks again, or takes the item's files, within that minute is the same reading.
 * @throws NOT_FOUND
 */
export async function reading<T>(
  desk: Desk,
  { by, item }: Read,
  show: (tx: PgTx, known: Known) => Promise<T>,
): Promise<T> {
  const minute = Math.floor(desk.ports.world.now() / 60_000);
  const { reads } = desk;
  if (reads.minute !== minute) Object.assign(reads, { minute, who: new Set() });
  const who = `${by.id} ${item}`;
  const shown = await desk.store.urgent.tx(async (tx) => {
    const noted = reads.who.has(who);
    const head = noted ? null : homeLog(desk.ports, tx);
    const known = await readKnown(desk, tx, item);
    if (!known) throw new SetuError("NOT_FOUND", "there is no such request");
    const [answer] = await Promise.all([
      show(tx, known),
      head && writeHome(desk.ports, tx, "read", { by: by.id, item }, head),
    ]);
    return answer;
  });
  // Only after the commit: what was undone is not written down.
  if (reads.minute === minute) reads.who.add(who);
  return shown;
}
