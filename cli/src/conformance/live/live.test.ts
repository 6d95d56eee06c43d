import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { ENDINGS as NAMED } from "../../conformance-command.ts";
import { runChecks, type Check, type Result } from "../check.ts";
import { ENDINGS, type EndingName } from "./endings.ts";
import { liveChecks, runLive } from "./live.ts";
import { Session } from "./session.ts";
import { tested, type Tested } from "./tested.fixture.ts";
import { BENT } from "./bent.fixture.ts";

const SPEC = join(import.meta.dirname, "../../../../spec");
const NEVER = new AbortController().signal;

const wrong = (results: readonly Result[]): string[] =>
  results.flatMap(({ id, outcome, expected, came }) =>
    outcome === "failed" ? [`${id}: expected ${expected}, came ${came}`] : [],
  );

const whole = (node: Tested, heard: (result: Result) => void = () => {}, signal = NEVER) =>
  runLive({ bed: node.bed, spec: SPEC, end: "fork", patience: 20_000, testNode: false, signal, heard });

/** Some of the checks, after those that open the conversation. */
async function some(node: Tested, names: RegExp, end: EndingName = "fork"): Promise<readonly Result[]> {
  const session = new Session({ bed: node.bed, patience: 8_000, signal: NEVER });
  await session.listen();
  try {
    const before = /^live\/(?:sender\/first|receipt\/)/;
    const wanted = ({ id }: Check) => names.test(id) || before.test(id);
    return await runChecks(liveChecks(session, { spec: SPEC, end }).filter(wanted), NEVER, () => {});
  } finally {
    await session.close();
  }
}

// Most of it is waiting: several nodes at once take the time of one.
describe("a peer that means no good", { concurrency: 4 }, () => {
  test("a node whose link is ours does all that is asked; afterwards its link has stopped, and the bed is used up", async () => {
    const node = await tested();
    try {
      const heard: string[] = [];
      const { results, complete } = await whole(node, ({ id }) => heard.push(id));
      assert.deepEqual(wrong(results), []);
      assert.ok(complete && results.length > 120);
      assert.deepEqual(
        heard,
        results.map(({ id }) => id),
      );
      assert.equal(new Set(heard).size, heard.length);
      // Whoever is only called for is asked nothing else (load/call).
      assert.deepEqual(
        results.flatMap(({ id, outcome }) => (outcome === "skipped" ? [id] : [])),
        ["live/load/call"],
      );
      await assert.rejects(whole(node), /refused with 423 LINK_STOPPED/);
    } finally {
      await node.close();
    }
  });

  for (const [what, { bends, looked, named, end }] of Object.entries(BENT))
    test(`a node that ${what} is found out`, async () => {
      const node = await tested(bends);
      try {
        const failed = (await some(node, looked, end)).filter(({ outcome }) => outcome === "failed");
        const ids = failed.map(({ id }) => id);
        assert.ok(
          named.every((id) => ids.includes(id)),
          `${named.join()} among: ${wrong(failed).join("\n")}`,
        );
        // What is right is not accused.
        assert.deepEqual(
          ids.filter((id) => !named.includes(id)),
          [],
          wrong(failed).join("\n"),
        );
      } finally {
        await node.close();
      }
    });

  for (const end of Object.keys(ENDINGS).filter((name) => name !== "fork") as EndingName[])
    test(`the link of a node stops at the ending ${end}`, async () => {
      const node = await tested();
      try {
        assert.deepEqual(wrong(await some(node, /^live\/(?:entry\/good|end\/)/, end)), []);
      } finally {
        await node.close();
      }
    });

  test("the command line knows every ending", () => {
    assert.deepEqual(NAMED, Object.keys(ENDINGS));
  });

  test("a run that is stopped ends after the check that is under way, and attests nothing", async () => {
    const node = await tested();
    const stop = new AbortController();
    try {
      const { results, complete } = await whole(node, () => stop.abort(), stop.signal);
      assert.equal(complete, false);
      assert.equal(results.length, 1);
    } finally {
      await node.close();
    }
  });

  test("a node that has spoken to another peer is not tested, unless it is said to be a test node", async () => {
    const node = await tested({ past: true });
    try {
      await assert.rejects(whole(node), { code: "USAGE" });
    } finally {
      await node.close();
    }
  });
});
