import assert from "node:assert/strict";
import { test } from "node:test";
import { workflowSuite } from "@setu/core/workflow.suite.ts";
import { agencies, agenciesRelease, copiesTo, isOwnAgency } from "./agencies.ts";

workflowSuite(agencies, agenciesRelease, 5);

const AT = [
  { party: "ca", agency: "ca.ncb", role: "spoc", copy: false },
  { party: "ca", agency: "ca.cyber", role: "direct", copy: true },
  { party: "ca", agency: "ca.quiet", role: "direct", copy: false },
  { party: "in", agency: "in.ncb", role: "spoc", copy: false },
  { party: "in", agency: "in.cyber", role: "direct", copy: true },
] as const;

test("an agency is its party's by its name", () => {
  assert.ok(isOwnAgency({ party: "in", agency: "in.ncb" }));
  for (const agency of ["ca.ncb", "in", "inx.ncb", "india.ncb"])
    assert.ok(!isOwnAgency({ party: "in", agency }), agency);
});

test("what goes direct leaves a copy to its own party's single point of contact, and to no other", () => {
  assert.deepEqual(copiesTo(["ca.cyber", "in.ncb"], AT), ["ca.ncb"]);
  assert.deepEqual(copiesTo(["ca.cyber", "in.cyber"], AT), ["ca.ncb", "in.ncb"]);
  assert.deepEqual(copiesTo(["ca.cyber", "ca.ncb"], AT), [], "it is there already");
  assert.deepEqual(copiesTo(["ca.quiet", "in.ncb"], AT), [], "designated without a copy");
  assert.deepEqual(copiesTo(["ca.other", "in.other"], AT), [], "designated by nobody");
  assert.deepEqual(copiesTo(["ca.cyber"], AT.slice(1)), [], "there is no single point to copy to");
});
