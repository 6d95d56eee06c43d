import type { GateAnswer } from "@setu/core";
import type { PgTx } from "../db/pg-store.ts";

const PERSONS = `SELECT id, coalesce(person, id) AS person FROM officer WHERE id = ANY ($1::text[])`;

/** Who is behind the accounts. */
export async function personsOf(
  tx: Pick<PgTx, "db">,
  officers: readonly string[],
): Promise<(officer: string) => string> {
  const rows = await tx.db.rows<{ id: string; person: string }>(PERSONS, [officers]);
  const known = new Map(rows.map(({ id, person }) => [id, person]));
  return (officer) => known.get(officer) ?? officer;
}

/** In the eyes of the gates nobody is two: author and deciders by the person behind each account. */
export async function byPerson(
  tx: Pick<PgTx, "db">,
  author: string,
  answers: readonly GateAnswer[],
): Promise<{ readonly author: string; readonly answers: readonly GateAnswer[] }> {
  const person = await personsOf(tx, [author, ...answers.map(({ decider }) => decider)]);
  return {
    author: person(author),
    answers: answers.map((answer) => ({ ...answer, decider: person(answer.decider) })),
  };
}
