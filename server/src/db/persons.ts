import { actBytes, isPersonsAct, parseAct } from "@setu/core";
import type { ActRow, Concerned, Placed } from "@setu/link/store.ts";
import type { Session } from "./session.ts";

/** What the logs say of officers and their keys, as `link/src/persons.ts` asks for it. */
const PUT = `INSERT INTO derived.person_act (party, id, origin, pos, t, seen, did, officer, key, since, act)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
  ON CONFLICT (party, id) DO UPDATE SET origin = excluded.origin, pos = excluded.pos, t = excluded.t, seen = excluded.seen
  WHERE person_act.pos IS NULL`;
const PLACE = `UPDATE derived.person_act SET pos = new.pos, t = new.t, seen = new.seen
  FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[]) AS new (id, pos, t, seen)
  WHERE party = split_part($1, '/', 1) AND person_act.id = new.id AND person_act.pos IS NULL
  RETURNING person_act.officer, person_act.key`;

// What has a position and has lost its say to what now stands after it: \`standing\` in link/src/persons.ts, in SQL.
const SUPERSEDE = `WITH said AS (
    SELECT id, pos, did, officer, key, since,
      coalesce(max(pos) FILTER (WHERE did = 'resume') OVER (PARTITION BY key, officer), -1) AS resumed
    FROM derived.person_act WHERE origin = $1 AND live AND pos IS NOT NULL
      AND (key IS NULL AND officer = ANY ($2::text[]) OR key = ANY ($3::text[]))
  ), owner AS (
    SELECT DISTINCT ON (key) key, officer FROM said WHERE did = 'officer-key' ORDER BY key, pos
  ), kept AS (
    SELECT id FROM said WHERE did = 'resume' AND pos = resumed
    UNION ALL SELECT * FROM (SELECT DISTINCT ON (officer) id FROM said WHERE did = 'suspend' AND pos > resumed ORDER BY officer, pos) AS s
    UNION ALL SELECT * FROM (SELECT DISTINCT ON (officer) id FROM said WHERE did = 'recall-officer' ORDER BY officer, pos) AS c
    UNION ALL SELECT * FROM (SELECT DISTINCT ON (key) id FROM said JOIN owner USING (key, officer)
      WHERE did = 'officer-key' ORDER BY key, pos DESC) AS d
    UNION ALL SELECT * FROM (SELECT DISTINCT ON (key) id FROM said WHERE did = 'revoke-key' ORDER BY key, pos) AS r
    UNION ALL SELECT * FROM (SELECT DISTINCT ON (key) id FROM said WHERE did = 'revoke-key' AND since IS NOT NULL
      ORDER BY key, since, pos) AS e
  )
  UPDATE derived.person_act SET live = false FROM said
  WHERE person_act.origin = $1 AND person_act.id = said.id AND said.id NOT IN (SELECT id FROM kept)`;

// One that waits has its place. One declaration of a key says that this party declares keys at all.
const READ = `SELECT said.origin, said.pos, pending.place, said.t, said.seen, said.act
  FROM derived.person_act AS said
    LEFT JOIN pending ON said.pos IS NULL AND pending.origin = said.origin AND pending.id = said.id
  WHERE said.origin = $1 AND said.live AND (said.pos IS NOT NULL OR pending.place IS NOT NULL)`;
const ORDER = `ORDER BY said.pos NULLS LAST, pending.place`;
const ALL = `${READ} ${ORDER} LIMIT $2`;
const ABOUT = `${READ} AND (said.key IS NULL AND said.officer = ANY ($2::text[]) OR said.key = ANY ($3::text[])
    OR said.key IS NULL AND said.officer IN (SELECT officer FROM derived.person_act
      WHERE origin = $1 AND live AND key = ANY ($3::text[]))
    OR said.id = (SELECT id FROM derived.person_act WHERE origin = $1 AND live AND did = 'officer-key'
      ORDER BY pos NULLS LAST LIMIT 1)) ${ORDER}`;
const COUNT = `SELECT count(*)::int AS n FROM
  (SELECT FROM derived.person_act WHERE origin = $1 AND live AND pos IS NOT NULL LIMIT $2) AS said`;

type Row = Pick<ActRow, "origin" | "pos" | "place" | "t" | "seen"> & { readonly act: Uint8Array };

export async function putPersonActs(db: Session, rows: readonly ActRow[]): Promise<void> {
  const said = rows.filter(({ act }) => isPersonsAct(act));
  if (said.length === 0) return;
  await Promise.all(
    said.map(({ act, origin, pos, t, seen }) =>
      db.change(PUT, [
        act.from,
        act.id,
        origin,
        pos,
        t,
        seen,
        act.do,
        act.args["officer"] ?? null,
        act.args["key"] ?? null,
        act.args["since"] ?? null,
        actBytes(act),
      ]),
    ),
  );
  const placed = said.filter(({ pos }) => pos !== null);
  for (const [origin, each] of Map.groupBy(placed, (row) => row.origin))
    await supersede(
      db,
      origin,
      each.map(({ act }) => act.args as Touched),
    );
}

type Touched = { readonly officer?: string | null; readonly key?: string | null };

async function supersede(db: Session, origin: string, touched: readonly Touched[]): Promise<void> {
  const officers = touched.flatMap(({ officer, key }) => (officer && !key ? [officer] : []));
  const keys = touched.flatMap(({ key }) => key ?? []);
  await db.change(SUPERSEDE, [origin, officers, keys]);
}

export async function placePersonActs(db: Session, origin: string, rows: readonly Placed[]): Promise<void> {
  if (rows.length === 0) return;
  const column = <K extends "id" | "pos" | "t" | "seen">(name: K) => rows.map((row) => row[name]);
  const values = [origin, column("id"), column("pos"), column("t"), column("seen")];
  const placed = await db.rows<Touched>(PLACE, values);
  if (placed.length > 0) await supersede(db, origin, placed);
}

export async function personActs(
  db: Session,
  origin: string,
  about: Concerned | null,
  most: number | null,
): Promise<readonly ActRow[]> {
  const rows = await db.rows<Row>(
    about === null ? ALL : ABOUT,
    about === null ? [origin, most] : [origin, about.officers, about.keys],
  );
  return rows.map((row) => ({ ...row, floor: 0, act: parseAct(row.act), approvals: "[]" }));
}

export async function personsSaid(db: Session, origin: string, most: number): Promise<number> {
  const [row] = await db.rows<{ n: number }>(COUNT, [origin, most]);
  return row?.n ?? 0;
}
