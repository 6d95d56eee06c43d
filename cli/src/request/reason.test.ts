import assert from "node:assert/strict";
import { test } from "node:test";
import { SetuError } from "@setu/core";
import type { Client } from "../client.ts";
import { forReason } from "./reason.ts";

/** A node that shows an item after a reason was given, and refuses a file for another cause. */
function node() {
  const said: unknown[] = [];
  const client = {
    get: (path: string) => {
      if (path.endsWith("/files/x")) throw new SetuError("REASON_NEEDED", "the viewer warns of it");
      if (said.length === 0)
        throw new SetuError("REASON_NEEDED", "only for a reason", { detail: { verb: "consultation" } });
      return Promise.resolve("shown");
    },
    post: (path: string, json: unknown) => Promise.resolve(said.push([path, json])),
  } as unknown as Client;
  return { said, client };
}

test("the reason is given where the node asks for one, of that item and for what it asks, and once", async () => {
  const { said, client } = node();
  const path = "/requests/ca%3A1";
  await assert.rejects(async () => forReason(client, {}).get(path), { code: "REASON_NEEDED" });
  const saying = forReason(client, { for: "ordered", why: "Order 17" });
  assert.equal(await saying.get(`${path}/proofs/2`), "shown");
  assert.equal(await saying.get(path), "shown");
  assert.deepEqual(said, [[`${path}/reason`, { verb: "consultation", code: "ordered", why: "Order 17" }]]);
  await assert.rejects(async () => saying.get(`${path}/files/x`), { code: "REASON_NEEDED" });
  assert.throws(() => forReason(client, { for: "ordered" }), { code: "USAGE" });
  assert.throws(() => forReason(client, { why: "Order 17" }), { code: "USAGE" });
});
