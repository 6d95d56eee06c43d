import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { suspensionAct, type Direction, type SuspensionAct } from "@setu/core";
import { newId, theyAsk } from "../notices/notices.fixture.ts";
import { loneDesk, type LoneDesk } from "../requests/desk.fixture.ts";
import { readKnown } from "../requests/desk.ts";
import { suspendedIn } from "./falling.ts";

let alone: LoneDesk;
before(async () => {
  alone = await loneDesk();
});
after(() => alone.close());

/** Which side's suspension a request falls into, by who asked and by what either side does not do. */
const FALLS: readonly (readonly [Direction, "asker" | "answerer", ours: boolean, theirs: boolean])[] = [
  ["asking", "asker", true, false],
  ["giving", "asker", false, true],
  ["both", "asker", true, true],
  ["asking", "answerer", false, true],
  ["giving", "answerer", true, false],
  ["both", "answerer", true, true],
];

test("a request falls into what bears on it: by who asked, while it is open, and never on the lane of danger to life", async () => {
  const { desk } = alone;
  const { party, peer } = desk.ports.identity;
  const { item } = await theyAsk(desk);
  let pos = 1_000;
  for (const [direction, role, ours, theirs] of FALLS) {
    for (const [from, to] of [
      [party, peer.party],
      [peer.party, party],
    ] as const) {
      const said = {
        do: "suspend",
        suspension: newId(),
        offences: ["cyber-fraud"],
        agencies: [],
        level: 0,
        direction,
        from: 1,
        reason: "review",
        review: 2_145_916_800_000,
      } as unknown as SuspensionAct;
      const act = suspensionAct(from, to, newId(), said);
      const row = { origin: `${from}/link/${to}/main/1`, pos: pos++, place: null, t: 1, seen: 0, floor: 0 };
      await desk.store.tx((tx) => tx.putActs([{ ...row, act, approvals: "[]" }]));
    }
    const found = (more: object = {}, turn: "us" | "none" = "us") =>
      desk.store.tx(async (tx) => {
        const known = await readKnown(desk, tx, item);
        assert.ok(known);
        const hits = await suspendedIn(desk, tx, { ...known, lane: "main", ...more }, { role, turn });
        return hits.map((hit) => hit.party);
      });
    const what = `${direction}, ${role}`;
    assert.deepEqual(await found(), [...(ours ? [party] : []), ...(theirs ? [peer.party] : [])], what);
    assert.deepEqual(await found({ lane: "flash" }), []);
    assert.deepEqual(await found({}, "none"), []);
    await desk.store.tx((tx) => tx.db.change("DELETE FROM derived.suspension", []));
  }
});
