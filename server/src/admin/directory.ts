import { badField, SetuError, type Json } from "@setu/core";
import type { DirectoryDeed, DirectoryView } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";
import { personsOf } from "../release/persons.ts";
import type { Desk } from "../requests/desk.ts";
import { takeAway } from "../scim/closing.ts";
import { lockOfficer } from "./account.ts";
import { logAdministration } from "./log.ts";

/** What directories did at this node, and what of it persons decide: `scim/deeds.ts` writes it. */
const COLUMNS = `no, client, officer, did, "group", at, agreed_by AS "agreedBy"`;
const WAITING = `SELECT ${COLUMNS} FROM directory_deed WHERE state = 'waiting' ORDER BY no LIMIT 500`;
const LATELY = `SELECT ${COLUMNS}, state FROM directory_deed WHERE state <> 'waiting' ORDER BY no DESC LIMIT 100`;
const NAMES = `SELECT id, name FROM officer WHERE id = ANY ($1::text[])`;
const SOME = `SELECT ${COLUMNS} FROM directory_deed WHERE no = ANY ($1::bigint[]) AND state = 'waiting' ORDER BY no FOR UPDATE`;
const AGREE = `UPDATE directory_deed SET agreed_by = $2 WHERE no = $1`;
const END = `UPDATE directory_deed SET state = $2 WHERE no = $1`;
const MOST = 500;

export async function directoryOf({ db }: PgTx): Promise<DirectoryView> {
  const [waiting, lately] = await Promise.all([
    db.rows<DirectoryDeed>(WAITING, []),
    db.rows<DirectoryView["lately"][number]>(LATELY, []),
  ]);
  const ids = new Set(
    [...waiting, ...lately].flatMap(({ client, officer, agreedBy }) => [client, officer, agreedBy ?? client]),
  );
  const names = await db.rows<{ id: string; name: string }>(NAMES, [[...ids]]);
  return { waiting, lately, names: Object.fromEntries(names.map(({ id, name }) => [id, name])) };
}

/** @throws BAD_FIELD */
export function deedsOf(value: Json | undefined): readonly number[] {
  const numbers = Array.isArray(value) ? value : [];
  if (numbers.length === 0 || numbers.length > MOST || !numbers.every((each) => Number.isSafeInteger(each)))
    throw badField("deeds", `list of 1 to ${MOST} numbers`);
  return numbers as readonly number[];
}

type Deciding = { readonly by: string; readonly deeds: readonly number[] };

/** @throws NOT_FOUND unless each of them waits */
async function waitingIn({ db }: PgTx, deeds: readonly number[]): Promise<readonly DirectoryDeed[]> {
  const found = await db.rows<DirectoryDeed>(SOME, [deeds]);
  if (found.length !== new Set(deeds).size) throw new SetuError("NOT_FOUND", "not all of this waits");
  return found;
}

/**
 * Lets go what was braked: noted for the first administrator, done for the second, all of it or nothing.
 * @param administers whether that officer is an active administrator now: the first may have ceased to be one
 * @throws NOT_FOUND; ILLEGAL for oneself, for the first of the two again, and for what is no closing
 */
export async function agreeToClose(
  desk: Desk,
  tx: PgTx,
  { by, deeds }: Deciding,
  administers: (officer: string) => Promise<boolean>,
): Promise<void> {
  for (const { no, officer, did, agreedBy } of await waitingIn(tx, deeds)) {
    if (did !== "close") throw new SetuError("ILLEGAL", "what a directory wants given is given by a change");
    await lockOfficer(tx, { by, officer });
    const person = await personsOf(tx, [by, agreedBy ?? by]);
    const second = agreedBy !== null && (await administers(agreedBy));
    if (second && person(agreedBy) === person(by))
      throw new SetuError("ILLEGAL", "another administrator has to agree");
    if (second) {
      await takeAway({ desk, tx, now: desk.ports.world.now() }, officer);
      await tx.db.change(END, [no, "done"]);
    } else await tx.db.change(AGREE, [no, by]);
    await logAdministration(desk, tx, by, "directory", { officer, did, state: second ? "done" : "agreed" });
  }
}

/** By one: nothing is given or taken by it. @throws NOT_FOUND; ILLEGAL for oneself */
export async function dropDeeds(desk: Desk, tx: PgTx, { by, deeds }: Deciding): Promise<void> {
  const found = await waitingIn(tx, deeds);
  const person = await personsOf(tx, [by, ...found.map(({ officer }) => officer)]);
  for (const { no, officer, did } of found) {
    if (person(officer) === person(by)) throw new SetuError("ILLEGAL", "others decide what is about you");
    await tx.db.change(END, [no, "dropped"]);
    await logAdministration(desk, tx, by, "directory", { officer, did, state: "dropped" });
  }
}
