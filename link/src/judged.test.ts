import assert from "node:assert/strict";
import { test } from "node:test";
import { isItemAct, parseAct, type Instant } from "@setu/core";
import { vectors } from "@setu/core/vectors.fixture.ts";
import { verifySignature } from "@setu/server/sign-in/webauthn.ts";
import { readPersonsAct, Register } from "./persons.ts";

/** One log in, its verdicts out: whoever else reads such a log has to come to the same. */
type Vectors = {
  readonly entries: readonly {
    readonly what: string;
    readonly t: Instant;
    readonly act: string;
    readonly approvals: string;
    readonly void?: string | null;
    /** Of each approval; null where nothing is said of them. */
    readonly reasons?: readonly (string | null)[] | null;
  }[];
};

test("the entries of one log are judged as the vectors say, each by what stands before it", () => {
  const register = new Register();
  let judged = 0;
  for (const { what, t, act: text, approvals, ...expected } of vectors<Vectors>("judged.json").entries) {
    const act = parseAct(new TextEncoder().encode(text));
    if (!isItemAct(act)) {
      register.take(readPersonsAct(act));
      continue;
    }
    judged++;
    const verdict = register.judge(act, approvals, t, verifySignature);
    assert.equal(verdict?.void ?? null, expected.void, what);
    const reasons = verdict?.signed.map(({ reason }) => reason) ?? [];
    assert.deepEqual(reasons, expected.reasons ?? [], what);
  }
  assert.ok(judged >= 14);
});
