import assert from "node:assert/strict";
import { test } from "node:test";
import { root } from "tlog";
import { coded, LANE, opens, pair, settle, type Node } from "./pair.fixture.ts";
import { sequence } from "./sequence.ts";
import { acceptLoss, missingUpTo, noteCarried, type Hearing } from "./tail.ts";

const ORIGIN = "ca/link/in/main/1";

/** What this node would sign now, without asking anybody. */
const signs = async (node: Node, on: Hearing) => {
  const own = await node.own();
  const heard = { size: own.size, root: root(own.frontier) };
  return (await node.store.tx((tx) => sequence(node.ports, tx, LANE, heard, on))).kind;
};

/** Restored to before the last act, which the peer holds; the marks beside the database are not. */
async function restored(...kinds: readonly string[]) {
  const { ca, inn } = pair();
  await opens(ca);
  await settle({ ca, inn });
  const restore = ca.snapshot();
  await opens(ca);
  await settle({ ca, inn });
  const { size, frontier } = await ca.own();
  restore();
  await ca.store.tx(async (tx) => {
    for (const kind of kinds) await tx.advance(`${kind}:${ORIGIN}`, size, root(frontier));
  });
  await opens(ca);
  return { ca, inn, size };
}

test("what left in a file is signed again on no road before it is back; what was only signed is, once the peer was heard", async () => {
  const carried = await restored("carried");
  assert.deepEqual([await signs(carried.ca, "line"), await signs(carried.ca, "file")], ["lost", "lost"]);
  const owed = await restored("owed");
  assert.equal(await signs(owed.ca, "file"), "lost");
  // The line gives the tail back first, and then both roads go on.
  for (const { ca, inn, size } of [carried, owed]) {
    await settle({ ca, inn });
    assert.ok((await ca.own()).size > size);
    await opens(ca);
    assert.equal(await signs(ca, "file"), "signed");
    await settle({ ca, inn });
    assert.deepEqual([await ca.stopped(), await inn.stopped()], [null, null]);
  }
});

test("a lost tail that nobody has can be given up, once and up to where it was signed", async () => {
  const { ca, size } = await restored("carried", "owed");
  const own = await ca.own();
  assert.equal(await ca.store.tx((tx) => missingUpTo(tx, own, "file")), size);
  assert.equal(await ca.store.tx((tx) => acceptLoss(tx, own)), size);
  assert.equal(await signs(ca, "file"), "signed");
  await assert.rejects(
    ca.store.tx((tx) => acceptLoss(tx, own)),
    coded("NOT_FOUND"),
  );
});

test("what else keeps it from signing does not hide that a tail is lost: what was heard meanwhile is forgotten", async () => {
  const { ca } = await restored("carried");
  await ca.store.tx(async (tx) => tx.saveOwn({ ...(await tx.own(ORIGIN, true)), closedFrom: 0 }));
  assert.equal(await signs(ca, "line"), "lost");
  await ca.store.tx(async (tx) => acceptLoss(tx, await tx.own(ORIGIN, true)));
  assert.equal(await signs(ca, "line"), "deaf");
});

test("what is noted as carried never goes back", async () => {
  const { ca, inn } = pair();
  await opens(ca);
  await settle({ ca, inn });
  const own = await ca.own();
  await ca.store.tx((tx) => noteCarried(tx, own));
  await ca.store.tx((tx) => noteCarried(tx, { ...own, size: own.size - 1 }));
  assert.equal((await ca.store.tx((tx) => tx.mark(`carried:${ORIGIN}`)))?.size, own.size);
});
