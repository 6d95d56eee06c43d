import assert from "node:assert/strict";
import { test } from "node:test";
import { args, moves, page, product, rows, tableUnder } from "@setu/core/workflow.pages.fixture.ts";
import { release2, requests2 } from "./workflow-2.ts";
import { release3, requests3 } from "./workflow-3.ts";
import { release4, requests4 } from "./workflow-4.ts";
import { release, requests } from "./workflow.ts";

test("spec/workflows.md shows the tables of requests/1", () => {
  const text = page("workflows.md");
  const [asker, answerer] = requests.roles;
  assert.deepEqual(tableUnder(text, "### Moves of the asker"), moves(asker));
  assert.deepEqual(tableUnder(text, "### Moves of the answerer"), moves(answerer));
  assert.deepEqual(tableUnder(text, "### Product"), product(requests));
  const says = Object.entries(requests.says).map(([act, schema]) => [`\`${act}\``, args(schema)]);
  assert.deepEqual(tableUnder(text, "### Acts that only say"), [["act", "arguments"], ...says]);
});

test("spec/release.md shows what has to happen before each act of requests/1 leaves", () => {
  assert.deepEqual(tableUnder(page("release.md"), "## requests/1"), rows(release));
});

/** What a version has besides the one before it. */
const besides = <T>(all: Readonly<Record<string, T>>, before: object): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(all).filter(([act]) => !Object.hasOwn(before, act)));

const VERSIONS = [
  { of: requests2, before: requests, held: release2, heldBefore: release },
  { of: requests3, before: requests2, held: release3, heldBefore: release2 },
  { of: requests4, before: requests3, held: release4, heldBefore: release3 },
];

for (const { of, before, held, heldBefore } of VERSIONS)
  test(`the pages show what ${of.id} has besides ${before.id}, and what has to happen before it leaves`, () => {
    const heading = `### Acts that only say, besides those of ${before.id}`;
    const says = Object.entries(besides(of.says, before.says));
    assert.ok(says.length > 0);
    assert.deepEqual(tableUnder(page("workflows.md"), heading), [
      ["act", "arguments"],
      ...says.map(([act, schema]) => [`\`${act}\``, args(schema)]),
    ]);
    assert.deepEqual(tableUnder(page("release.md"), `## ${of.id}`), rows(besides(held, heldBefore)));
  });
