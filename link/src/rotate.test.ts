import assert from "node:assert/strict";
import { test } from "node:test";
import { root } from "tlog";
import { opens, pair, settle, type Node } from "./pair.fixture.ts";
import { mayEnd } from "./rotate.ts";
import type { Heard } from "./sequence.ts";
import type { OwnLog } from "./store.ts";

const ORIGIN = "ca/link/in/main/1";

const ends = (node: Node, heard: Heard | "elsewhere" | null = "elsewhere") =>
  node.store.tx(async (tx) => mayEnd(tx, [{ log: await tx.own(ORIGIN, true), heard }]));
const standing = ({ size, frontier }: OwnLog): Heard => ({ size, root: root(frontier) });

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
  assert.equal(await ends(ca, { size, root: root(frontier) }), false, "it comes back first");
  await opens(ca);
  await settle({ ca, inn });
  assert.equal(await ends(ca), true);
});

test("what was signed and never reached the peer holds no keys up once it was heard, unless it left in a file", async () => {
  const { ca, inn } = pair();
  await opens(ca);
  await settle({ ca, inn });
  const log = await ca.own();
  const mark = (kind: string) =>
    ca.store.tx((tx) => tx.advance(`${kind}:${ORIGIN}`, log.size + 5, new Uint8Array(32)));
  await mark("owed");
  assert.equal(await ends(ca), false);
  assert.equal(await ends(ca, standing(log)), true);
  assert.equal(await ends(ca, null), false, "whoever speaks hears first");
  assert.equal(await ends(ca, { ...standing(log), size: log.size - 1 }), false, "a peer that was restored");
  assert.equal(await ends(ca, { ...standing(log), root: new Uint8Array(32) }), false);
  await mark("carried");
  assert.equal(await ends(ca, standing(log)), false);
});

test("no pulse says that announced keys are applied before they are believed", async () => {
  const { ca, inn } = pair();
  const pulses = async () => (await inn.own()).pulseNo;
  await opens(ca);
  await settle({ ca, inn });
  const before = await pulses();
  let isUnfollowed = true;
  Object.assign(inn.ports, { unfollowed: () => Promise.resolve(isUnfollowed) });
  inn.now += inn.ports.identity.pulseEvery;
  await settle({ ca, inn });
  assert.equal(await pulses(), before);
  isUnfollowed = false;
  await settle({ ca, inn });
  assert.equal(await pulses(), before + 1);
});
