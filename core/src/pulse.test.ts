import assert from "node:assert/strict";
import { test } from "node:test";
import { actBytes, parseAct, type LogAct } from "./act.ts";
import { CA, hashOf, idOf, IN, itemAct } from "./acts.fixture.ts";
import { isPulse, LOG_WORKFLOW, parsePulse, pulseAct, type Pulse } from "./pulse.ts";
import { coded } from "./vectors.fixture.ts";
import type { Json } from "./canonical.ts";

const PULSE = {
  no: 3,
  lanes: ["flash", "main"],
  sizes: [0, 7],
  roots: [hashOf("a"), hashOf("b")],
  cosigned: 5,
  applied: 4,
  except: [1, 2],
  versions: ["requests/1"],
  home: hashOf("h"),
};
const actOf = (change: { readonly [field: string]: Json } = {}): LogAct =>
  pulseAct(CA, IN, idOf(3), { ...PULSE, ...change } as unknown as Pulse);

test("a pulse is an act like any other: it crosses and is read back", () => {
  const act = parseAct(actBytes(actOf()));
  assert.deepEqual(parsePulse(act as LogAct), PULSE);
  assert.deepEqual([act.wf, act.do, act.from, act.to, act.id], [LOG_WORKFLOW, "pulse", CA, IN, idOf(3)]);
  assert.equal(LOG_WORKFLOW, "link/1");
  assert.deepEqual(
    parsePulse(actOf({ except: [], versions: [], lanes: [], sizes: [], roots: [] })).lanes,
    [],
  );
});

const BAD: readonly (readonly [string, { readonly [field: string]: Json }])[] = [
  ["a lane without a size", { sizes: [0] }],
  ["a lane without a root", { roots: [hashOf("a")] }],
  ["a size without a lane", { lanes: ["main"], roots: [hashOf("a")] }],
  ["a size that is none", { sizes: [0, "7"] }],
  ["a root that is none", { roots: [hashOf("a"), "b"] }],
  ["a lane that is none", { lanes: ["flash", "The Main"] }],
  ["no number", { no: "3" }],
  ["cosigned as a word", { cosigned: "5" }],
  ["applied as a list", { applied: [4] }],
  ["except as a number", { except: 1 }],
  ["except as words", { except: ["a"] }],
  ["home in clear", { home: 7 }],
  ["versions as a word", { versions: "requests/1" }],
  ["a version that is none", { versions: ["requests"] }],
  ["more than is asked for", { extra: 1 }],
];

test("a pulse that lacks or twists a part is refused", () => {
  for (const [title, change] of BAD)
    assert.throws(() => parsePulse(actOf(change)), coded("BAD_FIELD"), title);
  for (const field of Object.keys(PULSE)) {
    const { [field]: _, ...args } = actOf().args;
    assert.throws(() => parsePulse({ ...actOf(), args }), coded("BAD_FIELD"), `without ${field}`);
  }
});

test("abuse 34: a pulse that needs what this version does not understand is not taken for one", () => {
  assert.throws(() => parsePulse({ ...actOf(), crit: ["x"] as never }), coded("UNSUPPORTED_VERSION"));
});

test("a pulse is told by its workflow and its name, both", () => {
  assert.equal(isPulse(actOf()), true);
  assert.equal(isPulse({ ...actOf(), do: "close" as never }), false);
  assert.equal(isPulse({ ...actOf(), wf: "link/2" as never }), false);
  assert.equal(isPulse(itemAct({ do: "pulse" })), false);
});
