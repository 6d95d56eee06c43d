import type { OfficerFacts } from "@setu/policy/facts.ts";
import { cellsOf } from "@setu/policy/topics.ts";
import type { CaseSearchSaid, CaseView } from "@setu/individuals";
import { active } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";

/**
 * How far the searches of a case have to reach, together: to every level, topic and compartment that an officer of this
 * node has or a matter of it lies in, and to each agency of ours that a matter is released to. What is for named eyes
 * alone is found by those who are named and by nobody else.
 */
export type Cell = {
  readonly level: number;
  /** Topic and level as one word; null: any. */
  readonly topic: string | null;
  readonly compartments: readonly string[];
  /** One of these has to search; empty: any. */
  readonly agencies: readonly string[];
};

const OFFICERS = `SELECT agency, clearance, compartments, topics FROM officer
  WHERE ${active("$1")} AND NOT machine AND NOT powers && ARRAY['administer', 'oversee']`;
const LYING = `SELECT DISTINCT level, replace(cell, '/', '.') AS topic, compartments,
    ARRAY(SELECT unnest(audience) INTERSECT SELECT unnest($1::text[]) ORDER BY 1) AS agencies
  FROM derived.request WHERE audience && $1::text[]`;

type Given = Pick<OfficerFacts, "agency" | "clearance" | "compartments" | "topics">;

/** As an argument of an act, which has no slash. */
export const cellWord = (cell: string): string => cell.replace("/", ".");
const wordsOf = ({ topics }: Given): readonly string[] => cellsOf(topics, "read").map(cellWord);

export async function cellsIn(tx: PgTx, now: number): Promise<readonly Cell[]> {
  const officers = await tx.db.rows<Given>(OFFICERS, [now]);
  const agencies = [...new Set(officers.map(({ agency }) => agency))];
  const top = Math.max(0, ...officers.map(({ clearance }) => clearance));
  const circles = new Set(officers.flatMap(({ compartments }) => compartments));
  const topics = new Set(officers.flatMap(wordsOf));
  const any = { level: 0, topic: null, compartments: [], agencies: [] };
  return [
    { ...any, level: top },
    ...[...circles].map((circle) => ({ ...any, level: top, compartments: [circle] })),
    ...[...topics].map((topic) => ({ ...any, topic })),
    ...(await tx.db.rows<Cell>(LYING, [agencies])),
  ];
}

const within = (some: readonly string[], all: readonly string[]): boolean =>
  some.every((each) => all.includes(each));

const covers = ({ whole, level, compartments, cells, agency }: CaseSearchSaid, cell: Cell): boolean =>
  whole &&
  level >= cell.level &&
  within(cell.compartments, compartments) &&
  (cell.topic === null || cells.includes(cell.topic)) &&
  (cell.agencies.length === 0 || cell.agencies.includes(agency));

/** What no search of a case has reached yet. */
export const missingOf = (cells: readonly Cell[], searches: readonly CaseSearchSaid[]): readonly Cell[] =>
  cells.filter((cell) => !searches.some((search) => covers(search, cell)));

/** Of what is missing, what an officer may know of: what she could have searched herself. */
export const missingFor = (given: Given, missing: readonly Cell[]): CaseView["missing"] => {
  const reads = wordsOf(given);
  const known = missing
    .filter(
      ({ level, topic, compartments, agencies }) =>
        level <= given.clearance &&
        within(compartments, given.compartments) &&
        (topic === null || reads.includes(topic)) &&
        (agencies.length === 0 || agencies.includes(given.agency)),
    )
    .map(({ level, compartments, topic }) => ({ level, compartments, ...(topic !== null && { topic }) }));
  return [...new Map(known.map((cell) => [JSON.stringify(cell), cell])).values()];
};
