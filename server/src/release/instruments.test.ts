import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { ItemId } from "@setu/core";
import { parseInstruments } from "@setu/core/instruments/index.ts";
import type { Instruments } from "@setu/requests/instruments-api.ts";
import type { RequestView } from "@setu/requests";
import { EVERYTHING } from "../access/everything.fixture.ts";
import { Visitor } from "../access/matrix.fixture.ts";
import { appOf } from "../http/app.fixture.ts";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { newId, theyAsk } from "../notices/notices.fixture.ts";
import { saveOfficers } from "../node/officers.ts";
import { parseCommand } from "../requests/command.ts";
import { loneDesk, type LoneDesk } from "../requests/desk.fixture.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import { sendCheck } from "../requests/drafting.ts";
import { accept, submitDue } from "../requests/held.ts";

/** The treaty of the tests ends in two hours; everything else is as in the default register. */
const HOUR = 3_600_000;
const OFFICERS = [
  { id: "ca.officer-1", name: "Officer One", agency: "ca.ncb-ottawa", lang: "en" as const, ...EVERYTHING },
];
let alone: LoneDesk;
let desk: Desk;
let officer: Officer;
before(async () => {
  alone = await loneDesk();
  ({ officer } = alone);
  await saveOfficers(alone.desk.store, OFFICERS);
  const [mlat] = parseInstruments([
    {
      id: "mlat",
      basis: "mlat",
      kind: "mlat",
      title: { en: "Synthetic treaty", fr: "Traité fictif", hi: "काल्पनिक संधि" },
      exchanges: ["asking", "giving"],
      purposes: [],
      topics: [],
      from: "2026-01-01",
      until: "2030-01-01",
      source: "Synthetic",
      status: "confirmed",
    },
  ]);
  assert.ok(mlat);
  const instruments = [{ ...mlat, until: Date.now() + 2 * HOUR }];
  desk = { ...alone.desk, release: { ...alone.desk.release, instruments } };
});
after(() => alone.close());

const command = (rest: object = {}) =>
  parseCommand({ ...askCommand({ id: newId(), lane: "main" }), ...rest }, Date.now());
const check = (item: ItemId | null, asked: ReturnType<typeof command>) =>
  desk.store.tx((tx) => sendCheck(desk, tx, officer, item, asked));
const returned = async (id: string) => {
  const { rows } = await alone.pool.query("SELECT returned FROM held WHERE id = $1", [id]);
  return (rows as { returned: string | null }[])[0]?.returned;
};
/** While the treaty has ended. */
const later = async (work: () => Promise<void>) => {
  alone.pass(3 * HOUR);
  await work().finally(() => alone.pass(-3 * HOUR));
};

test("a request rests on an instrument that is in force: in the check, when it is sent and when its hold ends", async () => {
  const ask = command();
  assert.equal(ask.args["basis"], "mlat");
  const { refusals, rests } = await check(null, ask);
  assert.deepEqual([refusals, rests?.on.map(({ id, ends }) => [id, ends])], [[], [["mlat", 30]]]);
  await accept(desk, officer, null, ask);
  await later(async () => {
    await submitDue(desk);
    assert.equal(await returned(ask.id), "NO_INSTRUMENT", "it ended while it was held");
    const over = command();
    const told = await check(null, over);
    assert.deepEqual([told.refusals, told.rests?.on], [["NO_INSTRUMENT"], []]);
    assert.ok(told.rests?.instead.some(({ id }) => id === "convention-1988"));
    const refused = { code: "NO_INSTRUMENT", detail: { basis: "mlat", exchange: "asking" } };
    await assert.rejects(accept(desk, officer, null, over), refused);
    await assert.rejects(
      accept(desk, officer, null, command({ lane: "flash" })),
      refused,
      "what is not held too",
    );
    const other = { ...over, id: newId(), args: { ...over.args, basis: "convention-1988" } };
    await accept(desk, officer, null, other as never);
  });
});

test("what is given rests on what was named when it was asked; to refuse, to ask back and to talk rest on nothing", async () => {
  const { item } = await theyAsk(desk);
  await alone.pool.query("UPDATE peer_log SET held = 5000, applied = 5000");
  const after_ = [null, item.slice(3)] as const;
  const body = { text: "Synthetic answer.", lang: "en" as const };
  const act = (what: string, args: object, rest: object = {}) =>
    command({ do: what, args, after: after_, body, lane: "flash", ...rest });
  assert.deepEqual((await check(item, act("answer", {}))).refusals, []);
  await later(async () => {
    assert.deepEqual((await check(item, act("answer", {}))).refusals, ["NO_INSTRUMENT"]);
    await assert.rejects(accept(desk, officer, item, act("answer", {})), {
      code: "NO_INSTRUMENT",
      detail: { basis: "mlat", exchange: "giving" },
    });
    const until = desk.ports.world.now() + HOUR;
    for (const each of [act("message", {}), act("clarify", { kind: "identity", until })])
      assert.ok(!(await check(item, each)).refusals.includes("NO_INSTRUMENT"), each.do);
    await accept(desk, officer, item, act("refuse", { ground: "no-instrument" }));
  });
});

test("whoever receives sees what his own register says; the register is a list of what ends first", async () => {
  const visitor = new Visitor(appOf(desk, OFFICERS));
  const get = async <T>(path: string) => {
    await visitor.signIn(officer.id);
    return (await (await visitor.send("GET", path)).json()) as T;
  };
  const { item } = await theyAsk(desk);
  const seen = () => get<RequestView>(`/api/requests/${item}`);
  assert.deepEqual(
    (await seen()).rests?.on.map(({ id }) => id),
    ["mlat"],
  );
  const { instruments } = await get<Instruments>("/api/instruments");
  assert.deepEqual([instruments[0]?.id, instruments[0]?.ends, instruments[0]?.inForce], ["mlat", 30, true]);
  await later(async () => assert.deepEqual((await seen()).rests?.on, []));
});
