import assert from "node:assert/strict";
import { test } from "node:test";
import { workflowSuite } from "@setu/core/workflow.suite.ts";
import { isRequest, openingVersion, VERSIONS } from "./versions.ts";
import { release2, requests2 } from "./workflow-2.ts";
import { release3, requests3 } from "./workflow-3.ts";
import { release4, requests4 } from "./workflow-4.ts";
import { release, requests } from "./workflow.ts";

workflowSuite(requests, release, 5);
workflowSuite(requests2, release2, 3);
workflowSuite(requests3, release3, 3);
workflowSuite(requests4, release4, 3);

test("an item is opened in the newest version that the peer declares", () => {
  const [newest, oldest] = [requests4.id, requests.id];
  assert.equal(openingVersion([oldest, requests2.id]), requests2.id, "a peer of the second release");
  assert.equal(openingVersion([oldest, newest]), newest);
  assert.equal(openingVersion([newest, oldest]), newest);
  assert.equal(openingVersion([oldest]), oldest, "a peer of the first release");
  assert.equal(openingVersion([]), newest, "and refused, or taken where the peer is heard in between");
  assert.equal(openingVersion(["offers/3" as never]), newest);
});

test("a version moves as the one before it did: what only says is all that is new", () => {
  const versions = [
    { to: requests2, from: requests, held: release2, before: release },
    { to: requests3, from: requests2, held: release3, before: release2 },
    { to: requests4, from: requests3, held: release4, before: release3 },
  ];
  for (const { to, from, held, before } of versions) {
    assert.deepEqual(to.roles, from.roles);
    assert.deepEqual(to.product, from.product);
    for (const [act, schema] of Object.entries(from.says)) assert.deepEqual(to.says[act], schema);
    for (const [act, row] of Object.entries(before)) assert.deepEqual(held[act], row);
  }
  assert.ok(VERSIONS.every(({ id }) => isRequest(id)));
  assert.ok(!isRequest("requests/5" as never));
});
