import type { PgStore } from "../db/pg-store.ts";
import type { NodeConfig } from "./config.ts";

const SAVE = `INSERT INTO officer (id, name, agency, lang, mail, clearance, compartments, powers, accredited_from,
    accredited_until, suspended, person) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
  ON CONFLICT (id) DO UPDATE SET name = excluded.name, agency = excluded.agency, lang = excluded.lang,
    mail = excluded.mail, clearance = excluded.clearance, compartments = excluded.compartments,
    powers = excluded.powers, accredited_from = excluded.accredited_from,
    accredited_until = excluded.accredited_until, suspended = excluded.suspended, person = excluded.person`;
// Whoever is no longer named cannot sign in, and is signed out in the same transaction.
const DISABLE = `UPDATE officer SET disabled = NOT (id = ANY ($1::text[])) WHERE disabled = (id = ANY ($1::text[]))`;
const SIGN_OUT = `DELETE FROM session USING officer WHERE session.officer = officer.id AND officer.disabled`;

/** The officers of this node are those its configuration names. */
export async function saveOfficers(store: PgStore, officers: NodeConfig["officers"]): Promise<void> {
  await store.tx(async (tx) => {
    for (const each of officers) {
      const { id, name, agency, lang, mail, clearance, compartments, powers, suspended } = each;
      const [from, until] = [each.from, each.until].map((at) => Date.parse(at));
      const given = [clearance, compartments, powers, from, until, suspended, each.person ?? id];
      await tx.db.change(SAVE, [id, name, agency, lang, mail ?? null, ...given]);
    }
    await tx.db.change(DISABLE, [officers.map((each) => each.id)]);
    await tx.db.change(SIGN_OUT, []);
  });
}
