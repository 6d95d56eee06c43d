import type { GateAnswer } from "@setu/core";
import type { PgTx } from "../db/pg-store.ts";
import { STANDING, type Standing } from "../standing/witness.ts";

const PERSONS = `SELECT id, coalesce(person, id) AS person FROM officer WHERE id = ANY ($1::text[])`;

const TOLD = `SELECT id, coalesce(person, id) AS person, ${STANDING()} FROM officer WHERE id = ANY ($1::text[])`;

/** Who is behind the accounts. */
export async function personsOf(
  tx: Pick<PgTx, "db">,
  officers: readonly string[],
): Promise<(officer: string) => string> {
  const rows = await tx.db.rows<{ id: string; person: string }>(PERSONS, [officers]);
  const known = new Map(rows.map(({ id, person }) => [id, person]));
  return (officer) => known.get(officer) ?? officer;
}

/**
 * Whether the author is another person than who decides. Of whom the home log tells something else, whoever writes into the
 * database could make anybody: she counts as the same.
 */
export async function isAnother(
  tx: Pick<PgTx, "db">,
  { author, by }: { readonly author: string; readonly by: string },
): Promise<boolean> {
  const rows = await tx.db.rows<Standing & { person: string }>(TOLD, [[author, by]]);
  const [one, other] = [author, by].map((id) => rows.find((row) => row.id === id));
  return (
    one !== undefined &&
    other !== undefined &&
    one.person !== other.person &&
    rows.every((row) => tx.db.witness.believes(row))
  );
}

/**
 * In the eyes of the gates nobody is two: author and deciders by the person behind each account. Who is not believed, or of
 * whom nothing is known, counts as the author: what she answered is asked again of somebody else.
 */
export async function byPerson(
  tx: Pick<PgTx, "db">,
  author: string,
  answers: readonly GateAnswer[],
): Promise<{ readonly author: string; readonly answers: readonly GateAnswer[] }> {
  const officers = [author, ...answers.map(({ decider }) => decider)];
  const rows = await tx.db.rows<Standing & { person: string }>(TOLD, [officers]);
  const persons = new Map(
    rows.filter((row) => tx.db.witness.believes(row)).map(({ id, person }) => [id, person]),
  );
  const one = persons.get(author);
  // Of an author who is not believed everybody could be another account.
  const person = (officer: string) => (one === undefined ? author : (persons.get(officer) ?? one));
  return {
    author: one ?? author,
    answers: answers.map((answer) => ({ ...answer, decider: person(answer.decider) })),
  };
}
