import {
  fold,
  opaque,
  STRICTEST,
  workflowsOf,
  type Code,
  type Entry,
  type Instant,
  type ItemAct,
  type ItemId,
  type Party,
  type RecordId,
  type WorkflowId,
} from "@setu/core";
import { requests } from "@setu/requests";
import { append, emptyFrontier, leafHash, sha256, type Frontier } from "tlog";
import { runSchedule } from "../sim/src/run.ts";
import { above, atLeast, type Result } from "./result.ts";

/** Rates of the pure parts, each for about this many milliseconds. */
const FOR = 1_500;

export async function pure(): Promise<Result[]> {
  return [treeRate(), ...foldRates(), await simulatorRate()];
}

function perSecond(step: () => number): number {
  step();
  let done = 0;
  const started = performance.now();
  while (performance.now() - started < FOR) done += step();
  return (done * 1000) / (performance.now() - started);
}

/** The floor: the two hashes per leaf that no tree can do without. */
function treeRate(): Result {
  const leaves = Array.from({ length: 4_096 }, (_, i) => leafHash(new Uint8Array(300).fill(i % 251)));
  let frontier: Frontier = emptyFrontier();
  const rate = perSecond(() => {
    frontier = append(frontier, leaves);
    return leaves.length;
  });
  const pair = new Uint8Array(65);
  const floor = perSecond(() => {
    for (let i = 0; i < 4_096; i++) sha256(pair);
    return 4_096;
  });
  return atLeast("tree: leaves appended", rate, "1/s", floor, 0.3);
}

/** The fold is always recomputed: its cost must stay in proportion to the item's acts and untouched by other items. */
function foldRates(): Result[] {
  const short = itemOf(10);
  const long = itemOf(1_000);
  const rate = (item: ItemFixture) =>
    perSecond(() => (fold(WORKFLOWS, item.item, item.entries, () => undefined) ? 1 : 0));
  const [few, many] = [rate(short), rate(long)];
  return [
    above("fold: items of 10 acts", few, "1/s", 2_000),
    atLeast("fold: acts/s at 1,000 acts beside acts/s at 10", many * 1_000, "1/s", few * 10, 0.5),
  ];
}

/** One schedule at a time, as `npm run simulate` runs them, and after enough of them for the compiler to have settled. */
async function simulatorRate(): Promise<Result> {
  const [warm, counted] = [400, 1_200];
  for (let seed = 0; seed < warm; seed++) await runSchedule(1_000_000 + seed);
  const started = process.cpuUsage();
  for (let seed = warm; seed < warm + counted; seed++) await runSchedule(1_000_000 + seed);
  const { user, system } = process.cpuUsage(started);
  return above("simulator", (counted * 60e6) / (user + system), "schedules/CPU-minute", 10_000);
}

const WORKFLOWS = workflowsOf([requests]);
type ItemFixture = { readonly item: ItemId; readonly entries: readonly Entry[] };

/** A request with so many messages, the sides taking turns. */
function itemOf(acts: number): ItemFixture {
  const id = "0".repeat(32) as RecordId;
  const item = `ca:${id}` as ItemId;
  const args = {
    purpose: "investigation",
    offence: "fraud",
    basis: "example",
    link: "suspect",
    kinds: ["subscriber"],
    language: "en",
    urgency: "routine",
    use: "intelligence",
    calendar: "in-2026.1",
  } as unknown as ItemAct["args"];
  const entries = Array.from({ length: acts }, (_, i): Entry => {
    const [from, to] = (i % 2 === 0 ? ["ca", "in"] : ["in", "ca"]) as [Party, Party];
    const act: ItemAct = {
      crit: [],
      wf: "requests/1" as WorkflowId,
      from,
      to,
      id: i.toString(16).padStart(32, "0") as RecordId,
      item,
      by: opaque("officer.1", "by"),
      do: (i === 0 ? "ask" : "message") as Code,
      args: i === 0 ? args : {},
      ...(i === 0 && { after: [null, null] as const }),
      mark: STRICTEST,
      ret: "case" as Code,
      body: null,
      att: [],
    };
    const seen = Math.floor((i + 1) / 2);
    return { party: from, pos: Math.floor(i / 2), t: i as Instant, seen, floor: 0, act };
  });
  return { item, entries };
}
