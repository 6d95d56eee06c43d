import assert from "node:assert/strict";
import { exportOf, history, OWN, sourceOf, type History } from "./export.fixture.ts";
import { memoryBytes, NOTHING, parseMemory, type Memory } from "./memory.ts";
import { FINDINGS, type FindingCode, type Report } from "./report.ts";
import { verifyExport, type Given } from "./verify.ts";

/** One look at a history, and what is said about it. */
export const look = async (made: History, given: Partial<Given> = {}) =>
  verifyExport({ source: sourceOf(await exportOf(made)), memory: NOTHING, ...given });

export const codes = ({ findings }: Report, level: "serious" | "all" = "serious"): FindingCode[] =>
  findings.map(({ code }) => code).filter((code) => level === "all" || FINDINGS[code] !== "note");

/** Yesterday's look: a history of which the reviewer has kept the heads. */
export async function yesterday(): Promise<{ made: History; memory: Memory }> {
  const made = history();
  const { memory } = await look(made);
  assert.ok(memory);
  // Through the file, as he keeps it.
  return { made, memory: parseMemory(memoryBytes(memory)) };
}

/** Kind and stretch of the finding, which has to be there. */
export const first = (report: Report, code: FindingCode, log = OWN) => {
  const found = report.findings.find((each) => each.code === code && each.log === log);
  assert.ok(found, `${code} of ${log} in ${JSON.stringify(report.findings)}`);
  const { kind, first, until } = found;
  return [kind, first, until];
};
