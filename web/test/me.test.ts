import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { PREFERENCES } from "@setu/requests/me.ts";
import type { Page } from "playwright-core";
import { makeNotices, newMe } from "../dev/me.ts";
import { openStage, signIn, visit, type Stage } from "./browser.fixture.ts";
import { shows } from "./page.fixture.ts";

/** What an officer is told, and what they choose for themselves. */
let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());
beforeEach(() => void Object.assign(stage.mock.me, newMe()));

const items = () => [...stage.mock.requests.values()].filter(({ role }) => role === "answerer");
const give = (n: number) => {
  const { me } = stage.mock;
  me.notices = makeNotices(items().slice(0, 8)).map((each) => ({ ...each, read: false }));
  me.notices = me.notices.filter(({ id }) => id > me.notices.length - n);
};
const link = (page: Page) => page.locator(".notice-link");
async function arrive(page: Page, change: object = {}) {
  const { me } = stage.mock;
  const id = Math.max(0, ...me.notices.map((each) => each.id)) + 1;
  const [made] = makeNotices(items().slice(0, 1));
  assert.ok(made);
  me.notices = [...me.notices, { ...made, id, kind: "assigned", reason: "assigned", read: false, ...change }];
  stage.mock.emit({ kind: "notice", id });
  await page.waitForTimeout(150);
}
async function start() {
  const { page } = await visit(stage, "en");
  await signIn(page, stage.mock, "en");
  return page;
}

test("what arrives is counted in words, and is there after a reload", async () => {
  const page = await start();
  assert.equal(await link(page).textContent(), "Notices");
  await arrive(page);
  assert.equal(await link(page).textContent(), "Notices: 1 unread");
  await page.reload();
  await page.locator(".notice-link[data-unread=true]").waitFor();
  await page.context().close();
});

test("what is new to the officer is counted in the title of the window, and read when it is opened", async () => {
  const { requests } = stage.mock;
  for (const [item, view] of requests) requests.set(item, { ...view, unread: false });
  const open = [...requests.values()].filter(({ role, turn }) => role === "answerer" && turn !== "none");
  const [first, second] = open.map(({ item }) => item);
  for (const view of open.slice(0, 2)) requests.set(view.item, { ...view, unread: true });
  const page = await start();
  const titled = (title: string) => page.waitForFunction((wanted) => document.title === wanted, title);
  const marked = page.locator("tr.unread");
  await titled("(2) Inbox · Setu");
  assert.equal(await marked.count(), 2);
  await page.getByRole("link", { name: "Sent requests" }).click();
  await titled("(2) Sent requests · Setu");
  await page.goBack();
  await page.locator(`[data-row="${first}"]`).click();
  await page.locator(".timeline").waitFor();
  await page.waitForFunction(() => document.title.startsWith("(1) "));
  await page.goBack();
  await titled("(1) Inbox · Setu");
  assert.equal(await marked.locator("[data-row]").getAttribute("data-row"), second);
  await page.getByLabel("Since I looked").selectOption("new");
  await page.waitForURL(/news=new/);
  await page.waitForFunction(() => document.querySelectorAll("[data-row]").length === 1);
  await page.context().close();
});

test("each notice says why, of which request and since when; opening it reads it", async () => {
  give(8);
  const page = await start();
  await page.keyboard.press("g");
  await page.keyboard.press("n");
  const lines = page.locator(".notices li");
  await lines.first().waitFor();
  const reasons = await lines.locator("strong").allTextContents();
  assert.deepEqual(reasons, [
    "Your deadline has passed",
    "Assigned to you",
    "The other side: Full answer",
    "Nobody has it, and three quarters of the time have passed",
    "You are mentioned in a note",
    "The follow-up date is reached",
    "The link has stopped, and what you sent waits",
    "Half of your time has passed",
  ]);
  const [first] = items();
  assert.match((await lines.first().textContent()) ?? "", new RegExp(`${first?.ref}.+ET`));
  // By keyboard: the second one, which is another request.
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.locator(".timeline").waitFor();
  assert.match(page.url(), /\/requests\//);
  await page.waitForFunction(
    () => document.querySelector(".notice-link")?.textContent === "Notices: 7 unread",
  );
  assert.deepEqual(
    stage.mock.me.notices.filter(({ read }) => read).map(({ kind }) => kind),
    ["assigned"],
  );
  await page.context().close();
});

test("whoever opens a request from anywhere has read what was told of it", async () => {
  give(2);
  const page = await start();
  const [first] = items();
  assert.ok(first);
  await page.goto(`${stage.mock.url}/requests/${encodeURIComponent(first.item)}`);
  await page.waitForFunction(
    () => document.querySelector(".notice-link")?.textContent === "Notices: 1 unread",
  );
  await page.context().close();
});

test("all are marked as read, but not one that arrives in that moment", async () => {
  give(5);
  const page = await start();
  await link(page).click();
  await page.locator(".notices li").first().waitFor();
  const { me } = stage.mock;
  const [made] = me.notices;
  assert.ok(made);
  me.notices = [...me.notices, { ...made, id: 99 }];
  await page.keyboard.press("m");
  await page.waitForFunction(
    () => document.querySelector(".notice-link")?.textContent === "Notices: 1 unread",
  );
  await page.context().close();
});

test("the list goes back page by page", async () => {
  const [one] = makeNotices(items().slice(0, 1));
  assert.ok(one);
  stage.mock.me.notices = Array.from({ length: 60 }, (_, i) => ({ ...one, id: i + 1 }));
  const page = await start();
  await link(page).click();
  await page.getByRole("button", { name: "Older" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".notices li").length === 10);
  await page.getByRole("button", { name: "Newer" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".notices li").length === 50);
  await page.context().close();
});

test("only one's own passed deadline is said aloud, and politely", async () => {
  give(1);
  const page = await start();
  const said = page.getByRole("status", { name: "Deadlines" });
  await link(page).waitFor();
  assert.equal(await said.textContent(), "", "what was there before is no news");
  await arrive(page, { kind: "unclaimed", reason: "p100" });
  await arrive(page, { kind: "deadline", reason: "p75" });
  assert.equal(await said.textContent(), "");
  await arrive(page, { kind: "deadline", reason: "p100" });
  await shows(() => said.textContent(), /^Your deadline has passed: [A-Z]{2}-/);
  await page.context().close();
});

test("a sound is made only when it was asked for", async () => {
  const { page } = await visit(stage, "en");
  await page.addInitScript(() => {
    const made = OscillatorNode;
    Object.assign(globalThis, { tones: 0 });
    globalThis.OscillatorNode = class extends made {
      constructor(...args: ConstructorParameters<typeof OscillatorNode>) {
        super(...args);
        (globalThis as unknown as { tones: number }).tones += 1;
      }
    };
  });
  await signIn(page, stage.mock, "en");
  const tones = () => page.evaluate(() => (globalThis as unknown as { tones: number }).tones);
  await arrive(page);
  assert.equal(await tones(), 0);
  await page.getByRole("link", { name: "My settings" }).click();
  await page.getByLabel("A short sound when there is a new notice").check();
  const tried = await tones();
  assert.ok(tried > 0, "it is heard when it is chosen");
  await arrive(page);
  assert.ok((await tones()) > tried);
  await page.context().close();
});

test("G and a letter go to a screen, not while text is typed, and not when keys are off", async () => {
  const page = await start();
  for (const [letter, path] of [
    ["s", "/sent"],
    ["n", "/notices"],
    ["y", "/me"],
    ["w", "/powers"],
    ["p", "/picture"],
    ["l", "/link"],
    ["i", "/?who=mine-or-unassigned"],
  ] as const) {
    await page.keyboard.press("g");
    await page.keyboard.press(letter);
    await page.waitForURL(({ href }) => href === stage.mock.url + path);
  }
  await page.locator("#filter").fill("");
  await page.locator("#filter").pressSequentially("gs");
  await shows(() => page.locator("#filter").inputValue(), "gs");
  assert.equal(new URL(page.url()).pathname, "/");
  await page.locator("#filter").fill("");
  await page.locator("h1").click();
  await page.keyboard.press("?");
  await shows(() => page.locator(".modal .keys").textContent(), /G N.*Notices/s);
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "My settings" }).click();
  await page.getByLabel("Use single-letter keys").uncheck();
  await page.locator("h1").click();
  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await page.waitForTimeout(100);
  assert.match(page.url(), /\/me$/);
  await page.context().close();
});

test("what was chosen is there on another machine, and goes before what that one remembers", async () => {
  const page = await start();
  await page.getByRole("link", { name: "My settings" }).click();
  await page.getByLabel("Time zone of your desk").selectOption("America/Vancouver");
  await page.getByLabel("Density of lists").selectOption("compact");
  await page.getByLabel("Theme").selectOption("dark");
  await page.waitForFunction(() => document.documentElement.dataset["density"] === "compact");
  assert.match(
    (await page.locator(".clocks").textContent()) ?? "",
    /Your desk\d\d:\d\d PTCanada\d\d:\d\d ET/,
  );
  await page.getByRole("link", { name: "Inbox" }).click();
  await page.locator("table.requests").waitFor();
  await shows(() => page.locator("table.requests").textContent(), /, \d\d:\d\d PT/);
  const kept = () => stage.mock.me.preferences;
  await shows(
    async () => JSON.stringify([kept()?.zone, kept()?.theme, kept()?.lang]),
    '["America/Vancouver","dark",null]',
  );
  await page.context().close();

  const other = await start();
  await other.waitForFunction(() => document.documentElement.dataset["theme"] === "dark");
  await shows(() => other.locator("table.requests").textContent(), /, \d\d:\d\d PT/);
  await other.context().close();
});

test("a language chosen on the sign-in page is the newest wish: it is spoken and kept", async () => {
  stage.mock.me.preferences = {
    lang: "en",
    zone: null,
    density: "standard",
    theme: "light",
    keys: true,
    sound: false,
  };
  const { page } = await visit(stage, "en");
  stage.mock.session = null;
  await page.goto(stage.mock.url);
  await page.getByRole("button", { name: "Français", exact: true }).click();
  await page.locator(".accounts button").first().click();
  await page.locator("table.requests").waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "fr");
  await page.waitForFunction(() => document.documentElement.dataset["theme"] === "light");
  assert.equal(stage.mock.me.preferences?.lang, "fr");
  await page.context().close();
});

test("a choice that the node has not heard of yet is not forgotten by a reload", async () => {
  const page = await start();
  await page.route("**/api/preferences", (route) =>
    route.request().method() === "PUT" ? route.abort() : route.continue(),
  );
  await page.goto(`${stage.mock.url}/me`);
  await page.getByLabel("Density of lists").selectOption("compact");
  await page.getByText("This computer cannot reach our own node.").waitFor();
  stage.mock.me.preferences = { ...PREFERENCES, density: "comfortable" };
  await page.unroute("**/api/preferences");
  await page.reload();
  await page.waitForFunction(() => document.documentElement.dataset["density"] === "compact");
  await shows(async () => stage.mock.me.preferences?.density ?? "", "compact");
  await page.context().close();
});

test("kinds and channels are turned on and off; one's own deadline stays on the screen", async () => {
  const page = await start();
  await page.goto(`${stage.mock.url}/me`);
  const box = (name: string) => page.getByRole("checkbox", { name });
  const deadline = box("Your deadline: half, three quarters and all of the time: Screen");
  await deadline.waitFor();
  assert.ok(await deadline.isDisabled());
  await box("A note mentions you: Mail at once").check();
  await box("Something is assigned to you: Screen").uncheck();
  const kept = () => stage.mock.me.noticePreferences;
  await shows(async () => JSON.stringify([kept().mentioned.mail, kept().assigned.screen]), "[true,false]");
  // What goes at once is in no second mail.
  assert.ok(await box("A note mentions you: Mail before the shift").isDisabled());
  await box("A follow-up date of yours: Mail before the shift").uncheck();
  await page.getByLabel("My shift begins at").selectOption("22:00");
  await shows(async () => JSON.stringify([kept()["follow-up"].digest, stage.mock.me.shift]), "[false,22]");
  stage.mock.me.mail = false;
  await page.reload();
  await deadline.waitFor();
  assert.ok(await box("A note mentions you: Mail at once").isDisabled());
  await page.getByText("This node sends you no mail").waitFor();
  await page.context().close();
});

test("the calendar's address is shown once, and made void", async () => {
  const page = await start();
  await page.goto(`${stage.mock.url}/me`);
  await page.getByRole("button", { name: "Make an address" }).click();
  const address = page.getByLabel("Address of the calendar");
  assert.match(await address.inputValue(), new RegExp(`^${stage.mock.url}/feeds/.+\\.ics$`));
  await page.reload();
  await page.getByText("There is an address, made").waitFor();
  assert.equal(await address.count(), 0);
  await page.getByRole("button", { name: "Make it void" }).click();
  await page.getByRole("button", { name: "Make an address" }).waitFor();
  await page.context().close();
});

test("another session is ended from here, this one is not", async () => {
  const page = await start();
  await page.goto(`${stage.mock.url}/me`);
  const end = page.getByRole("button", { name: "End this session" });
  await end.click();
  await end.waitFor({ state: "detached" });
  assert.deepEqual(
    stage.mock.me.sessions.map(({ here }) => here),
    [true],
  );
  await page.context().close();
});

test("my powers: what, where, until when and whom to ask; access is asked for by reference; the unseen is passed on", async () => {
  const page = await start();
  await page.keyboard.press("g");
  await page.keyboard.press("w");
  await page.waitForURL(`${stage.mock.url}/powers`);
  const deeds = page.locator("section[aria-labelledby=deeds]");
  const where = page.locator("section[aria-labelledby=where]").getByRole("table");
  const row = async (topic: string) =>
    where.getByRole("row", { name: topic }).getByRole("cell").allTextContents();
  await where.waitFor();
  assert.deepEqual(await where.getByRole("columnheader").allTextContents(), [
    "Topic",
    "Read",
    "Write",
    "Send",
    "Approve",
  ]);
  assert.deepEqual(await row("Cybercrime"), ["to 2", "to 2", "to 2", "to 1"]);
  assert.deepEqual(await row("Terrorism"), ["to 1", "no", "no", "no"]);
  // A question in a topic in which she may not ask is not offered, and why is said where it would be.
  await page.goto(`${stage.mock.url}/new`);
  await page.getByLabel("Subject").fill("Synthetic");
  await page.getByLabel("What do you ask, and what is known?").fill("Synthetic");
  await page.locator("main input[type=checkbox]").first().check();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("Not offered: Drugs and precursors and Terrorism.").waitFor();
  const offences = await page.getByLabel("Offence").getByRole("option").allTextContents();
  assert.ok(offences.includes("Extortion by ransomware"));
  assert.ok(!offences.includes("Diversion of drug precursors"));
  await page.goto(`${stage.mock.url}/powers`);
  await shows(
    () => deeds.textContent(),
    /Administer the node.*No\..*Only who administers this node does this\./s,
  );
  await shows(
    () => deeds.textContent(),
    /Not where.*It lies in a compartment that you are not in\. An officer who may seal/s,
  );
  // Who may not write keeps nothing and registers nothing, for one reason, which is said once; and it may take a while.
  stage.mock.powers.powers = stage.mock.powers.powers.filter((power) => power !== "draft");
  const seen = Promise.withResolvers<void>();
  await page.route("**/api/powers", async (route) => {
    await seen.promise;
    await route.continue();
  });
  await page.reload();
  await page.getByText("Loading what you may do…").waitFor();
  seen.resolve();
  await page.getByRole("heading", { name: "Why not at all" }).waitFor();
  assert.equal(((await deeds.textContent()) ?? "").split("You may read, and not write.").length, 2);
  assert.match((await deeds.textContent()) ?? "", /Register what came another wayNo\. Why is said below\./);
  await page.getByLabel("Reference", { exact: true }).fill("CA-7K3M-9QXT-2");
  await page.getByRole("button", { name: "Ask for access" }).click();
  await page.getByText("Asked. Whoever leads the desk has it now.").waitFor();
  assert.deepEqual(stage.mock.powers.accessAsked, ["CA-7K3M-9QXT-2"]);
  const unseen = page.locator("#unseen ~ ul li");
  await unseen.getByLabel("Why, for our own log").fill("She is named in the paper.");
  await unseen.getByRole("button", { name: "Pass it on" }).click();
  await page.getByText("Nothing lies unseen.").waitFor();
  await page.context().close();
});
