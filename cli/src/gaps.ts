import { SetuError } from "@setu/core";
import type { PgTx } from "@setu/server/db/pg-store.ts";
import { declareHomeLost, homeGapsOf } from "@setu/server/officers-log/home-lost.ts";
import { declareLost, gapsOf } from "@setu/server/officers-log/lost.ts";
import { withStore, type Opened } from "./store.ts";
import { answer, say, table, type Talk } from "./terminal.ts";

/** What of our own logs stays closed since a restore. @throws NOT_LINKED */
export async function gaps(home: string, talk: Talk): Promise<void> {
  const found = await inOne(home, gapsOf);
  if (found.length === 0) say("All of our own logs can be read.");
  answer(talk, found, () => table(found.map(({ lane, from, until }) => [lane, `${from}`, `${until - 1}`])));
}

/**
 * Two administrators give it up. Every officer who acts is suspended by it.
 * @throws NOT_LINKED, NOT_FOUND where nothing is closed, FORBIDDEN for who does not administer, ILLEGAL for one person
 */
export async function declare(
  home: string,
  given: { readonly lane: string; readonly by: string; readonly and: string },
  talk: Talk,
): Promise<void> {
  const suspended = await inOne(home, (desk, tx) => declareLost(desk, tx, given));
  say(
    `Declared lost. ${suspended.length} officers are suspended: the other side's list of officers says who was so before.`,
  );
  answer(talk, { lane: given.lane, suspended }, suspended.join("\n"));
}

/** What a restore has lost of the home log and nobody has declared. @throws NOT_LINKED */
export async function homeGaps(home: string, talk: Talk): Promise<void> {
  const found = await inOne(home, homeGapsOf);
  if (found.length === 0) say("Nothing of the home log is missing that was not declared.");
  const row = ({ signed, here, head }: (typeof found)[number]) => [`${here}`, `${signed}`, head];
  answer(talk, found, () => table(found.map(row)));
}

/** Two administrators declare it, in what is left of the log. @throws as `declare` */
export async function declareHome(
  home: string,
  given: { readonly by: string; readonly and: string },
  talk: Talk,
): Promise<void> {
  const gaps = await inOne(home, (desk, tx) => declareHomeLost(desk, tx, given));
  answer(talk, gaps, () =>
    gaps.map(({ here, signed }) => `${signed - here} entries declared lost`).join("\n"),
  );
}

const inOne = <T>(
  home: string,
  work: (desk: NonNullable<Opened["desk"]>, tx: PgTx) => Promise<T>,
): Promise<T> =>
  withStore(home, async ({ store, desk }) => {
    if (!desk) throw new SetuError("NOT_LINKED", "this node is not linked: there is nobody to tell");
    await store.replay("if-needed");
    return store.tx((tx) => work(desk, tx));
  });
