// Has Go judge the logs of two linked nodes, as each of them exports its own and the other's.
//
// Needs Go and, the first time, the Go module proxy. The last line is "N passed, N failed"; exit code 1 if any check
// failed or none ran.
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Accepted } from "@setu/requests";
import { MANIFEST_PATH, parseManifest } from "@setu/link/review.ts";
import { exportLog } from "@setu/server";
import { twoNodes, type TwoNodes } from "@setu/server/node/two-nodes.fixture.ts";
import { exportReview } from "@setu/server/review/export.ts";
import { reviewNode } from "@setu/server/review/node.ts";
import { formatVkey } from "tlog";
import { ask, journey, officer, ORIGINS, rest } from "../../abuse/journey.fixture.ts";
import { buildVerifier, verifyDirectory, type Verdict } from "../tlog/go.ts";

/** Crosses the border of a tile of 256 in one of the logs. */
const REQUESTS = { ca: 260, in: 30 } as const;
const SIDES = ["ca", "in"] as const;
const ABREAST = 10;

let passed = 0;
let failed = 0;

function report(about: string, verdict: Verdict): void {
  for (const line of [...verdict.passed, ...verdict.failed]) console.log(`${line} (${about})`);
  passed += verdict.passed.length;
  failed += verdict.failed.length;
}

const said = (about: string, holds: boolean): Verdict =>
  holds ? { passed: [`ok ${about}`], failed: [] } : { passed: [], failed: [`not ok ${about}`] };

const workDir = await mkdtemp(join(tmpdir(), "setu-interop-"));
try {
  const binary = buildVerifier(workDir);
  const nodes = await twoNodes();
  try {
    await work(nodes);
    for (const origin of ORIGINS) await judge(nodes, binary, origin);
    for (const side of SIDES) await judgeReview(nodes, binary, side);
  } finally {
    await nodes.close();
  }
} catch (error) {
  console.error(error);
  failed += 1;
} finally {
  await rm(workDir, { recursive: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

async function work(nodes: TwoNodes): Promise<void> {
  await journey(nodes, ask(), "not-held");
  for (const side of SIDES) {
    const browser = await officer(nodes[side].url, `${side}.officer-1`);
    for (let sent = 0; sent < REQUESTS[side]; sent += ABREAST) {
      const commands = Array.from({ length: ABREAST }, () => ask());
      await Promise.all(commands.map((command) => browser.post<Accepted>("/api/requests", { command })));
    }
  }
  await rest(nodes, ORIGINS);
}

/** What reviewers get: every log of the folder is a directory that Go reads, the home log among them. */
async function judgeReview(nodes: TwoNodes, binary: string, side: (typeof SIDES)[number]): Promise<void> {
  const { store, desk } = nodes[side];
  if (!desk) throw new Error("the node has no peer");
  const folder = join(workDir, "review", side);
  const node = reviewNode(nodes.homes[side], store, desk.ports);
  await exportReview(node, folder, { by: "ca.oversight-1" as never, sample: null, withheld: new Map() });
  const { logs } = parseManifest(await readFile(join(folder, MANIFEST_PATH)));
  for (const { origin, of, size, keys } of logs) {
    const owner = of === "peer" ? SIDES.find((each) => each !== side) : side;
    const log = owner && nodes[owner].card.logs.find(([key]) => key?.name === origin);
    const vkeys = of === "home" ? keys : (log ?? []).map(formatVkey);
    const verdict = verifyDirectory(binary, join(folder, origin), origin, vkeys);
    report(`${origin} of ${size}, for reviewers of ${side}`, verdict);
  }
}

/** The owner's export, the holder's copy, and the owner's again under the receipt, which the holder has cosigned. */
async function judge(nodes: TwoNodes, binary: string, origin: string): Promise<void> {
  const [owner, holder] = origin.startsWith("ca/") ? SIDES : SIDES.toReversed();
  if (!owner || !holder) return;
  const log = nodes[owner].card.logs.find(([key]) => key?.name === origin) ?? [];
  const vkeys = log.map(formatVkey);
  const dirs = { [owner]: join(workDir, owner, origin), [holder]: join(workDir, holder, origin) };
  let size = 0;
  for (const side of SIDES) {
    const dir = dirs[side] ?? "";
    size = await exportLog(nodes[side].store, origin, dir);
    report(`${origin} of ${size}, from ${side}`, verifyDirectory(binary, dir, origin, vkeys));
  }

  const cosigned = join(workDir, "cosigned", origin);
  await cp(dirs[owner] ?? "", cosigned, { recursive: true });
  const receipt = await nodes[owner].store.tx((tx) => tx.receiptUpTo(origin, size - 1, size));
  await writeFile(join(cosigned, "checkpoint"), receipt?.note ?? "");
  const all = [...vkeys, ...nodes[holder].card.mirror.map(formatVkey)];
  report(`${origin} of ${size}, cosigned by ${holder}`, verifyDirectory(binary, cosigned, origin, all));

  // A judge that accepts everything would be worth nothing.
  const uncosigned = verifyDirectory(binary, dirs[owner] ?? "", origin, all).failed.length > 0;
  report(origin, said("Go refuses a checkpoint without the cosignatures", uncosigned));
  const path = join(cosigned, "tile/0", size < 256 ? `000.p/${size}` : "000");
  const bytes = await readFile(path);
  await writeFile(path, bytes.with(0, (bytes[0] ?? 0) ^ 1));
  const changed = verifyDirectory(binary, cosigned, origin, all).failed.length > 0;
  report(origin, said("Go refuses a changed tile", changed));
}
