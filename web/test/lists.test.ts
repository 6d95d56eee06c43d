import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type { Page } from "playwright-core";
import { makeRequests } from "../dev/fixtures.ts";
import { admit, openStage, signIn, visit, type Stage } from "./browser.fixture.ts";
import { assertAxe, shows } from "./page.fixture.ts";

/** The inbox at three in the morning: what an officer does to the list, by keyboard. */
let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());
beforeEach(() => {
  const { mock } = stage;
  Object.assign(mock, { refuse: null, pageSize: 50, counted: 10_000, homeReceived: [], exported: [] });
  mock.stale.clear();
  mock.views.clear();
  mock.requests.clear();
  for (const [item, view] of makeRequests(Date.now())) mock.requests.set(item, view);
});

async function inbox(query = ""): Promise<Page> {
  const { page } = await visit(stage, "en");
  admit(stage.mock, "en");
  await page.goto(`${stage.mock.url}/${query === "" ? "?who=any" : query}`);
  await page.locator("table.requests, .empty-list").first().waitFor();
  return page;
}

const refs = (page: Page) => page.locator("[data-row]").allTextContents();
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
const told = (page: Page, words: string | RegExp) => page.locator(".told", { hasText: words }).waitFor();
const press = async (page: Page, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};
const rowOf = (page: Page, ref: string) => page.locator("tr", { has: page.getByRole("link", { name: ref }) });
const itemOf = (ref: string): string =>
  [...stage.mock.requests.values()].find((each) => each.ref === ref)?.item ?? "";

test("whoever signs in stands before what is hers and what nobody has; one key widens it, G I leads back", async () => {
  const { page } = await visit(stage, "en");
  const { mock } = stage;
  const open = [...mock.requests.values()].filter(({ role, turn }) => role === "answerer" && turn !== "none");
  const [hers, theirs] = open.map(({ item }) => item);
  for (const view of open) {
    const assignee = view.item === hers ? "officer-ca" : view.item === theirs ? "officer-fr" : null;
    mock.requests.set(view.item, { ...view, home: { ...view.home, assignee } });
  }
  mock.session = null;
  await page.goto(mock.url);
  await page.locator(".accounts button").first().click();
  const figures = page.locator(".list-tools .figures");
  await shows(() => figures.textContent(), `${open.length - 1} requests`);
  const address = () => page.evaluate(() => location.pathname + location.search);
  assert.equal(await address(), "/?who=mine-or-unassigned");
  assert.equal(await page.locator(".filter-row .chosen").first().textContent(), "Mine and nobody's");
  assert.equal(await page.locator(`[data-row="${hers}"]`).count(), 1);
  assert.equal(await page.locator(`[data-row="${theirs}"]`).count(), 0);
  await press(page, "0");
  await shows(() => figures.textContent(), `${open.length} requests`);
  assert.equal(await address(), "/");
  for (const { item } of open) {
    const view = mock.requests.get(item);
    if (view) mock.requests.set(item, { ...view, home: { ...view.home, assignee: "officer-fr" } });
  }
  await page.goto(`${mock.url}/sent`);
  await page.locator("[data-row]").first().waitFor();
  await press(page, "g", "i");
  const empty = page.locator(".empty-list");
  await shows(
    () => empty.textContent(),
    new RegExp(`^You have nothing here.* Others have ${open.length} requests\\.`),
  );
  await assertAxe(page, "nothing hers and nothing free");
  await empty.getByRole("link", { name: "Show what everybody has" }).click();
  await shows(() => figures.textContent(), `${open.length} requests`);
  await page.context().close();
});

test("a request is taken and given back by Z, with the next one under the hand", async () => {
  const page = await inbox("?who=unassigned");
  const [first = "", second = ""] = await refs(page);
  await press(page, "j", "a");
  await told(page, `Taken by you: ${first}.`);
  await page.getByRole("link", { name: first }).waitFor({ state: "detached" });
  assert.equal(await focused(page), second);
  assert.equal(stage.mock.requests.get(itemOf(first))?.home.assignee, "officer-ca");
  await press(page, "z");
  await told(page, `Undone: ${first}.`);
  await page.locator(`[data-row]:focus`, { hasText: first }).waitFor();
  assert.deepEqual((await refs(page)).slice(0, 2), [first, second], "at its old place");
  await page.context().close();
});

test("what waits for us is put away by the second press alone, and stays in sight with who did it", async () => {
  const page = await inbox();
  const [first = "", second = ""] = await refs(page);
  const asked = page.locator(".told", { hasText: `${first} waits for us and will stay in the open list` });
  await press(page, "j", "e");
  await asked.waitFor();
  await press(page, "Escape");
  await asked.waitFor({ state: "detached" });
  await press(page, "e");
  await asked.waitFor();
  await press(page, "h");
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Tomorrow morning/ })
    .click();
  await told(page, /^Follow-up on /);
  assert.equal(await asked.count(), 0);
  assert.equal(stage.mock.requests.get(itemOf(first))?.home.done, false);
  await press(page, "e");
  await asked.waitFor();
  // The question was about another request.
  await press(page, "j", "e");
  await page.locator(".told", { hasText: `${second} waits for us` }).waitFor();
  await press(page, "k", "e");
  await asked.waitFor();
  await press(page, "e");
  await told(page, `Put away: ${first}.`);
  await shows(() => rowOf(page, first).locator(".cell-stage").textContent(), /Put away by A\. Martel/);
  assert.notEqual(stage.mock.requests.get(itemOf(first))?.home.followUp, null, "the date brings it back");
  await assertAxe(page, "put away");
  await page.context().close();
});

test("Z takes back one act after the other, each by its name, those of one press together, from any screen", async () => {
  const page = await inbox();
  const [first = "", second = "", third = ""] = await refs(page);
  await press(page, "j", "Shift+A");
  await page.getByRole("dialog").getByRole("button", { name: /Roy/ }).click();
  await told(page, `Assigned to C. Roy: ${first}.`);
  await press(page, "x", "j", "x", "w");
  await told(page, "You watch: 2 requests.");
  await page.getByRole("link", { name: first }).click();
  const half = page.locator(".our-half");
  await half.getByText("You watch: 2 requests.").waitFor();
  await press(page, "b");
  await half.getByText(`With nobody now: ${first}.`).waitFor();
  await press(page, "z");
  await half.getByText(`Undone: ${first}.`).waitFor();
  await half.getByRole("button", { name: "Undo: You watch: 2 requests." }).waitFor();
  await press(page, "z");
  await half.getByRole("button", { name: `Undo: Assigned to C. Roy: ${first}.` }).waitFor();
  const watchers = (ref: string) => stage.mock.requests.get(itemOf(ref))?.home.watchers;
  await shows(async () => JSON.stringify([first, second, third].map(watchers)), "[[],[],[]]");
  await press(page, "z");
  await half.getByText("Nobody has it.").waitFor();
  const sent = stage.mock.homeReceived.length;
  await press(page, "z");
  await page.waitForTimeout(100);
  assert.equal(stage.mock.homeReceived.length, sent);
  await page.context().close();
});

test("a few letters assign; a request that somebody took meanwhile is refused with the reason", async () => {
  const page = await inbox();
  const [first = "", second = ""] = await refs(page);
  await press(page, "j", "Shift+A");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.type("roy");
  await press(page, "Enter");
  await told(page, `Assigned to C. Roy: ${first}.`);
  assert.equal(await focused(page), second);
  await shows(() => rowOf(page, first).locator(".cell-officer").textContent(), /C\. Roy/);
  stage.mock.stale.add(itemOf(second));
  await press(page, "a");
  await told(page, `Not done: ${second}. Someone acted on this request after you opened it.`);
  await page.context().close();
});

test("in bulk, what was refused stays selected, and undoing what somebody took since is refused too", async () => {
  const page = await inbox();
  const [first = "", second = "", third = ""] = await refs(page);
  await press(page, "j", "x", "j", "j", "Shift+X");
  await page.getByText("3 selected").waitFor();
  stage.mock.stale.add(itemOf(second));
  await press(page, "Shift+A");
  const asked = page.getByRole("dialog", { name: "Assign 3 requests to" });
  await asked.getByRole("button", { name: /Roy/ }).waitFor();
  assert.equal(await asked.getByRole("button", { name: /Reader|Reviewer/ }).count(), 0);
  await asked.getByRole("button", { name: /Roy/ }).click();
  await told(page, /Assigned to C\. Roy: 2 requests\. Not done: \S+\. Someone acted/);
  await page.getByText("1 selected").waitFor();
  assert.equal(await page.getByLabel(`Select ${second}`).isChecked(), true);
  assert.equal(await page.getByLabel(`Select ${third}`).isChecked(), false);
  stage.mock.stale.add(itemOf(first));
  await press(page, "z");
  await told(page, /Undone: \S+\. Not done: \S+\. It is too late, or someone has acted on it since\./);
  await page.context().close();
});

test("all that match are selected over the pages, and a date is set for each", async () => {
  stage.mock.pageSize = 4;
  const page = await inbox();
  const all = stage.mock.requests.size;
  await page.goto(`${stage.mock.url}/?state=any`);
  await page.getByRole("button", { name: "Select this page" }).click();
  await page.getByText("4 selected").waitFor();
  const count = all / 2;
  await page.getByRole("button", { name: `Select all ${count}` }).click();
  await page.getByText(`${count} selected`).waitFor();
  await page.getByRole("link", { name: "Next page" }).click();
  await page.waitForURL(/after=/);
  assert.equal(await page.getByText(`${count} selected`).isVisible(), true, "kept over the pages");
  await page.getByRole("button", { name: /^Follow-up date/ }).click();
  await page.getByRole("button", { name: /^Tomorrow morning/ }).click();
  await told(page, new RegExp(`Follow-up on .*, 08:00 ET: ${count} requests\\.`));
  assert.equal(stage.mock.homeReceived.length, count);
  assert.equal(new Set(stage.mock.homeReceived.map(({ item }) => item)).size, count);
  await page.context().close();
});

test("a filter is an address: it can be sent, reloaded and gone back from, and is cleared by 0", async () => {
  const page = await inbox();
  const everything = await refs(page);
  await page.getByRole("link", { name: "Nobody", exact: true }).click();
  await page.waitForURL(/\?who=unassigned$/);
  await page.getByLabel("Urgency").selectOption("immediate");
  await page.waitForURL(/who=unassigned&urgency=immediate/);
  await page.locator("tr[data-item]").nth(1).waitFor({ state: "detached" });
  const few = await refs(page);
  assert.ok(few.length > 0 && few.length < everything.length);
  await page.reload();
  await page.locator("table.requests").waitFor();
  assert.deepEqual(await refs(page), few);
  await page.goBack();
  await page.waitForURL(/\?who=unassigned$/);
  await page.locator(".request-list").focus();
  await press(page, "0");
  await page.waitForURL((url) => url.search === "");
  await page
    .locator("tr[data-item]")
    .nth(everything.length - 1)
    .waitFor();
  assert.deepEqual(await refs(page), everything);
  await page.context().close();
});

test("an address that asks for what no list knows says which filter it is, and is mended by one link", async () => {
  const page = await inbox("?who=mine&urgency=high&colour=red");
  const notice = page.locator(".notice", { hasText: "does not know: Urgency and an unknown filter." });
  await notice.waitFor();
  assert.equal(await page.locator(".filters .chosen, .list-bar .chosen", { hasText: "Mine" }).count(), 1);
  await notice.getByRole("link").click();
  await notice.waitFor({ state: "detached" });
  assert.equal(new URL(page.url()).search, "?who=mine");
  // What only the server can judge: a place in a list of another order.
  await page.route(/\/api\/requests\?.*after=forged/, (route) =>
    route.fulfill({ status: 422, json: { code: "BAD_FIELD", detail: { field: "after" } } }),
  );
  await page.goto(`${stage.mock.url}/?who=mine&after=forged`);
  await page.locator(".notice", { hasText: "does not know: Page." }).getByRole("link").click();
  await page.locator("table.requests, .empty-list").first().waitFor();
  assert.equal(new URL(page.url()).search, "?who=mine");
  await page.context().close();
});

test("words are looked for when the officer says so, and an empty list says where to look next", async () => {
  const page = await inbox();
  await press(page, "f");
  await page.keyboard.type("jjk");
  await shows(() => page.locator("#filter").inputValue(), "jjk");
  assert.ok((await refs(page)).length > 0, "nothing is asked while typing");
  await press(page, "Enter");
  await page.getByText("Nothing matches these filters.").waitFor();
  await page.locator(".empty-list a").click();
  await page.locator("table.requests").waitFor();
  await page.getByRole("link", { name: "Put away", exact: true }).click();
  await page.getByText("Nothing is put away.").waitFor();
  await page.context().close();
});

test("a list gets a name, its number opens it from the other list, and the name is taken away again", async () => {
  const page = await inbox("?who=unassigned&sort=updated");
  await press(page, "v");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.type("Night desk");
  await press(page, "Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.getByRole("link", { name: "Night desk" }).waitFor();
  assert.equal([...stage.mock.views.values()][0]?.query, "view=inbox&who=unassigned&sort=updated");
  await page.goto(`${stage.mock.url}/sent`);
  await page.locator("table.requests").waitFor();
  await page.getByRole("link", { name: "Night desk" }).waitFor();
  await page.locator(".request-list").focus();
  await press(page, "1");
  await page.waitForURL(/\/\?who=unassigned&sort=updated$/);
  await page
    .getByRole("link", { name: "Night desk", exact: false })
    .and(page.locator("[aria-current]"))
    .waitFor();
  await page.locator(".request-list").focus();
  await press(page, "v");
  await page.getByRole("button", { name: "Delete the view Night desk" }).click();
  await page.getByRole("dialog").getByText("Your views").waitFor({ state: "detached" });
  assert.equal(stage.mock.views.size, 0);
  await page.context().close();
});

test("what somebody else takes out of the list stays in sight and says so, until U", async () => {
  const page = await inbox("?who=unassigned");
  const [first = "", second = ""] = await refs(page);
  const view = stage.mock.requests.get(itemOf(second))!;
  stage.mock.requests.set(view.item, { ...view, home: { ...view.home, assignee: "officer-fr", head: "h" } });
  stage.mock.emit({ kind: "item", item: view.item });
  await rowOf(page, second).getByText("No longer in this list").waitFor();
  assert.deepEqual((await refs(page)).slice(0, 2), [first, second]);
  await page.getByText("1 new or moved — press U").waitFor();
  await page.locator(".request-list").focus();
  await press(page, "u");
  await page.getByRole("link", { name: second }).waitFor({ state: "detached" });
  await page.context().close();
});

test("who of the desk is writing on a request stands in its row, as soon as it is so", async () => {
  const page = await inbox();
  const [first = "", second = ""] = await refs(page);
  const at = Date.now();
  const present = (item: string, doing: "reading" | "writing") =>
    stage.mock.present.set(item, [{ officer: "officer-fr", doing, since: at }]);
  present(itemOf(first), "writing");
  stage.mock.emit({ kind: "presence", item: itemOf(first) });
  await rowOf(page, first).getByText("C. Roy is writing").waitFor();
  present(itemOf(first), "reading");
  stage.mock.emit({ kind: "presence", item: itemOf(first) });
  await rowOf(page, first).getByText("C. Roy is reading").waitFor();
  assert.equal(await rowOf(page, second).getByText("is reading").count(), 0);
  stage.mock.present.clear();
  await page.context().close();
});

test("the keys of the list are silent in a dialog over it, and work on a keyboard that writes Devanagari", async () => {
  const page = await inbox();
  const [first, second] = await refs(page);
  await press(page, "j", "x", "Shift+A");
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).focus();
  await press(page, "e", "m", "x", "/");
  assert.equal(stage.mock.homeReceived.length, 0);
  assert.equal(await page.getByRole("dialog").isVisible(), true);
  await press(page, "Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(await focused(page), first);
  await page.evaluate(() =>
    document.activeElement?.dispatchEvent(
      new KeyboardEvent("keydown", { key: "र", code: "KeyJ", bubbles: true }),
    ),
  );
  assert.equal(await focused(page), second);
  await page.context().close();
});

test("R opens what moves a request on with its composer, and [ and ] go through the list from there", async () => {
  const page = await inbox();
  const [first = "", second = ""] = await refs(page);
  await press(page, "j", "m");
  await page.getByRole("heading", { name: "Write a message" }).waitFor();
  assert.equal(await focused(page), "Write a message");
  assert.equal(new URL(page.url()).search, "", "asked for once");
  await page.locator(".request").focus();
  await press(page, "]");
  await page.locator(".request-bar", { hasText: second }).waitFor();
  await press(page, "[");
  await page.locator(".request-bar", { hasText: first }).waitFor();
  await page.goBack();
  await page.locator("[data-row]:focus").waitFor();
  await press(page, "r");
  await page.getByRole("heading", { name: "Acknowledge receipt" }).waitFor();
  await page.context().close();
});

test("undo is offered for ten seconds", async () => {
  const { page } = await visit(stage, "en");
  await page.clock.install();
  await signIn(page, stage.mock, "en");
  await press(page, "j", "w");
  await told(page, "You watch:");
  await page.getByRole("button", { name: "Undo" }).waitFor();
  await page.clock.fastForward(11_000);
  await page.getByRole("button", { name: "Undo" }).waitFor({ state: "detached" });
  const sent = stage.mock.homeReceived.length;
  await press(page, "z");
  assert.equal(stage.mock.homeReceived.length, sent);
  assert.equal(await page.locator(".told").isVisible(), true, "what was done is still told");
  await page.context().close();
});

test("the selected are exported by themselves, otherwise the whole list", async () => {
  const page = await inbox("?who=mine");
  const [first = ""] = await refs(page);
  const whole = page.waitForEvent("download");
  await page.getByRole("button", { name: "XLSX" }).click();
  await whole;
  await page.locator("[data-row]").first().focus();
  await press(page, "x");
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "CSV" }).click();
  assert.match((await saved).suggestedFilename(), /^setu-inbox-.*\.csv$/);
  const [all, some] = stage.mock.exported;
  assert.equal(new URLSearchParams(all).get("items"), null);
  assert.equal(new URLSearchParams(all).get("who"), "mine");
  assert.equal(new URLSearchParams(some).get("items"), itemOf(first));
  await page.context().close();
});

test("a total where counting stopped says so", async () => {
  stage.mock.counted = 5;
  const page = await inbox();
  await page.getByText("5+ requests").waitFor();
  await page.context().close();
});

test("the search is reached from a request, finds a number however it is written, and comes back to its place", async () => {
  const [view] = [...stage.mock.requests.values()];
  assert.ok(view);
  const [ask, ...rest] = view.timeline;
  assert.ok(ask?.body);
  const body = { ...ask.body, text: "Call +91 98765 43210 or बैंक खाता." };
  stage.mock.requests.set(view.item, { ...view, timeline: [{ ...ask, body }, ...rest] });
  const page = await inbox();
  await page.goto(`${stage.mock.url}/requests/${encodeURIComponent(view.item)}`);
  await page.locator(".timeline").waitFor();
  await press(page, "/");
  await page.waitForURL(/\/search$/);
  for (const number of ["98765 43210", "09876543210", "+91-98765-43210"]) {
    await page.locator("#search").fill(number);
    await press(page, "Enter");
    await page.waitForURL((url) => url.searchParams.get("q") === number);
    await page.locator("mark", { hasText: "98765 43210" }).waitFor();
    assert.deepEqual(await refs(page), [view.ref]);
  }
  await page.locator("#search").fill("खाता");
  await press(page, "Enter");
  await page.locator("mark", { hasText: "खाता" }).waitFor();
  await shows(() => page.locator(".hits li").first().textContent(), /^In the text:/);
  await page.locator("[data-row]").focus();
  await press(page, "Enter");
  await page.locator(".timeline").waitFor();
  await page.goBack();
  await page.locator("mark", { hasText: "खाता" }).waitFor();
  await page.locator(`[data-row]:focus`, { hasText: view.ref }).waitFor();
  await shows(() => page.locator("#search").inputValue(), "खाता");
  await press(page, "/");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "search");
  await page.locator("#search").fill("nowhere at all");
  await press(page, "Enter");
  await page.getByText("Try fewer words, or a part of the number.").waitFor();
  await page.context().close();
});

test("on a telephone the first request stands in the upper half, and everything else behind two buttons", async () => {
  for (const lang of ["en", "fr", "hi"] as const) {
    const { page } = await visit(stage, lang, { viewport: { width: 320, height: 640 } });
    await signIn(page, stage.mock, lang);
    const top = (await page.locator("[data-row]").first().boundingBox())?.y ?? Infinity;
    assert.ok(top <= 320, `${lang}: ${top} px`);
    const menu = page.locator(".menu-button");
    const ways = page.locator("nav.screens a");
    assert.equal(await ways.first().isVisible(), false);
    await menu.focus();
    await page.keyboard.press("Enter");
    assert.equal(await menu.getAttribute("aria-expanded"), "true");
    for (const what of [".languages", ".officer"]) assert.ok(await page.locator(`.bar ${what}`).isVisible());
    await assertAxe(page, `menu, ${lang}`, lang);
    await page.locator("nav.screens a[href='/sent']").click();
    // Whoever has gone there has the room again.
    await ways.first().waitFor({ state: "hidden" });
    await page.locator("table.requests").waitFor();
    await page.locator("button.fold").click();
    for (const what of ["a[href='/intake']", ".tools.export", ".list-filters"])
      assert.ok(await page.locator(what).first().isVisible(), what);
    await page.setViewportSize({ width: 1280, height: 800 });
    assert.equal(await menu.isVisible(), false);
    assert.ok(await ways.first().isVisible());
    assert.ok(((await page.locator("[data-row]").first().boundingBox())?.y ?? Infinity) <= 480);
    await page.context().close();
  }
});
