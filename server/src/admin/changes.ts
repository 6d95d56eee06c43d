import { badField, canonicalBytes, parseBounded, SetuError, type Json, type RecordId } from "@setu/core";
import { CHANGE_REASONS, type ChangeReason, type NewChange, type ProposedChange } from "@setu/requests";
import { tellGranted } from "../access/asked.ts";
import type { PgStore, PgTx } from "../db/pg-store.ts";
import { personsOf } from "../release/persons.ts";
import { changing } from "../standing/changing.ts";
import { declareAll } from "../officers-log/declare.ts";
import type { Desk } from "../requests/desk.ts";
import { endAll, grantsOf, lockOfficer, type OfficerRow } from "./account.ts";
import { APPOINTED, parseGrants, sameGrants, type Given } from "./grants.ts";
import { settleWishes } from "../scim/deeds.ts";
import { logAdministration, logProposal } from "./log.ts";
import { saidTopics } from "./topics.ts";

/**
 * What an officer may read and do is changed by two administrators: one proposes, another confirms exactly what was
 * proposed, and neither is the officer: three persons, whatever accounts they have. Both steps are in the home log.
 */
const PATIENCE = 7 * 24 * 3_600_000;
const MAX_CONTENT = 16 * 1024;

const PUT = `INSERT INTO officer_change (id, officer, content, proposed_by, at) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (officer) DO UPDATE SET id = excluded.id, content = excluded.content, proposed_by = excluded.proposed_by,
    at = excluded.at RETURNING id`;
const SWEEP = `DELETE FROM officer_change WHERE at <= $1`;
const COLUMNS = `officer_change.id, officer, content, proposed_by AS "proposedBy", at`;
const ALL = `SELECT ${COLUMNS}, powers, topics, clearance, compartments,
    accredited_from AS "from", accredited_until AS until, suspended
  FROM officer_change JOIN officer ON officer.id = officer_change.officer WHERE at > $1 AND NOT disabled ORDER BY at`;
const ONE = `SELECT ${COLUMNS} FROM officer_change WHERE id = $1 AND at > $2 FOR UPDATE`;
const DONE = `DELETE FROM officer_change WHERE id = $1`;
const APPLY = `UPDATE officer SET powers = $2, clearance = $3, compartments = $4, accredited_from = $5,
  accredited_until = $6, suspended = $7, topics = $8 WHERE id = $1`;

type Stored = Pick<ProposedChange, "id" | "officer" | "proposedBy" | "at"> & { readonly content: Uint8Array };
type Content = { readonly before: Given; readonly to: Given; readonly reason: ChangeReason };

/** Who proposed it for whom is bound to what was proposed: another name in the row opens nothing. */
export const changePlace = ({ id, officer, proposedBy }: Pick<Stored, "id" | "officer" | "proposedBy">) =>
  `officer change ${id} for ${officer} by ${proposedBy}`;

export function reasonOf(value: Json | undefined): ChangeReason {
  const found = CHANGE_REASONS.find((each) => each === value);
  if (found === undefined) throw badField("reason", "reason");
  return found;
}

function contentOf({ atRest }: Pick<PgStore, "atRest">, stored: Stored): Content {
  const { before, to, reason } = parseBounded(
    atRest.open(stored.content, changePlace(stored)),
    MAX_CONTENT,
  ) as {
    readonly [name: string]: Json;
  };
  return { before: parseGrants(before), to: parseGrants(to), reason: reasonOf(reason) };
}

export async function openChanges(store: PgStore, tx: PgTx, now: number): Promise<ProposedChange[]> {
  const rows = await tx.db.rows<Stored & OfficerRow>(ALL, [now - PATIENCE]);
  return rows.map((row) => {
    const { id, officer, proposedBy, at } = row;
    const content = contentOf(store, row);
    return { id, officer, proposedBy, at, ...content, stale: !sameGrants(content.before, grantsOf(row)) };
  });
}

type Said = Given & { readonly reason: ChangeReason; readonly officer: string };
const said = ({
  officer,
  reason,
  powers,
  topics,
  clearance,
  compartments,
  from,
  until,
  suspended,
}: Said) => ({
  officer,
  reason,
  powers,
  topics: saidTopics(topics),
  clearance,
  compartments,
  from,
  until,
  suspended,
});

/**
 * A newer proposal for the same officer takes the place of an older one.
 * @throws NOT_FOUND; ILLEGAL for oneself, for a reviewer, for making one, and where nothing would change; DUPLICATE
 */
export async function propose(
  desk: Desk,
  tx: PgTx,
  by: string,
  {
    id,
    officer,
    reason,
    ...change
  }: Omit<NewChange, "id" | "to"> & {
    readonly id: RecordId;
    readonly to: Given;
  },
): Promise<void> {
  const { to } = change;
  const now = desk.ports.world.now();
  const before = await lockOfficer(tx, { by, officer });
  if (to.powers.includes(APPOINTED))
    throw new SetuError("ILLEGAL", "who reviews is appointed in the configuration");
  if (sameGrants(before, to)) throw new SetuError("ILLEGAL", "nothing would be changed");
  const content = canonicalBytes({ before, to, reason });
  const sealed = desk.store.atRest.seal(content, changePlace({ id, officer, proposedBy: by }));
  await tx.db.change(SWEEP, [now - PATIENCE]);
  await tx.db.change(PUT, [id, officer, sealed, by, now]);
  await logProposal(desk, tx, by, "propose", { id, change: id, ...said({ officer, reason, ...to }) });
}

/**
 * In force from this transaction on; what the officer has open asks anew under it.
 * @param administers whether that officer is an active administrator now: who proposed may have ceased to be one
 * @throws NOT_FOUND when there is no such proposal, STALE when the officer was changed since, ILLEGAL for who proposed
 *   it and for the officer
 */
export async function confirm(
  desk: Desk,
  tx: PgTx,
  { by, id }: { readonly by: string; readonly id: string },
  administers: (officer: string) => Promise<boolean>,
): Promise<void> {
  const [found] = await tx.db.rows<Stored>(ONE, [id, desk.ports.world.now() - PATIENCE]);
  if (!found || !(await administers(found.proposedBy))) throw notProposed();
  const { officer, proposedBy } = found;
  const now = await lockOfficer(tx, { by, officer });
  const person = await personsOf(tx, [by, officer, proposedBy]);
  if (new Set([by, officer, proposedBy].map(person)).size < 3)
    throw new SetuError("ILLEGAL", "another administrator has to confirm");
  const { before, to, reason } = contentOf(desk.store, found);
  if (!sameGrants(before, now)) throw new SetuError("STALE", "the officer has been changed since");
  const { powers, topics, clearance, compartments, from, until, suspended } = to;
  await changing(tx, [officer], async () => {
    await tx.db.change(APPLY, [officer, powers, clearance, compartments, from, until, suspended, topics]);
    if (suspended) await endAll(tx.db, officer);
  });
  await declareAll(desk, tx);
  await tx.db.change(DONE, [id]);
  await settleWishes(tx, officer);
  await tellGranted(desk, tx, { asker: officer });
  await logAdministration(desk, tx, by, "confirm", {
    change: id,
    proposedBy,
    ...said({ officer, reason, ...to }),
  });
}

/** By whoever administers, the one who proposed it too. @throws NOT_FOUND */
export async function drop(
  desk: Desk,
  tx: PgTx,
  { by, id }: { readonly by: string; readonly id: string },
): Promise<void> {
  const [found] = await tx.db.rows<Stored>(ONE, [id, 0]);
  if (!found) throw notProposed();
  await tx.db.change(DONE, [id]);
  await logAdministration(desk, tx, by, "drop", { change: id, officer: found.officer });
}

const notProposed = () => new SetuError("NOT_FOUND", "there is no such proposal");
