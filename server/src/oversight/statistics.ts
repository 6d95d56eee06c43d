import { isSetuError, type ItemId } from "@setu/core";
import { caseFigures } from "../individuals/figures.ts";
import type { PgTx } from "../db/pg-store.ts";
import {
  partyFigures,
  saidFigures,
  yearOf,
  type Counted,
  type CountedSaid,
  type OwnFigures,
  type Statistics,
} from "@setu/requests/statistics.ts";
import { foldRelease } from "@setu/requests/releasing.ts";
import { foldUse } from "@setu/requests/using.ts";
import type { PlacedReleaseAct } from "../release/acts.ts";
import { readKnown, type Desk, type Known } from "../requests/desk.ts";
import { legalClock, urgencyOf } from "../requests/legal-clock.ts";

/**
 * The yearly figures, counted from the logs: no column that a screen shows is counted. It reads every request that the
 * year touched, so it is made when it is wanted; the years before cost one pass over their acts, and no request is read.
 */
// Asked before the year was over, and somebody has said something since it began, or it waits for somebody still: whatever
// is nobody's turn has its end (the tables of `requests/*` have no other such cell), and had it before.
const TOUCHED = `SELECT act.item FROM derived.act LEFT JOIN derived.request AS line ON line.item = act.item
    LEFT JOIN derived.stale ON stale.item = act.item
  WHERE act.item IS NOT NULL AND pos IS NOT NULL
  GROUP BY act.item
  HAVING min(t) < $1 AND (max(t) >= $2 OR bool_or(stale.item IS NOT NULL OR line.shelf IS NULL
    OR split_part(line.shelf, ' ', 2) <> 'none'))
  ORDER BY act.item`;
const SAID = `SELECT pos, id, proposal, item, at, by, what AS do, args, text FROM derived.release_act
  WHERE proposal IN (SELECT proposal FROM derived.release_act WHERE at >= $1 AND at < $2) ORDER BY pos`;

const ENDS = { answer: "answered", refuse: "refused", withdraw: "withdrawn", deem: "lapsed" } as const;
const ANEW = ["correct", "narrow"] as const;
const ANSWERS: ReadonlySet<string> = new Set(["disposed", "kept"]);
const LIFE = "threat-to-life";
const MISTREATMENT = "g7";
const SUBSTANTIAL: ReadonlySet<string> = new Set(["substantial", "high"]);

/** The requests that are read for the figures of a year, and no others. */
export const touchedIn = ({ db }: Pick<PgTx, "db">, year: number): Promise<{ readonly item: ItemId }[]> => {
  const [from, to] = yearOf(year);
  return db.rows(TOUCHED, [to, from]);
};

export async function statisticsOf(desk: Desk, tx: PgTx, year: number): Promise<Statistics> {
  const [from, to] = yearOf(year);
  const { party, peer } = desk.ports.identity;
  const all: Counted[] = [];
  const said: CountedSaid[] = [];
  for (const { item } of await touchedIn(tx, year)) {
    const known = await knownRequest(desk, tx, item);
    if (!known) continue;
    all.push(await countedOf(desk, tx, known));
    said.push(...saidOf(known));
  }
  const now = desk.ports.world.now();
  const of = <T extends { readonly by: string }>(each: readonly T[], by: string) =>
    each.filter((one) => one.by === by);
  const figures = (by: string) => ({
    ...partyFigures(of(all, by), year),
    bySaid: saidFigures(of(said, by), year, now),
  });
  return {
    v: "setu-statistics/1",
    year,
    shared: { [party]: figures(party), [peer.party]: figures(peer.party) },
    own: ownFigures(await tx.db.rows<PlacedReleaseAct>(SAID, [from, to])),
    individuals: await caseFigures(desk, tx, year),
  };
}

/** Another desk's items are not requests; what this version does not know counts nowhere. */
async function knownRequest(desk: Desk, tx: PgTx, item: ItemId): Promise<Known | null> {
  try {
    const known = await readKnown(desk, tx, item);
    return known?.state.workflow.id.startsWith("requests/") === true ? known : null;
  } catch (error) {
    if (isSetuError(error, "UNSUPPORTED_VERSION")) return null;
    throw error;
  }
}

async function countedOf(desk: Desk, tx: PgTx, known: Known): Promise<Counted> {
  const legal = known.state.judged.filter((each) => each.void === null);
  const [ask] = legal;
  if (!ask) throw new Error("an open request has no opening");
  const ends = legal.filter((each) => Object.hasOwn(ENDS, each.act.do)).toSorted((a, b) => a.t - b.t);
  const [end] = known.state.cell.clock === "stopped" ? ends : [];
  const refusal = end !== undefined && String(end.act.do) === "refuse" ? end : null;
  const { clock } = await legalClock(desk, tx, known);
  const { args } = ask.act;
  return {
    by: ask.party,
    asked: ask.t,
    end: end ? { at: end.t, how: ENDS[end.act.do as unknown as keyof typeof ENDS] } : null,
    ground: refusal ? String(refusal.act.args["ground"] ?? "") : null,
    due: clock.due,
    kinds: [args["kinds"] ?? []].flat().map(String),
    urgency: urgencyOf(legal, ask),
    life: String(args["reason"]) === LIFE,
  };
}

/** Of each record the first recall by its own side, and the other side's first word on it; each act is looked at once. */
function saidOf({ state }: Known): readonly CountedSaid[] {
  const legal = state.judged.filter((each) => each.void === null);
  const key = (party: string, id: unknown) => `${party}/${String(id)}`;
  const records = new Set(legal.map(({ party, act }) => key(party, act.id)));
  const answered = new Map<string, number>();
  for (const { act, t } of legal) {
    if (!ANSWERS.has(act.do)) continue;
    const of = key(act.to, act.args["ref"]);
    answered.set(of, Math.min(t, answered.get(of) ?? t));
  }
  const recalled = new Set<string>();
  return legal.flatMap(({ party: by, act, t: at }): CountedSaid[] => {
    const what = ANEW.find((each) => each === act.do);
    if (what !== undefined) return [{ by, at, what }];
    const of = key(by, act.args["ref"]);
    if (act.do !== "recall" || !records.has(of) || recalled.has(of)) return [];
    recalled.add(of);
    return [{ by, at, what: "recall", answered: answered.get(of) ?? null }];
  });
}

/** Counts alone: no matter, no person, no country. */
function ownFigures(acts: readonly PlacedReleaseAct[]): OwnFigures {
  const decided = [...Map.groupBy(acts, ({ proposal }) => proposal).values()].map((said) => {
    const use = foldUse(said);
    const part = foldRelease(said);
    const risky = part.answers.some(({ gate, raw }) => gate === MISTREATMENT && SUBSTANTIAL.has(raw));
    const asks = said[0]?.args["what"] === "ask";
    const went = use ? use.state === "used" : part.state === "approved";
    const stopped = use ? use.state === "dropped" : part.state === "returned" || part.state === "withdrawn";
    const kind = use ? "use" : asks ? "ask" : "disclose";
    return { part, risky, went, stopped, kind };
  });
  const risky = decided.filter((each) => each.risky);
  const count = (kind: string, end: "went" | "stopped") =>
    risky.filter((each) => each.kind === kind && each[end]).length;
  const alone = decided.filter(({ part }) => part.alone !== null);
  return {
    alone: alone.length,
    unreviewed: alone.filter(({ part }) => part.alone?.reviewed === null).length,
    substantial: risky.length,
    disclosed: count("disclose", "went"),
    asking: count("ask", "went"),
    disclosuresStopped: count("disclose", "stopped"),
    askingStopped: count("ask", "stopped"),
    used: count("use", "went"),
    usesStopped: count("use", "stopped"),
  };
}
