import assert from "node:assert/strict";
import { test } from "node:test";
import { isSetuError } from "@setu/core";
import { readInstant } from "./instant.ts";

test("a day that no month has is refused, not moved into the next, and so is an hour of nobody's", () => {
  assert.equal(readInstant("until", "2026-11-30T09:00:00+05:30"), Date.UTC(2026, 10, 30, 3, 30));
  assert.equal(readInstant("until", "2028-02-29T00:30:00+05:30"), Date.UTC(2028, 1, 28, 19));
  const wrong = ["2026-11-31T09:00:00Z", "2027-02-29T09:00:00Z", "2026-13-01T09:00:00Z", "2026-12-01"];
  for (const said of [...wrong, "2026-12-01T09:00:00", undefined, 1_764_000_000_000])
    assert.throws(
      () => readInstant("until", said),
      (error) => isSetuError(error, "BAD_FIELD"),
      String(said),
    );
});
