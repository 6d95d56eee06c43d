import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { admit, openStage, visit, workable, type Stage } from "./browser.fixture.ts";

/** An officer asks for leave by keys, and answers what the other side asks; the leave is chosen where a use is recorded. */
let stage: Stage;
let page: Page;
let matter: string;
before(async () => {
  stage = await openStage();
  admit(stage.mock, "en");
  ({ page } = await visit(stage, "en"));
  matter = workable(stage.mock);
  stage.mock.permissions.matter = matter;
});
after(() => stage.close());
const goTo = async (path: string, ready: string) => {
  await page.goto(new URL(path, stage.mock.url).href);
  await page.locator(ready).first().waitFor();
};
const sent = () => stage.mock.permissions.sent.at(-1);

test("leave is asked for what its marking keeps, for one use, and nothing half said leaves", async () => {
  await goTo(`/permissions/of/${encodeURIComponent(matter)}`, "#ask");
  const ask = page.getByRole("button", { name: "Ask for leave" });
  await page.getByLabel("For what").selectOption("evidence");
  assert.equal(await page.getByRole("checkbox").count(), 1, "what its marking permits is not asked for");
  assert.equal(await page.getByRole("checkbox").isChecked(), true);
  await ask.click();
  await page.getByText("Name a day to come.").waitFor();
  assert.equal(sent(), undefined);
  await page.getByLabel("Proceeding").selectOption("criminal");
  await page.getByLabel("Court").selectOption("appeal");
  await page.getByLabel("Purpose").selectOption("investigation");
  await page.getByLabel("The day on which it is over").fill("2099-01-02");
  await page.getByLabel("Why, in words for the other side").fill("Synthetic reason.");
  await ask.press("Enter");
  await page.waitForURL("**/permissions");
  const said = sent()?.command;
  const { until, ...args } = (said?.args ?? {}) as Record<string, unknown>;
  assert.deepEqual(
    [said?.do, args, said?.body?.text],
    [
      "seek",
      {
        matter,
        records: ["a".repeat(32)],
        files: ["b".repeat(43)],
        use: "evidence",
        proceeding: "criminal",
        court: "appeal",
        purpose: "investigation",
      },
      "Synthetic reason.",
    ],
  );
  assert.ok(Number(until) > Date.UTC(2099, 0, 1));
});

test("what is asked of us is granted under conditions until a day; what is revoked shows what rests on it", async () => {
  await goTo("/", "main");
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await page.getByRole("link", { name: "synthetic.third" }).click();
  await page.getByLabel("In closed session only").check();
  await page.locator("#move-grant ~ form textarea").fill("Synthetic words.");
  const grant = page.getByRole("button", { name: "Grant" });
  await grant.click();
  await page.getByText("Name a day to come.").waitFor();
  await page.locator("#move-grant ~ form input[type=date]").fill("2099-01-02");
  const answered = page.waitForResponse((response) => response.url().endsWith("/acts"));
  await grant.press("Enter");
  await answered;
  assert.deepEqual(
    [sent()?.command.do, sent()?.command.args["conditions"], sent()?.command.args["records"]],
    ["grant", ["closed-session"], ["a".repeat(32)]],
  );
  await goTo(`/permissions/${encodeURIComponent(`ca:${"1".repeat(32)}`)}`, "#said");
  await page.getByText("It is revoked. This was done before").waitFor();
  assert.equal(await page.getByRole("link", { name: "It is used as evidence" }).count(), 1);
});

test("a use names the leave by which it is done, and its conditions stand beside it", async () => {
  await goTo(`/uses/${encodeURIComponent(matter)}`, "#intend");
  await page.getByLabel("What will be done").selectOption("evidence");
  await page.getByLabel("By which leave").selectOption(`ca:${"3".repeat(32)}`);
  await page.getByText("In closed session only").waitFor();
});

test("whoever is refused a use for want of leave comes to a form that knows which use it is, and not why", async () => {
  await goTo(`/permissions/of/${encodeURIComponent(matter)}?use=evidence`, "#ask");
  assert.equal(await page.getByLabel("For what").inputValue(), "evidence");
  assert.equal(await page.getByRole("checkbox").isChecked(), true);
  assert.equal(await page.getByLabel("Purpose").inputValue(), "investigation");
  assert.equal(await page.getByLabel("Why, in words for the other side").inputValue(), "");
  // An address is anybody's: what is no use chooses none.
  await goTo(`/permissions/of/${encodeURIComponent(matter)}?use=constructor`, "#ask");
  assert.equal(await page.getByLabel("For what").inputValue(), "");
});

test("a record is given on by a key: what leaves and to whom is said before, it is recorded, and saved by a second press", async () => {
  await goTo(`/requests/${encodeURIComponent(matter)}`, ".our-half");
  await page.locator(".our-half a").first().focus();
  await page.keyboard.press("f");
  await page.locator("#give-on").waitFor();
  const said = await page.locator("main").innerText();
  assert.match(said, /To synthetic\.other goes one file/);
  assert.match(said, /To be returned after use/);
  assert.equal(await page.locator("#save-given").count(), 0, "nothing is saved that is not recorded");
  await page.getByRole("button", { name: "Record that it is given on" }).press("Enter");
  await page.getByText("Say why in a few words.").waitFor();
  await page.getByLabel("Why it is given on").fill("Synthetic reason.");
  await page.getByRole("button", { name: "Record that it is given on" }).press("Enter");
  await page.locator("#decide").waitFor();
  const [use] = [...stage.mock.uses.values()];
  assert.deepEqual([use?.kind, use?.why, use?.leave.length], ["onward", "Synthetic reason.", 1]);
  const now = Date.now();
  if (use) stage.mock.uses.set(use.id, { ...use, state: "used", usedAt: now, until: now + 60_000 });
  await goTo(`/permissions/on/${encodeURIComponent(matter)}`, "#save-given");
  await page.locator("#save-given").press("Enter");
  await page.getByRole("button", { name: "Yes: save it for synthetic.other" }).waitFor();
  const saved = page.waitForEvent("download");
  await page.locator("#save-given").press("Enter");
  assert.equal((await saved).suggestedFilename(), `${"a".repeat(32)}.setu-onward`);
});
