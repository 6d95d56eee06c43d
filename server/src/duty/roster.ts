import { SetuError, type RecordId } from "@setu/core";
import {
  DUTY_ACTS,
  foldDuty,
  isDutyAct,
  judgeDuty,
  ROSTER,
  type DutyAct,
  type Handover,
  type Shift,
} from "@setu/requests/duty.ts";
import type { HomeAct } from "@setu/requests";
import { assertDesk } from "../access/deciding.ts";
import { officerFacts } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import { homeRecord } from "../requests/home-record.ts";
import { appendHome, assertFree, homeLog } from "../requests/home.ts";

/**
 * The roster as acts of the home log, and as rows beside it (`derived.shift`), by which every decision asks whether an
 * officer is on duty. The head of the home log is held by whoever writes, so two who take or hand over at once are judged
 * one after the other.
 */
const NOT_ENDED = `SELECT id, officer, role, begins, ends, by FROM derived.shift WHERE ends > $1 ORDER BY begins, id`;
const WITHIN = `SELECT id, officer, role, begins, ends, by FROM derived.shift
  WHERE ends > $1 AND begins < $2 ORDER BY begins, role, officer, id`;
const SAME = `SELECT FROM derived.shift WHERE id = $1 AND by = $2 UNION ALL
  SELECT FROM derived.handover WHERE id = $1 AND by = $2`;
const PUT = `INSERT INTO derived.shift (id, officer, role, begins, ends, by)
  SELECT id, officer, role, begins, ends, by FROM jsonb_to_recordset($1::jsonb)
  AS new (id text, officer text, role text, begins bigint, ends bigint, by text)
  ON CONFLICT (id) DO UPDATE SET ends = excluded.ends`;
const STRIKE = `DELETE FROM derived.shift WHERE id = ANY ($1::text[])`;
const PUT_NOTE = `INSERT INTO derived.handover (id, at, by, role, officer, note) VALUES ($1, $2, $3, $4, $5, $6)`;
const NOTES = `SELECT id, at, by, role, nullif(officer, '') AS officer, note FROM derived.handover
  ORDER BY at DESC, id LIMIT $1`;

export const shiftsWithin = (tx: PgTx, from: number, until: number): Promise<Shift[]> =>
  tx.db.rows<Shift>(WITHIN, [from, until]);

export const handovers = (tx: PgTx, limit: number): Promise<Handover[]> =>
  tx.db.rows<Handover>(NOTES, [limit]);

export type DutyCommand = Pick<DutyAct, "do" | "args" | "text"> & { readonly id: RecordId };

/**
 * The same id again is the same act.
 * @throws FORBIDDEN naming the rule, and where the officer who is named could not do the work; DUPLICATE and the codes of
 *   judgeDuty
 */
export async function actOnRoster(
  desk: Desk,
  tx: PgTx,
  officer: Pick<Officer, "id">,
  command: DutyCommand,
): Promise<void> {
  const { identity, world } = desk.ports;
  const { id, do: what, args, text } = command;
  const head = homeLog(desk.ports, tx);
  await head;
  const needs = DUTY_ACTS[what]?.needs ?? "own";
  const grounds = await assertDesk(desk, tx, officer.id, needs);
  if ((await tx.db.rows(SAME, [id, officer.id])).length > 0) return;
  await assertFree(desk.ports, tx, id);
  const next: DutyAct = { id, by: officer.id, at: world.now(), do: what, args, text };
  judgeDuty(await tx.db.rows<Shift>(NOT_ENDED, [next.at]), next);
  if (what !== "off-duty") await assertFit(desk, tx, next);
  const record = homeRecord(identity, { id, item: ROSTER, by: officer.id, do: what, args, text }, grounds);
  const { t } = await appendHome(desk.ports, tx, record, head);
  await foldIntoRoster(tx, { ...next, at: t });
}

/** Who answers is somebody who may: an approver approves, an officer reads; and a roster names no reviewer. */
async function assertFit(desk: Desk, tx: PgTx, { by, at, args, do: what }: DutyAct): Promise<void> {
  const who = args["officer"] ?? (what === "hand-over" ? undefined : by);
  if (who === undefined) return;
  const facts = await officerFacts(tx.db, String(who), at);
  const { powers } = facts;
  const action = args["role"] === "approver" ? "approve" : "read";
  // Accreditation may begin with the shift: what counts here is what she has been given.
  const fit = powers.includes(action) && !powers.includes("oversee") && !powers.includes("administer");
  if (fit) return;
  throw new SetuError("FORBIDDEN", "the officer could not do this work", {
    detail: { action: "lead", rule: action, officer: String(who) },
  });
}

/** Also by a replay, in the order of the home log. */
export async function foldIntoRoster(tx: PgTx, act: DutyAct): Promise<void> {
  const before = await tx.db.rows<Shift>(NOT_ENDED, [act.at]);
  const after = foldDuty(before, act);
  const kept = new Set(after.map(({ id }) => id));
  const gone = before.filter(({ id }) => !kept.has(id)).map(({ id }) => id);
  const changed = after.filter((shift) => !before.includes(shift));
  if (gone.length > 0) await tx.db.change(STRIKE, [gone]);
  if (changed.length > 0) await tx.db.change(PUT, [JSON.stringify(changed)]);
  if (act.do !== "hand-over") return;
  const { id, at, by, args, text } = act;
  await tx.db.change(PUT_NOTE, [id, at, by, args["role"], args["officer"] ?? "", text ?? ""]);
}

/** Takes out of a replay's acts those of the roster. @returns the others */
export async function replayRoster<T extends HomeAct>(tx: PgTx, acts: readonly T[]): Promise<readonly T[]> {
  const others: T[] = [];
  for (const act of acts) {
    if (act.item === ROSTER && isDutyAct(act.do)) await foldIntoRoster(tx, act);
    else others.push(act);
  }
  return others;
}
