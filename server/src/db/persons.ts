import { actBytes, isPersonsAct, parseAct } from "@setu/core";
import type { ActRow, Concerned, Placed } from "@setu/link/store.ts";
import type { Session } from "./session.ts";

/** What the logs say of officers and their keys, as `link/src/persons.ts` asks for it. */
const PUT = `INSERT INTO derived.person_act (party, id, origin, pos, t, seen, officer, key, act)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  ON CONFLICT (party, id) DO UPDATE SET origin = excluded.origin, pos = excluded.pos, t = excluded.t, seen = excluded.seen
  WHERE person_act.pos IS NULL`;
const PLACE = `UPDATE derived.person_act SET pos = new.pos, t = new.t, seen = new.seen
  FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[]) AS new (id, pos, t, seen)
  WHERE party = split_part($1, '/', 1) AND person_act.id = new.id AND person_act.pos IS NULL`;

// One that waits has its place. The first declaration of a key says that this party declares keys at all.
const READ = `SELECT said.origin, said.pos, pending.place, said.t, said.seen, said.act
  FROM derived.person_act AS said
    LEFT JOIN pending ON said.pos IS NULL AND pending.origin = said.origin AND pending.id = said.id
  WHERE said.origin = $1 AND (said.pos IS NOT NULL OR pending.place IS NOT NULL)`;
const ORDER = `ORDER BY said.pos NULLS LAST, pending.place`;
const ALL = `${READ} ${ORDER}`;
const ABOUT = `${READ} AND (said.officer = ANY ($2::text[]) OR said.key = ANY ($3::text[])
    OR said.officer IN (SELECT officer FROM derived.person_act WHERE origin = $1 AND key = ANY ($3::text[]))
    OR said.id = (SELECT id FROM derived.person_act WHERE origin = $1 AND officer IS NOT NULL AND key IS NOT NULL
      ORDER BY pos NULLS LAST LIMIT 1)) ${ORDER}`;

type Row = Pick<ActRow, "origin" | "pos" | "place" | "t" | "seen"> & { readonly act: Uint8Array };

export async function putPersonActs(db: Session, rows: readonly ActRow[]): Promise<void> {
  const said = rows.filter(({ act }) => isPersonsAct(act));
  await Promise.all(
    said.map(({ act, origin, pos, t, seen }) =>
      db.change(PUT, [
        act.from,
        act.id,
        origin,
        pos,
        t,
        seen,
        act.args["officer"] ?? null,
        act.args["key"] ?? null,
        actBytes(act),
      ]),
    ),
  );
}

export async function placePersonActs(db: Session, origin: string, rows: readonly Placed[]): Promise<void> {
  if (rows.length === 0) return;
  const column = <K extends "id" | "pos" | "t" | "seen">(name: K) => rows.map((row) => row[name]);
  await db.change(PLACE, [origin, column("id"), column("pos"), column("t"), column("seen")]);
}

export async function personActs(
  db: Session,
  origin: string,
  about: Concerned | null,
): Promise<readonly ActRow[]> {
  const rows = await db.rows<Row>(
    about === null ? ALL : ABOUT,
    about === null ? [origin] : [origin, about.officers, about.keys],
  );
  return rows.map((row) => ({ ...row, floor: 0, act: parseAct(row.act), approvals: "[]" }));
}
