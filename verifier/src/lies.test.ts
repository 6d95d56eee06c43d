import assert from "node:assert/strict";
import { test } from "node:test";
import type { Kind } from "./difference.ts";
import { exportOf, HOME, history, OWN, PEER, sourceOf, THEIRS, write, type Entry } from "./export.fixture.ts";
import { codes, first, look, yesterday } from "./look.fixture.ts";
import { NOTHING } from "./memory.ts";
import { verifyExport } from "./verify.ts";

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

test("a copy that is longer and not older is no contradiction, and said", async () => {
  const { made } = await yesterday();
  const other = sourceOf(await exportOf({ ...made, peerMade: made.peerMade + 3_600_000 }, PEER));
  made.logs[OWN]?.splice(33);
  made.receipts = made.receipts.slice(0, 3);
  made.pulses[OWN] = made.pulses[OWN]!.slice(0, 3);
  made.logs[THEIRS]?.splice(33);
  made.pulses[THEIRS] = made.pulses[THEIRS]!.slice(0, 3);
  const { report } = await look(made, { other });
  assert.deepEqual([codes(report), report.verdict], [["peer-longer"], "gaps"]);
  assert.equal(first(report, "peer-longer")[1], 33);
});

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
  assert.equal(report.logs[0]?.signed, false);
});
