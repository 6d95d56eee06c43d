import type { PgStore } from "../db/pg-store.ts";
import type { NodeConfig } from "./config.ts";

const SAVE = `INSERT INTO officer (id, name, agency, lang, mail) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (id) DO UPDATE SET name = excluded.name, agency = excluded.agency, lang = excluded.lang,
    mail = excluded.mail`;
// Whoever is no longer named cannot sign in, and is signed out in the same transaction.
const DISABLE = `UPDATE officer SET disabled = NOT (id = ANY ($1::text[])) WHERE disabled = (id = ANY ($1::text[]))`;
const SIGN_OUT = `DELETE FROM session USING officer WHERE session.officer = officer.id AND officer.disabled`;

/** The officers of this node are those its configuration names. */
export async function saveOfficers(store: PgStore, officers: NodeConfig["officers"]): Promise<void> {
  await store.tx(async (tx) => {
    for (const { id, name, agency, lang, mail } of officers)
      await tx.db.change(SAVE, [id, name, agency, lang, mail ?? null]);
    await tx.db.change(DISABLE, [officers.map((each) => each.id)]);
    await tx.db.change(SIGN_OUT, []);
  });
}
