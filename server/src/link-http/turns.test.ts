import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeQuestion, encodeReply, parseQuestion, parseReply, type Reply } from "./turn-messages.ts";
import { Turns } from "./turns.ts";

const never = () => {};
const body = Uint8Array.of(1, 2, 3);
const replyTo = (id: string, bytes: Uint8Array): Reply => ({ id, refusal: null, body: bytes });
const SILENT = { code: "PEER_SILENT" };

test("a question goes with the call that is held, and its answer comes with the next call", async () => {
  const turns = new Turns();
  const held = turns.call("main", null, never);
  const answer = turns.ask("main", "POST", "main/hello", body);
  const question = await held;
  assert.deepEqual([question?.method, question?.path, question?.body], ["POST", "main/hello", body]);
  void turns.call("main", replyTo(question!.id, Uint8Array.of(9)), never);
  assert.deepEqual(await answer, Uint8Array.of(9));
});

test("a question that comes between two calls waits for the next one", async () => {
  const turns = new Turns(1);
  assert.equal(await turns.call("main", null, never), null);
  const answer = turns.ask("main", "POST", "main/hello", body);
  const question = await turns.call("main", null, never);
  void turns.call("main", replyTo(question!.id, body), never);
  assert.deepEqual(await answer, body);
});

test("nobody calls: the question fails at once and does not wait for its time", async () => {
  await assert.rejects(new Turns().ask("main", "POST", "main/hello", body), SILENT);
});

test("an answer that was lost on its way fails the question; a late one answers no other question", async () => {
  const turns = new Turns();
  const held = turns.call("main", null, never);
  const first = turns.ask("main", "POST", "main/hello", body);
  const lost = assert.rejects(first, SILENT);
  const { id } = (await held)!;
  const again = turns.call("main", null, never);
  await lost;
  const second = turns.ask("main", "POST", "main/hello", body);
  const refused = assert.rejects(second, SILENT);
  await again;
  void turns.call("main", replyTo(id, body), never);
  await refused;
});

test("a call whose connection has ended takes no question with it, and the newest call counts", async () => {
  const turns = new Turns();
  let cut = never;
  const dead = turns.call("main", null, (end) => (cut = end));
  cut();
  assert.equal(await dead, null);
  const old = turns.call("main", null, never);
  const newest = turns.call("main", null, never);
  assert.equal(await old, null);
  void turns.ask("main", "POST", "main/hello", body).catch(never);
  assert.equal((await newest)?.path, "main/hello");
  turns.stop();
});

test("a long question that was cut on its way is lost at once and keeps its lane from no other process", async (t) => {
  const turns = new Turns();
  let cut = never;
  const held = turns.call("main", null, (lost) => (cut = lost));
  const lost = assert.rejects(turns.ask("main", "POST", "main/push/x", new Uint8Array(4_000_000)), SILENT);
  await held;
  cut();
  await lost;
  const now = performance.now();
  t.mock.method(performance, "now", () => now + 6_000);
  assert.equal(turns.attached("main"), false);
});

test("whoever calls a node that has stopped is not held", async () => {
  const turns = new Turns();
  turns.stop();
  assert.equal(await turns.call("main", null, never), null);
});

test("one lane's question does not wait for another's, and a stopped node keeps nobody waiting", async () => {
  const turns = new Turns();
  const [main, flash] = [turns.call("main", null, never), turns.call("flash", null, never)];
  const waits = assert.rejects(turns.ask("main", "POST", "main/push/x", body), SILENT);
  await main;
  await assert.rejects(turns.ask("main", "POST", "main/push/x", body), { code: "BUSY" });
  const other = turns.ask("flash", "POST", "flash/push/x", body);
  void turns.call("flash", replyTo((await flash)!.id, body), never);
  await other;
  turns.stop();
  await waits;
  await assert.rejects(turns.ask("flash", "POST", "flash/push/x", body), SILENT);
});

test("questions and replies are read back, and what is none is refused", () => {
  const id = "0".repeat(32);
  const question = { id, method: "GET", path: "file/x/0", body } as const;
  assert.deepEqual(parseQuestion(encodeQuestion(question)), question);
  assert.deepEqual(parseReply(encodeReply(id, null, 0, body)), { id, refusal: null, body });
  const over = parseReply(encodeReply(id, "OVER_QUOTA", 5, body))?.refusal;
  assert.deepEqual([over?.code, over?.detail["retry"]], ["OVER_QUOTA", 5]);
  assert.equal(parseReply(new Uint8Array()), null);
  const good = encodeQuestion(question);
  for (let end = 1; end < good.length; end++)
    assert.throws(() => parseQuestion(good.subarray(0, end)), { code: "BAD_BUNDLE" }, `cut at ${end}`);
  assert.throws(() => parseQuestion(Uint8Array.of(...good, 0)), { code: "BAD_BUNDLE" });
  assert.throws(() => parseQuestion(encodeQuestion({ ...question, path: "../etc" })), { code: "BAD_FIELD" });
  assert.throws(() => parseQuestion(encodeQuestion({ ...question, id: "x" })), { code: "BAD_FIELD" });
  assert.throws(() => parseReply(good), { code: "BAD_FIELD" });
});
