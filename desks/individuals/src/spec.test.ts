import assert from "node:assert/strict";
import { test } from "node:test";
import { moves, page, product, rows, tableUnder } from "@setu/core/workflow.pages.fixture.ts";
import { individuals, release } from "./workflow.ts";

test("spec/individuals.md shows the tables of individuals/1", () => {
  const text = page("individuals.md");
  const [asking, owner] = individuals.roles;
  assert.deepEqual(tableUnder(text, "### Moves of the asking side"), moves(asking));
  assert.deepEqual(tableUnder(text, "### Moves of the owner"), moves(owner));
  assert.deepEqual(tableUnder(text, "### Product of a consultation"), product(individuals));
});

test("spec/release.md shows what has to happen before each act of individuals/1 leaves", () => {
  assert.deepEqual(tableUnder(page("release.md"), "## individuals/1"), rows(release));
});
