import { endAll } from "../admin/account.ts";
import { hashOfFlat, hashOfGrants, ordered } from "../admin/grants.ts";
import { logAdministration } from "../admin/log.ts";
import { everyTopic, saidTopics } from "../admin/topics.ts";
import { assertNoClient } from "../clients/registry.ts";
import type { Topics } from "@setu/policy";
import type { PgStore, PgTx } from "../db/pg-store.ts";
import { changing } from "../standing/changing.ts";
import type { Desk } from "../requests/desk.ts";
import type { NodeConfig } from "./config.ts";

const KNOWN = `SELECT seeded FROM officer WHERE id = $1 FOR UPDATE`;
/** Who she is follows the configuration at every start. */
const SAVE = `INSERT INTO officer (id, name, agency, lang, mail, person) VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (id) DO UPDATE SET name = excluded.name, agency = excluded.agency, lang = excluded.lang,
    mail = excluded.mail, person = excluded.person`;
/**
 * What she has been given follows it when the configuration itself has changed. It suspends, and resumes nobody: what a desk,
 * the other side or an administrator has stopped since is not given back by an edit of something else.
 */
const SEED = `UPDATE officer SET clearance = $2, compartments = $3, powers = $4, accredited_from = $5,
  accredited_until = $6, suspended = suspended OR $7, seeded = $8, topics = $9 WHERE id = $1`;
const END_KEYS = `UPDATE passkey SET ended = $2, why = 'removed' WHERE officer = $1 AND ended IS NULL`;
const DROP = `DELETE FROM officer_change WHERE officer = $1`;
// Whoever is no longer named (a directory's accounts never were), or suspended, cannot sign in, and is signed out in the same transaction.
const DISABLE = `UPDATE officer SET disabled = NOT (id = ANY ($1::text[]))
  WHERE disabled = (id = ANY ($1::text[])) AND NOT machine AND (NOT provisioned OR id = ANY ($1::text[]))`;
const SIGN_OUT = `DELETE FROM session USING officer WHERE session.officer = officer.id
  AND (officer.disabled OR officer.suspended OR officer.recalled)`;

/**
 * The officers of this node are those its configuration names. What each has been given is read from there at first, and
 * again when her entry says something else than at the last start; between the two, what administrators have changed
 * counts.
 * @returns who was there already and has been given something else by the configuration
 */
export async function saveOfficers(
  store: PgStore,
  officers: NodeConfig["officers"],
): Promise<readonly string[]> {
  return store.tx(async (tx) => {
    await assertNoClient(tx, officers);
    return changing(tx, null, async () => {
      const changed: string[] = [];
      for (const each of officers) if (await save(tx, each)) changed.push(each.id);
      await tx.db.change(DISABLE, [officers.map((each) => each.id)]);
      await tx.db.change(SIGN_OUT, []);
      return changed;
    });
  });
}

type Entry = NodeConfig["officers"][number];

/** @returns whether she was there already and is given something else */
async function save(tx: PgTx, officer: Entry, anyhow = false): Promise<boolean> {
  const { id, name, agency, lang, mail, clearance, compartments, powers, suspended } = officer;
  const [from, until] = [officer.from, officer.until].map((at) => Date.parse(at)) as [number, number];
  const topics = officer.topics ?? everyTopic(powers, clearance);
  const given = ordered({ clearance, compartments, powers, topics, from, until, suspended });
  const seeded = officer.topics === undefined ? hashOfFlat(given) : hashOfGrants(given);
  const [known] = await tx.db.rows<{ seeded: Uint8Array | null }>(KNOWN, [id]);
  await tx.db.change(SAVE, [id, name, agency, lang, mail ?? null, officer.person ?? id]);
  if (!anyhow && known?.seeded && seeded.equals(known.seeded)) return false;
  const values = [clearance, compartments, powers, from, until, suspended, seeded, given.topics];
  await tx.db.change(SEED, [id, ...values]);
  await tx.db.change(DROP, [id]);
  return Boolean(known?.seeded);
}

/**
 * After somebody has written into an officer's row: the operator has looked into it, and she is again what the
 * configuration says, with no key, token or session of before. Her suspension and her recall stay what they are.
 */
export async function mendOfficer(
  { party }: Pick<NodeConfig, "party">,
  { store, desk }: { readonly store: PgStore; readonly desk: Desk | null },
  officer: Entry,
): Promise<void> {
  await store.tx(async (tx) => {
    const mending = async () => {
      await save(tx, officer, true);
      await tx.db.change(END_KEYS, [officer.id, Date.now()]);
      await endAll(tx.db, officer.id);
    };
    await changing(tx, [officer.id], mending, true);
    if (desk) await logAdministration(desk, tx, party, "mend", { officer: officer.id });
  });
}

/** At a start: what the configuration has changed since the last one stands in the home log, as any other change. */
export async function seedOfficers(
  { party, officers }: Pick<NodeConfig, "party" | "officers">,
  store: PgStore,
  desk: Desk | null,
): Promise<void> {
  const changed = await saveOfficers(store, officers);
  if (!desk) return;
  for (const officer of changed)
    await store.tx((tx) => logAdministration(desk, tx, party, "seed", { officer }));
  await sayTopics(store, desk, party);
}

const WRITTEN = `UPDATE officer SET topics_written = false WHERE topics_written RETURNING id, topics`;

/** What a new release has written out of what an officer was given before there were topics: once, as any other change. */
async function sayTopics(store: PgStore, desk: Desk, party: string): Promise<void> {
  await store.tx(async (tx) => {
    const written = await changing(tx, null, () => tx.db.rows<{ id: string; topics: Topics }>(WRITTEN, []));
    for (const { id: officer, topics } of written)
      await logAdministration(desk, tx, party, "topics", { officer, topics: saidTopics(topics) });
  });
}
