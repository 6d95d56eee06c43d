import type { ItemId } from "@setu/core";
import type { GateId } from "@setu/core/gates/index.ts";
import { refOf } from "@setu/requests";
import type { DossierDecision, GroundCase, Grounds } from "@setu/requests/dossier.ts";
import { faultsOf, type Decided } from "@setu/requests/faults.ts";
import { answerOf, foldRelease, type ReleaseAct } from "@setu/requests/releasing.ts";
import { foldUse } from "@setu/requests/using.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { PlacedReleaseAct } from "../release/acts.ts";

/** Decisions over what was to leave, as their acts stand in the home log: of one matter, and of one gate in all. */
const COLUMNS = `pos, id, proposal, item, at, by, what AS do, args, text`;
const OF_ITEM = `SELECT ${COLUMNS} FROM derived.release_act WHERE item = $1 ORDER BY pos`;
const OF_PROPOSALS = `SELECT ${COLUMNS} FROM derived.release_act WHERE proposal = ANY ($1::text[]) ORDER BY pos`;
const OF_GATE = `SELECT ${COLUMNS} FROM derived.release_act
  WHERE what = 'gate' AND args ->> 'gate' = $1 AND pos < $2 ORDER BY pos DESC LIMIT $3`;
const CELLS = `SELECT args ->> 'raw' AS raw, args ->> 'decision' AS decision, count(*) AS n FROM derived.release_act
  WHERE what = 'gate' AND args ->> 'gate' = $1 GROUP BY 1, 2`;
const PERSONS = `SELECT id, coalesce(person, id) AS person, name FROM officer`;
const PAGE = 50;

type People = { readonly person: (id: string) => string; readonly names: Readonly<Record<string, string>> };

/** Who is behind the accounts: an author who approves under another name is no second person. */
export async function peopleOf(tx: PgTx): Promise<People> {
  const rows = await tx.db.rows<{ id: string; person: string; name: string }>(PERSONS, []);
  const persons = new Map(rows.map(({ id, person }) => [id, person]));
  return {
    person: (id) => persons.get(id) ?? id,
    names: Object.fromEntries(rows.map(({ id, name }) => [id, name])),
  };
}

/** Every decision of a matter, those that were returned or refused too. */
export async function decisionsOf(tx: PgTx, item: ItemId): Promise<readonly DossierDecision[]> {
  const acts = await tx.db.rows<PlacedReleaseAct>(OF_ITEM, [item]);
  const people = await peopleOf(tx);
  return [...Map.groupBy(acts, ({ proposal }) => proposal)].map(([id, said]) => decisionOf(id, said, people));
}

function decisionOf(id: string, acts: readonly PlacedReleaseAct[], people: People): DossierDecision {
  const part = foldRelease(acts);
  // What came is used here by a decision of the same kind.
  const use = foldUse(acts);
  const [proposed] = acts;
  const decided = acts.find(({ do: what }) => DECIDES.has(what));
  const author = proposed?.by ?? "";
  const answers = acts
    .filter(({ do: what }) => what === "gate")
    .map((act) => ({ ...answerOf(act), pos: act.pos }));
  const last = answers.findLast(({ pos }) => profileAt(acts, pos) !== null);
  return {
    id,
    author,
    do: use ? "use" : String(proposed?.args["what"] ?? ""),
    at: proposed?.at ?? 0,
    hash: String(proposed?.args["hash"] ?? ""),
    state: use ? USED[use.state] : part.state,
    approver: part.approver,
    decidedAt: decided?.at ?? null,
    alone: part.alone && {
      reason: part.alone.reason,
      review: part.alone.review,
      finding: part.alone.reviewed ? String(part.alone.reviewed.args["finding"]) : null,
    },
    answers: answers.map((answer) => ({
      ...answer,
      faults: faultsOf(asPersons(answer, { author, approver: part.approver }, people), answers),
    })),
    again: acts
      .filter(({ do: what }) => what === "use-again")
      .map(({ by, at, args }) => ({ by, at, answer: String(args["answer"]) })),
    remarks: part.remarks.map(({ do: what, by, at, text }) => ({ do: what, by, at, text: text ?? "" })),
    profile: last ? profileAt(acts, last.pos) : null,
  };
}

const USED = { open: "open", used: "approved", dropped: "withdrawn" } as const;
const DECIDES: ReadonlySet<string> = new Set([
  "approve",
  "alone",
  "send-back",
  "take-down",
  "used",
  "use-dropped",
]);

function profileAt(acts: readonly PlacedReleaseAct[], pos: number): string | null {
  const args = acts.find((act) => act.pos === pos)?.args;
  return args?.["profile"] === undefined
    ? null
    : `${String(args["profile"])} ${String(args["version"] ?? "")}`;
}

const asPersons = (
  answer: Omit<Decided, "author" | "approver">,
  { author, approver }: Pick<Decided, "author" | "approver">,
  { person }: People,
): Decided => ({
  ...answer,
  decider: person(answer.decider),
  author: person(author),
  approver: approver === null ? null : person(approver),
});

/** One gate across all matters, the newest answers first, each beside what else was decided of it. */
export async function groundsOf(tx: PgTx, gate: GateId, before: number): Promise<Grounds> {
  const found = await tx.db.rows<PlacedReleaseAct>(OF_GATE, [gate, before, PAGE + 1]);
  const page = found.slice(0, PAGE);
  const proposals = [...new Set(page.map(({ proposal }) => proposal))];
  const said = await tx.db.rows<ReleaseAct>(OF_PROPOSALS, [proposals]);
  const byProposal = Map.groupBy(said, ({ proposal }) => proposal);
  const cells = await tx.db.rows<Grounds["cells"][number]>(CELLS, [gate]);
  const people = await peopleOf(tx);
  // What was decided anywhere, one of each kind: enough to see that the same risk was decided otherwise.
  const same = cells.map(({ raw, decision }) => ({ gate, raw, decision }) as Decided);
  const rows = page.map((act): GroundCase => {
    const acts = byProposal.get(act.proposal) ?? [];
    const part = foldRelease(acts);
    const author = acts[0]?.by ?? "";
    const answer = answerOf(act);
    return {
      ...answer,
      pos: act.pos,
      item: act.item,
      ref: refOf(act.item as ItemId),
      author,
      approver: part.approver,
      state: part.state,
      profile: profileAt([act], act.pos),
      faults: faultsOf(asPersons(answer, { author, approver: part.approver }, people), same),
    };
  });
  return {
    gate,
    rows,
    next: found.length > PAGE ? (page.at(-1)?.pos ?? null) : null,
    cells,
    names: people.names,
  };
}
