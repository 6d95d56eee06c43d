import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { ArgSchema, ReleaseTable, RoleTable, Workflow } from "@setu/core";
import { reachableCells } from "@setu/core/workflow.model.fixture.ts";
import { release2, requests2 } from "./workflow-2.ts";
import { release, requests } from "./workflow.ts";

/** The pages in spec/ are read by people who write their own node: they say what the tables say, cell by cell. */
const page = (name: string) => readFileSync(new URL(`../../../spec/${name}`, import.meta.url), "utf8");

/** The first table after a heading, as cells. */
function tableUnder(text: string, heading: string): string[][] {
  const at = text.indexOf(`\n${heading}\n`);
  assert.ok(at >= 0, `no heading ${heading}`);
  const lines = text.slice(at + heading.length + 2).split("\n");
  const first = lines.findIndex((line) => line.startsWith("|"));
  const end = lines.findIndex((line, i) => i > first && !line.startsWith("|"));
  const rows = lines.slice(first, end).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return rows.filter((_, i) => i !== 1);
}

const args = (schema: ArgSchema) =>
  Object.entries(schema)
    .map(([name, kind]) => `${name}: ${kind}`)
    .join(", ");

const moves = ({ rows }: RoleTable): string[][] => [
  ["act", "from", "to", "while the other half is", "arguments"],
  ...rows.map((row) => [
    `\`${row.do}\``,
    row.from.join(", "),
    row.to ?? "(stays)",
    row.other?.join(", ") ?? "any",
    [args(row.args), row.silentSince && `silent since ${row.silentSince}`].filter(Boolean).join("; "),
  ]),
];

function product({ roles: [, other], product }: Workflow): string[][] {
  const reachable = reachableCells(requests);
  const openerStages = Object.keys(product);
  return [
    ["", ...openerStages],
    ...other.stages.map((stage) => [
      stage,
      ...openerStages.map((opener) => {
        const cell = product[opener]?.[stage];
        assert.ok(cell);
        const text = `${cell.status}, ${cell.turn}, ${cell.clock}`;
        return reachable.has(`${opener} x ${stage}`) ? text : `(${text})`;
      }),
    ]),
  ];
}

const yes = (given: boolean): string => (given ? "yes" : "no");
const rows = (table: ReleaseTable): string[][] => [
  ["act", "held", "gates", "four eyes", "signed"],
  ...Object.entries(table).map(([act, { hold, gates, fourEyes, signed }]) => [
    `\`${act}\``,
    hold === 0 ? "no" : `${hold / 1000} s`,
    gates ?? "no",
    yes(fourEyes),
    yes(signed),
  ]),
];

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

test("the pages show what requests/2 has besides requests/1, and what has to happen before it leaves", () => {
  const heading = "### Acts that only say, besides those of requests/1";
  const says = Object.entries(besides(requests2.says, requests.says));
  assert.ok(says.length > 0);
  assert.deepEqual(tableUnder(page("workflows.md"), heading), [
    ["act", "arguments"],
    ...says.map(([act, schema]) => [`\`${act}\``, args(schema)]),
  ]);
  assert.deepEqual(tableUnder(page("release.md"), "## requests/2"), rows(besides(release2, release)));
});
