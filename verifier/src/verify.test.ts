import assert from "node:assert/strict";
import { test } from "node:test";
import { formatVkey, signCheckpoint } from "tlog";
import { exportOf, HOME, history, logSigners, OWN, PEER, sourceOf, THEIRS, write } from "./export.fixture.ts";
import { codes, first, look, yesterday } from "./look.fixture.ts";
import { memoryBytes, NOTHING, parseMemory, type Memory } from "./memory.ts";
import type { FindingCode } from "./report.ts";
import { verifyExport } from "./verify.ts";

test("a true export holds, and says how much of it the other side attests", async () => {
  const { report, memory } = await look(history());
  assert.deepEqual(codes(report), []);
  assert.equal(report.verdict, "whole");
  const [own, theirs, home] = report.logs;
  assert.deepEqual([own?.size, own?.attested?.size], [44, 44]);
  assert.deepEqual([theirs?.size, theirs?.attested], [44, null]);
  assert.deepEqual([home?.size, home?.attested?.size], [40, 40]);
  assert.ok(report.logs.every(({ signed }) => signed));
  assert.ok(memory);
});

test("what was seen is remembered, and more of it is a continuation", async () => {
  const { made, memory } = await yesterday();
  for (let i = 0; i < 300; i++) write(made, OWN, null);
  const { report } = await look(made, { memory });
  assert.deepEqual(codes(report), []);
  assert.deepEqual(
    report.logs.map(({ remembered, size }) => [remembered, size]),
    [
      [44, 344],
      [44, 44],
      [40, 40],
    ],
  );
  assert.ok(!codes(report, "all").includes("first-look"));
  assert.ok(!codes(report, "all").includes("cards-unchecked"));
});

test("a file that is missing or cut, a log that is gone, a card that is another: each is said", async () => {
  const files = await exportOf(history());
  const cases: [string, (copy: Map<string, Uint8Array>) => unknown, FindingCode][] = [
    ["entries", (copy) => copy.delete(`${OWN}/tile/entries/000.p/44`), "differs-from-tree"],
    ["cut", (copy) => copy.set(`${OWN}/receipts`, copy.get(`${OWN}/receipts`)!.slice(0, -9)), "file-changed"],
    ["checkpoint", (copy) => copy.delete(`${OWN}/checkpoint`), "checkpoint-bad"],
    ["no receipts", (copy) => copy.delete(`${OWN}/receipts`), "no-receipt"],
    ["no pulses", (copy) => copy.delete(`${OWN}/pulses`), "no-pulse"],
  ];
  for (const [what, change, code] of cases) {
    const copy = new Map(files);
    change(copy);
    const { report } = await verifyExport({ source: sourceOf(copy), memory: NOTHING });
    assert.ok(codes(report).includes(code), `${what}: ${codes(report).join()}`);
    assert.notEqual(report.verdict, "whole", what);
  }
  await assert.rejects(verifyExport({ source: sourceOf(new Map()), memory: NOTHING }), { code: "NOT_FOUND" });
  const { memory } = await yesterday();
  const other: Memory = { ...memory, cards: new Map([...memory.cards, ["in", "00000"]]) };
  const changed = await verifyExport({ source: sourceOf(files), memory: other });
  assert.ok(codes(changed.report).includes("card-changed"));
  const wrong = await verifyExport({ source: sourceOf(files), memory: NOTHING, fingerprints: ["00000"] });
  assert.ok(codes(wrong.report).includes("card-changed"));
});

test("a log that no card and no key of the node's own names is not believed, and not passed over", async () => {
  const files = await exportOf(history());
  const text = new TextDecoder().decode(files.get("manifest.json"));
  const stranger = logSigners("in/home/1").map(({ key }) => formatVkey(key));
  const cases: [string | RegExp, string, string][] = [
    [
      /"keys":\["ca\/home.*?\],"of":"home","origin":"ca/,
      `"keys":${JSON.stringify(stranger)},"of":"home","origin":"in`,
      "in/home/1",
    ],
    [`"keys":["${HOME}`, `"keys":["x${HOME}`, HOME],
    [`"origin":"${HOME}"`, '"origin":"in/home/1"', "in/home/1"],
    [`"of":"own","origin":"${OWN}"`, `"of":"peer","origin":"${OWN}"`, OWN],
    [`"origin":"${OWN}"`, '"origin":"ca/link/in/main/2"', "ca/link/in/main/2"],
  ];
  for (const [from, to, log] of cases) {
    const changed = text.replace(from, to);
    assert.notEqual(changed, text);
    const copy = new Map(files).set("manifest.json", new TextEncoder().encode(changed));
    const { report } = await verifyExport({ source: sourceOf(copy), memory: NOTHING });
    assert.equal(report.verdict, "broken");
    assert.ok(
      report.findings.some((each) => each.code === "checkpoint-bad" && each.log === log),
      to,
    );
  }
});

test("a size that was made up is not walked to its end", async () => {
  const files = await exportOf(history());
  const size = 2 ** 25 - 1;
  const head = { origin: OWN, size, root: new Uint8Array(32) };
  const note = signCheckpoint(head, logSigners(OWN), 1_800_000_000);
  files.set(`${OWN}/checkpoint`, new TextEncoder().encode(note));
  const asked = sourceOf(files);
  let reads = 0;
  const read = async (path: string, max: number) => {
    reads += 1;
    return asked.read(path, max);
  };
  const { report } = await verifyExport({ source: { ...asked, read }, memory: NOTHING });
  assert.ok(codes(report).includes("not-the-root"));
  assert.deepEqual([report.logs[0]?.size, reads < 100], [0, true]);
});

test("listed files that are longer, or as long and another, are said", async () => {
  const files = await exportOf(history());
  const path = `${OWN}/pulses`;
  const bytes = files.get(path)!;
  const longer = new Map(files).set(path, new Uint8Array([...bytes, 10]));
  // The first piece is the whole of what was listed.
  const { report } = await verifyExport({ source: sourceOf(longer, bytes.length), memory: NOTHING });
  assert.ok(codes(report).includes("file-changed"));
  const other = new Map(files).set(path, bytes.with(9, bytes[9]! ^ 1));
  assert.ok(
    codes((await verifyExport({ source: sourceOf(other), memory: NOTHING })).report).includes("file-changed"),
  );
});

test("where prints show nothing, the roots decide", async () => {
  const { made, memory } = await yesterday();
  const kept = memory.logs.get(OWN)!;
  const logs = new Map([...memory.logs, [OWN, { ...kept, root: new Uint8Array(32) }]] as const);
  assert.deepEqual(first((await look(made, { memory: { ...memory, logs } })).report, "memory-root"), [
    undefined,
    0,
    44,
  ]);
  const copy = await exportOf(made, PEER);
  copy.delete(`${OWN}/tile/entries/000.p/44`);
  assert.equal(first((await look(made, { other: sourceOf(copy) })).report, "peer-root")[2], 44);
});

test("a home log under other keys than yesterday's, and a log that is gone since, are said", async () => {
  const { made, memory } = await yesterday();
  const logs = new Map([...memory.logs].map(([key, each]) => [key, { ...each, keys: ["another"] }]));
  assert.ok(codes((await look(made, { memory: { ...memory, logs } })).report).includes("keys-changed"));
  const older: Memory = { ...memory, logs: new Map([...memory.logs, ["ca/home/2", memory.logs.get(HOME)!]]) };
  assert.equal(first((await look(made, { memory: older })).report, "log-gone", "ca/home/2")[1], undefined);
});

test("a memory that was cut is refused", async () => {
  const { memory } = await yesterday();
  const text = new TextDecoder().decode(memoryBytes(memory));
  for (const bad of [text.replace('"size":44', '"size":43'), text.replace("setu-memory/1", "x"), "[]"])
    assert.throws(() => parseMemory(new TextEncoder().encode(bad)), { code: "BAD_FIELD" });
});

test("progress reaches the whole, and a reviewer can stop", async () => {
  const made = history();
  const heard: [number, number][] = [];
  await look(made, { progress: (...at) => heard.push(at) });
  assert.deepEqual(heard.at(-1), [128, 128]);
  const stop = new AbortController();
  stop.abort(new Error("stopped by the reviewer"));
  await assert.rejects(look(made, { signal: stop.signal }), { message: "stopped by the reviewer" });
});

test("hostile sizes and lines end in a word, not in an exhausted machine", async () => {
  const files = await exportOf(history());
  files.set(`${OWN}/receipts`, new TextEncoder().encode("[".repeat(300_000)));
  const { report } = await verifyExport({ source: sourceOf(files), memory: NOTHING });
  assert.ok(codes(report).includes("receipt-bad"));
  assert.ok(codes(report).includes("no-receipt"));
  assert.equal(report.logs.find(({ origin }) => origin === THEIRS)?.size, 44);
});
