import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { canonicalBytes } from "@setu/core";
import { TOPICAL } from "@setu/policy";
import { TOPIC_POWERS, TOPICS } from "@setu/requests";
import { hashOfFlat, hashOfGrants, ordered, parseGrants } from "./grants.ts";
import { everyTopic, parseTopics, saidTopics } from "./topics.ts";

const GIVEN = {
  powers: ["read", "seal"],
  topics: { read: { cyber: 1 } },
  clearance: 2,
  compartments: ["amal"],
  from: 0,
  until: 1,
  suspended: false,
} as const;

test("what names no topic means all of them up to the clearance, for the powers that are given by topic", () => {
  const all = Object.fromEntries(TOPICS.map((topic) => [topic, 2]));
  assert.deepEqual(everyTopic(["read", "approve", "seal", "administer"], 2), { read: all, approve: all });
  assert.deepEqual(everyTopic(["seal"], 4), {});
  assert.deepEqual(saidTopics(everyTopic(["send"], 1, ["drugs"])), ["send/drugs/1"]);
});

test("the powers of the screens are those of the policy", () => assert.deepEqual(TOPIC_POWERS, TOPICAL));

test("equal grants have one form: of powers that are held, without what is empty", () => {
  const topics = { send: { cyber: 4 }, read: { drugs: 1, cyber: 0 }, draft: {} };
  const given = ordered({ ...GIVEN, powers: ["draft", "read"], topics });
  assert.equal(JSON.stringify(given.topics), '{"read":{"cyber":0,"drugs":1}}');
  const again = ordered({ ...given, topics: { read: { cyber: 0, drugs: 1 }, approve: { cyber: 1 } } });
  assert.ok(hashOfGrants(given).equals(hashOfGrants(again)));
  assert.ok(
    !hashOfGrants(given).equals(hashOfGrants({ ...given, topics: { read: { cyber: 1, drugs: 1 } } })),
  );
});

test("an entry without topics has the hash that it had before there were any, so that no upgrade seeds it anew", () => {
  const { topics: _, ...before } = GIVEN;
  const then = createHash("sha256").update(canonicalBytes(before)).digest();
  assert.ok(hashOfFlat(GIVEN).equals(then));
  assert.ok(!hashOfGrants(GIVEN).equals(then));
});

test("what is no power, no topic or no level is refused, and not left out", () => {
  for (const wrong of [
    null,
    [],
    { seal: {} },
    { read: [] },
    { read: { astrology: 1 } },
    { read: { cyber: 5 } },
    { read: { cyber: -1 } },
    { read: { cyber: "2" } },
    { read: { constructor: 1 } },
  ])
    assert.throws(() => parseTopics(wrong, "officers.topics"), { code: "BAD_FIELD" });
  const { topics: _, ...without } = GIVEN;
  assert.throws(() => parseGrants(without), { code: "BAD_FIELD" }, "a proposal names them");
  assert.deepEqual(parseGrants(GIVEN).topics, { read: { cyber: 1 } });
});
