import { type ItemState, type Judged } from "@setu/core";
import {
  considerBy,
  feedbackDue,
  keptDates,
  NODE_SAYS,
  openTasks,
  refOf,
  type Clock,
  type HomeLine,
  type HomePart,
  type RequestRow,
} from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";
import { readBody } from "./bodies.ts";
import { rowKey, type Desk, type Known } from "./desk.ts";
import { maskIdentifiers } from "./identifiers.ts";
import { legalClock, urgencyOf } from "./legal-clock.ts";

/** Acts that speak of other acts and are no news of their own. */
export const EVIDENCE: ReadonlySet<string> = new Set(["opened", "declined", ...NODE_SAYS]);

export type Summary = {
  readonly row: RequestRow;
  readonly ask: Judged;
  readonly clock: Clock;
  readonly waits: number | null;
  /** Nobody of our side has opened the newest act of the other side, and it has not been told. */
  readonly untold: boolean;
};

/** One line of a list. */
export async function summaryOf(desk: Desk, tx: PgTx, known: Known, home: HomePart): Promise<Summary> {
  const { state, item, rows, lane } = known;
  const us = desk.ports.identity.party;
  const legal = state.judged.filter((each) => each.void === null);
  const ask = legal.find((each) => each.act.do === "ask");
  if (!ask) throw new Error("an open request has no opening");
  const opening = rows.get(rowKey(ask.party, ask.act.id));
  if (!opening) throw new Error("the opening has no row");
  const { body } = await readBody(desk, tx, opening);
  const { clock, waits } = await legalClock(desk, tx, known);
  const theirs = legal.findLast((each) => each.party !== us && !EVIDENCE.has(each.act.do));
  const seen = legal.some(
    (each) => each.party === us && each.act.do === "opened" && each.act.args["ref"] === theirs?.act.id,
  );
  const weOpened = state.opener.party === us;
  const turn =
    state.cell.turn === "none" ? "none" : (state.cell.turn === "opener") === weOpened ? "us" : "them";
  // What is void has moved nothing: it brings back no matter that was put away. Nor does a node's word that it has destroyed
  // something, which would have it kept anew for as long as a rule says.
  const updated = Math.max(...legal.flatMap(({ act, t }) => (NODE_SAYS.has(act.do) ? [] : [t])));
  const asked = considerBy(ask.act.args, clock.stoppedAt, home);
  const kept = keptIn(us, legal);
  const row: RequestRow = {
    item,
    ref: refOf(item),
    role: weOpened ? "asker" : "answerer",
    lane: lane === "flash" ? "flash" : "main",
    // Whole in the text of its act alone: a list is read over many shoulders.
    title: body?.title === undefined ? null : maskIdentifiers(body.title),
    lang: body?.lang ?? null,
    urgency: urgencyOf(legal, ask),
    tlp: ask.act.mark.tlp,
    status: state.cell.status,
    turn,
    // A line of a list does not show it, so a receipt does not write the list again.
    clock: { ...clock, receipted: null },
    late: lateOf(state, legal),
    feedbackDue: feedbackDue(state.cell.status, legal),
    ...(asked !== null && { considerBy: asked }),
    ...(kept.length > 0 && { keptUntil: kept }),
    updated,
    messages: legal.filter((each) => each.act.do === "message").length,
    // It is of the reader (marks.ts), who is known when the line is read.
    unread: false,
    cameBy: null,
    home: homeLine(home, updated),
  };
  return { row, ask, clock, waits, untold: theirs !== undefined && !seen };
}

/** Few matters have any, and of no other is more asked. */
const keptIn = (us: string, legal: readonly Judged[]): readonly number[] =>
  legal.some(({ act }) => act.do === "kept")
    ? keptDates(
        legal.map(({ act: { id, do: what, args }, party, t }) => ({
          id,
          do: what,
          args,
          at: t,
          void: null,
          side: party === us ? "us" : "them",
        })),
      )
    : [];

/** @param updated when the item last changed: what was put away before that has come back */
export function homeLine(home: HomePart, updated: number): HomeLine {
  const done = home.doneAt !== null && home.doneAt >= updated;
  return {
    head: home.head,
    assignee: home.assignee?.officer ?? null,
    watchers: home.watchers,
    followUp: home.followUp,
    notes: home.notes.length,
    tasks: openTasks(home).length,
    taskDates: openTasks(home).flatMap(({ args }) =>
      args["until"] === undefined ? [] : [Number(args["until"])],
    ),
    done,
    doneBy: done ? home.doneBy : null,
  };
}

/** The last word of the owing side on why the answer takes longer. */
function lateOf({ cell }: ItemState, legal: readonly Judged[]): RequestRow["late"] {
  const said = cell.clock === "stopped" ? undefined : legal.findLast((each) => each.act.do === "extend");
  if (said === undefined) return null;
  const { reason, until } = said.act.args;
  return { reason: String(reason), until: Number(until), at: said.t };
}
