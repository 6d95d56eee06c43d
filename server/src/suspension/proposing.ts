import {
  badField,
  canonicalBytes,
  parseBounded,
  parseSuspension,
  recordId,
  SetuError,
  type Json,
  type RecordId,
  type SuspensionAct,
} from "@setu/core";
import { isCode } from "@setu/core/codes/index.ts";
import { hearsSuspensions, saySuspension } from "@setu/link";
import type { SuspensionProposal, Suspensions } from "@setu/requests/suspension.ts";
import { officerFacts } from "../access/officers.ts";
import { logAdministration, logProposal } from "../admin/log.ts";
import type { PgTx } from "../db/pg-store.ts";
import { isAnother } from "../release/persons.ts";
import type { Desk } from "../requests/desk.ts";
import { isSuspended, suspensionsOf } from "./said.ts";

/**
 * Suspending and going on take two persons who lead: one proposes, another confirms exactly that. The other side hears it
 * in the transaction of the confirmation, or the command fails (decision 0026).
 */
const PATIENCE = 7 * 24 * 3_600_000;
const MAX_CONTENT = 16 * 1024;
const MAX_OPEN = 100;

const COLUMNS = `id, content, proposed_by AS "proposedBy", at`;
const ALL = `SELECT ${COLUMNS} FROM suspension_proposal WHERE at > $1 ORDER BY at, id`;
const ONE = `SELECT ${COLUMNS} FROM suspension_proposal WHERE id = $1 AND at > $2 FOR UPDATE`;
const SWEEP = `DELETE FROM suspension_proposal WHERE at <= $1`;
const COUNT = `SELECT count(*)::int AS n FROM suspension_proposal`;
const PUT = `INSERT INTO suspension_proposal (id, content, proposed_by, at) VALUES ($1, $2, $3, $4)`;
const DONE = `DELETE FROM suspension_proposal WHERE id = $1`;

type Stored = Pick<SuspensionProposal, "id" | "proposedBy" | "at"> & { readonly content: Uint8Array };
/** Who proposed it is bound to what was proposed: another name in the row opens nothing. */
export const suspensionPlace = ({ id, proposedBy }: Pick<Stored, "id" | "proposedBy">) =>
  `suspension ${id} by ${proposedBy}`;

/** What is asked for, read strictly. @throws BAD_FIELD; UNKNOWN_CODE for an offence of no list */
export function parseSaid(value: Readonly<Record<string, Json>>): SuspensionAct {
  if (value["do"] === "resume")
    return { do: "resume", suspension: recordId(value["suspension"], "suspension") };
  if (value["do"] !== "suspend") throw badField("do", "act about a suspension");
  return { do: "suspend", ...parseSuspension(value) };
}

function assertKnown(said: SuspensionAct, now: number): void {
  if (said.do === "resume") return;
  if (said.offences.some((offence) => !isCode("offence", offence, now)))
    throw new SetuError("UNKNOWN_CODE", "offences names no code of its list", {
      detail: { field: "offences" },
    });
  if (said.review <= now) throw badField("review", "instant to come");
}

function saidIn({ store }: Pick<Desk, "store">, row: Stored): SuspensionAct {
  const fields = parseBounded(store.atRest.open(row.content, suspensionPlace(row)), MAX_CONTENT);
  return parseSaid(fields as Readonly<Record<string, Json>>);
}

/** All that both sides have said, and what waits for a second person here. */
export async function suspensions(desk: Desk, tx: PgTx, reader: string): Promise<Suspensions> {
  const { identity, world } = desk.ports;
  const now = world.now();
  const [ours, theirs, rows, heard] = await Promise.all([
    suspensionsOf(tx, identity.party),
    suspensionsOf(tx, identity.peer.party),
    tx.db.rows<Stored>(ALL, [now - PATIENCE]),
    hearsSuspensions(desk.ports, tx),
  ]);
  const proposals = rows.map((row): SuspensionProposal => {
    const { id, proposedBy, at } = row;
    const said = saidIn(desk, row);
    if (said.do === "resume") return { id, proposedBy, at, suspend: null, resume: said.suspension };
    const { do: _, suspension, ...scope } = said;
    return { id, proposedBy, at, suspend: { id: suspension, ...scope }, resume: null };
  });
  return {
    ours: ours.rows,
    theirs: theirs.rows,
    totals: { ours: ours.total, theirs: theirs.total },
    proposals,
    heard,
    leads: desk.policy.decide(await officerFacts(tx.db, reader, now), "lead", null, { now }).allow,
    now,
  };
}

type Given = { readonly by: string; readonly id: RecordId };

/**
 * @throws UNSUPPORTED_VERSION while the other node does not understand it, NOT_FOUND for the end of what is not in force,
 *   DUPLICATE, BUSY when too many proposals wait
 */
export async function proposeSuspension(
  desk: Desk,
  tx: PgTx,
  { by, id, said }: Given & { readonly said: SuspensionAct },
): Promise<void> {
  const now = desk.ports.world.now();
  assertKnown(said, now);
  await assertSayable(desk, tx, said);
  await logProposal(desk, tx, by, "suspension-proposed", { id, proposal: id, ...shown(said) });
  await tx.db.change(SWEEP, [now - PATIENCE]);
  const [counted] = await tx.db.rows<{ n: number }>(COUNT, []);
  if ((counted?.n ?? 0) >= MAX_OPEN)
    throw new SetuError("BUSY", "too many proposals wait for a second person");
  const content = desk.store.atRest.seal(canonicalBytes(said), suspensionPlace({ id, proposedBy: by }));
  await tx.db.change(PUT, [id, content, by, now]);
}

/** @throws NOT_FOUND, also when who proposed leads no more; ILLEGAL for the person who proposed it; as `proposeSuspension` */
export async function confirmSuspension(desk: Desk, tx: PgTx, { by, id }: Given): Promise<void> {
  const now = desk.ports.world.now();
  const found = await proposal(tx, id, now);
  const author = await officerFacts(tx.db, found.proposedBy, now);
  if (!desk.policy.decide(author, "lead", null, { now }).allow) throw notProposed();
  if (!(await isAnother(tx, { author: found.proposedBy, by })))
    throw new SetuError("ILLEGAL", "another person has to confirm");
  const said = saidIn(desk, found);
  assertKnown(said, now);
  await assertSayable(desk, tx, said);
  await tx.db.change(DONE, [id]);
  await logAdministration(desk, tx, by, "suspension-confirmed", {
    proposal: id,
    proposedBy: found.proposedBy,
    ...shown(said),
  });
  await saySuspension(desk.ports, tx, said);
}

/** By whoever leads, the one who proposed it too. @throws NOT_FOUND */
export async function dropSuspension(desk: Desk, tx: PgTx, { by, id }: Given): Promise<void> {
  await proposal(tx, id, desk.ports.world.now());
  await tx.db.change(DONE, [id]);
  await logAdministration(desk, tx, by, "suspension-dropped", { proposal: id });
}

async function proposal(tx: PgTx, id: RecordId, now: number): Promise<Stored> {
  const [found] = await tx.db.rows<Stored>(ONE, [id, now - PATIENCE]);
  if (!found) throw notProposed();
  return found;
}

async function assertSayable(desk: Desk, tx: PgTx, said: SuspensionAct): Promise<void> {
  if (!(await hearsSuspensions(desk.ports, tx)))
    throw new SetuError("UNSUPPORTED_VERSION", "the other node does not understand suspensions yet");
  if (said.do === "resume" && !(await isSuspended(tx.db, desk.ports.identity.party, said.suspension)))
    throw new SetuError("NOT_FOUND", "no suspension of ours is in force under this id");
}

const shown = ({ do: what, ...said }: SuspensionAct) => ({ what, ...said });
const notProposed = () => new SetuError("NOT_FOUND", "there is no such proposal");
