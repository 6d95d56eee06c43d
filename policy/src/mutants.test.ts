import assert from "node:assert/strict";
import { test } from "node:test";
import * as cedar from "@cedar-policy/cedar-wasm/nodejs";
import { CASES, type Case } from "./cases.fixture.ts";
import { principalOf, resourceOf } from "./entities.ts";
import { readSources } from "./files.ts";
import { mutantsOf, policiesOf, type Mutant } from "./mutants.fixture.ts";

const { schema, policies } = readSources();
const ALL = policiesOf(policies);

/** By Cedar alone: that the answer of a policy which fails does not count is tested elsewhere. */
function decides(name: string, { officer, action, item, context }: Case): boolean {
  const [principal, resource] = [principalOf(officer), resourceOf(item)];
  const answer = cedar.statefulIsAuthorized({
    principal: principal.uid,
    action: { type: "Action", id: action },
    resource: resource.uid,
    context: { ...context },
    preparsedSchemaName: "mutants",
    preparsedPolicySetId: name,
    validateRequest: true,
    entities: [principal, resource],
  });
  return answer.type === "success" && answer.response.decision === "allow";
}

/** The forbids of people.cedar hold these two permits to the same actions again: one mistake opens nothing. */
const HELD_TWICE = ["administer: whatever the action", "oversee: whatever the action"];

/** By the strict validator, at the start of a node, or by a case. */
function isCaught({ policies }: Pick<Mutant, "policies">): boolean {
  const staticPolicies = { ...policies };
  assert.equal(cedar.preparsePolicySet("mutant", { staticPolicies }).type, "success");
  if (CASES.some((each) => decides("mutant", each) !== each.allow)) return true;
  const answer = cedar.validate({ schema, policies: { staticPolicies } });
  return answer.type === "failure" || answer.validationErrors.length > 0;
}

test("each mutant of the policies is caught by a case", () => {
  assert.equal(cedar.preparseSchema("mutants", schema).type, "success");
  assert.equal(isCaught({ policies: ALL }), false, "what nobody changed");
  const mutants = mutantsOf(ALL);
  assert.ok(mutants.length > 100, String(mutants.length));
  const alive = mutants.filter((mutant) => !isCaught(mutant));
  assert.deepEqual(
    alive.map(({ what }) => what),
    HELD_TWICE,
  );
});
