import { createHash } from "node:crypto";
import { SetuError, type Args, type ItemId, type RecordId } from "@setu/core";
import { refOf } from "@setu/requests";
import {
  foldFinding,
  isOversightAct,
  judgeOversight,
  type Findings,
  type Holds,
  type OversightAct,
} from "@setu/requests/findings.ts";
import { assertDesk } from "../access/deciding.ts";
import { itemsSeen } from "../access/asking-as.ts";
import { active } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Session } from "../db/session.ts";
import { give } from "../notices/notice.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import type { PlacedHomeAct } from "../requests/home-acts.ts";
import { homeRecord } from "../requests/home-record.ts";
import { appendHome, homeLog } from "../requests/home.ts";
import { peopleOf } from "./decisions.ts";

/** Findings and holds, as acts of the home log and readable beside it. The head of the home log is held by whoever writes. */
const COLUMNS = `id, item, by, at, what AS do, args, text`;
const ORDER = `ORDER BY pos`;
const OF_FINDING = `SELECT ${COLUMNS} FROM derived.oversight_act WHERE finding = $1 ${ORDER}`;
const NEWEST = `SELECT ${COLUMNS} FROM derived.oversight_act WHERE finding IN (
    SELECT finding FROM derived.oversight_act WHERE what = 'finding' ORDER BY pos DESC LIMIT 200) ${ORDER}`;
const TO = `SELECT ${COLUMNS} FROM derived.oversight_act WHERE finding IN (
    SELECT finding FROM derived.oversight_act WHERE what = 'finding' AND args ->> 'to' = $1 ORDER BY pos DESC LIMIT 200) ${ORDER}`;
const HOLDING = `SELECT ${COLUMNS} FROM derived.oversight_act WHERE item = $1 AND finding IS NULL ${ORDER}`;
const HELD = `SELECT item, by, at, text FROM derived.hold ORDER BY at DESC, item LIMIT 1000`;
const PUT = `INSERT INTO derived.oversight_act (pos, id, finding, item, at, by, what, args, text)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9)`;
const ALL_HELD = `SELECT item FROM derived.hold WHERE item = ANY ($1::text[])`;
const PUT_HOLD = `INSERT INTO derived.hold (item, by, at, text) VALUES ($1, $2, $3, $4)`;
const END_HOLD = `DELETE FROM derived.hold WHERE item = $1`;
const LEADS = `SELECT id, name FROM officer WHERE ${active("$1")} AND 'supervise' = ANY (powers)
  AND NOT 'oversee' = ANY (powers) ORDER BY name, id`;
const REVIEWERS = `SELECT id FROM officer WHERE ${active("$1")} AND 'oversee' = ANY (powers)`;
const SAME = `SELECT ${COLUMNS} FROM derived.oversight_act WHERE id = $1`;

export type SaidOversight = Pick<OversightAct, "do" | "item" | "text"> & {
  readonly id: RecordId;
  readonly item: ItemId;
  readonly args: object;
};

/**
 * One act of oversight, or the answer of whoever a finding is addressed to. The same id again is the same act.
 * @throws FORBIDDEN; NOT_FOUND alike for a finding that is not there and for one that is addressed to another; the codes
 *   of judgeOversight
 */
export async function sayOversight(
  desk: Desk,
  { id: by }: Pick<Officer, "id">,
  said: SaidOversight,
): Promise<void> {
  await desk.store.tx((tx) => sayIn(desk, tx, by, said));
}

const IN_ONE_ACT = 100;
const idOn = (id: RecordId, item: ItemId): RecordId =>
  createHash("sha256").update(`${id} ${item}`).digest("hex").slice(0, 32) as RecordId;

/**
 * A hold on all matters of a sample, in one transaction: on each of them one act, and on what is held already none.
 * @returns how many are held by this
 * @throws BAD_FIELD for none and for too many; as `sayOversight`
 */
export async function holdSample(
  desk: Desk,
  { id: by }: Pick<Officer, "id">,
  { id, items, text }: { readonly id: RecordId; readonly items: readonly ItemId[]; readonly text: string },
): Promise<number> {
  const sample = [...new Set(items)];
  if (sample.length === 0 || sample.length > IN_ONE_ACT)
    throw new SetuError("BAD_FIELD", `a sample has 1 to ${IN_ONE_ACT} matters`, {
      detail: { field: "items", max: IN_ONE_ACT },
    });
  return desk.store.tx(async (tx) => {
    await homeLog(desk.ports, tx);
    const before = await tx.db.rows<{ item: string }>(ALL_HELD, [sample]);
    const held = new Set(before.map(({ item }) => item));
    const free = sample.filter((item) => !held.has(item));
    for (const item of free)
      await sayIn(desk, tx, by, { do: "hold", id: idOn(id, item), item, args: {}, text });
    return free.length;
  });
}

async function sayIn(desk: Desk, tx: PgTx, by: string, said: SaidOversight): Promise<void> {
  const { ports } = desk;
  const head = homeLog(ports, tx);
  await head;
  const answers = said.do === "finding-answer";
  const grounds = await assertDesk(desk, tx, by, answers ? "own" : "oversee");
  const [same] = await tx.db.rows<OversightAct>(SAME, [said.id]);
  if (same?.by === by && same.do === said.do) return;
  if (same) throw new SetuError("DUPLICATE", "the id names another act");
  const next: OversightAct = { ...said, args: said.args as Args, by, at: ports.world.now() };
  const finding = findingOf(next);
  const before =
    finding === null
      ? await tx.db.rows<OversightAct>(HOLDING, [said.item])
      : await tx.db.rows<OversightAct>(OF_FINDING, [finding]);
  const open = foldFinding(before);
  if (answers && open?.to !== by) throw new SetuError("NOT_FOUND", "there is no such finding");
  const placedOn = { ...next, item: open?.item ?? said.item };
  judgeOversight(before, placedOn);
  await assertLead(tx, placedOn);
  const record = homeRecord(
    ports.identity,
    { ...placedOn, id: said.id, item: placedOn.item as ItemId },
    grounds,
  );
  const { pos, t } = await appendHome(ports, tx, record, head);
  await putOversightAct(tx.db, { ...placedOn, pos, at: t });
  if (finding !== null) await tell(desk, tx, placedOn, { finding, to: open?.to ?? String(next.args["to"]) });
}

/** A finding is addressed to who leads: nobody else could answer for the desk. @throws BAD_FIELD */
async function assertLead(tx: PgTx, { do: what, args, at }: OversightAct): Promise<void> {
  if (what !== "finding") return;
  const leads = await tx.db.rows<{ id: string }>(LEADS, [at]);
  if (!leads.some(({ id }) => id === args["to"]))
    throw new SetuError("BAD_FIELD", "a finding is addressed to who leads a desk", {
      detail: { field: "to" },
    });
}

/** Whoever is to move next is told that there is something, and nothing of it. */
async function tell(
  desk: Desk,
  tx: PgTx,
  { id, do: what, at }: OversightAct,
  { finding, to }: { readonly finding: string; readonly to: string },
): Promise<void> {
  const told = what === "finding-answer" ? await tx.db.rows<{ id: string }>(REVIEWERS, [at]) : [{ id: to }];
  const notices = told.map(({ id: officer }) => ({
    event: `finding/${id}`,
    officer,
    // Of no matter: whoever is addressed may not be allowed to know of it.
    item: `own:${finding}`,
    kind: "finding" as const,
    reason: what,
  }));
  await give(tx, notices, desk.ports.world.now());
}

const findingOf = ({ id, do: what, args }: Pick<OversightAct, "id" | "do" | "args">): string | null => {
  if (what === "finding") return id;
  return args["of"] === undefined ? null : String(args["of"]);
};

export async function putOversightAct(
  db: Session,
  act: OversightAct & { readonly pos: number },
): Promise<void> {
  const { pos, id, item, at, by, do: what, args, text } = act;
  await db.change(PUT, [pos, id, findingOf(act), item, at, by, what, JSON.stringify(args), text]);
  if (what === "hold") await db.change(PUT_HOLD, [item, by, at, text ?? ""]);
  if (what === "hold-end") await db.change(END_HOLD, [item]);
}

/** Takes out of a replay's acts those of oversight. @returns the others */
export async function replayOversight(
  tx: PgTx,
  acts: readonly PlacedHomeAct[],
): Promise<readonly PlacedHomeAct[]> {
  for (const act of acts) if (isOversightAct(act.do)) await putOversightAct(tx.db, act);
  return acts.filter((act) => !isOversightAct(act.do));
}

const findingsOf = (acts: readonly OversightAct[]): Findings["findings"] =>
  [...Map.groupBy(acts, (act) => findingOf(act) ?? "").values()]
    .flatMap((said) => {
      const finding = foldFinding(said);
      return finding ? [{ ...finding, ref: refOf(finding.item as ItemId) }] : [];
    })
    .toReversed();

/** @param to of this officer alone; null: all, with those who can be addressed */
export async function findingsIn(tx: PgTx, now: number, to: string | null): Promise<Findings> {
  const acts = await tx.db.rows<OversightAct>(to === null ? NEWEST : TO, to === null ? [] : [to]);
  const { names } = await peopleOf(tx);
  const findings = findingsOf(acts);
  const named = new Set(findings.flatMap(({ said }) => said.map(({ by }) => by)));
  return {
    findings,
    leads: to === null ? await tx.db.rows(LEADS, [now]) : [],
    names: to === null ? names : Object.fromEntries(Object.entries(names).filter(([id]) => named.has(id))),
    now,
  };
}

const KNOWS = ["list", "outline"] as const;

/** For whoever a finding is addressed to: which matter it is of, as far as she may know that there is one. */
export async function withinReach(
  desk: Desk,
  officer: Pick<Officer, "id">,
  shown: Findings,
): Promise<Findings> {
  const items = shown.findings.map(({ item }) => item as ItemId);
  const known = await Promise.all(KNOWS.map((action) => itemsSeen(desk, officer, { items, action })));
  const hidden = ({ item }: Pick<OversightAct, "item">) => !known.some((seen) => seen.has(item));
  const findings = shown.findings.map((finding) =>
    hidden(finding)
      ? { ...finding, item: "", ref: "", said: finding.said.map((act) => ({ ...act, item: "" })) }
      : finding,
  );
  return { ...shown, findings };
}

export async function holdsIn(tx: PgTx): Promise<Holds> {
  const rows = await tx.db.rows<Omit<Holds["holds"][number], "ref">>(HELD, []);
  const { names } = await peopleOf(tx);
  return { holds: rows.map((row) => ({ ...row, ref: refOf(row.item as ItemId) })), names };
}
