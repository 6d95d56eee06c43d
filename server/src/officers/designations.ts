import { isSetuError, movesOf, SetuError, type ItemAct, type ItemId } from "@setu/core";
import {
  agencies,
  AGENCY_LISTS,
  AGENCY_VERSIONS,
  copiesTo,
  designationOf,
  isDesignation,
  isOwnAgency,
  openingDesignation,
  type Agencies,
  type Designation,
  type DesignationRow,
} from "@setu/officers";
import type { PgTx } from "../db/pg-store.ts";
import { badArg, type ActingDesk, type Command } from "../desks/acting.ts";
import { openedOf } from "../desks/opened.ts";
import { readKnown, type Desk, type Known, type Officer } from "../requests/desk.ts";
import { standingFor } from "./reading.ts";

/**
 * Which agency goes direct, by the word of its own party, and who gets the copy. What is in force stands in a table, for
 * it is asked with each new request; the rest is folded when somebody looks.
 */
const PUT = `INSERT INTO derived.designation (item, party, agency, role, copy) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (item) DO UPDATE SET role = excluded.role, copy = excluded.copy`;
const GONE = `DELETE FROM derived.designation WHERE item = $1`;
const IN_FORCE = `SELECT item, party, agency, role, copy FROM derived.designation ORDER BY agency, item`;
const OURS = `SELECT DISTINCT agency FROM officer
  WHERE NOT disabled AND NOT machine AND NOT 'oversee' = ANY (powers) ORDER BY agency`;
const UNCOPIED = `SELECT args ->> 'code' AS code, count(*)::int AS count FROM derived.home_act
  WHERE what = 'uncopied' GROUP BY 1 ORDER BY 1`;

type InForce = Pick<Designation, "party" | "agency" | "role" | "copy"> & { readonly item: ItemId };

/** Brings the table up to date; whatever of the other side cannot be read says nothing. */
export async function projectDesignations(desk: Desk, tx: PgTx, items: readonly ItemId[]): Promise<void> {
  for (const item of items) {
    const known = await readable(desk, tx, item);
    if (!known) continue;
    const said = designationOf(known.state);
    const { party, agency, role, copy, ended } = said;
    // Else one side could have the other's requests copied to whom it likes.
    if (ended || !isOwnAgency(said)) await tx.db.change(GONE, [item]);
    else await tx.db.change(PUT, [item, party, agency, role, copy]);
  }
}

export async function followDesignations(desk: Desk, tx: PgTx, acts: readonly ItemAct[]): Promise<void> {
  await projectDesignations(desk, tx, [...new Set(acts.map(({ item }) => item))]);
}

/** The agencies that get a copy of what goes to this audience. */
export async function copiesOf(tx: PgTx, audience: readonly string[]): Promise<readonly string[]> {
  return copiesTo(audience, await tx.db.rows<InForce>(IN_FORCE, []));
}

/** Designations: of our own agencies, one single point of contact, and no agency twice. */
export const designationDesk: ActingDesk = {
  workflow: agencies,
  isOf: isDesignation,
  opening: openingDesignation,
  opens: "designate",
  lists: AGENCY_LISTS,
  moves: (desk, { state }) => openMoves(movesOf(state, desk.ports.identity.party), designationOf(state)),
  check: checkDesignation,
};

/** Nothing is left to be noted where what holds was noted. */
const openMoves = (moves: readonly string[], { noted }: Designation): readonly string[] =>
  moves.filter((move) => move !== "note" || !noted);

async function checkDesignation(desk: Desk, tx: PgTx, { do: what, args }: Command): Promise<void> {
  if (what !== "designate") return;
  const { agency, role } = args;
  const ours = await tx.db.rows<{ agency: string }>(OURS, []);
  const { party } = desk.ports.identity;
  const known = ours.some((each) => each.agency === agency);
  if (!known || !isOwnAgency({ party, agency: String(agency) })) throw badArg("agency", "agency of ours");
  const held = (await tx.db.rows<InForce>(IN_FORCE, [])).filter((each) => each.party === party);
  if (held.some((each) => each.agency === agency || (role === "spoc" && each.role === "spoc")))
    throw new SetuError("DUPLICATE", "it is designated already, or another is the single point of contact");
}

/** Every designation that holds or that somebody has to note, with what was left out of copies here. */
export function listDesignations(desk: Desk, officer: Officer): Promise<Agencies> {
  return desk.store.urgent.tx(async (tx) => {
    const may = await standingFor(desk, tx, officer);
    const rows: DesignationRow[] = [];
    for (const item of await openedOf(tx, AGENCY_VERSIONS, desk.ports.identity.party)) {
      const known = await readable(desk, tx, item);
      if (known) rows.push(rowOf(desk, known));
    }
    const ours = await tx.db.rows<{ agency: string }>(OURS, []);
    const uncopied = await tx.db.rows<Agencies["uncopied"][number]>(UNCOPIED, []);
    return { ...may, rows, ours: ours.map(({ agency }) => agency), uncopied };
  });
}

function rowOf(desk: Desk, known: Known): DesignationRow {
  const us = desk.ports.identity.party;
  const { opener, other } = known.state;
  const [mine, yours] = us === opener.party ? [opener, other] : [other, opener];
  return {
    item: known.item,
    ...designationOf(known.state),
    side: opener.party === us ? "us" : "them",
    moves: designationDesk.moves(desk, known),
    after: [mine.head, yours.head],
  };
}

async function readable(desk: Desk, tx: PgTx, item: ItemId): Promise<Known | null> {
  try {
    const known = await readKnown(desk, tx, item);
    return known && isDesignation(known.state.workflow.id) ? known : null;
  } catch (error) {
    if (isSetuError(error, "UNSUPPORTED_VERSION")) return null;
    throw error;
  }
}
