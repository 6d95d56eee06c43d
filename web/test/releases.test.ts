import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type { Page } from "playwright-core";
import { LISTS, newDuty } from "../dev/duty.ts";
import { ACCOUNTS, sessionOf } from "../dev/fixtures.ts";
import { newReleases, RELEASE_IDS } from "../dev/releases.ts";
import { admit, signIn, openStage, visit, workable, type Stage } from "./browser.fixture.ts";
import { assertAxe, assertFits, shows } from "./page.fixture.ts";

/** An approver at the queue, by keys: what will cross, the gates, and what may be done with it. */
let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());
beforeEach(() => {
  Object.assign(stage.mock.releases, newReleases());
  stage.mock.uses.clear();
  Object.assign(stage.mock.duty, newDuty());
});

const done = () => stage.mock.releases.done;
async function start(path: string): Promise<Page> {
  const { page } = await visit(stage, "en");
  if (path === "/") await signIn(page, stage.mock, "en");
  else {
    admit(stage.mock, "en");
    await page.goto(new URL(path, stage.mock.url).href);
  }
  return page;
}

test("the queue: what waits, found by its letter; what will cross and what changed since it came back", async () => {
  const page = await start("/");
  await page.keyboard.press("g");
  await page.keyboard.press("v");
  await page.waitForURL(`${stage.mock.url}/releases`);
  await page
    .getByRole("link", { name: /IN-2222-2222-2/ })
    .first()
    .click();
  await page.getByRole("heading", { name: "What will cross, exactly" }).waitFor();
  await page.getByText("L’abonné est une société fictive.").waitFor();
  await page.getByText("annex.pdf").waitFor();
  await page.getByText("What changed since it came back").click();
  assert.deepEqual(await page.locator("#crosses ~ details del, #crosses ~ details ins").allTextContents(), [
    "− The subscriber is a firm.",
    "+ The subscriber is a synthetic firm.",
  ]);
  await page.context().close();
});

test("a correction stands beside what it replaces, word by word; a narrowing says from whom it takes what", async () => {
  for (const lang of ["en", "fr", "hi"] as const) {
    const { page } = await visit(stage, lang, { viewport: { width: 320, height: 800 } });
    admit(stage.mock, lang);
    await page.goto(new URL(`/releases/${RELEASE_IDS.corrects}`, stage.mock.url).href);
    const beside = page.locator("[aria-labelledby=replaces] .beside").first();
    await beside.waitFor();
    assert.deepEqual(
      [await beside.locator("del").allTextContents(), await beside.locator("ins").allTextContents()],
      [["person."], ["firm."]].map((each) => each.map((word) => `${word}\n`)),
    );
    await page.locator("[aria-labelledby=narrows] dd", { hasText: "RED" }).waitFor();
    await assertAxe(page, "a release that sets something aside", lang);
    await assertFits(page, "a release that sets something aside");
    if (lang === "en") await page.getByText("May hold it no more").waitFor();
    await page.context().close();
  }
});

test("a gate wants all that it asks; no letter approves, and nothing is approved over an open gate", async () => {
  const page = await start(`/releases/${RELEASE_IDS.waits}`);
  const approve = page.locator("#do-approve");
  await approve.waitFor();
  await page.keyboard.press("a");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "do-approve");
  await page.keyboard.press("Enter");
  assert.deepEqual(done(), [], "gates are open");
  const gate = page.locator(".gate", { hasText: "G7" });
  await gate.locator("summary").click();
  await gate.getByLabel("Of whom or what").fill("Synthetic person");
  await page.keyboard.press("Enter");
  assert.deepEqual(done(), [], "nothing was said");
  await gate.getByLabel("Evidence").fill("Synthetic evidence");
  await gate.getByLabel("Risk before anything is done about it").selectOption("high");
  await gate.getByLabel("What is done about it").fill("Nothing is enough");
  await gate.getByLabel("Risk that remains").selectOption("substantial");
  await gate.getByLabel("Basis").fill("Synthetic Act, s. 3");
  await gate.getByLabel("Decision").selectOption("refuse");
  await gate.getByRole("button", { name: "Record the answer" }).click();
  await shows(() => page.locator("#gates ~ p").first().textContent(), /It is refused at these gates: G7/);
  await page.getByText("take a ground that leaves as “Cannot assist”").waitFor();
  const [given] = done();
  assert.equal(given?.what, "gate");
  const { answer } = given.json as { answer: Record<string, unknown> };
  assert.deepEqual(
    [answer["gate"], answer["raw"], answer["residual"], answer["decision"], answer["until"]],
    ["g7", "high", "substantial", "refuse", null],
  );
  await page.context().close();
});

test("it goes back only with remarks; one's own is not approved by oneself, and says from when somebody can", async () => {
  const page = await start(`/releases/${RELEASE_IDS.waits}`);
  await page.locator("#do-approve").waitFor();
  await page.keyboard.press("b");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.deepEqual(done(), []);
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.type("Say who asked for it");
  await page.getByRole("button", { name: "Return it with remarks" }).click();
  await page.getByText("came back with remarks").waitFor();
  assert.deepEqual(done(), [{ what: "return", json: { text: "Say who asked for it" } }]);

  await page.goto(`${stage.mock.url}/releases/${RELEASE_IDS.own}`);
  await page.getByText(/Nobody can approve it until/).waitFor();
  assert.equal(await page.locator("#do-approve").count(), 0);
  await page.getByText("A life is in danger and nobody can approve").click();
  await page.getByLabel("Reason").selectOption("life");
  await page.getByLabel("What is known of the threat").fill("A synthetic threat");
  await page.getByRole("button", { name: "Release it now" }).click();
  await shows(async () => String(done().at(-1)?.what), /alone/);
  await page.context().close();
});

test("a life-saving release by one person is reviewed by another, and then waits no more", async () => {
  const page = await start(`/releases/${RELEASE_IDS.alone}`);
  await page.getByLabel("Finding").selectOption("justified");
  await page.getByLabel("What you found").fill("It was");
  await page.getByRole("button", { name: "Record the review" }).click();
  await page.getByRole("heading", { name: "Review" }).waitFor({ state: "detached" });
  await page.getByRole("link", { name: "All releases" }).click();
  await page.getByText("No such release waits for its review.").waitFor();
  await page.context().close();
});

test("a use of what came is recorded by its name and its reason, and not before its gates are passed", async () => {
  const page = await start("/");
  const item = workable(stage.mock);
  await page.goto(`${stage.mock.url}/requests/${encodeURIComponent(item)}`);
  await page.getByRole("link", { name: "Record a use, or see those recorded" }).click();
  await page.getByRole("button", { name: "Go to its gates" }).click();
  await page.getByText("Choose one.").waitFor();
  assert.equal(stage.mock.uses.size, 0, "nothing was said");
  await page.getByLabel("What will be done").selectOption("arrest");
  await page.getByLabel("For what, and on which part of it").fill("The subscriber, for an arrest");
  await page.getByRole("button", { name: "Go to its gates" }).click();
  const record = page.getByRole("button", { name: "Record the use" });
  await record.press("Enter");
  await page.getByText("Nothing is done with it before every gate above is passed.").waitFor();
  const [use] = [...stage.mock.uses.values()];
  assert.deepEqual([use?.kind, use?.why, use?.state], ["arrest", "The subscriber, for an arrest", "open"]);
  for (const name of ["G5", "G6", "G7", "G8"]) {
    const gate = page.locator(".gate", { hasText: name });
    await gate.locator("summary").click();
    await gate.getByLabel("Evidence").fill("Synthetic evidence");
    for (const risk of ["Risk before anything is done about it", "Risk that remains"])
      await gate.getByLabel(risk).selectOption("none");
    await gate.getByLabel("Basis").fill("Synthetic Act, s. 3");
    await gate.getByLabel("Decision").selectOption("pass");
    await gate.getByRole("button", { name: "Record the answer" }).click();
    await shows(() => gate.locator("summary").textContent(), /Pass/);
  }
  await record.click();
  await page.getByText(/It may be done until/).waitFor();
  await page.getByRole("link", { name: "All uses of this request" }).click();
  await page.getByRole("link", { name: "An arrest rests on it" }).waitFor();
  await page.context().close();
});

test("duty by keys: who is there in words, a gap, the rest of a shift handed over with a note, and taken again", async () => {
  const page = await start("/releases");
  await page.getByText(/^Approves now: .*Somebody is there until/).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await page.waitForURL(`${stage.mock.url}/duty`);
  await page.getByText("Nobody approves:").first().waitFor();
  await page.getByText("The link was down for ten minutes.").waitFor();
  await page.keyboard.press("h");
  await page.waitForFunction(() => document.activeElement?.tagName === "SELECT");
  await page.getByLabel("To", { exact: true }).selectOption({ index: 1 });
  await page.getByLabel("What whoever comes has to know").fill("Nothing is open.");
  await page.getByRole("button", { name: "Hand over", exact: true }).click();
  // The text is in its field too: what says that it was done is that she has no shift any more.
  await page.getByRole("button", { name: "Hand over…" }).waitFor({ state: "detached" });
  await page.getByText("Nothing is open.").waitFor();
  await page.keyboard.press("t");
  await page.getByRole("button", { name: "Take duty", exact: true }).click();
  await page.getByRole("button", { name: "Hand over…" }).waitFor();
  await page.getByLabel(/^Why .* may go on$/).fill("A handover of nine files");
  await page.getByRole("button", { name: "Let go on" }).click();
  await page.getByText("Nobody is stopped.").waitFor();
  await page.context().close();
});

test("abuse 49: a matter of others is shown, and a list taken out, only after a reason from the list and a line", async () => {
  const { duty } = stage.mock;
  const item = workable(stage.mock);
  duty.shut.add(item).add(LISTS);
  const page = await start(`/requests/${encodeURIComponent(item)}`);
  await page.getByRole("heading", { name: "Why do you open this matter?" }).waitFor();
  assert.equal(await page.locator(".timeline").count(), 0);
  await page.waitForFunction(() => document.activeElement?.tagName === "SELECT");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText("Choose one.").waitFor();
  assert.deepEqual(duty.given, [], "nothing was said");
  await page.getByLabel("Reason").selectOption("supervision");
  await page.getByLabel("In one line").fill("A check of how it was closed");
  await page.keyboard.press("Enter");
  await page.locator(".timeline").waitFor();
  await page.goto(`${stage.mock.url}/`);
  await page.getByRole("button", { name: "CSV" }).click();
  await page.getByRole("heading", { name: "Why do you take this out?" }).waitFor();
  await page.getByLabel("Reason").selectOption("desk-records");
  await page.getByLabel("In one line").fill("The figures of the month");
  const download = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  await download;
  const why = { verb: "consultation", code: "supervision", why: "A check of how it was closed" };
  assert.deepEqual(duty.given, [
    { item, json: why },
    { item: LISTS, json: { verb: "disclosure", code: "desk-records", why: "The figures of the month" } },
  ]);
  await page.context().close();
});

test("oversight is reached by its letter by who oversees, V leads to how to verify, and a search is an address", async () => {
  const page = await start("/");
  await page.keyboard.press("g");
  await page.keyboard.press("o");
  await page.waitForURL(`${stage.mock.url}/oversight`);
  await page.locator(".trail tbody tr").first().waitFor();
  await page.keyboard.press("v");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "verify");
  await page.getByText("Pulse 214 binds another home log").waitFor();
  await page.keyboard.press("f");
  await page.keyboard.type("IN-2222-2222-2");
  await page.getByLabel("What was done with it").selectOption("disclosure");
  await page.getByLabel("To the day (UTC)").fill("2026-03-01");
  await page.getByRole("button", { name: "Search the trail" }).click();
  // The last day is whole.
  await page.waitForURL(/ref=IN-2222-2222-2&verb=disclosure&to=1772409600000$/);
  await page.getByText("1 entry").waitFor();
  await page.context().close();
  // Who does not oversee is offered no such way.
  const other = await start("/");
  stage.mock.session = { ...sessionOf(ACCOUNTS[0]), powers: ["read"] };
  await other.reload();
  await other.locator("table.requests").waitFor();
  await other.keyboard.press("g");
  await other.keyboard.press("o");
  await other.keyboard.press("g");
  await other.keyboard.press("w");
  await other.waitForURL(`${stage.mock.url}/powers`);
  await other.context().close();
});
