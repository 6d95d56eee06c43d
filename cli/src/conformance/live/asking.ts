import { ERRORS, type ErrorCode } from "@setu/core";
import { same, type Check, type Found } from "../check.ts";
import type { Reply } from "./line.ts";
import type { Session } from "./session.ts";

/** One live check as its table has it: what is done to the session, and what is found. */
export type Step = readonly [id: string, section: string, run: (session: Session) => Promise<Found>];

export const stepsOf = (session: Session, steps: readonly Step[]): readonly Check[] =>
  steps.map(([id, section, run]) => ({ id: `live/${id}`, section, run: () => run(session) }));

/** A refusal by its status and code, as spec/errors.md has them. */
export const refusedAs = (sent: string, code: ErrorCode, { status, code: came }: Reply): Found =>
  same(sent, `${ERRORS[code].status} ${code}`, `${status} ${came ?? "without a code"}`);

/** The first word that is wrong; everything that was looked at is right when there is none. */
export const holds = (sent: string, expected: string, facts: Readonly<Record<string, boolean>>): Found => {
  const wrong = Object.keys(facts).filter((fact) => facts[fact] !== true);
  const came = wrong.length === 0 ? expected : `not so: ${wrong.join("; ")}`;
  return { outcome: wrong.length === 0 ? "passed" : "failed", sent, expected, came };
};
