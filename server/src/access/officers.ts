import { joined, type Ceilings } from "@setu/policy";
import type { OfficerFacts } from "@setu/policy/facts.ts";
import type { Session, Witnessed } from "../db/session.ts";
import { STANDING, type Standing } from "../standing/witness.ts";

/**
 * What an officer is, asked of the database each time: a change of clearance, compartment or power, a suspension and the
 * end of an accreditation count from the next statement on, whatever a session says.
 * @param now the placeholder of the instant
 */
export const active = (now: string): string =>
  `NOT (officer.disabled OR officer.suspended OR officer.recalled) AND accredited_from <= ${now} AND accredited_until > ${now}`;

type OnShift = { readonly role?: "approver"; readonly officer?: string };
/**
 * Whether an officer of a statement is on duty: by the roster, in that role or, without one, in any. Where none was ever
 * laid down for the role, whoever is accredited is. `presentAt` says the same of all of them.
 * @param officer the column of her id
 */
export const onShift = (now: string, { role, officer = "officer.id" }: OnShift = {}): string => {
  const of = role === undefined ? "true" : `role = '${role}'`;
  const laid = role ?? "officer";
  return `(NOT EXISTS (SELECT FROM derived.shift WHERE role = '${laid}') OR EXISTS (SELECT FROM derived.shift
    WHERE shift.officer = ${officer} AND begins <= ${now} AND ends > ${now} AND ${of}))`;
};

/**
 * Whether this officer of a statement has approval to lend: given herself, and counting for something in her, which it
 * does not in whoever reviews or administers, nor in a program.
 * @param lender the name of her row
 */
export const hasToLend = (lender: string, now: string): string =>
  `'approve' = ANY (${lender}.powers) AND NOT ${lender}.powers && ARRAY['administer', 'oversee'] AND NOT ${lender}.machine
    AND NOT (${lender}.disabled OR ${lender}.suspended OR ${lender}.recalled)
    AND ${lender}.accredited_from <= ${now} AND ${lender}.accredited_until > ${now}`;

/** Whether somebody has lent her approval that counts now. */
const BORROWS = (now: string): string =>
  `EXISTS (SELECT FROM derived.delegation AS lent JOIN officer AS lender ON lender.id = lent.by
    WHERE lent.officer = officer.id AND lent.begins <= ${now} AND lent.ends > ${now} AND ${hasToLend("lender", now)})`;

/**
 * What an officer has been given, and approval where it is lent to her, for as long as who lent it has it herself. What
 * is lent counts for nothing in whoever reviews or administers, as any other power.
 */
export const powersAt = (now: string): string =>
  `CASE WHEN NOT 'approve' = ANY (officer.powers) AND ${BORROWS(now)}
    THEN array_append(officer.powers, 'approve') ELSE officer.powers END`;

/** Where they hold. What is left of approval that was taken from her gives nothing when it is lent to her. */
const TOPICS = `CASE WHEN 'approve' = ANY (officer.powers) THEN officer.topics ELSE officer.topics - 'approve' END`;

export const FACT_COLUMNS = (now: string): string =>
  `id, agency, clearance, compartments, ${powersAt(now)} AS powers, ${TOPICS} AS topics, ${active(now)} AS active, ${active(now)} AND ${onShift(now)} AS "onDuty",
    ${active(now)} AND ${onShift(now, { role: "approver" })} AS approving`;

const FACTS = `SELECT ${FACT_COLUMNS("$2")}, officer.powers AS own, ${BORROWS("$2")} AS borrows, ${STANDING()} FROM officer WHERE id = $1`;
const LENDERS = `SELECT lender.id, lender.topics -> 'approve' AS approve, ${STANDING("lender")}
  FROM derived.delegation AS lent JOIN officer AS lender ON lender.id = lent.by
  WHERE lent.officer = $1 AND lent.begins <= $2 AND lent.ends > $2 AND ${hasToLend("lender", "$2")}`;

/** Whom the database does not know is nobody, and so is she whose row the home log does not explain. */
const NOBODY: OfficerFacts = {
  id: "",
  agency: "",
  clearance: 0,
  compartments: [],
  powers: [],
  topics: {},
  active: false,
  onDuty: false,
  approving: false,
};

/** Who reviews is not seen by those whose work is reviewed: what shows officers to officers asks this. */
export const reviews = ({ powers }: Pick<OfficerFacts, "powers">): boolean => powers.includes("oversee");

/** Where rows of officers are asked for, and which of them are to be believed. */
export type Asked = Pick<Session, "rows"> & Witnessed;
type Row = OfficerFacts & Standing & { readonly own: OfficerFacts["powers"]; readonly borrows: boolean };
type Lender = Standing & { readonly approve: Ceilings | null };

export async function officerFacts(db: Asked, officer: string, now: number): Promise<OfficerFacts> {
  const [found] = await db.rows<Row>(FACTS, [officer, now]);
  if (!found || !db.witness.believes(found)) return NOBODY;
  const { own, borrows, standing: _, standingNo: __, standingMac: ___, ...facts } = found;
  if (!borrows) return facts;
  const lenders = await db.rows<Lender>(LENDERS, [officer, now]);
  const believed = lenders.filter((lender) => db.witness.believes(lender));
  if (believed.length === 0) return { ...facts, powers: own };
  // What is lent holds where it holds in the hands of who lent it.
  const approve = believed.reduce(
    (sum, lender) => joined(sum, lender.approve ?? {}),
    facts.topics.approve ?? {},
  );
  return { ...facts, topics: { ...facts.topics, approve } };
}
