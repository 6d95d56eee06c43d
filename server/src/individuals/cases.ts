import { itemId, SetuError, type Args, type ItemId, type RecordId } from "@setu/core";
import { foldCase, isCaseAct, judgeCase, type Case, type CaseSaid, type Terms } from "@setu/individuals";
import { assertDesk, assertMay, type Grounds } from "../access/deciding.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import type { PlacedHomeAct } from "../requests/home-acts.ts";
import { homeRecord } from "../requests/home-record.ts";
import { appendHome, homeLog } from "../requests/home.ts";
import { assertFreeOwn } from "./keeping.ts";

/** Cases: acts of the home log, folded when somebody looks. Whoever writes holds the head of the home log. */
const COLUMNS = `id, "case", by, at, what AS do, args, text`;
const OF_CASE = `SELECT ${COLUMNS} FROM derived.case_act WHERE "case" = $1 ORDER BY pos`;
const ALL = `SELECT ${COLUMNS} FROM derived.case_act ORDER BY pos`;
/** Whatever is not closed, and of what is closed the newest. */
const LISTED = `SELECT ${COLUMNS} FROM derived.case_act WHERE "case" IN (
    SELECT "case" FROM derived.case_act AS first WHERE what = 'case-register'
      AND NOT EXISTS (SELECT FROM derived.case_act AS last WHERE last."case" = first."case" AND last.what = 'case-notify')
    UNION (SELECT "case" FROM derived.case_act WHERE what = 'case-notify' ORDER BY pos DESC LIMIT 500)) ORDER BY pos`;
const SAME = `SELECT ${COLUMNS} FROM derived.case_act WHERE id = $1`;
const PUT = `INSERT INTO derived.case_act (pos, id, "case", at, by, what, args, text)
  VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8)`;
const FORGET = `DELETE FROM derived.case_matter WHERE "case" = $1`;
const BIND = `INSERT INTO derived.case_matter (item, "case", open, restricted)
  SELECT item, $1, open, restricted FROM jsonb_to_recordset($2::jsonb) AS new (item text, open boolean, restricted bigint)`;

/** An entry of the home log has an item: a case is one that no link and no list of the desk knows. */
const PREFIX = "own:";
export const itemOfCase = (id: string): ItemId => `${PREFIX}${id}` as ItemId;

const termsOf = ({ us }: Desk): Terms => ({ zone: us.zone.id });

const noSuchCase = (): SetuError => new SetuError("NOT_FOUND", "there is no such case");

/** @throws NOT_FOUND */
export async function readCase(desk: Desk, tx: PgTx, id: string): Promise<OpenCase> {
  const acts = await tx.db.rows<CaseSaid>(OF_CASE, [id]);
  const open = foldCase(acts, termsOf(desk));
  if (open === null) throw noSuchCase();
  return { open, acts };
}
export type OpenCase = { readonly open: Case; readonly acts: readonly CaseSaid[] };

/** @param which every case, or those that are listed: all that are not closed, and the newest of the others */
export async function readCases(
  desk: Desk,
  tx: PgTx,
  which: "all" | "listed" = "listed",
): Promise<readonly OpenCase[]> {
  const acts = await tx.db.rows<CaseSaid>(which === "all" ? ALL : LISTED, []);
  return [...Map.groupBy(acts, (act) => act.case).values()].flatMap((said) => {
    const open = foldCase(said, termsOf(desk));
    return open ? [{ open, acts: said }] : [];
  });
}

export type SaidOfCase = {
  readonly id: RecordId;
  readonly case: string;
  readonly do: string;
  readonly args: object;
  readonly text: string | null;
};

/**
 * What only this node can say of a step, beside its form and its place: in the same transaction, before anything is
 * written.
 * @throws
 */
export type Check = (tx: PgTx, open: Case | null, next: CaseSaid) => Promise<void>;

/**
 * One step of a case by who has the power to redress. The same id again is the same step.
 * @throws FORBIDDEN; NOT_FOUND for a matter that she may not know of; the codes of judgeCase; DUPLICATE when the id names something else
 */
export async function sayOfCase(
  desk: Desk,
  officer: Pick<Officer, "id">,
  said: SaidOfCase,
  check: Check,
): Promise<void> {
  await desk.store.tx((tx) => sayOfCaseIn(desk, tx, officer, said, check));
}

/**
 * The same inside a transaction that does something else with it.
 * @returns the case as it was before; null where there was none, or where this very step had been written already
 */
export async function sayOfCaseIn(
  desk: Desk,
  tx: PgTx,
  { id: by }: Pick<Officer, "id">,
  said: SaidOfCase,
  check: Check,
): Promise<Case | null> {
  const { ports } = desk;
  const head = homeLog(ports, tx);
  await head;
  const grounds: Grounds = await assertDesk(desk, tx, by, "redress");
  const [same] = await tx.db.rows<CaseSaid>(SAME, [said.id]);
  if (same?.by === by && same.do === said.do && same.case === said.case) return null;
  if (same || (await tx.used(ports.identity.party, [said.id])).size > 0)
    throw new SetuError("DUPLICATE", "the id names another act");
  const next: CaseSaid = { ...said, args: said.args as Args, by, at: ports.world.now() };
  // Before it is judged: that a matter above her is attached already would be an answer.
  for (const item of mattersOf(next.args)) await assertMay(desk, tx, by, { action: "list", item });
  const before = await tx.db.rows<CaseSaid>(OF_CASE, [said.case]);
  const open = foldCase(before, termsOf(desk));
  judgeCase(open, next);
  if (open === null) await assertFreeOwn(tx, itemOfCase(said.case));
  await check(tx, open, next);
  const record = homeRecord(ports.identity, { ...next, id: said.id, item: itemOfCase(said.case) }, grounds);
  const { pos, t } = await appendHome(ports, tx, record, head);
  await putCaseAct(tx, { ...next, pos, at: t });
  await bindMatters(tx, said.case);
  return open;
}

/** The matters that a step names. @throws BAD_FIELD for what is none */
const mattersOf = ({ matter, matters }: Args): readonly ItemId[] =>
  [matter ?? [], matters ?? []].flat().map((each) => itemId(each, "matter"));

async function putCaseAct(tx: PgTx, act: CaseSaid & { readonly pos: number }): Promise<void> {
  const { pos, id, case: of, at, by, do: what, args, text } = act;
  await tx.db.change(PUT, [pos, id, of, at, by, what, JSON.stringify(args), text]);
}

/** Which matters a case binds is the same in every zone: no clock is asked. */
const ANYWHERE: Terms = { zone: "UTC" };

async function bindMatters(tx: PgTx, id: string): Promise<void> {
  const open = foldCase(await tx.db.rows<CaseSaid>(OF_CASE, [id]), ANYWHERE);
  const running = open !== null && (open.state === "admitted" || open.state === "decided");
  const rows = new Map<string, { item: string; open: boolean; restricted: number | null }>();
  for (const { item } of open?.matters ?? []) rows.set(item, { item, open: running, restricted: null });
  for (const { item, at } of open?.restricts ?? []) rows.set(item, { item, open: running, restricted: at });
  await tx.db.change(FORGET, [id]);
  if (rows.size > 0) await tx.db.change(BIND, [id, JSON.stringify([...rows.values()])]);
}

/** Takes out of a replay's acts those of cases. @returns the others */
export async function replayCases(
  tx: PgTx,
  acts: readonly PlacedHomeAct[],
): Promise<readonly PlacedHomeAct[]> {
  const said = acts.filter((act) => isCaseAct(act.do));
  for (const act of said) await putCaseAct(tx, { ...act, case: act.item.slice(PREFIX.length) });
  for (const id of new Set(said.map(({ item }) => item.slice(PREFIX.length)))) await bindMatters(tx, id);
  return acts.filter((act) => !isCaseAct(act.do));
}
