import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "node:test";
import type { Event } from "@setu/requests";
import { Hono } from "hono";
import { Events } from "./events.ts";

const item = (name: string): Event => ({ kind: "item", item: name });
const isShown = (event: Event): boolean => event.kind !== "item" || event.item !== "hidden";

/** A reader who may not hear of what is called hidden. */
async function listening(events: Events, everyMs: number, headers: Record<string, string> = {}) {
  let judged = 0;
  const app = new Hono().get("/", (c) =>
    events.stream(c, "ca.reader", async (batch) => (judged++, batch.filter(isShown)), everyMs),
  );
  const reader = (await app.request("/", { headers })).body?.getReader();
  assert.ok(reader);
  let text = "";
  const reads = (async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read())
      text += Buffer.from(part.value).toString();
  })();
  const when = async (holds: () => boolean) => {
    for (let n = 0; n < 400 && !holds(); n++) await sleep(5);
    assert.ok(holds(), text);
  };
  await when(() => text.includes(": open"));
  return {
    text: () => text,
    judged: () => judged,
    when,
    close: async () => (await reader.cancel(), await reads),
  };
}

test("a stream shows nothing of what its reader may not hear: no byte, and no number passed over", async () => {
  const events = new Events();
  const reader = await listening(events, 60_000);
  for (let n = 1; n <= 3; n++) {
    events.send(item("hidden"));
    await reader.when(() => reader.judged() === n);
  }
  events.send(item("shown"));
  await reader.when(() => reader.text().includes("shown"));
  assert.equal(reader.text(), `: open\n\ndata: ${JSON.stringify(item("shown"))}\nid: 1\n\n`);
  await reader.close();
});

test("the sign of life comes at its time, however much happens that is not told", async () => {
  const events = new Events();
  const reader = await listening(events, 200);
  const busy = setInterval(() => events.send(item("hidden")), 20);
  await reader.when(() => reader.text().includes(": here"));
  clearInterval(busy);
  assert.ok(reader.judged() > 2 && !reader.text().includes("hidden"), reader.text());
  await reader.close();
});

test("who has listened before is told to look again, whatever number she brings", async () => {
  const events = new Events();
  for (const brought of ["1", "17", "nonsense"]) {
    const reader = await listening(events, 60_000, { "last-event-id": brought });
    await reader.when(() => reader.text().includes('{"kind":"link"}\nid: 1\n'));
    await reader.close();
  }
});

test("what concerns one officer wakes no other's stream; to be asked again shows nothing", async () => {
  const events = new Events();
  const reader = await listening(events, 60_000);
  events.send({ kind: "notice", id: 1 }, "ca.other");
  events.ask();
  await reader.when(() => reader.judged() === 1);
  assert.equal(reader.text(), ": open\n\n");
  events.send({ kind: "notice", id: 2 }, "ca.reader");
  await reader.when(() => reader.judged() === 2);
  assert.equal(reader.text(), `: open\n\ndata: {"kind":"notice","id":2}\nid: 1\n\n`);
  await reader.close();
});

test("an alert is told before the backlog that still waits, and all of it is told once", async () => {
  const events = new Events();
  const reader = await listening(events, 60_000);
  for (let n = 0; n < 200; n++) events.send(item(`backlog-${n}`));
  events.send(item("alert"), undefined, true);
  await reader.when(() => reader.text().split("data: ").length === 202);
  assert.ok(reader.text().includes(`data: ${JSON.stringify(item("alert"))}\nid: 1\n`), reader.text());
  assert.ok(reader.text().includes(`data: ${JSON.stringify(item("backlog-0"))}\nid: 2\n`), "then in order");
  assert.ok(reader.judged() > 6, "not all at once");
  await reader.close();
});
