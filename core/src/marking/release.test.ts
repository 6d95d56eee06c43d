import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Instant, Opaque, Party } from "../words.ts";
import {
  assertSendable,
  HANDLING,
  isTighter,
  levelMap,
  LEVELS,
  mayReplace,
  needsPermission,
  NO_LEVELS,
  PAP,
  parseMarking,
  releasable,
  STRICTEST,
  strictest,
  TLP,
  type Marking,
  type Reader,
  type Use,
} from "./index.ts";

const AGENCIES = ["cbi", "ncb", "rcmp"] as Opaque[];
const small = fc.integer({ min: 0, max: 5 }).map((n) => n as Instant);
const levels = fc
  .tuple(
    ...["ca-protected", "ca-classified", "in-classified"].map((family) =>
      fc.option(
        fc.constantFrom(...LEVELS.filter((level) => level.family === family).map((level) => level.code)),
      ),
    ),
  )
  .map((codes) => codes.filter((code) => code !== null).sort());
const markings: fc.Arbitrary<Marking> = fc
  .record({
    tlp: fc.constantFrom(...TLP),
    handling: fc.subarray([...HANDLING], { minLength: 1 }),
    pap: fc.constantFrom(...PAP),
    audience: fc.subarray(AGENCIES),
    level: levels,
    expires: fc.option(small),
  })
  .map(({ expires, level, ...rest }) => ({
    ...rest,
    ...(level.length === 0 ? {} : { level }),
    ...(expires === null ? {} : { expires }),
  }));
const readers: fc.Arbitrary<Reader> = fc.record({
  agency: fc.constantFrom(...AGENCIES),
  named: fc.boolean(),
  now: small,
});
const USES: Use[] = ["forward", "court", "lookup", "active"];

test("law: the join is commutative, associative and idempotent, and a marking itself", () => {
  fc.assert(
    fc.property(markings, markings, markings, (a, b, c) => {
      assert.deepEqual(strictest(a, b), strictest(b, a));
      assert.deepEqual(strictest(a, strictest(b, c)), strictest(strictest(a, b), c));
      assert.deepEqual(strictest(a, a), a);
      assert.deepEqual(parseMarking(strictest(a, b)), strictest(a, b));
    }),
    { numRuns: 500 },
  );
});

test("law: joining never widens release, nor spares a permission", () => {
  fc.assert(
    fc.property(markings, markings, readers, (a, b, reader) => {
      const both = strictest(a, b);
      if (releasable(both, reader)) assert.ok(releasable(a, reader) && releasable(b, reader));
      for (const use of USES) {
        if (needsPermission(a, use)) assert.ok(needsPermission(both, use));
      }
    }),
    { numRuns: 1000 },
  );
});

test("law: nothing is tighter than the strictest", () => {
  fc.assert(
    fc.property(markings, (a) => {
      assert.deepEqual(strictest(a, STRICTEST), STRICTEST);
      assert.ok(isTighter(STRICTEST, a));
    }),
  );
});

const base = parseMarking({
  tlp: "AMBER",
  handling: ["H0"],
  pap: "AMBER",
  audience: ["ncb", "rcmp"],
  expires: 10,
});
const [ca, ind] = ["ca", "in"] as [Party, Party];

for (const [name, change] of Object.entries({
  tlp: { tlp: "GREEN" },
  handling: { handling: ["H1"] },
  pap: { pap: "CLEAR" },
  audience: { audience: ["cbi", "ncb", "rcmp"] },
  expiry: { expires: 11 },
})) {
  test(`a holder may not loosen the ${name}; the originator may`, () => {
    const looser = parseMarking({ ...base, ...change });
    assert.equal(mayReplace(base, looser, ind, ca), false);
    assert.equal(mayReplace(base, looser, ca, ca), true);
  });
}

test("a holder may not drop a national mark, and may add one", () => {
  const marked = parseMarking({ ...base, level: ["ca-protected-b"] });
  assert.equal(mayReplace(marked, base, ind, ca), false);
  assert.equal(mayReplace(marked, { ...marked, level: ["ca-protected-a"] }, ind, ca), false);
  assert.equal(mayReplace(base, marked, ind, ca), true);
});

test("a holder may tighten everything at once, or change nothing", () => {
  const tighter = parseMarking({
    tlp: "RED",
    handling: ["H0", "H2"],
    pap: "RED",
    audience: ["ncb"],
    expires: 9,
  });
  assert.equal(mayReplace(base, tighter, ind, ca), true);
  assert.equal(mayReplace(base, base, ind, ca), true);
});

test("a marking for nobody cannot be sent", () => {
  assert.throws(() => assertSendable({ ...base, audience: [] }, NO_LEVELS), { code: "AUDIENCE_EMPTY" });
  assert.doesNotThrow(() => assertSendable(base, NO_LEVELS));
});

test("no national level can be sent until both sides agreed how it is handled", () => {
  for (const { code } of LEVELS) {
    assert.throws(() => assertSendable({ ...base, level: [code] }, NO_LEVELS), { code: "LEVEL_UNMAPPED" });
  }
  const agreed = levelMap([["ca-protected-b", "in-restricted"]]);
  assert.doesNotThrow(() => assertSendable({ ...base, level: ["ca-protected-b"] }, agreed));
  assert.throws(() => assertSendable({ ...base, level: ["ca-protected-b", "in-restricted"] }, agreed), {
    code: "LEVEL_UNMAPPED",
  });
});

test("what is above Protected B or Restricted cannot even be agreed", () => {
  for (const { code, within } of LEVELS) {
    const to = code.startsWith("ca-") ? "in-restricted" : "ca-protected-b";
    if (within) assert.equal(levelMap([[code, to]]).get(code), to);
    else assert.throws(() => levelMap([[code, to]]), { code: "LEVEL_UNMAPPED" }, code);
  }
  assert.throws(() => levelMap([["in-restricted", "ca-secret"]]), { code: "LEVEL_UNMAPPED" });
  assert.throws(() => levelMap([["ca-protected-a", "ca-protected-b"]]), { code: "LEVEL_UNMAPPED" });
  assert.throws(() => levelMap([["ca-protected-x", "in-restricted"]]), { code: "MARKING_UNKNOWN" });
});

test("what a holder must ask the originator for", () => {
  const open = parseMarking({ tlp: "CLEAR", handling: ["H0"], pap: "CLEAR", audience: ["ncb"] });
  const asks = (change: Partial<Marking>): Use[] =>
    USES.filter((use) => needsPermission({ ...open, ...change }, use));
  assert.deepEqual(asks({}), []);
  assert.deepEqual(asks({ handling: ["H1"] }), ["court"]);
  assert.deepEqual(asks({ handling: ["H2"] }), ["forward"]);
  assert.deepEqual(asks({ handling: ["H3"] }), USES);
  assert.deepEqual(asks({ tlp: "RED" }), ["forward", "court"]);
  assert.deepEqual(asks({ tlp: "AMBER+STRICT" }), ["forward"]);
  assert.deepEqual(asks({ tlp: "GREEN" }), []);
  assert.deepEqual(asks({ pap: "RED" }), ["lookup", "active"]);
  assert.deepEqual(asks({ pap: "AMBER" }), ["active"]);
  assert.deepEqual(asks({ pap: "GREEN" }), []);
});
