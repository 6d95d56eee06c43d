import assert from "node:assert/strict";
import { test } from "node:test";
import { moves, page, product, rows, tableUnder } from "@setu/core/workflow.pages.fixture.ts";
import { agencies, agenciesRelease } from "./agencies.ts";
import { officers, release } from "./workflow.ts";

test("spec/workflows.md shows the tables of officers/1 and agencies/1", () => {
  const text = page("workflows.md");
  const [sending, receiving] = officers.roles;
  assert.deepEqual(tableUnder(text, "### Moves of the sending side"), moves(sending));
  assert.deepEqual(tableUnder(text, "### Moves of the receiving side"), moves(receiving));
  assert.deepEqual(tableUnder(text, "### Product of a posting"), product(officers));
  const [designating, noting] = agencies.roles;
  assert.deepEqual(tableUnder(text, "### Moves of the designating side"), moves(designating));
  assert.deepEqual(tableUnder(text, "### Moves of the noting side"), moves(noting));
  assert.deepEqual(tableUnder(text, "### Product of a designation"), product(agencies));
});

test("spec/release.md shows what has to happen before each act of officers/1 and agencies/1 leaves", () => {
  assert.deepEqual(tableUnder(page("release.md"), "## officers/1"), rows(release));
  assert.deepEqual(tableUnder(page("release.md"), "## agencies/1"), rows(agenciesRelease));
});
