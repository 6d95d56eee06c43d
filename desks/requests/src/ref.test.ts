import assert from "node:assert/strict";
import { test } from "node:test";
import type { ItemId } from "@setu/core";
import { refOf } from "./ref.ts";

const ref = (party: string, hex: string) => refOf(`${party}:${hex.padEnd(32, "f")}` as ItemId);

test("a reference is the first forty bits of the item's id, as people say them", () => {
  assert.equal(ref("ca", "0000000000"), "CA-0000-0000");
  assert.equal(ref("ca", "ffffffffff"), "CA-ZZZZ-ZZZZ");
  assert.equal(ref("in", "0000000001"), "IN-0000-0001");
  assert.equal(ref("in", "8000000000"), "IN-G000-0000");
  assert.equal(ref("in", "0123456789"), "IN-04HM-ASW9");
});

test("it survives a bad telephone line: no I, L, O or U, eight signs in two groups", () => {
  for (let n = 0; n < 500; n++) {
    const hex = Math.imul(n, 0x9e3779b9)
      .toString(16)
      .replace("-", "")
      .padStart(10, String(n % 10));
    assert.match(ref("ca", hex.slice(0, 10)), /^CA-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
  }
  assert.equal(
    refOf(`ca:${"0".repeat(10)}${"1".repeat(22)}` as ItemId),
    refOf(`ca:${"0".repeat(10)}${"2".repeat(22)}` as ItemId),
  );
});
