import type { OfficerFacts } from "@setu/policy/facts.ts";
import type { CaseSearchSaid } from "@setu/individuals";
import { active } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";

/**
 * How far the searches of a case have to reach, together: to every level and compartment that an officer of this node has
 * or a matter of it lies in, and to each agency of ours that a matter is released to. What is for named eyes alone is
 * found by those who are named and by nobody else.
 */
export type Cell = {
  readonly level: number;
  readonly compartments: readonly string[];
  /** One of these has to search; empty: any. */
  readonly agencies: readonly string[];
};

const OFFICERS = `SELECT agency, clearance, compartments FROM officer
  WHERE ${active("$1")} AND NOT machine AND NOT powers && ARRAY['administer', 'oversee']`;
const LYING = `SELECT DISTINCT level, compartments, ARRAY(SELECT unnest(audience) INTERSECT SELECT unnest($1::text[]) ORDER BY 1) AS agencies
  FROM derived.request WHERE audience && $1::text[]`;

type Given = Pick<OfficerFacts, "agency" | "clearance" | "compartments">;

export async function cellsOf(tx: PgTx, now: number): Promise<readonly Cell[]> {
  const officers = await tx.db.rows<Given>(OFFICERS, [now]);
  const agencies = [...new Set(officers.map(({ agency }) => agency))];
  const top = Math.max(0, ...officers.map(({ clearance }) => clearance));
  const circles = new Set(officers.flatMap(({ compartments }) => compartments));
  const lying = await tx.db.rows<Cell>(LYING, [agencies]);
  return [
    { level: top, compartments: [], agencies: [] },
    ...[...circles].map((circle) => ({ level: top, compartments: [circle], agencies: [] })),
    ...lying,
  ];
}

const within = (some: readonly string[], all: readonly string[]): boolean =>
  some.every((each) => all.includes(each));

const covers = ({ whole, level, compartments, agency }: CaseSearchSaid, cell: Cell): boolean =>
  whole &&
  level >= cell.level &&
  within(cell.compartments, compartments) &&
  (cell.agencies.length === 0 || cell.agencies.includes(agency));

/** What no search of a case has reached yet. */
export const missingOf = (cells: readonly Cell[], searches: readonly CaseSearchSaid[]): readonly Cell[] =>
  cells.filter((cell) => !searches.some((search) => covers(search, cell)));

/** Of what is missing, what an officer may know of: what she could have searched herself. */
export const missingFor = (
  { clearance, compartments, agency }: Given,
  missing: readonly Cell[],
): readonly Pick<Cell, "level" | "compartments">[] => {
  const known = missing
    .filter(
      (cell) =>
        cell.level <= clearance &&
        within(cell.compartments, compartments) &&
        (cell.agencies.length === 0 || cell.agencies.includes(agency)),
    )
    .map((cell) => ({ level: cell.level, compartments: cell.compartments }));
  return [...new Map(known.map((cell) => [JSON.stringify(cell), cell])).values()];
};
