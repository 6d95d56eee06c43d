import assert from "node:assert/strict";
import { test } from "node:test";
import { CA, ITEM } from "./acts.fixture.ts";
import { fold, movesOf, type Entry, type ItemState, type PulseTime } from "./fold.ts";
import { holdOf, type ReleaseTable } from "./release.ts";
import { code, workflowId } from "./words.ts";
import { checkArgs, roleOf, workflowsOf, type Row, type Workflow } from "./workflow.ts";
import { honestHistories, PULSE, reachableCells, sampleArgs } from "./workflow.model.fixture.ts";

/**
 * What every workflow has to keep, for the desk that owns it to run over its own tables.
 * @param length how many acts the exhaustive histories have at most: five take about two seconds for a desk of twenty rows
 */
export function workflowSuite(workflow: Workflow, release: ReleaseTable, length: number): void {
  const [opener, other] = workflow.roles;
  const of = (title: string, body: () => void) => test(`${workflow.id}: ${title}`, body);
  const acts = new Set([...opener.rows, ...other.rows].map((row) => row.do));

  of("its tables name only what there is", () => {
    workflowId(workflow.id, "id");
    for (const [role, across] of [
      [opener, other],
      [other, opener],
    ] as const) {
      assert.equal(role.stages[0], "none", "every half begins there");
      assert.equal(new Set(role.stages).size, role.stages.length);
      for (const name of [role.role, ...role.stages]) code(name, "name");
      for (const row of role.rows) {
        code(row.do, "do");
        for (const stage of [...row.from, ...(row.to ? [row.to] : [])])
          assert.ok(role.stages.includes(stage), stage);
        for (const stage of row.other ?? []) assert.ok(across.stages.includes(stage), stage);
      }
    }
    for (const act of Object.keys(workflow.says)) {
      code(act, "says");
      assert.ok(!acts.has(act), `${act} both moves and only says`);
    }
  });

  of("it is opened in one way, and nobody answers what is not opened", () => {
    assert.equal(opener.rows.filter((row) => row.from.includes("none")).length, 1);
    for (const row of other.rows) assert.ok(row.other && !row.other.includes("none"), row.do);
  });

  of("no two rows fit the same moment", () => {
    for (const [role, across] of [
      [opener, other],
      [other, opener],
    ] as const) {
      for (const mine of role.stages) {
        for (const yours of across.stages) {
          const fit = (row: Row) => row.from.includes(mine) && (row.other?.includes(yours) ?? true);
          const names = role.rows.filter(fit).map((row) => row.do);
          assert.equal(new Set(names).size, names.length, `${mine} x ${yours}`);
        }
      }
    }
  });

  of("arguments are of known kinds", () => {
    const schemas = [...opener.rows, ...other.rows]
      .map((row) => row.args)
      .concat(Object.values(workflow.says));
    for (const schema of schemas) {
      assert.doesNotThrow(() => checkArgs(schema, sampleArgs(schema)));
      for (const name of Object.keys(schema)) assert.match(name, /^[a-z][a-zA-Z]{0,31}$/);
    }
  });

  of("silence is cited against an instant this half has named, and says what counts as silence", () => {
    for (const role of workflow.roles) {
      for (const row of role.rows) {
        if (!row.silentSince) continue;
        const [act, arg] = row.silentSince.split(".") as [string, string];
        const named = role.rows.filter((r) => r.do === act);
        assert.ok(named.length > 0 && named.every((r) => r.args[arg] === "instant"), row.silentSince);
        assert.equal(row.args["pulse"], "count");
        assert.ok(row.other);
      }
    }
  });

  of("every pair of stages has a cell with a name", () => {
    assert.deepEqual(Object.keys(workflow.product).sort(), opener.stages.filter((s) => s !== "none").sort());
    for (const row of Object.values(workflow.product)) {
      assert.deepEqual(Object.keys(row).sort(), [...other.stages].sort());
      for (const cell of Object.values(row)) {
        code(cell.status, "status");
        assert.ok(["opener", "other", "none"].includes(cell.turn));
        assert.ok(["running", "paused", "stopped"].includes(cell.clock));
      }
    }
  });

  of("every stage can be reached", () => {
    const cells = [...reachableCells(workflow)].map((cell) => cell.split(" x "));
    for (const stage of opener.stages.slice(1))
      assert.ok(
        cells.some(([a]) => a === stage),
        stage,
      );
    for (const stage of other.stages)
      assert.ok(
        cells.some(([, b]) => b === stage),
        stage,
      );
  });

  of("every act is in the release table, and nothing else", () => {
    assert.deepEqual(Object.keys(release).sort(), [...acts, ...Object.keys(workflow.says)].sort());
    for (const act of Object.keys(release)) assert.equal(holdOf(release, act, "flash"), 0);
  });

  of(`honest acts are never void, and both nodes see one state: all histories of ${length} acts`, () => {
    const workflows = workflowsOf([workflow]);
    const pulseTime: PulseTime = (_party, pos) => (pos === PULSE.pos ? PULSE.t : undefined);
    const stateOf = (entries: readonly Entry[]) => fold(workflows, ITEM, entries, pulseTime);
    let histories = 0;
    for (const { entries, stages, floors } of honestHistories(workflow, length)) {
      histories++;
      const state = stateOf(entries);
      assert.ok(state);
      assert.deepEqual([state.opener.stage, state.other.stage], stages);
      assert.equal(state.cell, workflow.product[stages[0]]?.[stages[1]]);
      assert.ok(said(state).endsWith("| "), said(state));
      assert.equal(said(stateOf(entries.toReversed())), said(state), "the order of arrival plays no part");
      // Each side before all of the other's log has arrived: what it has seen is enough.
      for (const [who, floor] of floors.entries()) {
        const here = entries.filter(({ party, pos }) => (party === CA) === (who === 0) || pos < floor);
        const early = stateOf(here);
        if (early) assert.ok(said(early).endsWith("| "), said(early));
      }
      const moves = movesOf(state, state.opener.party);
      const rows = roleOf(workflow, CA, CA).rows.filter((row) => moves.includes(row.do));
      for (const row of rows) assert.ok(!row.from.includes("none"));
    }
    assert.ok(histories > 10 * length);
  });
}

/** State as text: stages, heads, and the void acts with their reasons. */
function said(state: ItemState | null): string {
  if (!state) return "none";
  const voids = state.judged
    .filter((judged) => judged.void)
    .map((judged) => `${judged.act.do}: ${judged.void}`);
  const half = ({ stage, head }: ItemState["opener"]) => `${stage} ${head}`;
  return `${half(state.opener)} ${half(state.other)} | ${voids.join()}`;
}
