import assert from "node:assert/strict";
import { test } from "node:test";
import { workflowSuite } from "@setu/core/workflow.suite.ts";
import { isRequest, openingVersion, VERSIONS } from "./versions.ts";
import { release2, requests2 } from "./workflow-2.ts";
import { release, requests } from "./workflow.ts";

workflowSuite(requests, release, 5);
workflowSuite(requests2, release2, 3);

test("an item is opened in the newest version that the peer declares", () => {
  const [newest, oldest] = [requests2.id, requests.id];
  assert.equal(openingVersion([oldest, newest]), newest);
  assert.equal(openingVersion([newest, oldest]), newest);
  assert.equal(openingVersion([oldest]), oldest, "a peer of the first release");
  assert.equal(openingVersion([]), oldest, "and refused there, for it has declared nothing");
  assert.equal(openingVersion(["offers/3" as never]), oldest);
});

test("a version moves as the one before it did: what only says is all that is new", () => {
  assert.deepEqual(requests2.roles, requests.roles);
  assert.deepEqual(requests2.product, requests.product);
  for (const [act, schema] of Object.entries(requests.says)) assert.deepEqual(requests2.says[act], schema);
  for (const [act, held] of Object.entries(release)) assert.deepEqual(release2[act], held);
  assert.ok(VERSIONS.every(({ id }) => isRequest(id)));
  assert.ok(!isRequest("requests/3" as never));
});
