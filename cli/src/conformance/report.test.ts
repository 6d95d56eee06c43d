import assert from "node:assert/strict";
import { test } from "node:test";
import { conforms, junitOf, reportOf, textOf } from "./report.ts";
import type { Outcome, Result } from "./check.ts";

const result = (id: string, outcome: Outcome, came = "400 BAD_BUNDLE"): Result => ({
  id,
  section: "record.md#8-bundle",
  outcome,
  sent: "500 random bytes",
  expected: "400 BAD_BUNDLE",
  came,
  ms: 12,
});
const of = (results: readonly Result[], complete = true) => reportOf("ca", { results, complete, now: 0 });

test("a failure is told with what was sent, expected and came, and nothing of it moves a cursor", () => {
  const text = textOf(of([result("live/a", "passed"), result("live/b", "failed", "200 \u001b[31mred")]));
  assert.match(text, /^FAILED live\/b \(spec\/record\.md#8-bundle\)\n {2}sent {6}500 random bytes\n/);
  assert.match(text, /came {6}200 \ufffd\[31mred\n/);
  assert.match(text, /ca: 1 passed, 1 failed, 0 not asked$/);
});

test("JUnit XML stays whole whatever the tested node has answered", () => {
  const xml = junitOf(
    of([result('live/"a"', "failed", "<b>&\u0000"), result("live/c", "skipped", "not asked")]),
  );
  assert.match(xml, /<testsuite name="live" tests="2" failures="1" skipped="1" time="0\.024"/);
  assert.match(xml, /name="live\/&quot;a&quot;"/);
  assert.match(xml, /message="expected 400 BAD_BUNDLE, came &lt;b&gt;&amp;\ufffd"/);
  assert.match(xml, /<skipped message="not asked"\/>/);
});

test("only a whole run without a failure attests anything", () => {
  assert.ok(conforms(of([result("a", "passed"), result("b", "skipped")])));
  assert.ok(!conforms(of([result("a", "passed"), result("b", "failed")])));
  assert.ok(!conforms(of([result("a", "passed")], false)));
  assert.ok(!conforms(of([result("a", "skipped")])));
  assert.match(textOf(of([result("a", "passed")], false)), /attests nothing/);
});
