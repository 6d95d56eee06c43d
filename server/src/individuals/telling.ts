import { active } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";
import { give, KEPT_MS, type NewNotice } from "../notices/notice.ts";
import type { Desk, Known } from "../requests/desk.ts";
import { itemOfCase, readCases, type OpenCase } from "./cases.ts";
import { consultationRow, consultationsIn } from "./consulting.ts";

/**
 * Who deals with individuals' requests is told of consultations that wait for us, of clocks that run out and of letters
 * that leave. A notice names no case: it leads to the register, which shows each reader what she may see.
 */
const PEOPLE = `SELECT id FROM officer WHERE ${active("$1")} AND NOT machine AND 'redress' = ANY (powers)
  AND NOT powers && ARRAY['administer', 'oversee'] ORDER BY id`;
const EVERY_MS = 15_000;
const MARKS = ["p50", "p75", "p100"] as const;

type Event = Pick<NewNotice, "event" | "item" | "reason"> & {
  readonly at: number;
  /** She alone; null: whoever has the power. */
  readonly to: string | null;
};

/** A case is decided in months: that a mark has passed need not be found by the second. */
export class CaseTeller {
  #last = 0;

  async round(desk: Desk): Promise<void> {
    const now = desk.ports.world.now();
    if (now - this.#last < EVERY_MS) return;
    this.#last = now;
    await desk.store.tx((tx) => tellCases(desk, tx));
  }
}

/** A second process finds the same events and gives nothing twice. */
export async function tellCases(desk: Desk, tx: PgTx): Promise<void> {
  const now = desk.ports.world.now();
  const people = await tx.db.rows<{ id: string }>(PEOPLE, [now]);
  if (people.length === 0) return;
  const cases = await readCases(desk, tx);
  const consultations = await consultationsIn(desk, tx);
  const events = [
    ...cases.flatMap(eventsOf),
    ...consultations.flatMap((known) => waitingFor(desk, known)),
  ].filter(({ at }) => at <= now && at > now - KEPT_MS);
  const notices = events.flatMap(({ event, item, reason, to }) =>
    people
      .filter(({ id }) => to === null || id === to)
      .map(({ id: officer }): NewNotice => ({ event, officer, item, kind: "individual", reason })),
  );
  await give(tx, notices, now);
}

/** The marks of a clock that runs, and the instant from which a letter leaves. */
function eventsOf({ open }: OpenCase): readonly Event[] {
  const { id, clock, notice, leaves, state } = open;
  const item = itemOfCase(id);
  const event = (what: string, at: number, reason: string): Event => ({
    event: `individual/${id}/${what}/${at}`,
    item,
    reason,
    at,
    to: null,
  });
  const running = [clock, notice].filter((each) => each.state === "running");
  return [
    ...running.flatMap(({ marks }) => (marks ?? []).map((at, i) => event("mark", at, MARKS[i] ?? "p100"))),
    ...(leaves !== null && state !== "closed" ? [event("letter", leaves, "letter")] : []),
  ];
}

/** Ours that was answered is told to who asked: another may not be allowed to know of its matter. */
function waitingFor(desk: Desk, known: Known): readonly Event[] {
  const { item, state } = known;
  const last = state.judged.findLast((each) => each.void === null);
  if (!last || consultationRow(desk, known, false, null).turn !== "us") return [];
  const ours = state.opener.party === desk.us.party;
  const [opening] = state.judged;
  return [
    {
      event: `individual/${item}/${last.act.id}`,
      item,
      reason: ours ? "answered" : "consulted",
      at: last.t,
      to: ours ? (opening?.act.by ?? null) : null,
    },
  ];
}
