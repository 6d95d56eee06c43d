import type { ItemId } from "@setu/core";
import { foldHome, MARKS, openTasks, type HomeAct, type NoticeKind, type RequestRow } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";
import { presentAt } from "../duty/present.ts";
import type { Desk } from "../requests/desk.ts";
import { homeActsOf } from "../requests/home-part.ts";
import { give, KEPT_MS, type NewNotice } from "./notice.ts";

/**
 * What time itself does: a mark of the legal clock passes, a follow-up date is reached, a task or an outcome is due, what was kept is looked at again. Each line of the list bears the
 * next instant of its own (`ring`); a loop takes those whose time has come.
 */
export const RING_BATCH = 64;
// A line that is stale is written anew first: the answer may have been given a moment before the mark.
const TAKE = `SELECT item, shown FROM derived.request WHERE ring <= $1
  AND NOT EXISTS (SELECT FROM derived.stale WHERE stale.item = request.item)
  ORDER BY ring LIMIT ${RING_BATCH} FOR UPDATE SKIP LOCKED`;
const NEXT = `UPDATE derived.request SET ring = next.ring
  FROM jsonb_to_recordset($1::jsonb) AS next (item text, ring bigint) WHERE request.item = next.item`;
const DESK = `SELECT id FROM officer WHERE NOT disabled AND NOT machine ORDER BY id`;

type Timed = Pick<RequestRow, "item" | "role" | "clock" | "feedbackDue" | "home" | "keptUntil">;

/** Only the side that owes has a deadline; a clock that stands still passes no mark. */
const marksOf = ({ role, clock }: Timed): readonly number[] =>
  role === "answerer" && clock.state === "running" ? (clock.marks ?? []) : [];

/** The outcome is owed by the side that asked. */
const outcomeOf = ({ role, feedbackDue }: Timed): number | null => (role === "asker" ? feedbackDue : null);

/** The first instant after the given one, null when there is none. */
export function nextRing(line: Timed, after: number): number | null {
  const { followUp, taskDates } = line.home;
  const dates = [followUp, ...taskDates, ...(line.keptUntil ?? []), outcomeOf(line)].filter(
    (at) => at !== null,
  );
  const instants = [...marksOf(line), ...dates].filter((at) => at > after);
  return instants.length === 0 ? null : Math.min(...instants);
}

/** Of a line that is written anew: what has passed may not have been told yet, and is not told twice. */
export const firstRing = (line: Timed, now: number): number | null => nextRing(line, now - KEPT_MS);

/**
 * @param home acts of the item
 * @param desk every officer, with a roster those on duty: they are told of the deadline of what nobody has
 */
export function ringNotices(
  line: Timed,
  home: readonly HomeAct[],
  desk: readonly string[],
  now: number,
): NewNotice[] {
  return [
    ...ofMarks(line, home, desk, now),
    ...ofFollowUp(line, home, now),
    ...ofTasks(line, home, now),
    ...ofOutcome(line, home, desk, now),
    ...ofKept(line, home, desk, now),
  ];
}

/** The newest mark only: after an outage nobody wants to hear of half the time when all of it has passed. */
function ofMarks(line: Timed, home: readonly HomeAct[], desk: readonly string[], now: number): NewNotice[] {
  const marks = marksOf(line);
  const passed = marks.findLastIndex((at) => at <= now);
  const at = marks[passed];
  const reason = MARKS[passed];
  if (at === undefined || reason === undefined || at <= now - KEPT_MS) return [];
  // Whoever had it at that moment: who gets it later is told so, not what was before.
  const { assignee } = foldHome(home.filter((act) => act.at <= at));
  const event = `deadline/${reason}/${line.item}/${at}`;
  const kind = assignee === null ? "unclaimed" : "deadline";
  const officers = assignee === null ? desk : [assignee.officer];
  return officers.map((officer) => ({ event, officer, item: line.item, kind, reason }));
}

function ofFollowUp({ item, home: { followUp } }: Timed, home: readonly HomeAct[], now: number): NewNotice[] {
  if (followUp === null || followUp > now || followUp <= now - KEPT_MS) return [];
  const { acts } = foldHome(home);
  const set = acts.findLast((act) => act.do === "follow-up" && act.args["at"] === followUp);
  if (set === undefined) return [];
  const { assignee } = foldHome(home.filter((act) => act.at <= followUp));
  const officer = assignee?.officer ?? set.by;
  return [{ event: `follow-up/${set.id}`, officer, item, kind: "follow-up", reason: "follow-up" }];
}

/** To whom it was given, whoever has the item; what has been done meanwhile is not asked for. */
const ofTasks = ({ item }: Timed, home: readonly HomeAct[], now: number): NewNotice[] =>
  openTasks(foldHome(home)).flatMap(({ id, args }) => {
    const until = Number(args["until"] ?? Infinity);
    if (until > now || until <= now - KEPT_MS) return [];
    const officer = String(args["officer"]);
    return [{ event: `task/${id}`, officer, item, kind: "follow-up", reason: "task-due" }];
  });

/** To whoever had it at that moment; of what nobody had, to the whole desk, like any other deadline. */
function ofOutcome(line: Timed, home: readonly HomeAct[], desk: readonly string[], now: number): NewNotice[] {
  const due = outcomeOf(line);
  if (due === null || due > now || due <= now - KEPT_MS) return [];
  const { assignee } = foldHome(home.filter((act) => act.at <= due));
  const officers = assignee === null ? desk : [assignee.officer];
  const event = `outcome/${line.item}/${due}`;
  return officers.map((officer) => ({
    event,
    officer,
    item: line.item,
    kind: "outcome",
    reason: "outcome",
  }));
}

/** The same of what either side keeps although it was recalled: from that date on the recall is open again. */
const ofKept = (
  { item, keptUntil = [] }: Timed,
  home: readonly HomeAct[],
  desk: readonly string[],
  now: number,
): NewNotice[] =>
  keptUntil
    .filter((at) => at <= now && at > now - KEPT_MS)
    .flatMap((at) => {
      const { assignee } = foldHome(home.filter((act) => act.at <= at));
      const officers = assignee === null ? desk : [assignee.officer];
      const event = `kept/${item}/${at}`;
      return officers.map((officer) => ({ event, officer, item, kind: "follow-up", reason: "kept-until" }));
    });

/** What cannot wait for somebody who is off duty is told to whoever is on duty too. */
const PRESSING: ReadonlySet<string> = new Set(["deadline", "outcome"] satisfies NoticeKind[]);
const covering = (notice: NewNotice, onDuty: readonly string[]): readonly NewNotice[] =>
  PRESSING.has(notice.kind) && !onDuty.includes(notice.officer)
    ? onDuty.map((officer) => ({ ...notice, officer }))
    : [];

/** @returns how many lines were due; the full number says that there may be more */
export async function ringDue(desk: Desk, tx: PgTx): Promise<number> {
  const now = desk.ports.world.now();
  const due = await tx.db.rows<{ item: ItemId; shown: RequestRow }>(TAKE, [now]);
  if (due.length === 0) return 0;
  const homes = await homeActsOf(
    tx,
    due.map(({ item }) => item),
  );
  const { officer: duty } = await presentAt(tx.db, now);
  const officers = duty.laid ? duty.now : (await tx.db.rows<{ id: string }>(DESK, [])).map(({ id }) => id);
  const told = due.flatMap(({ item, shown }) => ringNotices(shown, homes.get(item) ?? [], officers, now));
  await give(tx, duty.laid ? told.flatMap((each) => [each, ...covering(each, duty.now)]) : told, now);
  const next = due.map(({ item, shown }) => ({ item, ring: nextRing(shown, now) }));
  await tx.db.change(NEXT, [JSON.stringify(next)]);
  return due.length;
}
