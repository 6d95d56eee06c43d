import { randomBytes } from "node:crypto";
import { SetuError } from "@setu/core";
import type { PgTx } from "../db/pg-store.ts";
import { noteDeed, withdraw, type Around, type Directory } from "./deeds.ts";
import type { Wanted } from "./users.ts";
import { textOf, type Complex, type Values } from "./values.ts";

/**
 * Groups of a directory. Nothing follows from being in one: who is put in stands before administrators as a wish, and who
 * is taken out of one keeps what persons have given, until persons take it.
 */
export type StoredGroup = {
  readonly id: string;
  readonly values: Values;
  readonly made: number;
  readonly modified: number;
};

type Row = {
  readonly id: string;
  readonly displayName: string;
  readonly externalId: string | null;
  readonly made: number;
  readonly modified: number;
  readonly members: readonly string[];
};

const COLUMNS = `id, display_name AS "displayName", external_id AS "externalId", made, modified,
  ARRAY(SELECT officer::text FROM directory_member WHERE "group" = directory_group.id ORDER BY officer) AS members`;
const MEANT: Readonly<Record<string, string>> = {
  displayName: `lower(display_name) = lower($2)`,
  externalId: `external_id = $2`,
  id: `id = $2`,
};
const ANY = `$2::text IS NULL`;
const pageOf = (by: string) =>
  `SELECT ${COLUMNS} FROM directory_group WHERE agency = $1 AND ${by} ORDER BY id LIMIT $3 OFFSET $4`;
const countOf = (by: string) => `SELECT count(*) AS n FROM directory_group WHERE agency = $1 AND ${by}`;
const ONE = `SELECT ${COLUMNS} FROM directory_group WHERE agency = $1 AND id = $2 FOR UPDATE`;
const TAKEN = `SELECT id FROM directory_group WHERE agency = $1 AND lower(display_name) = lower($2) AND id <> $3`;
const COUNT = `SELECT count(*) AS n FROM directory_group WHERE agency = $1`;
const PUT = `INSERT INTO directory_group (id, agency, display_name, external_id, made, modified)
  VALUES ($1, $2, $3, $4, $5, $5)
  ON CONFLICT (id) DO UPDATE SET display_name = excluded.display_name, external_id = excluded.external_id,
    modified = excluded.modified`;
const DELETE = `DELETE FROM directory_group WHERE id = $1`;
const JOIN = `INSERT INTO directory_member ("group", officer) SELECT $1, officer.id FROM officer
    LEFT JOIN directory_user AS u ON u.officer = officer.id
  WHERE officer.id = $2 AND officer.agency = $3 AND NOT machine AND NOT 'oversee' = ANY (powers)
    AND CASE WHEN u.officer IS NULL THEN NOT provisioned AND NOT disabled ELSE NOT gone END`;
const LEAVE = `DELETE FROM directory_member WHERE "group" = $1 AND officer = $2`;
const POWERS = `SELECT powers <> '{}' AS has FROM officer WHERE id = $1`;
const MOST = 500;

const storedOf = ({ id, displayName, externalId, made, modified, members }: Row): StoredGroup => ({
  id,
  values: {
    displayName,
    ...(externalId !== null && { externalId }),
    ...(members.length > 0 && { members: members.map((value) => ({ value })) }),
  },
  made,
  modified,
});

export async function findGroups(
  { db }: PgTx,
  { agency }: Directory,
  { by, from, most }: Wanted,
): Promise<{ readonly all: number; readonly found: readonly StoredGroup[] }> {
  const meant = (by && MEANT[by.name]) ?? ANY;
  const [rows, [count]] = await Promise.all([
    db.rows<Row>(pageOf(meant), [agency, by?.value ?? null, most, from]),
    db.rows<{ n: number }>(countOf(meant), [agency, by?.value ?? null]),
  ]);
  return { all: count?.n ?? 0, found: rows.map(storedOf) };
}

/** Held to the end of the transaction. @throws NOT_FOUND */
export async function readGroup({ db }: PgTx, by: Directory, id: string): Promise<StoredGroup> {
  const [row] = await db.rows<Row>(ONE, [by.agency, id]);
  if (!row) throw new SetuError("NOT_FOUND", "there is no such group");
  return storedOf(row);
}

const idsIn = ({ members }: Values): ReadonlySet<string> =>
  new Set(((members ?? []) as readonly Complex[]).map(({ value }) => String(value)));

/** @throws DUPLICATE; BAD_FIELD for a member whom this directory does not know */
async function put(around: Around, id: string, before: Values | null, values: Values): Promise<void> {
  const { tx, by, now } = around;
  const { displayName, externalId } = values;
  if ((await tx.db.rows(TAKEN, [by.agency, displayName, id])).length > 0)
    throw new SetuError("DUPLICATE", "another group has that name");
  await tx.db.change(PUT, [id, by.agency, displayName, externalId ?? null, now]);
  const [had, has] = [idsIn(before ?? {}), idsIn(values)];
  for (const officer of has.difference(had)) {
    if ((await tx.db.change(JOIN, [id, officer, by.agency])) === 0)
      throw new SetuError("BAD_FIELD", "a member is no account of this directory", {
        detail: { field: "members" },
      });
    await noteDeed(around, { officer, did: "join", group: textOf(displayName), state: "waiting" });
  }
  for (const officer of had.difference(has)) await leave(around, id, officer, textOf(displayName));
}

async function leave(around: Around, id: string, officer: string, group: string): Promise<void> {
  const { tx } = around;
  await tx.db.change(LEAVE, [id, officer]);
  // A wish that nobody has answered yet is simply over.
  if ((await withdraw(tx, officer, ["join"], group)) > 0) return;
  const [given] = await tx.db.rows<{ has: boolean }>(POWERS, [officer]);
  await noteDeed(around, { officer, did: "leave", group, state: given?.has ? "waiting" : "done" });
}

/** @throws DUPLICATE | BAD_FIELD | OVER_QUOTA */
export async function openGroup(around: Around, values: Values): Promise<string> {
  const [count] = await around.tx.db.rows<{ n: number }>(COUNT, [around.by.agency]);
  if ((count?.n ?? 0) >= MOST) throw new SetuError("OVER_QUOTA", "this directory has too many groups");
  const id = `group-${randomBytes(8).toString("hex")}`;
  await put(around, id, null, values);
  return id;
}

/** @throws DUPLICATE | BAD_FIELD */
export async function changeGroup(
  around: Around,
  { id, values: before }: StoredGroup,
  values: Values,
): Promise<true> {
  await put(around, id, before, values);
  return true;
}

export async function forgetGroup(around: Around, { id, values }: StoredGroup): Promise<true> {
  for (const officer of idsIn(values)) await leave(around, id, officer, textOf(values["displayName"]));
  await around.tx.db.change(DELETE, [id]);
  return true;
}
