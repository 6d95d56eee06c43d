import assert from "node:assert/strict";
import { test } from "node:test";
import type { LinkView } from "@setu/requests/api.ts";
import { linkOf } from "../dev/link.ts";
import { nextOf } from "./link-next.ts";

/** Everything that was signed here was written at 100 and has been receipted, by a file that came before. */
const AT_REST = { out: { at: 100, sent: 428, receipted: 428 }, in: { at: 90, asOf: 80 } };

const view = (carried: LinkView["carried"], more: Partial<LinkView> = {}): LinkView => {
  const { lanes, ...rest } = linkOf({ link: "up", road: "file", alarms: [] });
  return {
    ...rest,
    lanes: lanes.map((lane) => ({ ...lane, pending: 0 })),
    carried: carried ?? null,
    ...more,
  };
};

test("where files are carried the page says what comes next: mend, write, carry, or nothing", () => {
  assert.equal(nextOf(view(AT_REST)), "nothing");
  assert.equal(nextOf(view({ out: null, in: null })), "write");
  assert.equal(nextOf(view({ ...AT_REST, out: { ...AT_REST.out, sent: 427 } })), "write", "signed since");
  assert.equal(nextOf(view({ ...AT_REST, in: { at: 101, asOf: 95 } })), "write", "receipts are owed");
  assert.equal(nextOf(view({ ...AT_REST, out: { ...AT_REST.out, receipted: 300 } })), "carry");
  const [lane, ...others] = view(AT_REST).lanes;
  const lanes = [{ ...lane!, pending: 1 }, ...others];
  assert.equal(nextOf(view(AT_REST, { lanes })), "write", "an act waits for its place");
  assert.equal(nextOf(view(AT_REST, { state: "down", reason: "OWN_LOG_CLOSED" })), "mend");
  assert.equal(nextOf(view(AT_REST, { state: "stopped", reason: "FORK" })), "stopped");
});
