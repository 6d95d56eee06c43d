import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type { Page } from "playwright-core";
import { admit, openStage, visit, workable, type Stage } from "./browser.fixture.ts";
import { shows } from "./page.fixture.ts";

/** Words are not lost: not with the browser, the connection, the session, another tab or another officer. */
let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());
beforeEach(() => {
  const { mock } = stage;
  mock.drafts.clear();
  mock.present.clear();
  Object.assign(mock, { refuse: null, refusals: [], hold: 10_000 });
  for (const [item, view] of mock.requests) mock.requests.set(item, { ...view, held: [] });
});

const address = () => `${stage.mock.url}/requests/${encodeURIComponent(workable(stage.mock))}`;
const text = (page: Page) => page.locator(".composer textarea");
const state = (page: Page, words: RegExp) => page.locator(".composer .save-line").getByText(words).waitFor();
const saved = () => stage.mock.drafts.get(workable(stage.mock))?.content.acts["message"]?.text;
const writeMessage = (page: Page) => page.getByRole("button", { name: "Write a message" }).click();

async function open(): Promise<Page> {
  const { page } = await visit(stage, "en");
  admit(stage.mock, "en");
  await page.goto(address());
  await page.locator(".timeline").waitFor();
  return page;
}

test("after the browser has crashed the words are there, and go on where they stopped", async () => {
  const page = await open();
  await writeMessage(page);
  await text(page).fill("Half a sentence");
  await state(page, /Will be saved here/);
  await state(page, /Saved here \d\d:\d\d ET\. It has not been sent\./);
  assert.equal(saved(), "Half a sentence");
  const { page: again } = await visit(stage, "en");
  await page.context().close();
  await again.goto(address());
  await again
    .locator(".notice", { hasText: "Half a sentence" })
    .getByRole("button", { name: "Go on writing" })
    .click();
  await shows(() => text(again).inputValue(), "Half a sentence");
  await again.context().close();
});

test("leaving the window saves at once", async () => {
  const page = await open();
  await writeMessage(page);
  await text(page).fill("Called away");
  // By the clock of the page: what it does by itself comes after two seconds.
  const left = await page.evaluate(() => {
    window.dispatchEvent(new Event("blur"));
    return performance.now();
  });
  await shows(async () => saved() ?? "", "Called away");
  const asked = await page.evaluate(
    () =>
      performance.getEntriesByType("resource").findLast(({ name }) => name.includes("/api/drafts/"))
        ?.startTime,
  );
  assert.ok(asked !== undefined && asked - left < 1_500, `${asked} after ${left}`);
  await page.context().close();
});

test("without a connection it is said that the words are kept here, and when it returns they are saved", async () => {
  const page = await open();
  await writeMessage(page);
  await page.context().setOffline(true);
  await text(page).fill("Written in a tunnel");
  await state(
    page,
    /Draft\. Not saved: no connection\. Your words are kept on this computer, sealed, and will be saved/,
  );
  assert.equal(saved(), undefined);
  await page.context().setOffline(false);
  await page
    .locator(".composer .save-line")
    .getByText(/Saved here/)
    .waitFor({ timeout: 20_000 });
  assert.equal(saved(), "Written in a tunnel");
  await page.context().close();
});

test("a server that answers nothing for a while loses nothing", async () => {
  const page = await open();
  await writeMessage(page);
  await page.route("**/api/drafts/**", (route) => route.abort());
  await text(page).fill("Before it comes back");
  await state(page, /Not saved/);
  await page.unroute("**/api/drafts/**");
  await page
    .locator(".composer .save-line")
    .getByText(/Saved here/)
    .waitFor({ timeout: 20_000 });
  assert.equal(saved(), "Before it comes back");
  await page.context().close();
});

test("when the session ends, one signs in over the page and saving goes on by itself", async () => {
  const page = await open();
  await writeMessage(page);
  await text(page).fill("Typed too long");
  stage.mock.session = null;
  const dialog = page.getByRole("dialog", { name: "Your session has ended" });
  await dialog.waitFor();
  await shows(() => text(page).inputValue(), "Typed too long");
  await dialog.getByRole("button", { name: /Martel/ }).click();
  await dialog.waitFor({ state: "detached" });
  await page
    .locator(".composer .save-line")
    .getByText(/Saved here/)
    .waitFor({ timeout: 20_000 });
  assert.equal(saved(), "Typed too long");
  await page.context().close();
});

test("what was being sent when the session ended is sent, once, after signing in", async () => {
  const page = await open();
  const before = stage.mock.received.length;
  await writeMessage(page);
  await text(page).fill("Sent through it all");
  await state(page, /Saved here/);
  await text(page).press("Control+Enter");
  await page.locator(".send-check").waitFor();
  stage.mock.session = null;
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Your session has ended" });
  await dialog.waitFor();
  assert.equal(stage.mock.received.length, before);
  await dialog.getByRole("button", { name: /Martel/ }).click();
  await page.locator(".hold").waitFor();
  assert.deepEqual(
    stage.mock.received.slice(before).map(({ command }) => command.body?.text),
    ["Sent through it all"],
  );
  await page.context().close();
});

test("when somebody else signs in over the page, nothing of it is saved or sent as theirs", async () => {
  const page = await open();
  const before = stage.mock.received.length;
  await writeMessage(page);
  await text(page).fill("Words of the first");
  await text(page).press("Control+Enter");
  await page.locator(".send-check").waitFor();
  stage.mock.session = null;
  stage.mock.drafts.clear();
  page.on("dialog", (asked) => void asked.accept());
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Your session has ended" });
  await dialog.getByRole("button", { name: /Roy/ }).click();
  await page.locator("table.requests").waitFor();
  await page.waitForTimeout(500);
  assert.equal(stage.mock.drafts.size, 0);
  assert.equal(stage.mock.received.length, before);
  await page.context().close();
});

test("whoever signs out at once has everything saved first", async () => {
  const page = await open();
  await writeMessage(page);
  await text(page).fill("Shift is over");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.locator(".accounts button").first().waitFor();
  assert.equal(saved(), "Shift is over");
  await page.context().close();
});

test("of two tabs the second shows both texts, and saves over nothing until a person has chosen", async () => {
  const page = await open();
  const second = await page.context().newPage();
  await second.goto(address());
  await writeMessage(second);
  await writeMessage(page);
  await text(page).fill("From the first tab");
  await state(page, /Saved here/);
  await text(second).fill("From the second tab");
  const clash = second.locator(".composer .notice", { hasText: "Another tab or device of yours" });
  await clash.waitFor();
  await clash.getByText("From the first tab").waitFor();
  await shows(() => text(second).inputValue(), "From the second tab");
  assert.equal(saved(), "From the first tab");
  await clash.getByRole("button", { name: "Put both together" }).click();
  await state(second, /Saved here/);
  await shows(() => text(second).inputValue(), "From the second tab\n\nFrom the first tab");
  assert.equal(saved(), "From the second tab\n\nFrom the first tab");
  await page.context().close();
});

test("what was sent is no draft any more; what was taken back is one again", async () => {
  const page = await open();
  await writeMessage(page);
  await text(page).fill("On its way");
  await state(page, /Saved here/);
  await text(page).press("Control+Enter");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.locator(".hold").waitFor();
  assert.equal(saved(), undefined);
  await page.getByRole("button", { name: "Take it back" }).click();
  await text(page).waitFor();
  await shows(() => text(page).inputValue(), "On its way");
  await page.context().close();
});

test("a new request goes on after a crash, and stands on the list of what was sent as not sent", async () => {
  const page = await open();
  await page.goto(`${stage.mock.url}/new`);
  await page.getByLabel("Subject").fill("A host in question");
  await page.getByLabel("What do you ask, and what is known?").fill("Who hosts it?");
  await page
    .locator(".save-line")
    .getByText(/Saved here/)
    .waitFor();
  const again = await page.context().newPage();
  await page.close();
  await again.goto(`${stage.mock.url}/sent`);
  await again
    .locator("section", { hasText: "Not sent yet" })
    .getByRole("link", { name: "New request, not finished" })
    .click();
  await again.getByLabel("Subject").waitFor();
  await again.waitForFunction(() => document.querySelector("textarea")?.value === "Who hosts it?");
  await shows(() => again.getByLabel("Subject").inputValue(), "A host in question");
  await again.goto(`${stage.mock.url}/sent`);
  await again.getByRole("button", { name: "Discard" }).click();
  await again.getByRole("button", { name: "Really discard" }).click();
  await again.getByText("Not sent yet").waitFor({ state: "detached" });
  assert.equal(stage.mock.drafts.size, 0);
  await again.context().close();
});

test("a second draft is warned of before it is written", async () => {
  const since = Date.now() - 120_000;
  stage.mock.present.set(workable(stage.mock), [{ officer: "officer-fr", doing: "writing", since }]);
  const page = await open();
  await page
    .locator(".notice.warning", { hasText: /C\. Roy is writing on this request since \d\d:\d\d ET/ })
    .waitFor();
  await writeMessage(page);
  await page.locator(".composer .notice", { hasText: "of two messages both are sent" }).waitFor();
  await shows(async () => stage.mock.doing.get(workable(stage.mock)) ?? "", "writing");
  await page.goto(stage.mock.url);
  await page.locator("table.requests").waitFor();
  assert.equal(stage.mock.doing.get(workable(stage.mock)), "gone");
  await page.context().close();
});

test("of two officers who send, the second is refused and both texts stay on the screen", async () => {
  const page = await open();
  const item = workable(stage.mock);
  const view = stage.mock.requests.get(item)!;
  await page.getByRole("button", { name: "Ask for clarification" }).click();
  for (const select of await page.locator(".composer select").all()) await select.selectOption({ index: 2 });
  await text(page).fill("Which of the two?");
  await text(page).press("Control+Enter");
  await page.locator(".send-check").waitFor();
  const body = {
    v: 1 as const,
    text: "Which address?",
    lang: "en" as const,
    by: { name: "", agency: "" },
    files: [],
  };
  const first = {
    id: "d".repeat(32),
    officer: "officer-fr",
    do: "clarify",
    body,
    heldUntil: Date.now() + 9_000,
    returned: null,
  };
  stage.mock.requests.set(item, { ...view, held: [first] });
  stage.mock.refuse = "STALE";
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.locator(".composer").getByRole("alert").getByText("STALE").waitFor();
  await page.getByText("C. Roy is sending this").waitFor();
  await shows(() => text(page).inputValue(), "Which of the two?");
  assert.equal(await page.getByRole("button", { name: "Take it back" }).count(), 0);
  await page.context().close();
});
