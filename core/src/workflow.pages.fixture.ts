import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { ReleaseTable } from "./release.ts";
import { reachableCells } from "./workflow.model.fixture.ts";
import type { ArgSchema, RoleTable, Workflow } from "./workflow.ts";

/** The pages in spec/ are read by people who write their own node: they say what the tables say, cell by cell. */
export const page = (name: string) => readFileSync(new URL(`../../spec/${name}`, import.meta.url), "utf8");

/** The first table after a heading, as cells. */
export function tableUnder(text: string, heading: string): string[][] {
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

export const args = (schema: ArgSchema) =>
  Object.entries(schema)
    .map(([name, kind]) => `${name}: ${kind}`)
    .join(", ");

export const moves = ({ rows }: RoleTable): string[][] => [
  ["act", "from", "to", "while the other half is", "arguments"],
  ...rows.map((row) => [
    `\`${row.do}\``,
    row.from.join(", "),
    row.to ?? "(stays)",
    row.other?.join(", ") ?? "any",
    [args(row.args), row.silentSince && `silent since ${row.silentSince}`].filter(Boolean).join("; "),
  ]),
];

export function product(workflow: Workflow): string[][] {
  const {
    roles: [, other],
    product,
  } = workflow;
  const reachable = reachableCells(workflow);
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
export const rows = (table: ReleaseTable): string[][] => [
  ["act", "held", "gates", "four eyes", "signed"],
  ...Object.entries(table).map(([act, { hold, gates, fourEyes, signed }]) => [
    `\`${act}\``,
    hold === 0 ? "no" : `${hold / 1000} s`,
    gates ?? "no",
    yes(fourEyes),
    yes(signed),
  ]),
];
