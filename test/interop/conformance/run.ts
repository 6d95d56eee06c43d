// Has the conformance kit judge a whole node, database and all: every vector through the adapter, and the link with two of
// its endings, for each of which a node is made anew.
//
// The last line is "N passed, N failed"; exit code 1 if any check failed or none ran.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { acceptCard, fingerprint, formatCard, initNode, startNode } from "@setu/server";
import { migratedDatabase } from "@setu/server/db/testing.ts";
import { freePort } from "@setu/server/node/ports.fixture.ts";
import { configOf } from "@setu/server/node/two-nodes.fixture.ts";
import { openAdapter } from "../../../cli/src/conformance/adapter.ts";
import { runChecks, type Result } from "../../../cli/src/conformance/check.ts";
import { makeBed } from "../../../cli/src/conformance/live/bed.ts";
import type { EndingName } from "../../../cli/src/conformance/live/endings.ts";
import { runLive } from "../../../cli/src/conformance/live/live.ts";
import { vectorChecks } from "../../../cli/src/conformance/vectors.ts";

const SPEC = join(import.meta.dirname, "../../../spec");
const MAIN = join(import.meta.dirname, "../../../cli/src/main.ts");
const HOST = "127.0.0.1";
const PATIENCE = 60_000;
/** The others are tried without a database (`live.test.ts`); of these two the store has to keep the evidence. */
const ENDINGS: readonly EndingName[] = ["fork", "pulse-number"];

let passed = 0;
let failed = 0;

function heard({ id, outcome, expected, came }: Result): void {
  if (outcome === "passed") passed += 1;
  if (outcome !== "failed") return;
  failed += 1;
  console.log(`not ok ${id}: expected ${expected}, came ${came}`);
}

const signal = new AbortController().signal;
const workDir = await mkdtemp(join(tmpdir(), "setu-conformance-"));
try {
  const adapter = openAdapter(`"${process.execPath}" "${MAIN}" conformance answer`);
  await runChecks(vectorChecks(SPEC, adapter), signal, heard);
  await adapter.close();
  for (const end of ENDINGS) await judge(end);
} catch (error) {
  console.error(error);
  failed += 1;
} finally {
  await rm(workDir, { recursive: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

async function judge(end: EndingName): Promise<void> {
  const began = performance.now();
  const database = await migratedDatabase();
  const home = join(workDir, end);
  try {
    const card = await initNode(home, await configOf("ca", "in", database.url));
    const bed = await makeBed(join(workDir, `bed-${end}`), Buffer.from(formatCard(card)), {
      host: HOST,
      port: await freePort(),
    });
    acceptCard(home, Buffer.from(formatCard(bed.own)), fingerprint(bed.own));
    const node = await startNode({ home });
    try {
      await runLive({ bed, spec: SPEC, end, patience: PATIENCE, testNode: false, signal, heard });
    } finally {
      await node.stop();
    }
  } finally {
    await database.drop();
  }
  console.log(`ended by ${end} after ${Math.round((performance.now() - began) / 1000)} s`);
}
