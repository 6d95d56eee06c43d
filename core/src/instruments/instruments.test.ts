import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LISTS } from "../codes/lists.ts";
import { DEFAULT_INSTRUMENTS, endsWithin, parseInstruments, registerOf, restsOn } from "./index.ts";

const DAY = 86_400_000;
const OWN = {
  id: "own-memorandum",
  basis: "memorandum",
  kind: "memorandum",
  title: { en: "A synthetic memorandum", fr: "Un protocole fictif", hi: "एक काल्पनिक ज्ञापन" },
  exchanges: ["asking"],
  purposes: ["investigation"],
  topics: ["cyber-fraud"],
  from: "2026-03-01",
  until: "2026-06-01",
  source: "Synthetic",
  status: "confirmed",
};
const [own] = parseInstruments([OWN]);
assert.ok(own);
const rest = {
  basis: "memorandum",
  purpose: "investigation",
  topic: "cyber-fraud",
  exchange: "asking",
} as const;

test("the default register has an instrument for each legal basis: whatever may be named rests on something", () => {
  const named = new Set(DEFAULT_INSTRUMENTS.map(({ basis }) => basis));
  assert.deepEqual([...named].toSorted(), [...LISTS["legal-basis"].keys()].toSorted());
  for (const { status, basis } of DEFAULT_INSTRUMENTS)
    assert.equal(status, LISTS["legal-basis"].get(basis)?.status, basis);
});

test("it covers what it says, from its first instant up to its last, and nothing beside", () => {
  const at = Date.parse("2026-04-01");
  const covers = (change: object, when = at) => restsOn([own], { ...rest, ...change }, when).length > 0;
  assert.ok(covers({}));
  for (const change of [
    { basis: "mlat" },
    { purpose: "prevention" },
    { topic: "extortion" },
    { exchange: "giving" },
  ])
    assert.ok(!covers(change), JSON.stringify(change));
  fc.assert(
    fc.property(fc.integer({ min: -400, max: 400 }), (days) => {
      const when = at + days * DAY;
      assert.equal(covers({}, when), own.from <= when && when < (own.until ?? Infinity));
    }),
  );
  assert.deepEqual([covers({}, own.from), covers({}, own.from - 1)], [true, false]);
  assert.deepEqual([covers({}, (own.until ?? 0) - 1), covers({}, own.until ?? 0)], [true, false]);
});

test("an end is warned of at 90 and at 30 days, and said when it is there", () => {
  const until = own.until ?? 0;
  const within = (days: number) => endsWithin(own, until - days * DAY);
  assert.deepEqual([91, 90, 31, 30, 1, 0, -1].map(within), [null, 90, 90, 30, 30, 0, 0]);
  assert.equal(endsWithin({ until: null }, until), null);
});

test("an entry of the node stands in the place of the default one with its id, and beside all others", () => {
  const [memorandum] = parseInstruments([{ ...OWN, id: "memorandum" }]);
  assert.ok(memorandum);
  assert.equal(registerOf([memorandum]).length, DEFAULT_INSTRUMENTS.length);
  assert.equal(registerOf([own]).length, DEFAULT_INSTRUMENTS.length + 1);
  assert.deepEqual(restsOn(registerOf([memorandum]), rest, Date.parse("2026-07-01")), []);
});

test("what is not said whole, or names a code of no list, is refused", () => {
  const refused = (entries: unknown) =>
    assert.throws(() => parseInstruments(entries), { code: "BAD_FIELD" }, JSON.stringify(entries));
  for (const name of Object.keys(OWN)) refused([{ ...OWN, [name]: undefined }]);
  for (const change of [
    { basis: "hearsay" },
    { kind: "rumour" },
    { exchanges: [] },
    { exchanges: ["using"] },
    { purposes: ["anything"] },
    { topics: ["cyber-fraud", "cyber-fraud"] },
    { until: "2026-03-01" },
    { from: "2026-02-30" },
    { title: { en: "Only one" } },
    { more: 1 },
  ])
    refused([{ ...OWN, ...change }]);
  refused([OWN, OWN]);
  refused({});
});
