import assert from "node:assert/strict";
import { test } from "node:test";
import { besides, rememberOrder } from "./order.ts";

test("a request has the neighbours of the list that was shown last, and none beyond its ends", () => {
  rememberOrder(["a", "b", "c"]);
  assert.deepEqual([besides("b", 1), besides("b", -1)], ["c", "a"]);
  assert.deepEqual([besides("c", 1), besides("a", -1), besides("z", 1)], [null, null, null]);
  rememberOrder([]);
  assert.equal(besides("b", 1), null);
});
