import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import type { Json } from "@setu/core";
import { openAdapter, type Adapter, type Answer } from "./adapter.ts";
import { runChecks, type Result } from "./check.ts";
import { answerLine } from "./own-answers.ts";
import { READINGS, vectorChecks } from "./vectors.ts";

const SPEC = join(import.meta.dirname, "../../../spec");
const NEVER = new AbortController().signal;

type Fields = Readonly<Record<string, Json>>;

/** Our own implementation in this process, with one thing bent. */
const ours = (bend: (asked: Fields, answer: Fields) => Fields = (_, answer) => answer): Adapter => ({
  ask: async (question) => {
    const { n: _, ...answer } = bend(question, JSON.parse(answerLine(JSON.stringify(question))) as Fields);
    return answer as Answer;
  },
  close: async () => {},
});

const judged = async (adapter: Adapter): Promise<readonly Result[]> =>
  runChecks(vectorChecks(SPEC, adapter), NEVER, () => {});

test("every file of vectors is read", () => {
  const files = readdirSync(join(SPEC, "vectors")).map((name) => name.replace(/\.json$/, ""));
  assert.deepEqual(new Set(READINGS.map(({ file }) => file)), new Set(files));
});

test("this implementation answers every vector as spec/ says", async () => {
  const results = await judged(ours());
  assert.deepEqual(
    results.filter(({ outcome }) => outcome !== "passed"),
    [],
  );
  assert.ok(results.length > 500);
  assert.equal(new Set(results.map(({ id }) => id)).size, results.length);
});

/** One rule broken in each; the checks that name it. */
const BENT: Readonly<Record<string, readonly [(asked: Fields, answer: Fields) => Fields, RegExp]>> = {
  "numbers are rounded": [
    (asked, answer) =>
      answer["code"] === "BAD_NUMBER" ? { value: { bytes: asked["bytes"] ?? "" } } : answer,
    /^vectors\/(?:canonical|keys|leaves|acts|persons|bundles|subsets)\/(?:invalid|bounded)\//,
  ],
  "every refusal is one code": [
    (_, answer) => (answer["code"] === undefined ? answer : { code: "BAD_FIELD" }),
    /^vectors\/(?:acts|bundles|canonical|keys|leaves|mla|persons|subsets|suspensions|seal)\//,
  ],
  "a refusal names another field": [
    (_, answer) => (answer["field"] === undefined ? answer : { ...answer, field: "x" }),
    /^vectors\/(?:acts|keys|leaves|persons|suspensions)\/invalid\//,
  ],
  "what opens under a wrong commitment is believed": [
    (_, answer) => (answer["code"] === "COMMITMENT_MISMATCH" ? { value: { plaintext: "" } } : answer),
    /^vectors\/seal\/open\/.* not what the leaf commits to$/,
  ],
  "a void act counts": [
    (asked, answer) =>
      asked["do"] === "fold" && answer["value"]
        ? { value: { ...(answer["value"] as Fields), void: {} } }
        : answer,
    /^vectors\/(?:requests|officers|agencies|individuals|permissions)-/,
  ],
  "leave outlives a narrowing": [
    (asked, answer) => {
      if (asked["do"] !== "leave") return answer;
      const matter = asked["matter"] as Fields;
      const entries = (matter["entries"] as readonly Fields[]).filter((each) => each["do"] !== "narrow");
      return JSON.parse(answerLine(JSON.stringify({ ...asked, matter: { ...matter, entries } }))) as Fields;
    },
    /^vectors\/leave\/narrowed/,
  ],
  "a suspended officer's act stands": [
    (asked, answer) =>
      asked["do"] === "judge" ? { value: { ...(answer["value"] as Fields), void: null } } : answer,
    /^vectors\/judged\//,
  ],
};

for (const [what, [bend, named]] of Object.entries(BENT))
  test(`an implementation in which ${what} fails, and the checks that fail say where`, async () => {
    const failed = (await judged(ours(bend))).filter(({ outcome }) => outcome === "failed");
    assert.ok(failed.length > 0);
    for (const { id } of failed) assert.match(id, named);
  });

test("an adapter is a program that is asked line by line; one that ends, or answers nonsense, fails what it was asked", async () => {
  const main = join(import.meta.dirname, "..", "main.ts");
  const program = openAdapter(`"${process.execPath}" "${main}" conformance answer`);
  try {
    const some = vectorChecks(SPEC, program).filter(({ id }) =>
      /^vectors\/(?:leaves|canonical|seal)\//.test(id),
    );
    const results = await runChecks(some, NEVER, () => {});
    assert.ok(results.length > 20);
    assert.ok(results.every(({ outcome }) => outcome === "passed"));
  } finally {
    await program.close();
  }
  for (const [command, said] of [
    ["exit 3", /ended with 3/],
    ["while read line; do echo nonsense; done", /NOT_JSON/],
    [`while read line; do echo '{"n":0,"value":1}'; done`, /another question/],
  ] as const) {
    const broken = openAdapter(command);
    const [first] = await runChecks(vectorChecks(SPEC, broken).slice(0, 1), NEVER, () => {});
    await broken.close();
    assert.equal(first?.outcome, "failed");
    assert.match(first?.came ?? "", said);
  }
});

test("an adapter may be an address; one that answers with more than it may, or not at all, fails what it was asked", async () => {
  let bend = (line: string): string => line;
  const server = createServer((request, response) => {
    void text(request).then((line) => response.end(bend(answerLine(line))));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const address = openAdapter(`http://127.0.0.1:${port}/`);
  const some = vectorChecks(SPEC, address).filter(({ id }) => id.startsWith("vectors/seal/"));
  assert.ok((await runChecks(some, NEVER, () => {})).every(({ outcome }) => outcome === "passed"));
  bend = () => " ".repeat(1024 * 1024 + 1);
  const [large] = await runChecks(some.slice(0, 1), NEVER, () => {});
  assert.match(large?.came ?? "", /^TOO_LARGE/);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  const [silent] = await runChecks(some.slice(0, 1), NEVER, () => {});
  assert.match(silent?.came ?? "", /^PEER_SILENT/);
});
