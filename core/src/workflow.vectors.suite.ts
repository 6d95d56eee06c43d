import assert from "node:assert/strict";
import { test } from "node:test";
import { itemAct } from "./acts.fixture.ts";
import type { Json } from "./canonical.ts";
import { fold, type Entry, type ItemState } from "./fold.ts";
import { vectors } from "./vectors.fixture.ts";
import type { Instant, ItemId } from "./words.ts";
import { workflowsOf, type Workflow } from "./workflow.ts";
import { reachableCells } from "./workflow.model.fixture.ts";

/** Logs in, state out: what every version of a workflow has to keep for ever. */
type History = {
  readonly name: string;
  readonly pulses: readonly { readonly party: string; readonly pos: number; readonly t: number }[];
  readonly entries: readonly (Omit<Entry, "act"> & {
    readonly id: string;
    readonly wf: string;
    readonly do: string;
    readonly args: Json;
    readonly after?: Json;
    readonly mark?: Json;
  })[];
  readonly state: {
    readonly opener: string;
    readonly other: string;
    readonly status: string;
    readonly turn: string;
    readonly clock: string;
    readonly heads: readonly (string | null)[];
  } | null;
  readonly void: Readonly<Record<string, string>>;
};
type Vectors = { readonly workflow: string; readonly item: ItemId; readonly histories: readonly History[] };

function entryOf({ id, wf, do: what, args, after, mark, ...at }: History["entries"][number]): Entry {
  const { after: _, ...act } = itemAct({
    id,
    wf,
    do: what,
    args,
    ...(at.party === "in" && { from: "in", to: "ca" }),
    ...(mark !== undefined && { mark }),
    ...(after !== undefined && { after }),
  });
  return { ...at, act: after === undefined ? act : { ...act, after: after as never } };
}

const shown = (state: ItemState | null) =>
  state && {
    opener: state.opener.stage,
    other: state.other.stage,
    status: state.cell.status,
    turn: state.cell.turn,
    clock: state.cell.clock,
    heads: [state.opener.head, state.other.head],
  };

/** @param versions of one desk: each is judged with all the others known, as in a node */
export function vectorSuite(versions: readonly Workflow[]): void {
  const workflows = workflowsOf(versions);
  for (const workflow of versions) suiteOf(workflow, workflows);
}

function suiteOf(workflow: Workflow, workflows: ReturnType<typeof workflowsOf>): void {
  const file = vectors<Vectors>(`${workflow.id.replace("/", "-")}.json`);
  const { item, histories } = file;
  const of = (title: string, body: () => void): void => void test(`${workflow.id}: ${title}`, body);

  of("every history of the vectors folds to its state, with its void acts, in any order of arrival", () => {
    assert.equal(file.workflow, workflow.id);
    assert.ok(histories.length >= 30);
    assert.equal(new Set(histories.map(({ name }) => name)).size, histories.length);
    for (const { name, pulses, entries, state, void: expected } of histories) {
      const time = new Map(pulses.map(({ party, pos, t }) => [`${party}/${pos}`, t as Instant]));
      const acts = entries.map(entryOf);
      for (const order of [acts, acts.toReversed(), acts.toSorted((a, b) => a.pos - b.pos)]) {
        const folded = fold(workflows, item, order, (party, pos) => time.get(`${party}/${pos}`));
        assert.deepEqual(shown(folded), state, name);
        const voids = (folded?.judged ?? []).flatMap((judged) =>
          judged.void ? [[judged.act.id, judged.void]] : [],
        );
        if (folded) assert.deepEqual(Object.fromEntries(voids), expected, name);
      }
    }
  });

  of("every pair of stages that two honest parties can reach is reached by a history", () => {
    const shownCells = new Set(
      histories.flatMap(({ state }) => (state ? [`${state.opener} x ${state.other}`] : [])),
    );
    assert.deepEqual(
      [...reachableCells(workflow)].filter((cell) => !shownCells.has(cell)),
      [],
    );
  });

  of("every reason for which an act can be void is shown, except an opening that is repeated", () => {
    const reasons = new Set(histories.flatMap((history) => Object.values(history.void)));
    for (const reason of [
      "wrong-workflow",
      "unknown-act",
      "bad-arguments",
      "wrong-stage",
      "other-half",
      ...(citesSilence(workflow) ? ["not-silent"] : []),
      ...(workflow.about ? ["refers", "wider"] : []),
      "stale-mine",
      "stale-yours",
      "seen-below",
      "cycle",
    ]) {
      assert.ok(reasons.has(reason), reason);
    }
  });
}

const citesSilence = ({ roles }: Workflow): boolean =>
  roles.some(({ rows }) => rows.some(({ silentSince }) => silentSince !== undefined));
