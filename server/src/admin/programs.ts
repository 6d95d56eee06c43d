import { canonicalBytes, parseBounded, SetuError, type Json, type RecordId } from "@setu/core";
import type { ProgramsView, ProposedProgram } from "@setu/requests";
import { calculateJwkThumbprint, type JWK } from "jose";
import { parseRegistration, type Registration } from "../clients/registration.ts";
import { listClients, putClient } from "../clients/registry.ts";
import { powersOf, SCOPES } from "../clients/scopes.ts";
import type { PgStore, PgTx } from "../db/pg-store.ts";
import { personsOf } from "../release/persons.ts";
import type { Desk } from "../requests/desk.ts";
import { logAdministration, logProposal } from "./log.ts";
import { heldOf } from "./topics.ts";

/** What a program is given takes two administrators, as what an officer is given does (`changes.ts`). */
const PATIENCE = 7 * 24 * 3_600_000;
const MAX_CONTENT = 16 * 1024;

const COLUMNS = `id, content, proposed_by AS "proposedBy", at`;
const ALL = `SELECT ${COLUMNS} FROM client_proposal WHERE at > $1 ORDER BY at, id`;
const ONE = `SELECT ${COLUMNS} FROM client_proposal WHERE id = $1 AND at > $2 FOR UPDATE`;
const SWEEP = `DELETE FROM client_proposal WHERE at <= $1`;
const KNOWN = `SELECT id FROM officer WHERE id = $1`;
const AGENCY = `SELECT agency FROM officer WHERE agency = $1 AND NOT disabled AND NOT machine LIMIT 1`;
const PUT = `INSERT INTO client_proposal (id, client, content, proposed_by, at) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (client) DO UPDATE SET id = excluded.id, content = excluded.content, proposed_by = excluded.proposed_by,
    at = excluded.at`;
const DONE = `DELETE FROM client_proposal WHERE id = $1`;
const AGENCIES = `SELECT DISTINCT agency FROM officer WHERE NOT disabled AND NOT machine ORDER BY agency`;
const NAMES = `SELECT id, name FROM officer WHERE id = ANY ($1::text[])`;

type Stored = {
  readonly id: string;
  readonly content: Uint8Array;
  readonly proposedBy: string;
  readonly at: number;
};
/** Who proposed it is bound to what was proposed, as of a change. */
export const programPlace = ({ id, proposedBy }: Pick<Stored, "id" | "proposedBy">) =>
  `program proposal ${id} by ${proposedBy}`;

/** As it was when it was proposed: it is judged by that day, and its term once more when it is confirmed. */
const registrationOf = ({ atRest }: Pick<PgStore, "atRest">, stored: Stored): Registration =>
  parseRegistration(parseBounded(atRest.open(stored.content, programPlace(stored)), MAX_CONTENT), stored.at);

const proofOf = async ({ jwk, pin }: Pick<Registration, "jwk" | "pin">) => ({
  proof: jwk === null ? ("certificate" as const) : ("key" as const),
  print: jwk === null ? (pin ?? "") : await calculateJwkThumbprint(JSON.parse(jwk) as JWK),
});

export async function programsOf(store: PgStore, { db }: PgTx, now: number): Promise<ProgramsView> {
  const [clients, stored, agencies] = await Promise.all([
    listClients(db),
    db.rows<Stored>(ALL, [now - PATIENCE]),
    db.rows<{ agency: string }>(AGENCIES, []),
  ]);
  const programs = clients.map(async ({ lang: _lang, jwk, pin, ...row }) => ({
    ...row,
    ...(await proofOf({ jwk, pin })),
  }));
  const proposals = stored.map(async (each): Promise<ProposedProgram> => {
    const { jwk, pin, ...rest } = registrationOf(store, each);
    const { id: proposal, proposedBy, at } = each;
    const topics = heldOf(powersOf(rest.scopes)).length > 0 ? rest.topics : [];
    return { ...rest, topics, ...(await proofOf({ jwk, pin })), proposal, proposedBy, at };
  });
  const names = await db.rows<{ id: string; name: string }>(NAMES, [
    stored.map(({ proposedBy }) => proposedBy),
  ]);
  return {
    programs: await Promise.all(programs),
    proposals: await Promise.all(proposals),
    scopes: SCOPES,
    agencies: agencies.map(({ agency }) => agency),
    names: Object.fromEntries(names.map(({ id, name }) => [id, name])),
    now,
  };
}

const said = ({ id, agency, clearance, compartments, scopes, until }: Registration) => ({
  client: id,
  agency,
  clearance,
  compartments,
  scopes: scopes.map((scope) => scope.replace(":", "-")),
  until,
});

/** @throws BAD_FIELD | USAGE; DUPLICATE when an officer or a program has or had that id, or the proposal's was used */
export async function proposeProgram(
  desk: Desk,
  tx: PgTx,
  by: string,
  { id, program }: { readonly id: RecordId; readonly program: Json },
): Promise<void> {
  const now = desk.ports.world.now();
  const registration = parseRegistration(program, now);
  if ((await tx.db.rows(AGENCY, [registration.agency])).length === 0)
    throw new SetuError("BAD_FIELD", "no officer of ours is of that agency", { detail: { field: "agency" } });
  if ((await tx.db.rows(KNOWN, [registration.id])).length > 0)
    throw new SetuError("DUPLICATE", "the id is taken at this node");
  const content = desk.store.atRest.seal(canonicalBytes(program), programPlace({ id, proposedBy: by }));
  await tx.db.change(SWEEP, [now - PATIENCE]);
  await tx.db.change(PUT, [id, registration.id, content, by, now]);
  await logProposal(desk, tx, by, "program-proposed", { id, ...said(registration) });
}

type Deciding = { readonly by: string; readonly id: string };

/**
 * @param administers whether that officer is an active administrator now: who proposed may have ceased to be one
 * @throws NOT_FOUND; ILLEGAL for the person who proposed it; BAD_FIELD when its term has ended; DUPLICATE
 */
export async function confirmProgram(
  desk: Desk,
  tx: PgTx,
  { by, id }: Deciding,
  administers: (officer: string) => Promise<boolean>,
): Promise<void> {
  const now = desk.ports.world.now();
  const [found] = await tx.db.rows<Stored>(ONE, [id, now - PATIENCE]);
  if (!found || !(await administers(found.proposedBy))) throw notProposed();
  const person = await personsOf(tx, [by, found.proposedBy]);
  if (person(by) === person(found.proposedBy))
    throw new SetuError("ILLEGAL", "another administrator has to confirm");
  const registration = registrationOf(desk.store, found);
  if (registration.until <= now)
    throw new SetuError("BAD_FIELD", "its term has ended", { detail: { field: "until" } });
  await putClient(tx, registration, now);
  await tx.db.change(DONE, [id]);
  await logAdministration(desk, tx, by, "program-registered", {
    ...said(registration),
    proposedBy: found.proposedBy,
  });
}

/** By whoever administers, the one who proposed it too. @throws NOT_FOUND */
export async function dropProgram(desk: Desk, tx: PgTx, { by, id }: Deciding): Promise<void> {
  const [found] = await tx.db.rows<Stored>(ONE, [id, 0]);
  if (!found) throw notProposed();
  await tx.db.change(DONE, [id]);
  const { id: client } = registrationOf(desk.store, found);
  await logAdministration(desk, tx, by, "program-dropped", { client });
}

const notProposed = () => new SetuError("NOT_FOUND", "there is no such proposal");
