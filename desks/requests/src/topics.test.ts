import assert from "node:assert/strict";
import { test } from "node:test";
import { codesOf } from "@setu/core/codes/index.ts";
import { topicOf, TOPICS } from "./topics.ts";

const AT = Date.UTC(2026, 10, 1);
const topicOfCode = (offence: string) => topicOf({ offence } as never);

test("every offence of the list has a topic of its own choice, and every topic but general an offence", () => {
  const topics = codesOf("offence", AT).map(({ code }) => topicOfCode(code));
  assert.ok(!topics.includes("general"));
  assert.deepEqual([...new Set(topics)].toSorted(), TOPICS.filter((topic) => topic !== "general").toSorted());
});

test("what says nothing, or says what this side does not know, is general", () => {
  assert.equal(topicOf(null), "general");
  for (const odd of ["", "of-a-later-list", "toString", "constructor"])
    assert.equal(topicOfCode(odd), "general");
  assert.equal(topicOf({ offence: ["ransomware"] } as never), "general");
});
