import assert from "node:assert/strict";
import { after, before, describe, test, type TestContext } from "node:test";
import type { Page } from "playwright-core";
import { ACCOUNTS, makeRequests, sessionOf } from "../dev/fixtures.ts";
import { openStage, visit, workable, type Stage } from "./browser.fixture.ts";
import { shows } from "./page.fixture.ts";

/**
 * One instant, wherever the browser stands and whatever zone the server's machine has: every screen says it in the two
 * capitals' hours, also in the weeks in which one of them, or the browser's own country, changes its clocks.
 */
const BROWSERS = ["America/Toronto", "Asia/Kolkata", "UTC", "Europe/London"] as const;
/** The zone of the machine on which the server runs, set against that of the browser. */
const MACHINES = ["UTC", "America/Toronto", "Europe/London", "Asia/Kolkata"] as const;

type Moment = {
  readonly name: string;
  /** Whose clocks make it one: where a browser or a server stands there, every screen is looked at, elsewhere the list. */
  readonly clocks: (typeof BROWSERS)[number];
  readonly now: string;
  readonly due: string;
  readonly ottawa: string;
  readonly delhi: string;
  readonly left: string;
};
const MOMENTS: readonly Moment[] = [
  {
    name: "the clocks of Toronto go forward",
    clocks: "America/Toronto",
    now: "2026-03-07T20:00:00Z",
    due: "2026-03-08T07:30:00Z",
    ottawa: "Sun 8 Mar, 03:30 ET",
    delhi: "Sun 8 Mar, 13:00 IST",
    left: "11 h 30 min left",
  },
  {
    name: "the clocks of London go back",
    clocks: "Europe/London",
    now: "2026-10-24T20:00:00Z",
    due: "2026-10-25T01:30:00Z",
    ottawa: "Sat 24 Oct, 21:30 ET",
    delhi: "Sun 25 Oct, 07:00 IST",
    left: "5 h 30 min left",
  },
  {
    name: "the first 01:30 of the night in which the clocks of Toronto go back",
    clocks: "America/Toronto",
    now: "2026-10-31T20:00:00Z",
    due: "2026-11-01T05:30:00Z",
    ottawa: "Sun 1 Nov, 01:30 ET (UTC−4)",
    delhi: "Sun 1 Nov, 11:00 IST",
    left: "9 h 30 min left",
  },
  {
    name: "the second 01:30 of that night",
    clocks: "America/Toronto",
    now: "2026-10-31T20:00:00Z",
    due: "2026-11-01T06:30:00Z",
    ottawa: "Sun 1 Nov, 01:30 ET (UTC−5)",
    delhi: "Sun 1 Nov, 12:00 IST",
    left: "10 h 30 min left",
  },
  {
    name: "a new year that has begun in one of the capitals",
    clocks: "Asia/Kolkata",
    now: "2026-12-31T18:00:00Z",
    due: "2027-01-01T04:30:00Z",
    ottawa: "Thu 31 Dec, 23:30 ET",
    delhi: "Fri 1 Jan 2027, 10:00 IST",
    left: "10 h 30 min left",
  },
];

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

/** The stand-in and the browser are at that moment, at the desk of one of the two. */
async function at(context: TestContext, page: Page, moment: Moment, desk: "ca" | "in"): Promise<string> {
  const { mock } = stage;
  const now = Date.parse(moment.now);
  context.mock.timers.reset();
  context.mock.timers.enable({ apis: ["Date"], now });
  await page.clock.setFixedTime(now);
  const { node, peer, ...session } = sessionOf(ACCOUNTS[0]);
  assert.ok(peer);
  mock.session = { ...session, node: desk === "ca" ? node : peer, peer: desk === "ca" ? peer : node };
  mock.requests.clear();
  for (const [key, view] of makeRequests(now)) mock.requests.set(key, view);
  const item = workable(mock);
  const view = mock.requests.get(item)!;
  const clock = { ...view.clock, state: "running" as const, due: Date.parse(moment.due), pauses: [] };
  mock.requests.clear();
  mock.requests.set(item, { ...view, clock });
  return item;
}

const words = (desk: "ca" | "in", { ottawa, delhi }: Moment): readonly [string, string] =>
  desk === "ca" ? [ottawa, delhi] : [delhi, ottawa];

/** Both lines of the deadline, and the instant behind each. */
async function assertDue(page: Page, place: string, moment: Moment, desk: "ca" | "in"): Promise<void> {
  const times = page.locator(`${place} time`);
  await times.nth(1).waitFor();
  assert.deepEqual((await times.allTextContents()).slice(0, 2), words(desk, moment), place);
  for (const n of [0, 1]) {
    const instant = Date.parse((await times.nth(n).getAttribute("datetime")) ?? "");
    assert.equal(new Date(instant).toISOString(), new Date(moment.due).toISOString(), place);
  }
}
const assertLeft = async (page: Page, place: string, { left }: Moment): Promise<void> =>
  assert.equal(await page.locator(`${place} .due`).first().textContent(), left, place);

describe("the deadline is the same instant on every screen", () => {
  for (const [index, timezoneId] of BROWSERS.entries()) {
    const machine = MACHINES[index]!;
    test(`browser in ${timezoneId}, server in ${machine}`, async (context) => {
      const { TZ: zone } = process.env;
      process.env["TZ"] = machine;
      context.after(() => {
        if (zone === undefined) delete process.env["TZ"];
        else process.env["TZ"] = zone;
      });
      const { page } = await visit(stage, "en", { timezoneId });
      for (const moment of MOMENTS) {
        const item = encodeURIComponent(await at(context, page, moment, "ca"));
        await page.goto(stage.mock.url);
        await assertDue(page, "tr[data-item] .cell-due", moment, "ca");
        await assertLeft(page, "tr[data-item]", moment);
        if (![timezoneId, machine].includes(moment.clocks)) continue;
        await page.locator("[data-row]").click();
        await assertDue(page, "section[aria-labelledby=clock] dd:first-of-type", moment, "ca");
        await assertLeft(page, ".request-bar", moment);
        await page.goto(`${stage.mock.url}/print/requests/${item}?lang=en`);
        await assertDue(page, "section[aria-labelledby=clock] dd:first-of-type", moment, "ca");
        await assertLeft(page, "section[aria-labelledby=clock]", moment);
        await at(context, page, moment, "in");
        await page.goto(stage.mock.url);
        await assertDue(page, "tr[data-item] .cell-due", moment, "in");
        await assertLeft(page, "tr[data-item]", moment);
      }
      await page.context().close();
    });
  }
});

test("a date is chosen in the desk's hours, wherever the browser is", async (context) => {
  const night = MOMENTS[2]!;
  for (const timezoneId of BROWSERS) {
    const { page } = await visit(stage, "en", { timezoneId });
    const item = await at(context, page, night, "ca");
    await page.goto(`${stage.mock.url}/requests/${encodeURIComponent(item)}`);
    await page.locator(".request:focus").waitFor();
    await page.keyboard.press("h");
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    assert.deepEqual(
      await dialog.locator(".officers time").allTextContents(),
      ["Sat 31 Oct, 18:00 ET", "Sun 1 Nov, 08:00 ET", "Mon 2 Nov, 08:00 ET", "Sat 7 Nov, 08:00 ET"],
      timezoneId,
    );
    await dialog.getByLabel("Another day").selectOption({ label: "Sun 1 Nov" });
    await dialog.getByLabel("Hour, ET").selectOption("01:30");
    await assertDue(page, ".follow-up-day", night, "ca");
    await dialog.getByRole("button", { name: "Set the date" }).click();
    await dialog.waitFor({ state: "detached" });
    const { command } = stage.mock.homeReceived.at(-1)!;
    assert.deepEqual(command.args, { at: Date.parse(night.due) });
    await page.context().close();
  }
});

test("until when a clarification is awaited stands in both capitals' hours", async (context) => {
  for (const timezoneId of BROWSERS) {
    const { page } = await visit(stage, "en", { timezoneId });
    const item = await at(context, page, MOMENTS[2]!, "ca");
    await page.goto(`${stage.mock.url}/requests/${encodeURIComponent(item)}`);
    await page.getByRole("button", { name: "Ask for clarification" }).click();
    const until = page.getByLabel("The clarification is awaited until");
    const options = await until.locator("option").allTextContents();
    assert.ok(options.includes("2 h · Sat 31 Oct, 18:00 ET · Sun 1 Nov, 03:30 IST"), options.join("\n"));
    await until.selectOption({ label: "2 h · Sat 31 Oct, 18:00 ET · Sun 1 Nov, 03:30 IST" });
    await shows(() => until.inputValue(), String(Date.parse("2026-10-31T22:00:00Z")));
    await page.context().close();
  }
});
