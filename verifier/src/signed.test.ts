import assert from "node:assert/strict";
import { test } from "node:test";
import type { Count } from "@setu/core";
import { parseCheckpoint, parseNote, signCheckpoint } from "tlog";
import {
  formerSigners,
  HOME,
  history,
  logSigners,
  mirror,
  OWN,
  PARTY,
  PEER,
  write,
} from "./export.fixture.ts";
import { codes, first, look } from "./look.fixture.ts";

test("a receipt counts under the other side's signature alone, and a pulse once it is received", async () => {
  const made = history();
  const { note, size } = made.receipts[1]!;
  const { text } = parseNote(note);
  const head = parseCheckpoint(text);
  // The node itself in the place of the other side, either alone, and a stranger beside both.
  const both = [...logSigners(OWN), ...mirror(PEER)];
  const others = [[...logSigners(OWN), ...mirror(PARTY)], mirror(PEER), logSigners(OWN)];
  for (const by of [...others, [...both, ...mirror("zz")]]) {
    const forged = signCheckpoint(head, by, 1_800_000_000);
    const receipts = [made.receipts[0]!, { size, note: forged }, ...made.receipts.slice(2)];
    const { report } = await look({ ...made, receipts });
    assert.ok(codes(report).includes("receipt-bad"));
    assert.equal(report.logs[0]?.attested?.size, 11);
  }
  const early = await look({ ...made, receipts: made.receipts.slice(0, 1) });
  assert.deepEqual(codes(early.report), []);
  const home = early.report.logs.find(({ origin }) => origin === HOME);
  assert.equal(home?.attested?.size, 10);
  assert.deepEqual(first(early.report, "tail-unpinned", HOME)[1], 10);
  assert.deepEqual(first(early.report, "tail-uncosigned")[1], 11);
});

test("receipts under keys that those of the card have followed count; under others, or none that it names, they do not", async () => {
  const made = history();
  const { note, size } = made.receipts[0]!;
  const head = parseCheckpoint(parseNote(note).text);
  const under = async (by: ReturnType<typeof mirror>, followed: boolean) => {
    const receipts = [{ size, note: signCheckpoint(head, by, 1_800_000_000) }, ...made.receipts.slice(1)];
    return codes((await look({ ...made, receipts, followed })).report);
  };
  const former = [...formerSigners(OWN), ...mirror(PEER)];
  assert.deepEqual(await under(former, true), []);
  assert.ok((await under(former, false)).includes("receipt-bad"));
  assert.ok((await under([...formerSigners(OWN), ...mirror(PARTY)], true)).includes("receipt-bad"));
});

test("what has nobody else's word for more than an hour is asked after", async () => {
  const made = history();
  made.receipts = made.receipts.slice(0, 3);
  write(made, HOME, null);
  const late = (await look({ ...made, made: made.made + 2 * 3_600_000 })).report;
  assert.deepEqual([codes(late), late.verdict], [["pin-late", "tail-late"], "gaps"]);
  assert.deepEqual([first(late, "tail-late")[1], first(late, "pin-late", HOME)[1]], [33, 30]);
  assert.deepEqual(codes((await look({ ...made, made: made.made + 60_000 })).report), []);
});

test("receipts out of order, a leaf that is none and a time that goes back are said", async () => {
  const made = history();
  const { report } = await look({ ...made, receipts: made.receipts.toReversed() });
  assert.ok(codes(report).includes("receipt-bad"));
  const broken = history();
  broken.logs[HOME]![7]!.leaf = new TextEncoder().encode("{}");
  assert.equal(first((await look(broken)).report, "leaf-malformed", HOME)[1], 7);
  const moved = history();
  moved.logs[HOME]!.splice(7, 2, moved.logs[HOME]![8]!, moved.logs[HOME]![7]!);
  assert.equal(first((await look(moved)).report, "time-backwards", HOME)[1], 8);
});

test("a pulse that is left out, closed, or of another node is said", async () => {
  const without = history();
  without.pulses[OWN]?.splice(1, 1);
  assert.deepEqual(codes((await look(without)).report), ["pulse-missing"]);
  const closed = history();
  closed.pulses[OWN]![1] = { ...closed.pulses[OWN]![1]!, home: null };
  assert.deepEqual(first((await look(closed)).report, "pulse-unopened"), [undefined, 21, undefined]);
  const moved = history();
  moved.pulses[OWN]![1] = { ...moved.pulses[OWN]![1]!, pos: 20 as Count };
  assert.deepEqual(first((await look(moved)).report, "pulse-wrong"), [undefined, 20, undefined]);
  const salted = history();
  const { home } = salted.pulses[OWN]![2]!;
  salted.pulses[OWN]![2] = { ...salted.pulses[OWN]![2]!, home: { ...home!, salt: new Uint8Array(64) } };
  assert.deepEqual(first((await look(salted)).report, "home-differs", HOME), [undefined, 20, 30]);
});

test("what the other side's pulses say it holds must be shown", async () => {
  const made = history();
  made.receipts = made.receipts.slice(0, 2);
  made.logs[OWN]?.splice(30);
  made.pulses[OWN]?.splice(2);
  const { report } = await look(made);
  assert.deepEqual(first(report, "pulse-beyond"), [undefined, 30, undefined]);
});
