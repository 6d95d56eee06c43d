import { canonicalBytes, isSetuError, SetuError, type Args, type ItemId, type RecordId } from "@setu/core";
import { CASE_ACTS, type Case, type CaseSaid, type Registration } from "@setu/individuals";
import { assertMay } from "../access/deciding.ts";
import type { PgTx } from "../db/pg-store.ts";
import { disposeItem } from "../disposal/dispose.ts";
import { isAnother } from "../release/persons.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import { sayOfCase, sayOfCaseIn, type Check } from "./cases.ts";
import { assertOwnersAsked, othersOf } from "./decided.ts";
import { assertUnbound } from "./keeping.ts";
import { cellsIn, missingOf } from "./reach.ts";

/** The steps of a case that a screen or the command line sends as they are. */
const OWN_ROUTE: readonly string[] = ["case-register", "case-search", "case-consult"];
export const isStep = (what: string): boolean => Object.hasOwn(CASE_ACTS, what) && !OWN_ROUTE.includes(what);

/** @throws as `sayOfCase` */
export async function registerCase(
  desk: Desk,
  officer: Officer,
  { id, kind, came, lang, received, person, text }: Registration,
): Promise<void> {
  const said = new TextDecoder().decode(canonicalBytes({ ...person, text }));
  const args = { kind, came, lang, received };
  const step = { id: id as RecordId, case: id, do: "case-register", args, text: said };
  await sayOfCase(desk, officer, step, async () => {});
}

type Step = {
  readonly id: RecordId;
  readonly case: string;
  readonly do: string;
  readonly args: object;
  readonly text: string | null;
};

/**
 * @throws FORBIDDEN where one person would register and decide, restrict and lift, or bring in and destroy; NOT_FOUND for a
 *   matter that she may not know of; NOT_SEARCHED; ILLEGAL where the owner was not asked; RESTRICTED; NOT_YET; ON_HOLD or STILL_OPEN where what is decided to be deleted cannot be; as `sayOfCase`
 */
export async function stepCase(desk: Desk, officer: Officer, step: Step): Promise<void> {
  await desk.store.tx(async (tx) => {
    const open = await sayOfCaseIn(desk, tx, officer, step, checkOf(desk));
    if (open !== null && step.do === "case-decide") await destroyAs(desk, tx, officer, open, step);
  });
}

/** What was decided to be deleted is destroyed with the decision, or nothing was decided. @throws ON_HOLD | STILL_OPEN */
async function destroyAs(
  desk: Desk,
  tx: PgTx,
  { id: by }: Officer,
  { matters: attached }: Case,
  { args, case: of }: Step,
): Promise<void> {
  const decision = decisionOf(args as Args);
  if (decision.outcome !== "deleted") return;
  // Whoever brought the matter in proposed that it be destroyed: who registered the case said nothing of it.
  for (const { item, by: agreed } of attached.filter((each) => decision.matters.includes(each.item))) {
    await assertUnbound(tx, item as ItemId, of);
    await disposeItem(desk, tx, item as ItemId, { ground: "individual-request", by, agreed });
  }
}

const decisionOf = ({ outcome, matters = [] }: Args) => ({ outcome, matters: [matters].flat().map(String) });

/** What only this node can say of a step. */
export const checkOf =
  (desk: Desk): Check =>
  async (tx, open, next) => {
    if (open !== null) await CHECKS[next.do]?.(desk, tx, open, next);
  };

type Judging = (desk: Desk, tx: PgTx, open: Case, next: CaseSaid) => Promise<void>;
const CHECKS: { readonly [act: string]: Judging } = {
  "case-lift": async (_, tx, { restricts }, { by, args }) => {
    const restricted = restricts.find(({ item }) => item === args["matter"]);
    if (restricted) await assertAnother(tx, by, restricted.by);
  },
  "case-decide": async (desk, tx, open, { by, at, args }) => {
    const decision = decisionOf(args);
    for (const other of [open.by, ...othersOf(open, decision)]) await assertAnother(tx, by, other);
    if (missingOf(await cellsIn(tx, at), open.searches).length > 0) throw notSearched();
    for (const { item } of open.matters) await assertSeen(desk, tx, by, item as ItemId);
    await assertOwnersAsked(desk, tx, open, decision);
  },
  "case-notify": async (_, __, { leaves }, { at }) => {
    if (leaves !== null && leaves > at) throw notYet(leaves);
  },
};

export const notYet = (leaves: number): SetuError =>
  new SetuError("NOT_YET", "the letter leaves later", { detail: { leaves } });

const notSearched = (): SetuError =>
  new SetuError("NOT_SEARCHED", "not all that this node holds has been searched for this case");

/** Two persons, and not two accounts of one. */
async function assertAnother(tx: PgTx, by: string, other: string): Promise<void> {
  if (!(await isAnother(tx, { author: other, by })))
    throw new SetuError("FORBIDDEN", "the rules of this node do not let you do this", {
      detail: { action: "redress", rule: "own-draft" },
    });
}

/** Nobody decides on what she does not see; that there is something that she does not see is told in the same words. */
async function assertSeen(desk: Desk, tx: PgTx, by: string, item: ItemId): Promise<void> {
  try {
    await assertMay(desk, tx, by, { action: "list", item });
  } catch (error) {
    if (isSetuError(error, "NOT_FOUND") || isSetuError(error, "FORBIDDEN")) throw notSearched();
    throw error;
  }
}
