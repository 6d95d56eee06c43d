import assert from "node:assert/strict";
import { test } from "node:test";
import type { Void } from "@setu/core";
import {
  coded,
  does,
  draft,
  forge,
  LANE,
  opens,
  pair,
  pulseOf,
  settle,
  strangers,
  TEXT,
} from "./pair.fixture.ts";
import { refusal, submit } from "./submit.ts";
import { SLOT } from "./seal.ts";

test("an act that is committed waits with all it needs, sealed", async () => {
  const { ca } = pair();
  const item = await opens(ca, "the text");
  const [pending] = ca.store.state.pending;
  assert.deepEqual([pending?.item, pending?.seen, pending?.origin], [item, 0, "ca/link/in/main/1"]);
  assert.ok(pending?.sealed.body && !Buffer.from(pending.sealed.body).includes("the text"));
  const row = await ca.act(pending.id);
  assert.ok(row);
  assert.deepEqual([row.pos, row.place, row.t, row.approvals], [null, pending.place, ca.now, "[]"]);
  assert.equal((row.act as { body: string }).body, pending.sealed.b);
  assert.deepEqual([...ca.store.state.keys.values()].map(({ slot }) => slot).sort(), [SLOT.act, SLOT.body]);
  assert.equal((await ca.state(item))?.cell.status, "open", "and is on the screen at once");
});

test("keys of attachments are kept beside the act, in their order", async () => {
  const { ca } = pair();
  const item = await opens(ca);
  const materials = [new Uint8Array(64).fill(1), new Uint8Array(64).fill(2)];
  const id = await does(ca, item, "note", {}, { attachments: materials });
  const keys = await ca.store.tx((tx) => tx.keys(ca.party, [id]));
  const attached = keys.filter(({ slot }) => slot >= SLOT.attachment).toSorted((a, b) => a.slot - b.slot);
  assert.deepEqual(
    attached.map(({ slot, material }) => [slot, material]),
    [
      [2, materials[0]],
      [3, materials[1]],
    ],
  );
});

test("sending twice is doing once; another act under the same id is refused", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca);
  const made = await draft(ca, item, "amend", { text: TEXT });
  await submit(ca.ports, LANE, made);
  const before = ca.store.state;
  await submit(ca.ports, LANE, made);
  assert.equal(ca.store.state.acts, before.acts);
  assert.equal(ca.store.state.pending, before.pending);
  const { id } = made.act;
  await assert.rejects(does(ca, item, "withdraw", {}, { id }), coded("DUPLICATE"));
  const other = await opens(ca);
  await assert.rejects(
    submit(ca.ports, LANE, await draft(ca, other, "amend", { text: TEXT }, { id })),
    coded("DUPLICATE"),
  );
  await settle({ ca, inn });
  await submit(ca.ports, LANE, made);
  assert.equal(ca.store.state.pending.length, 0, "also after it has gone");
  await assert.rejects(does(ca, item, "withdraw", {}, { id }), coded("DUPLICATE"));
});

test("of two officers who act at once the second is told to look again; with what is new, he may", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca);
  await settle({ ca, inn });
  const mine = await draft(ca, item, "withdraw", {});
  await does(ca, item, "amend", { text: TEXT });
  await assert.rejects(submit(ca.ports, LANE, mine), coded("STALE", { reason: "stale-mine" }));
  const crossing = await draft(inn, item, "sign", { text: TEXT });
  await settle({ ca, inn });
  await assert.rejects(submit(inn.ports, LANE, crossing), coded("STALE", { reason: "stale-yours" }));
  await does(inn, item, "sign", { text: TEXT });
  await settle({ ca, inn });
  await assert.rejects(does(inn, item, "sign", { text: TEXT }), coded("STALE", { reason: "wrong-stage" }));
});

test("what the workflow never allows is refused, and nothing is kept", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca);
  await settle({ ca, inn });
  const before = inn.store.state;
  await assert.rejects(does(inn, item, "withdraw", {}), coded("ILLEGAL", { reason: "unknown-act" }));
  await assert.rejects(does(inn, item, "sign", {}), coded("ILLEGAL", { reason: "bad-arguments" }));
  await assert.rejects(
    does(inn, `in:${inn.newId()}` as never, "withdraw", {}),
    coded("ILLEGAL", { reason: "unopened" }),
  );
  assert.equal(inn.store.state.acts, before.acts);
  assert.equal(inn.store.state.keys, before.keys);
  const made = await draft(ca, item, "note", {});
  await assert.rejects(submit(ca.ports, "flash", made), coded("ILLEGAL"));
});

test("what a reader is told: look again, or never", () => {
  const codes = (reasons: readonly Void[]) => reasons.map((reason) => refusal(reason).code);
  assert.deepEqual(
    codes(["stale-mine", "stale-yours", "wrong-stage", "other-half", "opened-twice"]),
    Array(5).fill("STALE"),
  );
  const never = codes([
    "unopened",
    "wrong-workflow",
    "unknown-act",
    "bad-arguments",
    "not-silent",
    "seen-below",
    "cycle",
  ]);
  assert.deepEqual(never, Array(7).fill("ILLEGAL"));
  assert.deepEqual(refusal("cycle").detail, { reason: "cycle" });
});

test("silence is shown by a pulse of the other side on the item's lane, after the deadline", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca);
  await settle({ ca, inn });
  await assert.rejects(does(ca, item, "lapse", { pulse: 0 }), coded("ILLEGAL", { reason: "not-silent" }));
  inn.now += 60_000;
  await settle({ ca, inn });
  const { applied } = await ca.theirs();
  await assert.rejects(
    does(ca, item, "lapse", { pulse: 0 }),
    coded("ILLEGAL", { reason: "not-silent" }),
    "dated before it",
  );
  await assert.rejects(
    does(ca, item, "lapse", { pulse: applied }),
    coded("ILLEGAL", { reason: "not-silent" }),
    "not there yet",
  );
  await does(ca, item, "lapse", { pulse: applied - 1 });
  await settle({ ca, inn });
  for (const node of [ca, inn]) assert.equal((await node.state(item))?.opener.stage, "lapsed");
});

test("an act that is no pulse shows no silence", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca);
  await settle({ ca, inn });
  inn.now += 60_000;
  await does(inn, item, "note", {});
  await settle({ ca, inn });
  const acts = [...ca.store.state.acts.values()].filter(({ act }) => act.do === "note");
  await assert.rejects(
    does(ca, item, "lapse", { pulse: acts[0]?.pos as number }),
    coded("ILLEGAL", { reason: "not-silent" }),
  );
});

test("abuse 34: an item with an act from a newer version is held for our officers too", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca);
  await settle({ ca, inn });
  const { act } = await draft(inn, item, "note", {});
  await forge(inn, { act: { ...act, body: null, crit: ["sealed-bids" as never] } });
  await settle({ ca, inn });
  await assert.rejects(does(ca, item, "withdraw", {}), coded("UNSUPPORTED_VERSION"));
  const other = await opens(ca);
  await does(ca, other, "withdraw", {}, { body: "other items go on" });
});

test("an item is opened only in a version that the peer's last pulse names", async () => {
  const { ca, inn } = strangers();
  await assert.rejects(opens(ca), coded("UNSUPPORTED_VERSION"), "nothing was heard yet");
  await settle({ ca, inn });
  const item = await opens(ca);
  await settle({ ca, inn });
  const { pulse } = await ca.theirs();
  await forge(inn, { act: pulseOf(inn, { ...pulse, no: pulse.no + 1, versions: ["other/1"] }) });
  await settle({ ca, inn });
  assert.equal(await ca.stopped(), null);
  await assert.rejects(opens(ca), coded("UNSUPPORTED_VERSION"), "the peer speaks it no more");
  await does(ca, item, "withdraw", {}, { body: "what was opened goes on" });
});
