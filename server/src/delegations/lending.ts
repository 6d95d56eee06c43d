import { SetuError, type RecordId } from "@setu/core";
import {
  foldLending,
  isLendingAct,
  judgeLending,
  LENDING,
  type Delegation,
  type LendingAct,
} from "@setu/requests/delegating.ts";
import { cellsAt, type ItemFacts, type Topics } from "@setu/policy";
import type { HomeAct } from "@setu/requests";
import { assertDesk, type Grounds } from "../access/deciding.ts";
import { hasToLend, officerFacts } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";
import { STANDING, type Standing } from "../standing/witness.ts";
import { personsOf } from "../release/persons.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import { homeRecord } from "../requests/home-record.ts";
import { appendHome, assertFree, homeLog } from "../requests/home.ts";

/**
 * What was lent, as acts of the home log and as rows beside it (`derived.delegation`), by which every decision asks what
 * an officer may do (`access/officers.ts`). The head of the home log is held by whoever writes.
 */
const NOT_ENDED = `SELECT id, officer, by, begins, ends FROM derived.delegation WHERE ends > $1 ORDER BY begins, id`;
const BY_ID = `SELECT id, officer, by, begins, ends FROM derived.delegation WHERE id = $1`;
const PUT = `INSERT INTO derived.delegation (id, officer, by, begins, ends) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (id) DO UPDATE SET ends = excluded.ends`;
/** What she has been given herself, which is all that she can lend. */
const OWN = `SELECT ${hasToLend("officer", "$2")} AS lends, machine, topics FROM officer WHERE id = $1`;
// What she lends holds where it holds in her hands. Nothing that the person lent who wrote it: nobody lets his own draft go, by no hand.
const UNDER = `SELECT lent.id, lent.officer, lent.by, begins, ends, ${STANDING("lender")} FROM derived.delegation AS lent
  JOIN officer AS lender ON lender.id = lent.by
  WHERE lent.officer = $1 AND begins <= $2 AND ends > $2 AND ${hasToLend("lender", "$2")}
    AND (lender.topics #>> ARRAY['approve', $4])::int >= $5 AND coalesce(lender.person, lender.id) <> $3 ORDER BY begins, lent.id`;

export const delegationsAt = (tx: Pick<PgTx, "db">, now: number): Promise<Delegation[]> =>
  tx.db.rows<Delegation>(NOT_ENDED, [now]);

const ownOf = async (tx: Pick<PgTx, "db">, officer: string, now: number) =>
  (await tx.db.rows<{ lends: boolean; machine: boolean; topics: Topics }>(OWN, [officer, now]))[0];

export const lends = async (tx: Pick<PgTx, "db">, officer: string, now: number): Promise<boolean> =>
  (await ownOf(tx, officer, now))?.lends === true;

/**
 * Under what an officer approves a draft who was not given it herself, for its topic and level; null: under nothing that
 * was lent.
 * @throws FORBIDDEN where all that was lent to her comes from who wrote it
 */
export async function approvesUnder(
  tx: Pick<PgTx, "db">,
  { officer, now, draft }: { readonly officer: string; readonly now: number; readonly draft: ItemFacts },
): Promise<Delegation | null> {
  const own = await ownOf(tx, officer, now);
  if (own?.lends === true && cellsAt(own.topics, "approve", draft).length > 0) return null;
  const { author, topic, level } = draft;
  const person = await personsOf(tx, [author]);
  const lent = await tx.db.rows<Delegation & Standing>(UNDER, [officer, now, person(author), topic, level]);
  // Of whom the home log tells something else nothing is lent (`officerFacts`).
  const under = lent.find((each) => tx.db.witness.believes({ ...each, id: each.by }));
  if (!under) throw forbidden("own-draft", officer);
  const { id, by, begins, ends } = under;
  return { id, officer, by, begins, ends };
}

type LendingCommand = Pick<LendingAct, "do" | "args"> & { readonly id: RecordId };

/**
 * The same id again is the same act.
 * @throws FORBIDDEN naming the rule, for who was not given it herself, and for an officer who could not use it; DUPLICATE
 *   and the codes of judgeLending
 */
export async function lend(desk: Desk, tx: PgTx, officer: Officer, command: LendingCommand): Promise<void> {
  const { identity, world } = desk.ports;
  const { id, do: what, args } = command;
  const head = homeLog(desk.ports, tx);
  await head;
  const now = world.now();
  const before = await delegationsAt(tx, now);
  const next: LendingAct = { id, by: officer.id, at: now, do: what, args };
  const grounds = await assertMayLend(desk, tx, next, before);
  const [same] = await tx.db.rows<Delegation>(BY_ID, [id]);
  if (what === "delegate" && same && isSame(same, next)) return;
  await assertFree(desk.ports, tx, id);
  judgeLending(before, next);
  if (what === "delegate") await assertBorrower(tx, next);
  const record = homeRecord(
    identity,
    { id, item: LENDING, by: officer.id, do: what, args, text: null },
    grounds,
  );
  const { t } = await appendHome(desk.ports, tx, record, head);
  await foldIntoLent(tx, { ...next, at: t });
}

const isSame = (lent: Delegation, { by, args }: LendingAct): boolean =>
  lent.by === by && lent.officer === args["officer"] && lent.begins === args["from"];

/** What is lent is ended by who lent it, who has it, or who leads. */
async function assertMayLend(
  desk: Desk,
  tx: PgTx,
  { by, at, do: what, args }: LendingAct,
  before: readonly Delegation[],
): Promise<Grounds> {
  if (what === "delegate") {
    const grounds = await assertDesk(desk, tx, by, "own");
    if (!(await lends(tx, by, at))) throw forbidden("approve", by);
    return grounds;
  }
  const lent = before.find(({ id }) => id === args["of"]);
  const concerned = lent?.by === by || lent?.officer === by;
  return assertDesk(desk, tx, by, concerned ? "own" : "lead");
}

/** Whoever has it can read what she lets go, changes nothing by reviewing, and is another person. */
async function assertBorrower(tx: PgTx, { by, at, args }: LendingAct): Promise<void> {
  const officer = String(args["officer"]);
  const { powers } = await officerFacts(tx.db, officer, at);
  const fit = powers.includes("read") && !powers.includes("oversee") && !powers.includes("administer");
  const person = await personsOf(tx, [by, officer]);
  const own = await ownOf(tx, officer, at);
  if (!fit || own === undefined || own.machine) throw forbidden("read", officer);
  if (person(by) === person(officer)) throw forbidden("own-draft", officer);
}

const forbidden = (rule: string, officer: string): SetuError =>
  new SetuError("FORBIDDEN", "this cannot be lent so", { detail: { action: "approve", rule, officer } });

/** Also by a replay, in the order of the home log. */
async function foldIntoLent(tx: PgTx, act: LendingAct): Promise<void> {
  const made = foldLending(await delegationsAt(tx, act.at), act);
  if (made) await tx.db.change(PUT, [made.id, made.officer, made.by, made.begins, made.ends]);
}

/** Takes out of a replay's acts those of lending. @returns the others */
export async function replayLent<T extends HomeAct>(tx: PgTx, acts: readonly T[]): Promise<readonly T[]> {
  const others: T[] = [];
  for (const act of acts) {
    if (act.item === LENDING && isLendingAct(act.do)) await foldIntoLent(tx, act);
    else others.push(act);
  }
  return others;
}
