import assert from "node:assert/strict";
import { test } from "node:test";
import { argsOf, CA, hashOf, idOf, IN } from "./acts.fixture.ts";
import { offers, offersRelease } from "./offers.fixture.ts";
import { coded } from "./vectors.fixture.ts";
import { checkArgs, roleOf, workflowFor, workflowsOf, type ArgSchema } from "./workflow.ts";
import { workflowSuite } from "./workflow.suite.ts";
import type { Json } from "./canonical.ts";
import type { WorkflowId } from "./words.ts";

workflowSuite(offers, offersRelease, 6);

/** Kind, values it takes, values it refuses. */
const KINDS: readonly (readonly [ArgSchema[string], readonly Json[], readonly Json[]])[] = [
  ["code", ["part-refused"], ["a b", 1, true, ["x"], ""]],
  ["opaque", ["in-2026.1"], ["A", 1, false]],
  ["count", [0, 7], [-1, "7", true]],
  ["instant", [0], [253_402_300_800_000, "now"]],
  ["hash", [hashOf("a")], ["a", 1]],
  ["record", [idOf(1)], [`ca:${idOf(1)}`, 1]],
  ["item", [`ca:${idOf(1)}`], [idOf(1), 1]],
  ["flag", [true, false], ["true", 1, 0]],
];

test("an argument is of its kind", () => {
  for (const [kind, good, bad] of KINDS) {
    for (const value of good) assert.doesNotThrow(() => checkArgs({ x: kind }, argsOf({ x: value })), kind);
    for (const value of bad) {
      assert.throws(
        () => checkArgs({ x: kind }, argsOf({ x: value })),
        (error: unknown) =>
          coded("BAD_FIELD")(error) && (error as { detail: { field?: string } }).detail.field === "x",
        `${kind} ${JSON.stringify(value)}`,
      );
    }
  }
});

test("an argument is there, unless it may be missing; none is there that nobody asked for", () => {
  assert.throws(() => checkArgs({ x: "code" }, {}), coded("BAD_FIELD"));
  assert.throws(() => checkArgs({ x: "code[]" }, {}), coded("BAD_FIELD"));
  assert.doesNotThrow(() => checkArgs({ x: "code?" }, {}));
  assert.doesNotThrow(() => checkArgs({ x: "code?" }, argsOf({ x: "y" })));
  assert.throws(() => checkArgs({ x: "code?" }, argsOf({ x: 1 })), coded("BAD_FIELD"));
  for (const name of ["z", "toString"]) {
    assert.throws(() => checkArgs({ x: "code?" }, argsOf({ [name]: "y" })), coded("BAD_FIELD"));
  }
});

test("a list is a list, and each of its elements is of the kind", () => {
  for (const list of [[], ["a"], ["a", "b"]])
    assert.doesNotThrow(() => checkArgs({ x: "code[]" }, argsOf({ x: list })));
  for (const bad of ["a", ["a", "B"], ["a", 1], [["a"]]]) {
    assert.throws(
      () => checkArgs({ x: "code[]" }, argsOf({ x: bad })),
      coded("BAD_FIELD"),
      JSON.stringify(bad),
    );
  }
});

test("a workflow is found by its exact id, and a role by who opened", () => {
  const workflows = workflowsOf([offers]);
  assert.equal(workflowFor(workflows, offers.id), offers);
  assert.throws(() => workflowFor(workflows, "offers/2" as WorkflowId), coded("UNSUPPORTED_VERSION"));
  assert.equal(roleOf(offers, CA, CA).role, "offeror");
  assert.equal(roleOf(offers, CA, IN).role, "signer");
});
