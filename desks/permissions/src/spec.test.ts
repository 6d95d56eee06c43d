import assert from "node:assert/strict";
import { test } from "node:test";
import { moves, page, product, rows, tableUnder } from "@setu/core/workflow.pages.fixture.ts";
import { permissions, release } from "./workflow.ts";

test("spec/permissions.md shows the tables of permissions/1", () => {
  const text = page("permissions.md");
  const [holder, originator] = permissions.roles;
  assert.deepEqual(tableUnder(text, "### Moves of the holder"), moves(holder));
  assert.deepEqual(tableUnder(text, "### Moves of the originator"), moves(originator));
  assert.deepEqual(tableUnder(text, "### Product of a permission"), product(permissions));
  assert.deepEqual(tableUnder(text, "## Release"), rows(release));
});
