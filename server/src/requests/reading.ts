import { isItemAct, type ItemId } from "@setu/core";
import type { ItemAction } from "@setu/policy";
import type { HomePart, RequestView } from "@setu/requests";
import { assertMay, notThere, type Sight } from "../access/deciding.ts";
import type { PgTx } from "../db/pg-store.ts";
import { readKnown, type Desk, type Known, type Officer } from "./desk.ts";
import { homePartOf } from "./home-part.ts";
import { homeLog, writeHome } from "./home.ts";
import { ownView } from "./own.ts";

/** `action`: which kind of consulting it is; reading the item where nothing is said. */
export type Read = { readonly by: Officer; readonly item: ItemId; readonly action?: ItemAction };

/** What an officer sees of a request; of the one that is given to `show`, acts that are withheld have no row. */
export type Seen = { readonly sight: Sight; readonly whole: Known; readonly home: HomePart };

/**
 * Whatever shows an item to an officer goes through here: who has read what stands in the home log, in the same
 * transaction, before a byte of it leaves. One entry for an officer, an item and a minute of this process: a screen
 * that asks again, or takes the item's files, within that minute is the same reading.
 * @throws NOT_FOUND, the same for what is not there and for what the officer may not know of; FORBIDDEN
 */
export const reading = <T>(
  desk: Desk,
  read: Read,
  show: (tx: PgTx, readable: Known, seen: Seen) => Promise<T>,
): Promise<T> =>
  readingOf(
    desk,
    read,
    (tx) => readKnown(desk, tx, read.item),
    async (tx, whole, sight) => {
      const home = await homePartOf(tx, read.item);
      const open = [...whole.rows].filter(
        ([, { act }]) => isItemAct(act) && sight.withheld(act, home) === null,
      );
      return show(tx, { ...whole, rows: new Map(open) }, { sight, whole, home });
    },
  );

/** The same of a matter of our own. @throws NOT_FOUND */
export const readingOwn = (desk: Desk, read: Read): Promise<RequestView> =>
  readingOf(
    desk,
    read,
    (tx, sight) => ownView(tx, read.item, sight),
    async (_, view) => view,
  );

async function readingOf<K, T>(
  desk: Desk,
  { by, item, action = "read" }: Read,
  find: (tx: PgTx, sight: Sight) => Promise<K | null>,
  show: (tx: PgTx, found: K, sight: Sight) => Promise<T>,
): Promise<T> {
  const minute = Math.floor(desk.ports.world.now() / 60_000);
  const { reads } = desk;
  if (reads.minute !== minute) Object.assign(reads, { minute, who: new Set() });
  const who = `${by.id} ${item}`;
  const shown = await desk.store.urgent.tx(async (tx) => {
    const noted = reads.who.has(who);
    const head = noted ? null : homeLog(desk.ports, tx);
    const sight = await assertMay(desk, tx, by.id, { action, item });
    const found = await find(tx, sight);
    if (!found) throw notThere();
    const [answer] = await Promise.all([
      show(tx, found, sight),
      head && writeHome(desk.ports, tx, "read", { by: by.id, item, ...sight.grounds }, head),
    ]);
    return answer;
  });
  // Only after the commit: what was undone is not written down.
  if (reads.minute === minute) reads.who.add(who);
  return shown;
}
