import { parseBounded } from "@setu/core";
import {
  isLate,
  langOf,
  type Case,
  type CaseAct,
  type CaseRow,
  type CaseSaid,
  type CaseView,
  type ConsultationRow,
  type Person,
  type Register,
} from "@setu/individuals";
import { refOf } from "@setu/requests";
import { officerFacts } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk, Known, Officer } from "../requests/desk.ts";
import { itemOfCase, readCase, readCases, type OpenCase } from "./cases.ts";
import { consultationRow, consultationsIn, consultationsOf, matterOf } from "./consulting.ts";
import { linesSeen, type SeenLine } from "./lines.ts";
import { noting } from "./noting.ts";
import { cellsIn, missingFor, missingOf } from "./reach.ts";
import { restrictedAmong } from "./keeping.ts";
import { ownerOf } from "./searching.ts";

/** What is shown of cases: of each matter whatever the reader may know of, and of the others nothing, nor how many there are. */
const NAMES = `SELECT id, name FROM officer WHERE id = ANY ($1::text[])`;

export async function namesOf(tx: PgTx, ids: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const rows = await tx.db.rows<{ id: string; name: string }>(NAMES, [[...new Set(ids)]]);
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
}

type Registered = { readonly person: Person | null; readonly text: string | null };

/** Who asks, and what she wrote; of a body that was destroyed nothing. */
export function registeredOf([first]: readonly CaseSaid[]): Registered {
  const text = first?.text ?? "";
  if (text === "") return { person: null, text: null };
  const {
    name,
    born,
    contact,
    text: said,
  } = parseBounded(new TextEncoder().encode(text), 64 * 1024) as {
    readonly [field: string]: string;
  };
  return { person: { name: name ?? "", born: born ?? "", contact: contact ?? "" }, text: said ?? "" };
}

export function rowOf({ open, acts }: OpenCase, now: number): CaseRow {
  const { id, kind, came, lang, state, by, registered, received, clock, notice, decision } = open;
  return {
    id,
    ref: refOf(itemOfCase(id)),
    kind,
    came,
    lang: langOf(lang),
    state,
    name: registeredOf(acts).person?.name ?? null,
    by,
    registered,
    received,
    clock,
    notice,
    outcome: decision?.outcome ?? null,
    late: isLate(open, now),
  };
}

/** The open clock that ends first stands first; what runs no more comes last, the newest of it first. */
const press = ({ clock, notice, registered }: CaseRow): number => {
  const running = [clock, notice].find(({ state }) => state === "running");
  return running?.due ?? (clock.state === "not-started" ? registered : Number.MAX_SAFE_INTEGER - registered);
};

/** @throws FORBIDDEN for who has not the power */
export async function registerFor(desk: Desk, officer: Officer): Promise<Register> {
  const now = desk.ports.world.now();
  const { cases, known, serves, names } = await noting(desk, officer, async (tx) => {
    const open = await readCases(desk, tx);
    const rows = open.map((each) => rowOf(each, now));
    const shown = {
      cases: rows.toSorted((a, b) => press(a) - press(b)),
      known: await consultationsIn(desk, tx),
      serves: servedBy(open.map((each) => each.open)),
      names: await namesOf(
        tx,
        rows.map(({ by }) => by),
      ),
    };
    const args = { what: "individuals", found: rows.length };
    return { shown, what: "query", args, state: rows.map(({ state }) => state).join() };
  });
  const consultations = await consultationsSeen(desk, officer, known, serves);
  return { now, me: officer.id, cases, consultations, names };
}

/** Which case each consultation of ours serves. */
export const servedBy = (cases: readonly Case[]): ReadonlyMap<string, string> =>
  new Map(
    cases.flatMap(({ id, matters }) =>
      matters.flatMap(({ consultations }) => consultations.map((item) => [item, id] as const)),
    ),
  );

/** Those about a matter that the reader may not know of are hers all the same: who answers has to know that she is asked. */
async function consultationsSeen(
  desk: Desk,
  officer: Officer,
  all: readonly Known[],
  serves: ReadonlyMap<string, string>,
): Promise<readonly ConsultationRow[]> {
  const us = desk.us.party;
  const seen = await linesSeen(desk, officer, all.map(matterOf));
  return (
    all
      // Of ours, one about what lies above her would say that there is something.
      .filter((known) => known.state.opener.party !== us || seen.has(matterOf(known)))
      .map((known) => consultationRow(desk, known, seen.has(matterOf(known)), serves.get(known.item) ?? null))
      .toSorted((a, b) => a.until - b.until)
  );
}

/** One case; that it was read stands in the home log before a byte of it leaves. @throws FORBIDDEN | NOT_FOUND */
export async function caseView(desk: Desk, officer: Officer, id: string): Promise<CaseView> {
  const now = desk.ports.world.now();
  const read = await noting(desk, officer, async (tx) => {
    const found = await readCase(desk, tx, id);
    const { open, acts } = found;
    const items = acts.flatMap(({ args }) => (args["matter"] === undefined ? [] : [String(args["matter"])]));
    // Once it is decided nothing is missing any more.
    const missing = open.state === "admitted" ? missingOf(await cellsIn(tx, now), open.searches) : [];
    const facts = await officerFacts(tx.db, officer.id, now);
    const shown = {
      found,
      items,
      missing,
      told: missingFor(facts, missing),
      facts,
      restricted: await restrictedAmong(tx, items),
      known: await consultationsOf(desk, tx, open),
      names: await namesOf(
        tx,
        acts.map(({ by }) => by),
      ),
    };
    return { shown, what: "read", args: { item: itemOfCase(id) }, state: acts.length };
  });
  const { found, restricted, facts } = read;
  const { open, acts } = found;
  const seen = await linesSeen(desk, officer, read.items);
  const consultations = await consultationsSeen(desk, officer, read.known, servedBy([open]));
  const { person, text } = registeredOf(acts);
  const told = acts.flatMap((act) => shownAct(act, seen));
  return {
    ...rowOf(found, now),
    now,
    me: officer.id,
    person,
    text,
    identity: open.identity,
    ground: open.ground,
    searches: open.searches.map(({ by, at, terms, agency, whole, ...search }) => ({
      by,
      at,
      terms,
      agency,
      whole,
      level: Math.min(search.level, facts.clearance),
      compartments: search.compartments.filter((name) => facts.compartments.includes(name)),
    })),
    searched: read.missing.length === 0,
    missing: read.told,
    matters: open.matters.flatMap(({ item, by, at }) => {
      const line = seen.get(item);
      if (!line) return [];
      const asked = consultations.filter((each) => each.matter?.item === item && each.case === id);
      const since = restricted.get(item) ?? null;
      return [{ ...line, owner: ownerOf(desk, item), by, at, restricted: since, consultations: asked }];
    }),
    decision: open.decision && {
      outcome: open.decision.outcome,
      by: open.decision.by,
      at: open.decision.at,
      text: open.decision.text,
    },
    leaves: open.leaves,
    acts: told,
    moves: movesFor(open, officer.id, now),
    // Whoever has done nothing here but on a matter above the reader is not named.
    names: Object.fromEntries(
      Object.entries(read.names).filter(([who]) => told.some(({ by }) => by === who)),
    ),
  };
}

/** Of a step on a matter above the reader, nothing; of a search neither its reach nor the digest, which of nothing is known. */
function shownAct(
  { id, by, at, do: what, args, text }: CaseSaid,
  seen: ReadonlyMap<string, SeenLine>,
): readonly CaseAct[] {
  if (typeof args["matter"] === "string" && !seen.has(args["matter"])) return [];
  if (what === "case-register") return [{ id, by, at, do: what, args, text: null }];
  if (what === "case-search") return [{ id, by, at, do: what, args: {}, text }];
  if (what !== "case-decide") return [{ id, by, at, do: what, args, text }];
  const { matters, ...rest } = args;
  const known = [matters ?? []].flat().filter((item) => seen.has(String(item)));
  return [{ id, by, at, do: what, args: { ...rest, matters: known }, text }];
}

/** The steps that mean something now for this officer: whoever registered it does not decide. */
function movesFor(open: Case, by: string, now: number): readonly string[] {
  const { state, identity, matters, restricts, leaves } = open;
  if (state === "registered") return [identity === null ? "case-identify" : "case-admit", "case-reject"];
  const lift = restricts.some((each) => each.by !== by) ? ["case-lift"] : [];
  const notify = leaves !== null && leaves <= now ? ["case-notify"] : [];
  if (state === "closed") return lift;
  if (state !== "admitted") return [...notify, ...lift];
  const on = matters.length > 0 ? ["case-detach", "case-restrict", "case-consult"] : [];
  return ["case-search", "case-attach", ...on, ...lift, ...(open.by === by ? [] : ["case-decide"])];
}
