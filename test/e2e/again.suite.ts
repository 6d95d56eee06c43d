import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { suite, test } from "node:test";
import type { Clock, RequestList, RequestView } from "@setu/requests";
import { accountsAt, signIn } from "../../cli/src/client.ts";
import { MAIN, startDemo, type Demo, type Stage } from "./demo.fixture.ts";
import { until } from "./nodes.fixture.ts";

/** Process ids of the demo's two nodes. Linux only, as the tests of PostgreSQL are. */
const children = ({ process: { pid } }: Demo): readonly number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);

const isNode = (pid: number): boolean =>
  readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("start\0--json");
const runs = (pid: number): boolean => readdirSync("/proc").includes(String(pid));

const setu = (...args: readonly string[]) =>
  spawnSync(process.execPath, [MAIN, ...args], { encoding: "utf8" });
const hasWholeFile = ({ timeline }: RequestView): boolean =>
  timeline.some(({ attachments }) => attachments.some(({ parts }) => parts.have === parts.all));

async function caseload({ nodes }: Demo): Promise<readonly string[]> {
  const [canada] = nodes;
  const client = await signIn({ url: canada?.address ?? "", account: "ca.officer-1" });
  const { rows } = await client.get<RequestList>("/requests?view=all");
  return rows
    .map(({ status, lane, clock }) => `${lane} ${status}${isOverdue(clock) ? " overdue" : ""}`)
    .toSorted();
}

const isOverdue = ({ state, due }: Clock): boolean => state === "running" && due !== null && due < Date.now();

export const begunAgain = (stage: Stage): void =>
  void suite("the demo begins again, whatever was killed", () => {
    const { folder, home } = stage;

    test("the caseload is in every state that an officer meets", async () => {
      const statuses = await caseload(stage.demo);
      const wanted = [
        "main received",
        "main in-work",
        "main in-work overdue",
        "flash in-work",
        "main clarification-asked",
        "main clarification-given",
        "main part-answered",
        "main answered",
        "main refused",
        "main part-answered-rest-refused",
        "main withdrawn",
        "main closed-answered",
      ];
      for (const status of wanted)
        assert.ok(statuses.includes(status), `${status} is not among ${statuses.join(", ")}`);
    });

    test("what was written before anybody came is proven like everything else, and its files have crossed", async () => {
      const [canada] = stage.demo.nodes;
      const client = await signIn({ url: canada?.address ?? "", account: "ca.officer-1" });
      const { rows } = await client.get<RequestList>("/requests?view=sent&state=any");
      const item = rows.find(({ status }) => status === "part-answered")?.item ?? "";
      const view = () => client.get<RequestView>(`/requests/${encodeURIComponent(item)}`);
      const { timeline, home: ours } = await until("the declaration", view, hasWholeFile, 20_000);
      assert.equal(ours.assignee, "ca.officer-1", "who asked has it");
      const ask = timeline.find((act) => act.do === "ask");
      assert.ok(ask?.delivery.receipted && ask.delivery.applied && ask.delivery.opened);
      assert.ok(Math.abs(ask.delivery.receipted - ask.at) < 60_000, "in its own time, not now");
      const proof = join(folder, "past.proof");
      const answer = await client.download(`/requests/${encodeURIComponent(item)}/proofs/${ask.id}`);
      writeFileSync(proof, Buffer.concat(await Array.fromAsync(answer as AsyncIterable<Buffer>)));
      const cards = ["canada", "india"].map((node) => {
        const card = join(folder, `${node}.card.json`);
        writeFileSync(card, setu("card", "--home", join(home, node)).stdout);
        return card;
      });
      const { status, stderr } = setu("verify", proof, "--keys", ...cards, "--json");
      assert.equal(status, 0, stderr);
    });

    test("a node that is killed is started again at the same address", async () => {
      const [victim] = children(stage.demo).filter(isNode);
      assert.ok(victim);
      process.kill(victim, "SIGKILL");
      await until(
        "the end of the node",
        async () => runs(victim),
        (alive) => !alive,
        5_000,
      );
      for (const { address, accounts } of stage.demo.nodes) {
        await until(
          address,
          () => accountsAt(address),
          (found) => found.length === accounts.length,
          20_000,
        );
      }
    });

    test("a second demo on the same folder is refused", async () => {
      await assert.rejects(startDemo(home), /a demo runs on .* already \(BUSY\)|"code":"BUSY"/);
    });

    test("after the whole of it was killed it starts again with everything in it", async () => {
      const before = await caseload(stage.demo);
      const nodes = children(stage.demo).filter(isNode);
      const exit = once(stage.demo.process, "exit");
      stage.demo.process.kill("SIGKILL");
      await exit;
      assert.deepEqual(await caseload(await stage.startDemo()), before);
      // A node that has lost its demo stops in order, which takes it some seconds.
      for (let waits = 0; waits < 50 && nodes.some(runs); waits++) await sleep(200);
      assert.deepEqual(nodes.filter(runs), [], "a node outlived its demo");
    });

    test("a seeding that was cut short is begun again", async () => {
      const before = await caseload(stage.demo);
      assert.equal(await stage.demo.stop(), 0);
      rmSync(join(home, "seeded"));
      assert.deepEqual(await caseload(await stage.startDemo()), before);
    });
  });
