import assert from "node:assert/strict";
import { test } from "node:test";
import { root } from "tlog";
import { opens, pair, settle, type Node } from "./pair.fixture.ts";
import { mayEnd } from "./rotate.ts";

const ORIGIN = "ca/link/in/main/1";

const ends = (node: Node) => node.store.tx(async (tx) => mayEnd(tx, [await tx.own(ORIGIN, true)]));

test("keys do not end in a log that was restored before what they had signed of it is back", async () => {
  const { ca, inn } = pair();
  await opens(ca);
  await settle({ ca, inn });
  assert.equal(await ends(ca), true);
  const restore = ca.snapshot();
  await opens(ca);
  await settle({ ca, inn });
  const { size, frontier } = await ca.own();
  restore();
  await ca.store.tx((tx) => tx.advance(`owed:${ORIGIN}`, size, root(frontier)));
  assert.equal(await ends(ca), false);
  await opens(ca);
  await settle({ ca, inn });
  assert.equal(await ends(ca), true);
});
