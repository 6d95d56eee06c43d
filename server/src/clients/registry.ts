import { SetuError } from "@setu/core";
import { active } from "../access/officers.ts";
import { everyTopic } from "../admin/topics.ts";
import type { PgStore, PgTx } from "../db/pg-store.ts";
import { changing } from "../standing/changing.ts";
import { STANDING, WHOLE, type Sealed } from "../standing/witness.ts";
import type { Officer } from "../requests/desk.ts";
import type { Registration } from "./registration.ts";
import { powersOf } from "./scopes.ts";

/** The programs that this node knows. One that was revoked stays, under its name: its acts stand in the logs. */
const PUT_OFFICER = `INSERT INTO officer (id, name, agency, lang, clearance, compartments, powers, accredited_from,
    accredited_until, topics, person, machine) VALUES ($1, $2, $3, 'en', $4, $5, $6, $7, $8, $9, $1, true)
  ON CONFLICT (id) DO NOTHING RETURNING id`;
const PUT = `INSERT INTO client (id, scopes, jwk, pin, made) VALUES ($1, $2, $3, $4, $5)`;
const COLUMNS = `officer.id, officer.name, officer.agency, officer.lang, client.scopes, client.jwk, client.pin`;
const FIND = `SELECT ${COLUMNS}, ${STANDING()}, ${WHOLE()} FROM client JOIN officer USING (id)
  WHERE id = $1 AND revoked IS NULL AND ${active("$2")}`;
const LIST = `SELECT ${COLUMNS}, clearance, compartments,
    ARRAY(SELECT DISTINCT jsonb_object_keys(given) FROM jsonb_each(topics) AS held (power, given) ORDER BY 1) AS topics, made, used, accredited_until AS until, revoked
  FROM client JOIN officer USING (id) ORDER BY made, id`;
const REVOKE = `UPDATE client SET revoked = $2 WHERE id = $1 AND revoked IS NULL`;
const DISABLE = `UPDATE officer SET disabled = true WHERE id = $1`;
const TAKEN = `SELECT id FROM client WHERE id = ANY ($1::text[]) LIMIT 1`;
const END = `DELETE FROM access_token WHERE client = $1`;

export type Client = Officer & {
  readonly scopes: readonly string[];
  /** One of the two is null. */
  readonly jwk: string | null;
  readonly pin: string | null;
};

export type KnownClient = Client & {
  /** In which its scopes hold. */
  readonly topics: readonly string[];
  readonly clearance: number;
  readonly compartments: readonly string[];
  readonly made: number;
  /** When it last got a token. */
  readonly used: number | null;
  readonly until: number;
  readonly revoked: number | null;
};

/** @throws DUPLICATE when an officer or a program has or had that id */
export const addClient = (store: PgStore, client: Registration, now: number): Promise<void> =>
  store.tx((tx) => putClient(tx, client, now));

/** @throws as `addClient` */
export async function putClient(tx: PgTx, client: Registration, now: number): Promise<void> {
  const { id, name, agency, clearance, compartments, scopes, until, jwk, pin } = client;
  const powers = powersOf(scopes);
  const topics = everyTopic(powers, clearance, client.topics);
  const standing = [id, name, agency, clearance, compartments, powers, now, until, topics];
  await changing(tx, [id], async () => {
    if ((await tx.db.rows(PUT_OFFICER, standing)).length === 0)
      throw new SetuError("DUPLICATE", `the id ${id} is taken at this node`);
    await tx.db.change(PUT, [id, scopes, jwk, pin, now]);
  });
}

/** Nobody becomes an officer under the name of a program, nor with its key. @throws USAGE */
export async function assertNoClient(tx: PgTx, officers: readonly { readonly id: string }[]): Promise<void> {
  const [taken] = await tx.db.rows<{ id: string }>(TAKEN, [officers.map(({ id }) => id)]);
  if (taken) throw new SetuError("USAGE", `${taken.id} is a program of this node, and no officer`);
}

/** From the next request on, in every process. @throws NOT_FOUND */
export const revokeClient = (store: PgStore, id: string, now: number): Promise<void> =>
  store.tx((tx) => endClient(tx, id, now));

/** @throws as `revokeClient` */
export async function endClient(tx: PgTx, id: string, now: number): Promise<void> {
  await changing(tx, [id], async () => {
    if ((await tx.db.change(REVOKE, [id, now])) !== 1)
      throw new SetuError("NOT_FOUND", `there is no program ${id} at this node`);
    await tx.db.change(DISABLE, [id]);
    await tx.db.change(END, [id]);
  });
}

export const listClients = (store: Pick<PgStore, "rows">): Promise<readonly KnownClient[]> =>
  store.rows<KnownClient>(LIST, []);

/** @returns null alike for one that never was, one that was revoked and one whose time is over */
export async function findClient(store: PgStore, id: string, now: number): Promise<Client | null> {
  const [found] = await store.rows<Client & Sealed>(FIND, [id, now]);
  if (!found || !store.witness.vouches(found)) return null;
  const { name, agency, lang, scopes, jwk, pin } = found;
  return { id, name, agency, lang, scopes, jwk, pin };
}
