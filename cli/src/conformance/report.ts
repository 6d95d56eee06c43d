import type { Named, Outcome, Result } from "./check.ts";

/** What is said of one run: for people, for programs (JSON), and for whatever reads JUnit XML. */
export type Report = {
  readonly kit: 1;
  /** What was tested: the party of a card, or the command of an adapter. */
  readonly of: string;
  /** UTC. */
  readonly at: string;
  /** Whether every check was reached. */
  readonly complete: boolean;
  readonly counts: Readonly<Record<Outcome, number>>;
  readonly results: readonly Result[];
};

export function reportOf(
  of: string,
  { results, complete, now }: { results: readonly Result[]; complete: boolean; now: number },
): Report {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { outcome } of results) counts[outcome] += 1;
  return { kit: 1, of, at: new Date(now).toISOString(), complete, counts, results };
}

/** Whether the node did all that was asked. A run that was stopped or asked nothing attests nothing. */
export const conforms = ({ complete, counts }: Report): boolean =>
  complete && counts.failed === 0 && counts.passed > 0;

export function textOf(report: Report): string {
  const { passed, failed, skipped } = report.counts;
  const wrong = report.results.filter(({ outcome }) => outcome === "failed");
  const left = report.results.filter(({ outcome }) => outcome === "skipped");
  return [
    ...wrong.flatMap(detailed),
    ...summary(left),
    `${report.of}: ${passed} passed, ${failed} failed, ${skipped} not asked`,
    ...(report.complete ? [] : ["The run was stopped: it attests nothing."]),
  ].join("\n");
}

const detailed = ({ id, section, sent, expected, came }: Result): string[] => [
  `FAILED ${id} (spec/${section})`,
  `  sent      ${sent}`,
  `  expected  ${expected}`,
  `  came      ${clean(came)}`,
];

/** What was left out, with the reason once. */
function summary(left: readonly Result[]): string[] {
  const byReason = Map.groupBy(left, ({ came }) => came);
  return [...byReason].map(([why, all]) =>
    all.length === 1
      ? `not asked ${all[0]?.id ?? ""}: ${clean(why)}`
      : `not asked: ${all.length}, ${clean(why)}`,
  );
}

/** One suite for each beginning of the ids up to their first `/`. */
export function junitOf(report: Report): string {
  const suites = Map.groupBy(report.results, suiteOf);
  const lines = [...suites].flatMap(([name, results]) => [
    `  <testsuite name="${xml(name)}" ${totals(results)} timestamp="${report.at.slice(0, 19)}">`,
    ...results.flatMap(testcase),
    "  </testsuite>",
  ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${xml(`setu conformance of ${report.of}`)}" ${totals(report.results)}>`,
    ...lines,
    "</testsuites>",
    "",
  ].join("\n");
}

const suiteOf = ({ id }: Named): string => id.split("/")[0] ?? id;

function totals(results: readonly Result[]): string {
  const count = (outcome: Outcome) => results.filter((each) => each.outcome === outcome).length;
  const seconds = results.reduce((sum, { ms }) => sum + ms, 0) / 1000;
  return `tests="${results.length}" failures="${count("failed")}" skipped="${count("skipped")}" time="${seconds.toFixed(3)}"`;
}

function testcase({ id, section, outcome, sent, expected, came, ms }: Result): string[] {
  const open = `    <testcase classname="${xml(section)}" name="${xml(id)}" time="${(ms / 1000).toFixed(3)}"`;
  if (outcome === "passed") return [`${open}/>`];
  const inside =
    outcome === "skipped"
      ? `<skipped message="${xml(came)}"/>`
      : `<failure message="${xml(`expected ${expected}, came ${came}`)}">${xml(`sent ${sent}`)}</failure>`;
  return [`${open}>`, `      ${inside}`, "    </testcase>"];
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};
const xml = (text: string): string => clean(text).replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? "");

/** What the tested node wrote moves no cursor and breaks no document: XML 1.0 has no place for control characters. */
const clean = (text: string): string =>
  text.toWellFormed().replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, "\ufffd");
