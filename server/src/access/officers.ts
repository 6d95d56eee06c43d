import type { OfficerFacts } from "@setu/policy/facts.ts";
import type { Session } from "../db/session.ts";

/**
 * What an officer is, asked of the database each time: a change of clearance, compartment or power, a suspension and the
 * end of an accreditation count from the next statement on, whatever a session says.
 * @param now the placeholder of the instant
 */
export const active = (now: string): string =>
  `NOT officer.disabled AND NOT officer.suspended AND accredited_from <= ${now} AND accredited_until > ${now}`;

const FACTS = `SELECT id, agency, clearance, compartments, powers, ${active("$2")} AS active FROM officer WHERE id = $1`;

/** Whom the database does not know is nobody. */
const NOBODY: OfficerFacts = {
  id: "",
  agency: "",
  clearance: 0,
  compartments: [],
  powers: [],
  active: false,
  onDuty: false,
};

/** Who reviews is not seen by those whose work is reviewed: what shows officers to officers asks this. */
export const reviews = ({ powers }: Pick<OfficerFacts, "powers">): boolean => powers.includes("oversee");

/** There is no roster yet: who is accredited counts as on duty. */
export async function officerFacts(
  db: Pick<Session, "rows">,
  officer: string,
  now: number,
): Promise<OfficerFacts> {
  const [found] = await db.rows<Omit<OfficerFacts, "onDuty">>(FACTS, [officer, now]);
  return found ? { ...found, onDuty: found.active } : NOBODY;
}
