import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { TRAINING_FROM, type Json } from "@setu/core";
import type { Accepted, RequestList, RequestView, SignInWays } from "@setu/requests";
import { signIn } from "../../cli/src/client.ts";
import { ASKS } from "../../cli/src/training/asks.ts";
import { askOf, asksNow } from "../../cli/src/training/beginning.ts";
import { BEHAVIOURS, behaviourOf, NAMES } from "../../cli/src/training/behaviours.ts";
import { askCommand } from "../../server/src/node/two-nodes.fixture.ts";
import { parseCommand } from "../../server/src/requests/command.ts";
import { MAIN, remove, temporary, type DemoNode } from "./demo.fixture.ts";

const folder = temporary();
const home = join(folder, "training");
after(() => remove(folder));

const start = async () => {
  const args = [
    MAIN,
    "training",
    "--json",
    "--home",
    home,
    "--port",
    "0",
    "--partner",
    "answers",
    "--pace",
    "0.2",
  ];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout }), "line"),
    once(child, "exit").then(([code]) => Promise.reject(new Error(`it ended with ${code}`))),
  ])) as [string];
  const { nodes } = JSON.parse(line) as { nodes: readonly DemoNode[] };
  const stop = async () => {
    const gone = once(child, "exit");
    child.kill("SIGINT");
    await gone;
  };
  return { nodes, stop };
};
const run = (...args: readonly string[]) =>
  execFileSync(process.execPath, [MAIN, "training", ...args, "--home", home], { stdio: "pipe" });

test("every request is met in one of the ways, the same each time, and every way is met", () => {
  const items = Array.from({ length: 200 }, (_, i) => `ca:${i}`);
  assert.deepEqual(new Set(items.map((item) => behaviourOf("1", item))), new Set(NAMES));
  for (const item of items) assert.equal(behaviourOf("1", item), behaviourOf("1", item));
  assert.ok(items.some((item) => behaviourOf("1", item) !== behaviourOf("2", item)));
  assert.deepEqual(BEHAVIOURS.silent, {});
});

test("the partner begins at once, goes on when it has been quiet, never leaves more than two open, and asks each thing once", () => {
  const now = 10_000_000;
  assert.ok(asksNow({ total: 0, open: 0, last: 0 }, now, 1));
  assert.ok(!asksNow({ total: 1, open: 1, last: now - 60_000 }, now, 1));
  assert.ok(asksNow({ total: 1, open: 1, last: now - 60_000 }, now, 0.2), "a faster pace");
  assert.ok(asksNow({ total: 1, open: 1, last: now - 300_000 }, now, 1));
  assert.ok(!asksNow({ total: 2, open: 2, last: 0 }, now, 1));
  const asks = Array.from({ length: 6 }, (_, n) => askOf("1", n, "ca-2026.1"));
  for (const ask of asks) parseCommand(JSON.parse(JSON.stringify(ask)) as Json, Date.now());
  assert.equal(new Set(asks.map(({ id }) => id)).size, 6);
  assert.equal(new Set(asks.map(({ body }) => body?.title)).size, 3);
  assert.deepEqual(askOf("1", 4, "ca-2026.1"), asks[4], "sent twice it is one");
});

test("from `setu training` to an answered request, on nodes that say what they are; paused, nobody answers", async () => {
  const { nodes, stop } = await start();
  try {
    const url = nodes.find(({ party }) => party === "ca")?.address ?? "";
    const client = await signIn({ url, account: "ca.officer-1" });
    const { training } = await client.get<SignInWays>("/sign-in");
    assert.equal(training, true);
    assert.equal(client.session.peer?.name.en, "TRAINING · India");
    assert.equal(client.session.officer.name, "Officer A. Tremblay (training)");
    const { instance } = JSON.parse(readFileSync(join(home, "canada", "node.json"), "utf8")) as {
      instance: number;
    };
    assert.ok(instance >= TRAINING_FROM);
    assert.match(
      readFileSync(join(home, "canada", "node.log"), "utf8"),
      /"event":"started",.*"training":"yes"/,
    );
    run("pause");
    const { item } = await client.post<Accepted>("/requests", { command: askCommand({ lane: "flash" }) });
    const view = () => client.get<RequestView>(`/requests/${encodeURIComponent(item)}`);
    const dids = async () =>
      (await view()).timeline.filter(({ side }) => side === "them").map(({ do: what }) => what);
    await sleep(4_000);
    assert.deepEqual(await dids(), [], "it is paused");
    run("go-on");
    const end = performance.now() + 60_000;
    while (!(await dids()).includes("answer") && performance.now() < end) await sleep(500);
    assert.deepEqual(
      (await dids()).filter((what) => what !== "opened"),
      ["acknowledge", "answer"],
    );
    const inbox = () => client.get<RequestList>("/requests?view=inbox&state=open");
    while ((await inbox()).total === 0 && performance.now() < end) await sleep(500);
    const { rows } = await inbox();
    assert.equal(rows.length, 1, "it begins by itself, and once");
    assert.ok(
      ASKS.some(({ title }) => title === rows[0]?.title),
      rows[0]?.title ?? "",
    );
    // What leaves the node by hand says it to whoever verifies it, though card and proof look like live ones.
    const [proof, cards] = [
      join(folder, "act.tlog-proof"),
      ["canada", "india"].map((each) => join(home, each, "peer.card.json")),
    ];
    const path = `/requests/${encodeURIComponent(item)}/proofs/${(await view()).timeline[0]?.id}`;
    writeFileSync(proof, await (await client.download(path)).toArray().then((parts) => Buffer.concat(parts)));
    const verified = execFileSync(process.execPath, [MAIN, "verify", proof, "--keys", ...cards], {
      encoding: "utf8",
      stdio: "pipe",
    });
    assert.match(verified, /^TRAINING: .* Nothing in it is real\.\n/);
    assert.throws(() => run("reset"), "nothing is destroyed under running nodes");
  } finally {
    await stop();
  }
  run("reset");
  assert.throws(() => readFileSync(join(home, "canada", "node.json")), { code: "ENOENT" });
});
