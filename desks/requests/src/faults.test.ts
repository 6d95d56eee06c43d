import assert from "node:assert/strict";
import { test } from "node:test";
import { faultsOf, type Decided } from "./faults.ts";

const sound: Decided = {
  gate: "g7",
  raw: "substantial",
  residual: "low",
  mitigations: "A written assurance",
  decision: "pass",
  decider: "ca.decider",
  author: "ca.author",
  approver: "ca.approver",
};

test("each of the four faults shows by itself, and a sound decision shows none", () => {
  assert.deepEqual(faultsOf(sound, [sound]), []);
  const refused = { ...sound, decision: "refuse" } as const;
  assert.deepEqual(faultsOf(sound, [refused]), ["threshold"], "the same risk, decided otherwise");
  assert.deepEqual(
    faultsOf(sound, [
      { ...refused, raw: "high" },
      { ...refused, gate: "g8" },
    ]),
    [],
  );
  assert.deepEqual(faultsOf(sound, [{ ...sound, decision: "pass-with-conditions" }]), []);
  assert.deepEqual(faultsOf({ ...sound, raw: "low" }, []), ["baseline"]);
  assert.deepEqual(faultsOf({ ...sound, raw: "low", mitigations: " " }, []), []);
  assert.deepEqual(faultsOf({ ...sound, raw: "high" }, []), ["over-rated"]);
  for (const who of [{ decider: "ca.author" }, { approver: "ca.author" }, { approver: "ca.decider" }])
    assert.deepEqual(faultsOf({ ...sound, ...who }, []), ["unchecked"], JSON.stringify(who));
  assert.deepEqual(faultsOf({ ...sound, raw: "unknown", residual: "high" }, []), [], "no scale, no steps");
});
