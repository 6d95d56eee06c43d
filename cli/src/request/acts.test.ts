import assert from "node:assert/strict";
import { test } from "node:test";
import { isSetuError } from "@setu/core";
import { readArg } from "./acts.ts";

const until = { name: "until", kind: "instant" } as Parameters<typeof readArg>[0];

test("a day that no month has is refused, not moved into the next", () => {
  assert.equal(readArg(until, "2026-11-30T09:00:00+05:30"), Date.UTC(2026, 10, 30, 3, 30));
  assert.equal(readArg(until, "2028-02-29T00:30:00+05:30"), Date.UTC(2028, 1, 28, 19));
  for (const text of ["2026-11-31T09:00:00Z", "2027-02-29T09:00:00Z", "2026-13-01T09:00:00Z", "2026-12-01"])
    assert.throws(
      () => readArg(until, text),
      (error) => isSetuError(error, "BAD_FIELD"),
      text,
    );
});
