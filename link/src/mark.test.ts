import assert from "node:assert/strict";
import { test } from "node:test";
import { opens, pair, settle } from "./pair.fixture.ts";
import { MAX_BUNDLE_ENTRIES } from "./wire.ts";

const KEY = "cosigned:ca/link/in/main/1";

/** `in` is restored to before most of what it had cosigned, more than one bundle ago; its mark beside the database is not. */
async function restoredReader() {
  const { ca, inn } = pair();
  await opens(ca, "before the backup");
  await settle({ ca, inn });
  const restore = inn.snapshot();
  for (let i = 0; i < MAX_BUNDLE_ENTRIES + 40; i++) await opens(ca, `after ${i}`);
  await settle({ ca, inn });
  const mark = await inn.store.tx((tx) => tx.mark(KEY));
  const { held } = await inn.theirs();
  restore();
  assert.ok(mark && mark.size === held && held > MAX_BUNDLE_ENTRIES);
  return { ca, inn, mark, held };
}

test("a restored node takes back more than one bundle before it cosigns again", async () => {
  const { ca, inn, mark, held } = await restoredReader();
  await inn.store.tx((tx) => tx.advance(KEY, mark.size, mark.root));
  const receipts: number[] = [];
  const push = ca.road.push;
  ca.road.push = async (...sent) => {
    const answer = await push(...sent);
    if (answer.receipt !== null) receipts.push(answer.held);
    return answer;
  };
  for (const node of [ca, inn]) node.now += 60_000;
  await settle({ ca, inn });
  assert.ok((await inn.theirs()).held >= held);
  assert.ok(receipts.length > 0 && receipts.every((size) => size >= held), receipts.join());
  assert.deepEqual([await ca.stopped(), await inn.stopped()], [null, null]);
});

test("a restored node knows a peer that gives it another history than it had cosigned", async () => {
  const { ca, inn, mark } = await restoredReader();
  const other = mark.root.map((byte) => byte ^ 1);
  await inn.store.tx((tx) => tx.advance(KEY, mark.size, other));
  for (const node of [ca, inn]) node.now += 60_000;
  await settle({ ca, inn }).catch(() => undefined);
  assert.equal(await inn.stopped(), "FORK");
});
