import assert from "node:assert/strict";
import { test } from "node:test";
import type { Code, Count } from "@setu/core";
import { drawn } from "@setu/link/sample.ts";
import { parseCheckpoint, parseNote, signCheckpoint } from "tlog";
import type { Kind } from "./difference.ts";
import {
  exportOf,
  HOME,
  history,
  logSigners,
  mirror,
  OWN,
  PARTY,
  PEER,
  sourceOf,
  THEIRS,
  write,
  type Entry,
  type History,
} from "./export.fixture.ts";
import { memoryBytes, NOTHING, parseMemory, type Memory } from "./memory.ts";
import type { FindingCode, Report } from "./report.ts";
import { verifyExport, type Given } from "./verify.ts";

const look = async (made: History, given: Partial<Given> = {}) =>
  verifyExport({ source: sourceOf(await exportOf(made)), memory: NOTHING, ...given });
const codes = ({ findings }: Report, level: "serious" | "all" = "serious"): FindingCode[] =>
  findings.map(({ code }) => code).filter((code) => level === "all" || !NOTES.has(code));
const NOTES = new Set<FindingCode>([
  "cards-unchecked",
  "first-look",
  "tail-uncosigned",
  "tail-unpinned",
  "drawn-early",
  "seed-of-the-node",
]);

/** Yesterday's look: a history of which the reviewer has kept the heads. */
async function yesterday(): Promise<{ made: History; memory: Memory }> {
  const made = history();
  const { memory } = await look(made);
  assert.ok(memory);
  // Through the file, as he keeps it.
  return { made, memory: parseMemory(memoryBytes(memory)) };
}
const first = (report: Report, code: FindingCode, log = OWN) => {
  const found = report.findings.find((each) => each.code === code && each.log === log);
  assert.ok(found, `${code} of ${log} in ${JSON.stringify(report.findings)}`);
  const { kind, first, until } = found;
  return [kind, first, until];
};

test("a true export holds, and says how much of it the other side attests", async () => {
  const { report, memory } = await look(history());
  assert.deepEqual(codes(report), []);
  assert.equal(report.verdict, "whole");
  const [own, theirs, home] = report.logs;
  assert.deepEqual([own?.size, own?.attested?.size], [44, 44]);
  assert.deepEqual([theirs?.size, theirs?.attested], [44, null]);
  assert.deepEqual([home?.size, home?.attested?.size], [40, 40]);
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

/** Each changes a log of at least 40 entries; `forge` makes an entry of it that never was. */
type Lie = (log: Entry[], forge: (text: string) => Entry) => unknown;
const nth = (log: Entry[], pos: number): Entry => log[pos] as Entry;
const LIES: readonly (readonly [lie: string, kind: Kind, first: number, tell: Lie])[] = [
  ["one entry left out", "omitted", 17, (log) => log.splice(17, 1)],
  ["three entries left out", "omitted", 17, (log) => log.splice(17, 3)],
  ["one entry put in", "inserted", 17, (log, forge) => log.splice(17, 0, forge("Put in."))],
  ["a later entry moved forward", "inserted", 17, (log) => log.splice(17, 0, log.pop() as Entry)],
  ["two neighbours swapped", "swapped", 17, (log) => log.splice(17, 2, nth(log, 18), nth(log, 17))],
  ["two entries swapped", "swapped", 5, (log) => ([log[5], log[30]] = [nth(log, 30), nth(log, 5)])],
  ["a later entry put in the place of one", "substituted", 17, (log) => (log[17] = nth(log, 30))],
  ["one entry substituted", "substituted", 17, (log, forge) => (log[17] = forge("Another."))],
  ["the last one substituted", "substituted", -1, (log, forge) => log.splice(-1, 1, forge("Another."))],
  ["yesterday's dump", "truncated", 30, (log) => log.splice(30)],
  [
    "the chain rewritten from an entry on",
    "rewritten",
    20,
    (log, forge) =>
      log.splice(20, 99, ...Array.from({ length: 40 }, (_, i) => forge(`Another history ${i}.`))),
  ],
];

/** Counted from the end where it is below zero. */
const placeIn = (log: readonly Entry[], at: number): number => (at < 0 ? log.length + at : at);

for (const [lie, kind, at, tell] of LIES) {
  test(`abuse 45: a server with the keys, its own tree and a good checkpoint: ${lie}`, async () => {
    for (const origin of [OWN, HOME]) {
      const { made, memory } = await yesterday();
      const log = made.logs[origin] ?? [];
      const position = placeIn(log, at);
      tell(log, (text) => {
        write(made, origin, text);
        return log.pop() as Entry;
      });
      const known = await look(made, { memory });
      assert.equal(known.report.verdict, "broken");
      assert.deepEqual(first(known.report, "differs-from-memory", origin).slice(0, 2), [kind, position]);
      assert.equal(known.memory, null, "a broken export must not become what is remembered");

      // Without a memory, what the other side has signed brackets it.
      const fresh = await look(made);
      assert.equal(fresh.report.verdict, "broken");
      const signed = origin === HOME ? /^home-differs$/ : /^receipt-/;
      const bracket = fresh.report.findings.find(({ code, log }) => log === origin && signed.test(code));
      assert.ok(bracket && (bracket.first ?? 99) <= position && position < (bracket.until ?? 0));
    }
  });

  test(`abuse 45 and 50: the other node's copy names the first bad entry: ${lie}`, async () => {
    const { made } = await yesterday();
    const log = made.logs[OWN] ?? [];
    const position = placeIn(log, at);
    const other = sourceOf(await exportOf(made, PEER));
    tell(log, (text) => {
      write(made, OWN, text);
      return log.pop() as Entry;
    });
    const { report } = await look(made, { other });
    assert.deepEqual(first(report, "differs-from-peer").slice(0, 2), [kind, position]);
  });
}

test("entries that are not what the export's own tree says: the first is named without any memory", async () => {
  const files = await exportOf(history());
  const path = `${OWN}/tile/entries/000.p/44`;
  const bytes = files.get(path)!;
  const at = Buffer.from(bytes).indexOf('"seen":0', 5_000);
  files.set(path, bytes.with(at + 7, 0x31));
  const { report } = await verifyExport({ source: sourceOf(files), memory: NOTHING });
  const [kind, position] = first(report, "differs-from-tree");
  assert.equal(kind, "substituted");
  assert.ok(Number(position) > 10);
  assert.ok(codes(report).includes("not-the-root"));
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

test("a home log under other keys than yesterday's, and a log that is gone since, are said", async () => {
  const { made, memory } = await yesterday();
  const logs = new Map([...memory.logs].map(([key, each]) => [key, { ...each, keys: ["another"] }]));
  assert.ok(codes((await look(made, { memory: { ...memory, logs } })).report).includes("keys-changed"));
  const older: Memory = { ...memory, logs: new Map([...memory.logs, ["ca/home/2", memory.logs.get(HOME)!]]) };
  assert.equal(first((await look(made, { memory: older })).report, "log-gone", "ca/home/2")[1], undefined);
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

test("each entry that the seed draws is opened, destroyed under attestation, or withheld on a named ground", async () => {
  const made = history();
  const [text, gone, kept, bare] = drawn("six white dice", OWN, 44, 12).filter((at) => (at % 11) % 3 === 0);
  assert.ok(text !== undefined && gone !== undefined && kept !== undefined && bare !== undefined);
  const attest = (pos: number, part: string) => {
    const entries = made.logs[HOME] ?? [];
    const args = { log: OWN, pos, part, what: "destroyed" };
    const plain = { do: "attest" as Code, wf: "home/1", args } as never;
    write(made, HOME, null, plain);
    made.answers.set(`${HOME} ${entries.length - 1}`, {});
    return (entries.length - 1) as Count;
  };
  made.answers.set(`${OWN} ${text}`, { body: { destroyed: attest(text, "body") } });
  made.answers.set(`${OWN} ${gone}`, { act: { destroyed: attest(gone, "act") }, body: null });
  made.answers.set(`${OWN} ${kept}`, { act: { withheld: "court" }, body: null });
  const { report } = await look(made);
  assert.deepEqual(codes(report), []);
  const { sample } = report.logs[0]!;
  assert.deepEqual(sample, {
    drawn: 12,
    opened: 9,
    textDestroyed: 1,
    textWithheld: 0,
    destroyed: 1,
    withheld: 1,
    unanswered: 0,
    grounds: { court: 1 },
    drawnFrom: 44,
  });

  // The attestation is of another entry; an entry is not answered; an answer opens another entry.
  made.answers.set(`${OWN} ${gone}`, { act: { destroyed: 40 as Count }, body: null });
  made.answers.set(`${OWN} ${kept}`, null);
  made.answers.set(`${OWN} ${bare}`, made.logs[OWN]![text]!.opening);
  const bad = await look(made);
  assert.deepEqual(first(bad.report, "unattested"), [undefined, gone, undefined]);
  assert.deepEqual(first(bad.report, "unanswered"), [undefined, kept, undefined]);
  assert.deepEqual(first(bad.report, "opening-wrong"), [undefined, bare, undefined]);
  assert.equal(bad.report.logs[0]?.sample?.unanswered, 3);
});

test("a seed that the node did not answer is said, and a text that is another than the log commits to", async () => {
  const made = history();
  const { report } = await look(made, { asked: { seed: "another seed", n: 12 } });
  assert.ok(codes(report).includes("other-seed"));
  assert.ok(!codes(report, "all").includes("seed-of-the-node"));
  assert.ok(codes((await look(made)).report, "all").includes("seed-of-the-node"));
  assert.ok(codes(report).includes("unanswered"));
  const at = drawn("six white dice", OWN, 44, 12).find((pos) => made.logs[OWN]![pos]!.opening.body);
  const { body } = made.logs[OWN]![at!]!.opening;
  made.answers.set(`${OWN} ${at}`, { body: { ...(body as { salt: Uint8Array }), bytes: new Uint8Array(3) } });
  assert.deepEqual(first((await look(made)).report, "opening-wrong"), [undefined, at, undefined]);
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
