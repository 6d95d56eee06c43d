import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { suspensionAct, type Party, type SuspensionAct } from "@setu/core";
import { person } from "../access/person.fixture.ts";
import { changeOfficers } from "../standing/rows.fixture.ts";
import { saveOfficers } from "../node/officers.ts";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { home, newId, settle, theySay } from "../notices/notices.fixture.ts";
import { loneDesk, type LoneDesk } from "../requests/desk.fixture.ts";
import { suspensions } from "./proposing.ts";
import { MOST_A_DAY, tellSuspensions } from "./telling.ts";

const DAY = 86_400_000;
let alone: LoneDesk;
before(async () => {
  alone = await loneDesk();
  const hers = { powers: ["read", "draft", "send"] } as const;
  await saveOfficers(alone.desk.store, [
    person("officer-1"),
    person("officer-2"),
    person("has-it", { powers: [...hers.powers] }),
    person("has-other", { powers: [...hers.powers] }),
    person("has-none", { powers: [...hers.powers] }),
  ]);
  await changeOfficers(
    alone.desk.store,
    "UPDATE officer SET powers = array_remove(powers, 'supervise') WHERE id = 'ca.officer-2'",
  );
});
after(() => alone.close());

let pos = 1_000;
/** A word of a side, in one lane, as if it had come. */
const say = (party: Party, lane: string, said: SuspensionAct) => {
  const { desk } = alone;
  const { identity, world } = desk.ports;
  const [from, to] =
    party === identity.party ? [party, identity.peer.party] : [identity.peer.party, identity.party];
  const origin = `${from}/link/${to}/${lane}/1`;
  const act = suspensionAct(from, to, newId(), said);
  return desk.store.tx((tx) =>
    tx.putActs([
      { origin, pos: pos++, place: null, t: world.now(), seen: 0, floor: 0, act, approvals: "[]" },
    ]),
  );
};
const scope = (more: object = {}) =>
  ({
    do: "suspend",
    suspension: newId(),
    offences: ["extortion"],
    agencies: [],
    level: 0,
    direction: "giving",
    from: alone.desk.ports.world.now(),
    reason: "review",
    review: alone.desk.ports.world.now() + DAY,
    ...more,
  }) as unknown as Extract<SuspensionAct, { do: "suspend" }>;
const tell = () => alone.desk.store.tx((tx) => tellSuspensions(alone.desk, tx));
/** Who was told what, by reason. */
const told = async () =>
  (
    await alone.desk.store.rows<{ officer: string; reason: string }>(
      "SELECT officer, reason FROM notice WHERE kind = 'suspension' ORDER BY no, officer",
      [],
    )
  ).map(({ officer, reason }) => `${officer} ${reason}`);
const forget = () => alone.desk.store.tx((tx) => tx.db.change("DELETE FROM notice", []));
test("who leads and who has what it concerns is told once, of what either side says, and of its end", async () => {
  const { desk } = alone;
  const { party, peer } = desk.ports.identity;
  const asked = async (offence: string) => {
    const args = { ...(askCommand().args as object), calendar: "ca-2026.1", offence };
    return (await theySay(desk, "ask", { args, after: [null, null] })).item;
  };
  const [extortion, drugs] = [await asked("extortion"), await asked("drug-trafficking")];
  await home(desk, alone.officer, extortion, "assign", { officer: "ca.has-it" });
  await home(desk, alone.officer, drugs, "assign", { officer: "ca.has-other" });
  await settle(desk);
  await tell();
  assert.deepEqual(await told(), []);
  const said = scope();
  await say(peer.party, "main", said);
  await tell();
  const first = ["ca.has-it suspended-there", "ca.officer-1 suspended-there"];
  assert.deepEqual((await told()).toSorted(), first);
  await say(peer.party, "flash", said);
  await tell();
  assert.deepEqual((await told()).toSorted(), first, "the same word in another lane is no news");
  await say(peer.party, "main", { do: "resume", suspension: said.suspension });
  await tell();
  assert.deepEqual((await told()).slice(2).toSorted(), [
    "ca.has-it resumed-there",
    "ca.officer-1 resumed-there",
  ]);
  await forget();
  const everything = scope({ offences: [], direction: "both" });
  await say(party, "main", everything);
  await tell();
  const ours = (await told()).filter((line) => !line.includes("there"));
  assert.deepEqual(ours.toSorted(), [
    "ca.has-it suspended",
    "ca.has-other suspended",
    "ca.officer-1 suspended",
  ]);
  await forget();
});

test("a side that says very many, of codes that nobody knows and dates far off, wakes nobody more than so often", async () => {
  const { desk } = alone;
  const { peer } = desk.ports.identity;
  for (let n = 0; n < MOST_A_DAY + 5; n++)
    await say(peer.party, "main", scope({ offences: ["unheard-of"], review: Date.UTC(2038, 0, 20) + n }));
  for (let n = 0; n < 3; n++) await tell();
  const events = await desk.store.rows<{ event: string }>(
    "SELECT DISTINCT event FROM notice WHERE kind = 'suspension'",
    [],
  );
  const there = events.filter((row) => row.event.includes(`/${peer.party}/`));
  assert.equal(there.length, MOST_A_DAY);
  const { theirs, totals } = await desk.store.tx((tx) => suspensions(desk, tx, "ca.has-none"));
  assert.ok(totals.theirs > MOST_A_DAY && theirs.length === totals.theirs, "all of them are on the screen");
  alone.pass(DAY + 1);
  await tell();
  const later = await desk.store.rows("SELECT DISTINCT event FROM notice WHERE event LIKE $1", [
    `suspension/${peer.party}/%`,
  ]);
  assert.ok(later.length > MOST_A_DAY, "and the rest is told when it may");
});
