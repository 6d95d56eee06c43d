import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { openStage, signIn, visit, type Stage } from "./browser.fixture.ts";
import { assertAxe, assertFits, LANGS, shows } from "./page.fixture.ts";

/** Our own half of a request: apart from what crosses, done with keys, undone with one. */
let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

const OTHER = "officer-fr";
const item = (n = 0) =>
  [...stage.mock.requests.values()].filter(({ moves }) => moves.includes("clarify"))[n]!.item;
const view = (of = item()) => stage.mock.requests.get(of)!;
const half = (page: Page) => page.locator(".our-half");

async function open(lang: (typeof LANGS)[number] = "en", of = item()): Promise<Page> {
  const { page } = await visit(stage, lang, { permissions: ["clipboard-read", "clipboard-write"] });
  await signIn(page, stage.mock, lang);
  await page.goto(`${stage.mock.url}/requests/${encodeURIComponent(of)}`);
  await half(page).waitFor();
  return page;
}
const told = (page: Page, words: RegExp) => half(page).getByText(words).first().waitFor();

test("taking, giving back, watching and undoing, with one key each", async () => {
  const page = await open();
  await shows(() => half(page).locator("h2").textContent(), /Stays in Canada/);
  await told(page, /Nobody has it/);
  await page.keyboard.press("a");
  await told(page, /You have it/);
  await page.keyboard.press("z");
  await told(page, /Nobody has it/);
  await page.keyboard.press("w");
  await told(page, /A\. Martel/);
  assert.deepEqual(view().ours.watchers, ["officer-ca"]);
  await page.keyboard.press("a");
  await told(page, /You have it/);
  await page.keyboard.press("b");
  await told(page, /Nobody has it/);
  await page.context().close();
});

test("who is late is told who has it now, and nothing is done", async () => {
  const page = await open();
  const theirs = {
    item: item(),
    by: OTHER,
    at: Date.now(),
    do: "assign",
    args: { officer: OTHER } as never,
    text: null,
  };
  const { putOurs } = await import("../dev/writing.ts");
  putOurs(stage.mock, item(), [...view().ours.acts, { ...theirs, id: "e".repeat(32) }]);
  await page.keyboard.press("a");
  await told(page, /Someone was faster: C\. Roy has it now/);
  await told(page, /Assigned by|Taken/);
  assert.equal(view().ours.assignee?.officer, OTHER);
  await page.context().close();
});

test("a note is kept beside the thread, calls a colleague, and never meets the composer", async () => {
  const page = await open();
  const sent = stage.mock.received.length;
  await page.keyboard.press("c");
  await page.keyboard.type("Their desk {{office}} calls back at six.");
  await page.keyboard.press("Control+Enter");
  await half(page).getByText("Fill what is still open, or take it out with its braces: office").waitFor();
  assert.deepEqual(view().ours.notes, []);
  await half(page).locator(".note-form textarea").fill("Their desk calls back at six.");
  // Not oneself, and nobody who may see no matter.
  assert.deepEqual(await half(page).getByLabel("Call the attention of").locator("option").allTextContents(), [
    "Nobody more",
    "C. Roy",
    "आ. शर्मा",
    "L. Reader",
  ]);
  await half(page).getByLabel("Call the attention of").selectOption({ label: "C. Roy" });
  await half(page).locator(".note-form textarea").focus();
  await page.keyboard.press("Control+Enter");
  await half(page).locator(".notes").getByText("Their desk calls back at six.").waitFor();
  await half(page).locator(".notes").getByText("For the attention of C. Roy").waitFor();
  await shows(() => half(page).locator(".note-form textarea").inputValue(), "");
  assert.equal(stage.mock.received.length, sent, "nothing was sent");
  assert.equal(await page.locator(".composer").count(), 0);
  await page.context().close();
});

test("T gives an officer a task with a date, and one press says that it is done", async () => {
  const page = await open();
  await page.keyboard.press("t");
  await page.getByLabel("What is to be done").fill("Call the airline");
  await page.getByLabel("By whom").selectOption({ label: "C. Roy" });
  await page.getByLabel("By the morning of").selectOption({ index: 3 });
  await assertAxe(page, "task");
  await page.keyboard.press("Enter");
  await page.locator(".modal").waitFor({ state: "detached" });
  const task = half(page).locator(".tasks li", { hasText: "Call the airline" });
  await shows(() => task.textContent(), /C\. Roy/);
  assert.equal(view().ours.tasks[0]?.args["officer"], OTHER);
  await task.getByRole("button", { name: "Done" }).click();
  await task.waitFor({ state: "detached" });
  await told(page, /Task done/);
  await page.context().close();
});

test("a request is linked by its reference as it was heard, and shows on both; a misheard one is refused", async () => {
  const other = view(item(1));
  const page = await open();
  await page.keyboard.press("l");
  await page.keyboard.press("Tab");
  const field = half(page).getByLabel("Its reference");
  const wrong = other.ref.slice(0, -1) + (other.ref.endsWith("7") ? "8" : "7");
  await field.fill(wrong);
  await page.keyboard.press("Enter");
  await half(page).getByText("The last character does not fit this reference").waitFor();
  await field.fill(other.ref.toLowerCase().replaceAll("-", " "));
  await page.keyboard.press("Enter");
  await half(page).getByText("Follow-up of").locator("visible=true").first().waitFor();
  await half(page).getByRole("link", { name: other.ref }).click();
  await page.locator(".request-bar", { hasText: other.ref }).waitFor();
  await half(page)
    .locator("li", { hasText: "Followed up by" })
    .getByRole("link", { name: view().ref })
    .waitFor();
  // The other way round it would follow itself.
  await page.keyboard.press("l");
  await half(page).getByLabel("Its reference").fill(view().ref);
  await page.keyboard.press("Enter");
  await half(page).getByRole("alert").getByText("This link contradicts one that is noted already").waitFor();
  assert.deepEqual(view(item(1)).ours.relations, []);
  await page.context().close();
});

test("one key copies the reference and the link, and the link opens the request", async () => {
  const page = await open();
  await page.keyboard.press("y");
  await page.getByText("Copied.").waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const [ref = "", link = ""] = copied.split("\n");
  assert.equal(ref, view().ref);
  await page.goto(link);
  await page.locator(".request-bar", { hasText: ref }).waitFor();
  await page.goto(`${stage.mock.url}/requests/${ref.slice(0, -1)}${ref.endsWith("7") ? "8" : "7"}`);
  await page.getByText("The last character does not fit this reference").waitFor();
  await page.context().close();
});

test("references of others and the date to come back stay beside it", async () => {
  const page = await open();
  await page.keyboard.press("x");
  await half(page).getByLabel("Whose reference").selectOption("police-file");
  await half(page).getByLabel("Reference", { exact: true }).fill("2026-118");
  await half(page).getByRole("button", { name: "Note it here" }).click();
  await half(page).getByText("2026-118").first().waitFor();
  await half(page).getByRole("button", { name: "Set a date…" }).click();
  await page.getByRole("dialog").locator(".officers button").nth(1).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await half(page).locator("section[aria-labelledby=follow-up] time").first().waitFor();
  await page.context().close();
});

test("what a rule stops is said with the rule, and with who can change it; a seal is one key", async () => {
  const page = await open();
  await page.keyboard.press("s");
  await half(page).getByText("Sealed: those who have it").waitFor();
  await page.keyboard.press("s");
  await half(page).getByText("Officers of the agencies in its marking.").waitFor();
  assert.equal(view().ours.sealed, false);
  const { requests, received } = stage.mock;
  requests.set(item(), { ...view(), stopped: { send: "send", seal: "seal", assign: "assign" } });
  await page.reload();
  const moves = page.locator("section[aria-labelledby=moves]");
  await moves.getByText("You may not send anything to the other side. Who administers this node").waitFor();
  const before = received.length;
  await moves.locator("button").first().click({ force: true });
  await page.keyboard.press("s");
  assert.equal(await page.locator(".composer").count(), 0);
  assert.equal(received.length, before);
  await half(page).getByText("You may not seal").waitFor();
  await half(page).getByRole("button", { name: "Assign…" }).click({ force: true });
  assert.equal(await page.getByRole("dialog").count(), 0);
  requests.set(item(), { ...view(), stopped: {} });
  await page.context().close();
});

test("an ended matter of a serious offence asks whether the other side must have something; I answers it", async () => {
  const { requests } = stage.mock;
  const ended = [...requests.values()].find(({ status }) => status === "answered")!;
  const considerBy = Date.now() + 86_400_000;
  const args = { ...ended.args, offence: "ransomware" } as never;
  requests.set(ended.item, { ...ended, args, considerBy });
  for (const lang of LANGS) {
    const page = await open(lang, ended.item);
    const section = half(page).locator("section[aria-labelledby=considering]");
    await section.locator("form").waitFor();
    await assertAxe(page, `${lang} considering`, lang);
    await assertFits(page, `${lang} considering`);
    await page.context().close();
  }
  const page = await open("en", ended.item);
  const section = half(page).locator("section[aria-labelledby=considering]");
  await section.getByText("Convention on Cybercrime (Budapest), article 26").waitFor();
  await page.keyboard.press("i");
  await shows(() => page.evaluate(() => document.activeElement?.textContent ?? ""), "Answer");
  const keep = section.getByRole("button", { name: "Keep this answer" });
  await section.getByLabel("What came of it").selectOption("not-supplied");
  await keep.click({ force: true });
  assert.equal(view(ended.item).ours.considered, null, "without its reason it is no answer");
  await section.getByLabel("For which reason").selectOption("investigation-or-safety");
  await keep.click();
  await section.getByText("Considered and not supplied").first().waitFor();
  await told(page, /Attested by A\. Martel/);
  const { outcome, reason } = view(ended.item).ours.considered?.args ?? {};
  assert.deepEqual([outcome, reason], ["not-supplied", "investigation-or-safety"]);
  assert.equal(await page.getByText("The offence is serious").count(), 0, "it is asked once");
  requests.set(ended.item, ended);
  await page.context().close();
});

test("in three languages: axe finds nothing, nothing overflows", { concurrency: true }, async () => {
  for (const lang of LANGS) {
    const page = await open(lang);
    await half(page)
      .locator("details")
      .evaluateAll((all) => all.forEach((each) => ((each as HTMLDetailsElement).open = true)));
    await assertAxe(page, `${lang} our half`, lang);
    await assertFits(page, `${lang} our half`);
    await page.context().close();
  }
});

test("what has come since she last looked is marked act by act, and one key goes from one to the next", async () => {
  const { putOurs } = await import("../dev/writing.ts");
  const of = item(1);
  const id = "d".repeat(32);
  const note = {
    item: of,
    by: OTHER,
    at: Date.now(),
    do: "note",
    args: {} as never,
    text: "Synthetic note.",
    id,
  };
  putOurs(stage.mock, of, [...view(of).ours.acts, note]);
  const [act] = view(of).timeline;
  assert.ok(act);
  const seen = { ...view(of), news: [] };
  stage.mock.requests.set(of, { ...view(of), news: [act.id, id] });
  const page = await open("en", of);
  await page.getByRole("button", { name: "2 new acts since you last looked" }).waitFor();
  const at = () => page.evaluate(() => document.activeElement?.closest("li")?.textContent ?? "");
  await page.keyboard.press("n");
  assert.equal(await page.locator("li.act:focus [data-new]").count(), 1);
  // What is answered a second time has nothing new in it: she is still reading.
  stage.mock.requests.set(of, seen);
  await page.keyboard.press("w");
  await told(page, /A\. Martel/);
  assert.equal(await page.locator("[data-new]").count(), 2);
  await page.locator("article.request").focus();
  await page.keyboard.press("n");
  await page.keyboard.press("n");
  assert.match(await at(), /Synthetic note\./);
  await page.keyboard.press("n");
  assert.equal(await page.locator("li.act:focus [data-new]").count(), 1, "from the last to the first");
  await assertAxe(page, "new acts");
  await page.context().close();
});
