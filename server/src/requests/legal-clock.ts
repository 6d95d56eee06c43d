import { isSetuError, type ItemState, type Judged } from "@setu/core";
import { CALENDARS, deadline, LIMITS, type Clock, type Urgency } from "@setu/core/clock/index.ts";
import { ownOrigin, peerOrigin, type Tx } from "@setu/link";
import type { Clock as ClockView } from "@setu/requests";
import { rowKey, type Desk, type Known } from "./desk.ts";

const STOPS = { answer: "answered", refuse: "refused", deem: "refused", withdraw: "withdrawn" } as const;

/** Where the record stands in the log of its sender, and the log of the side that owes. */
type Owing = { readonly origin: string; readonly pos: (id: string) => number | null };

/** `waits`: the position of the asker that an entry of the owing side has to cover before the clock starts or goes on. */
export type LegalClock = { readonly clock: ClockView; readonly waits: number | null };

/** The clock of a request for its screens: the definition is `core/clock`, this finds its instants in the logs. */
export async function legalClock(desk: Desk, tx: Tx, { state, rows, lane }: Known): Promise<LegalClock> {
  const { identity } = desk.ports;
  const asker = state.opener.party;
  const owing: Owing = {
    origin: asker === identity.party ? peerOrigin(identity, lane) : ownOrigin(identity, lane),
    pos: (id) => rows.get(rowKey(asker, id))?.pos ?? null,
  };
  const legal = state.judged.filter((each) => each.void === null);
  const ask = legal.find((each) => each.act.do === "ask");
  if (!ask) throw new Error("an open request has no opening");
  const pos = owing.pos(ask.act.id);
  const start = await covered(tx, owing, ask.act.id);
  const asked = rows.get(rowKey(asker, ask.act.id));
  const receipt = asked && pos !== null ? await tx.receiptFor(asked.origin, pos) : null;
  const clarifications = await pausesOf(tx, owing, legal, start);
  const stop = stopOf(state, legal);
  const notices = legal.filter((each) => each.act.do === "extend" && after(each.t, start));
  const clock: Clock | null = clockOf(legal, ask, {
    start,
    pauses: clarifications.map(({ from, to }) => ({ from, to })),
    notices: notices.map(({ t, act }) => ({ t, until: Number(act.args["until"]) })),
    stop,
  });
  const due = clock && computed(clock);
  const resumes = clarifications.find(({ to }) => to === null)?.reply ?? null;
  const view: ClockView = {
    state: start === null ? (stop ? "stopped" : "not-started") : state.cell.clock,
    sent: ask.t,
    receipted: receipt?.t ?? null,
    start,
    due: due?.due ?? null,
    marks: due?.marks ? [due.marks.p50, due.marks.p75, due.marks.p100] : null,
    stoppedAt: stop?.t ?? null,
    pauses: clarifications.map(({ from, to, until }) => ({ from, to, until })),
    extendedUntil: due?.extended ? due.due : null,
  };
  return { clock: view, waits: start === null ? pos : resumes };
}

/** record.md rule 6: the first word of the owing side that covers a record of the asker. */
async function covered(tx: Tx, { origin, pos }: Owing, id: string): Promise<number | null> {
  const at = pos(id);
  return at === null ? null : tx.firstCover(origin, at);
}

const after = (t: number, start: number | null): boolean => start !== null && t >= start;

/** Each clarification holds the clock until the owing side has the reply. */
async function pausesOf(
  tx: Tx,
  owing: Owing,
  legal: readonly Judged[],
  start: number | null,
): Promise<readonly (ClockView["pauses"][number] & { readonly reply: number | null })[]> {
  const pauses = [];
  for (const each of legal) {
    if (each.act.do !== "clarify" || !after(each.t, start)) continue;
    const reply = legal.find((other) => other.act.do === "reply" && other.act.after?.[1] === each.act.id);
    const to = reply ? await covered(tx, owing, reply.act.id) : null;
    pauses.push({
      from: each.t,
      to: to === null ? null : Math.max(to, each.t),
      until: Number(each.act.args["until"]),
      reply: reply ? owing.pos(reply.act.id) : null,
    });
  }
  return pauses;
}

function stopOf(state: ItemState, legal: readonly Judged[]): Clock["stop"] {
  if (state.cell.clock !== "stopped") return null;
  const ends = legal.filter((each) => Object.hasOwn(STOPS, each.act.do)).toSorted((x, y) => x.t - y.t);
  const end = ends[0];
  return end ? { t: end.t, by: STOPS[end.act.do as unknown as keyof typeof STOPS] } : null;
}

type Instants = Pick<Clock, "start" | "pauses" | "notices" | "stop">;

/** Null when the calendar or the urgency is one that this version does not know. */
export function clockOf(legal: readonly Judged[], ask: Judged, instants: Instants): Clock | null {
  const urgency = urgencyOf(legal, ask);
  const calendar = CALENDARS.get(String(ask.act.args["calendar"]));
  if (!calendar || !Object.hasOwn(LIMITS, urgency)) return null;
  return { ...instants, allowance: LIMITS[urgency as Urgency], zone: calendar.zone, calendar };
}

export const urgencyOf = (legal: readonly Judged[], ask: Judged): string =>
  String(legal.findLast((each) => each.act.do === "revise")?.act.args["urgency"] ?? ask.act.args["urgency"]);

/** A calendar that does not reach the deadline leaves it unknown, on the screen and in the list. */
function computed(clock: Clock): ReturnType<typeof deadline> | null {
  try {
    return deadline(clock);
  } catch (error) {
    if (isSetuError(error, "BAD_FIELD")) return null;
    throw error;
  }
}
