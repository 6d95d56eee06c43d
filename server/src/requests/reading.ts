import { isItemAct, type ItemId } from "@setu/core";
import type { ItemAction } from "@setu/policy";
import { foldHome, type HomePart, type RequestView } from "@setu/requests";
import { DUTY, isBraked, type ReasonVerb } from "@setu/requests/reasons.ts";
import { assertMay, notThere, type Grounds, type Sight } from "../access/deciding.ts";
import type { PgTx } from "../db/pg-store.ts";
import { assertUnbraked, braking, noteStopped, type Braked } from "../reasons/brake.ts";
import { verbFor, type Because } from "../reasons/consulting.ts";
import { putCounted } from "../reasons/store.ts";
import { handledRows, readKnown, type Desk, type Known, type Officer } from "./desk.ts";
import { homeActsOf, homePartOf } from "./home-part.ts";
import { homeLog, writeHome } from "./home.ts";
import { newsOf, newTo, othersOf, putLooks, seenBy, theirsOf, type Looked } from "./marks.ts";
import { ownView } from "./own.ts";

/** `action`: which kind of consulting it is; reading the item where nothing is said. */
export type Read = { readonly by: Officer; readonly item: ItemId; readonly action?: ItemAction };

/** What an officer sees of a request; of the one that is given to `show`, acts that are withheld have no row. */
export type Seen = Before & { readonly whole: Known };

/**
 * Whatever shows an item to an officer goes through here: who has read what, and for which reason, stands in the home log,
 * in the same transaction, before a byte of it leaves. To consult it is one entry for an officer, an item and a minute of
 * this process: a screen that asks again, or looks at the item's files, within that minute is the same reading, unless
 * others have done something meanwhile. What is taken out is an entry each time.
 * @throws NOT_FOUND, the same for what is not there and for what the officer may not know of; FORBIDDEN; REASON_NEEDED
 *   where she has not said why; TOO_MANY_READS
 */
export const reading = <T>(
  desk: Desk,
  read: Read,
  show: (tx: PgTx, readable: Known, seen: Seen) => Promise<T>,
): Promise<T> =>
  readingOf(
    desk,
    read,
    async (tx) => {
      const known = await readKnown(desk, tx, read.item);
      return known && { found: known, known };
    },
    async (tx, whole, before) => {
      const { sight, home } = before;
      const handled = handledRows(whole);
      const open = [...whole.rows].filter(([key]) => {
        const act = handled.get(key)?.act;
        return act && isItemAct(act) && sight.withheld(act, home) === null;
      });
      return show(tx, { ...whole, rows: new Map(open) }, { ...before, whole });
    },
  );

/** The same of a matter of our own. @throws as `reading` */
export const readingOwn = (desk: Desk, read: Read): Promise<RequestView> =>
  readingOf(
    desk,
    read,
    async (tx, { sight, home }) => {
      const view = await ownView(tx, { item: read.item, home }, sight);
      return view && { found: view, known: null };
    },
    async (_, view, { news }) => ({ ...view, news: news(null) }),
  );

/** Of what stands beside an item, which tells her nothing of what others have done on it. @throws as `reading` */
export const readingBeside = <T>(
  desk: Desk,
  read: Omit<Read, "action">,
  show: (tx: PgTx) => Promise<T>,
): Promise<T> =>
  readingOf(
    desk,
    read,
    () => Promise.resolve({ found: null, known: null, looks: false }),
    (tx) => show(tx),
  );

/** `known`: null for a matter of our own. `looks`: whether it shows what is new on it. */
type Found<K> = { readonly found: K; readonly known: Known | null; readonly looks?: boolean };
type Before = {
  readonly sight: Sight;
  readonly home: HomePart;
  /** Ids of the acts that have come since she last opened it. */
  readonly news: (known: Known | null) => readonly string[];
};

async function readingOf<K, T>(
  desk: Desk,
  { by, item, action = "read" }: Read,
  find: (tx: PgTx, before: Before) => Promise<Found<K> | null>,
  show: (tx: PgTx, found: K, before: Before) => Promise<T>,
): Promise<T> {
  const minute = Math.floor(desk.ports.world.now() / 60_000);
  const { reads } = desk;
  if (reads.minute !== minute) Object.assign(reads, { minute, who: new Set() });
  const verb = verbFor(action);
  const who = `${by.id} ${item} ${verb}`;
  const work = async (tx: PgTx) => {
    const [sight, homes, looked] = await Promise.all([
      assertMay(desk, tx, by.id, { action, item }),
      homeActsOf(tx, [item]),
      action === "read" ? seenBy(tx, item, by.id) : null,
    ]);
    const acts = homes.get(item) ?? [];
    const home = foldHome(acts);
    const us = desk.ports.identity.party;
    const news = (known: Known | null) =>
      newTo(us, { known, home: acts }, { officer: by.id, before: looked });
    const before = { sight, home, news };
    const there = await find(tx, before);
    if (!there) throw notThere();
    // Of the item itself: who looks at one file has not seen what else has come.
    const look: Looked | null =
      action === "read" && there.looks !== false
        ? { seen: othersOf(newsOf(us, there.known, acts), by.id), theirs: theirsOf(us, there.known) }
        : null;
    const reading = look === null ? who : `${who} ${look.seen}`;
    const head = verb === "consultation" && reads.who.has(reading) ? null : homeLog(desk.ports, tx);
    const part = sight.because && partOf(sight.because, home, by.id);
    let over = false;
    if (head && part?.braked === true) {
      // Whoever wrote to the home log before is counted.
      await head;
      const urgent = verb === "consultation" && part.because === DUTY && there.known?.lane === THREAT_TO_LIFE;
      over = await assertUnbraked(desk, tx, { by: by.id, what: BRAKED[verb], item, lines: 1, urgent });
    }
    const [answer] = await Promise.all([
      show(tx, there.found, before),
      head && note(desk, tx, { by: by.id, item, verb, look, part }, { sight, head }),
      look !== null && putLooks(tx, [{ item, officer: by.id, ...look }]),
    ]);
    return { answer, reading, over };
  };
  const { answer, reading, over } = await braking(desk, by.id, BRAKED[verb], desk.store.urgent.tx(work));
  // Only after the commit: what was undone is not written down.
  if (reads.minute === minute) reads.who.add(who).add(reading);
  if (over) await noteStopped(desk, by.id, BRAKED[verb]);
  return answer;
}

/** The lane of what cannot wait. */
const THREAT_TO_LIFE = "flash";

const BRAKED: { readonly [verb in ReasonVerb]: Braked } = { consultation: "open", disclosure: "take" };

type Noted = {
  readonly by: string;
  readonly item: ItemId;
  readonly verb: ReasonVerb;
  readonly look: Looked | null;
  readonly part: Part | null;
};

async function note(
  desk: Desk,
  tx: PgTx,
  { by, item, verb, look, part }: Noted,
  { sight, head }: { readonly sight: Sight; readonly head: ReturnType<typeof homeLog> },
): Promise<void> {
  const { because = "", taken = false, braked = false } = part ?? {};
  const given = sight.because?.given ?? null;
  const args = {
    by,
    item,
    verb,
    because,
    ...(given !== null && { given }),
    ...(taken && { taken: 1 }),
    ...(look !== null && { seen: look.seen, theirs: look.theirs ?? 0 }),
    ...sight.grounds,
  };
  const { pos, t } = await writeHome(desk.ports, tx, "read", args, head);
  if (braked) await putCounted(tx.db, [{ pos, by, at: t, what: BRAKED[verb], item, lines: 1 }]);
}

/** A part of an item that is read under a reference of its own, such as what waits for its release: one entry each time. */
export async function noteReference(
  desk: Desk,
  tx: PgTx,
  { by, item, ref, because }: { by: string; item: ItemId; ref: string; because: Because | null },
  { grounds, head }: { readonly grounds: Grounds; readonly head: ReturnType<typeof homeLog> },
): Promise<void> {
  const part = because && partOf(because, await homePartOf(tx, item), by);
  const braked = part?.braked === true;
  if (braked) {
    await head;
    await assertUnbraked(desk, tx, { by, what: "open", item, lines: 1 });
  }
  const args = {
    by,
    item,
    ref,
    ...(part && { verb: "consultation", because: part.because }),
    ...(because !== null && because.given !== null && { given: because.given }),
    ...(part?.taken && { taken: 1 }),
    ...grounds,
  };
  const { pos, t } = await writeHome(desk.ports, tx, "read", args, head);
  if (braked) await putCounted(tx.db, [{ pos, by, at: t, what: "open", item, lines: 1 }]);
}

type Part = { readonly because: string; readonly taken: boolean; readonly braked: boolean };

/** Why an officer reads an item, and whether she has made it her own herself. */
function partOf({ code }: Because, home: HomePart, by: string): Part {
  const because = code === "named" ? partIn(home, by) : code;
  const taken = because === "assigned" && home.assignee?.by === by;
  return { because, taken, braked: isBraked(because, taken) };
}

/** Which part an officer has in an item that names her. */
function partIn({ assignee, watchers, addressed }: HomePart, by: string): string {
  if (assignee?.officer === by) return "assigned";
  if (watchers.includes(by)) return "watching";
  return addressed.includes(by) ? "addressed" : "wrote";
}
