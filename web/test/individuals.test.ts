import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type { Page } from "playwright-core";
import { sessionOf, ACCOUNTS } from "../dev/fixtures.ts";
import { ASKED_OF_US, CASES, MATTERS, newIndividuals } from "../dev/individuals.ts";
import { openStage, signIn, visit, workable, type Stage } from "./browser.fixture.ts";
import { assertAxe, assertFits } from "./page.fixture.ts";

/** An individual's request by keys: registered, found, its owner heard, decided by another, and its letter. */
let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());
beforeEach(() => {
  Object.assign(stage.mock.individuals, newIndividuals());
});

const received = () => stage.mock.individuals.received.map((each) => ("do" in each ? each.do : "register"));
async function start(path: string): Promise<Page> {
  const { page } = await visit(stage, "en");
  await signIn(page, stage.mock, "en");
  if (path !== "/") await page.goto(new URL(path, stage.mock.url).href);
  return page;
}
const tabs = async (page: Page, ...typed: readonly string[]) => {
  for (const text of typed) {
    await page.keyboard.type(text);
    await page.keyboard.press("Tab");
  }
};

test("the register: found by its letter, the oldest clock first, by whom and how late", async () => {
  const page = await start("/");
  await page.keyboard.press("g");
  await page.keyboard.press("q");
  await page.waitForURL(`${stage.mock.url}/individuals`);
  const lines = page.locator("section[aria-labelledby=cases] .case-list > li");
  await lines.first().waitFor();
  const told = await lines.evaluateAll((all) => all.map((line) => line.querySelector(".due")?.textContent));
  assert.match(told[0] ?? "", /^Overdue by 2\d d/);
  assert.match(told[1] ?? "", / left$/);
  assert.equal(told.length, 5, "what is closed is not among the open ones");
  const show = page.getByLabel("Show");
  const shows = async (option: string) => {
    await show.selectOption({ label: option });
    return lines.count();
  };
  assert.deepEqual([await shows("Late"), await shows("Registered by me"), await shows("Closed")], [1, 3, 1]);
  await lines.getByText("The name is not here any more.").waitFor();
  await page.context().close();
});

test("who has not the power is offered no screen, no letter and no entry of the palette", async () => {
  const { page } = await visit(stage, "en");
  await signIn(page, stage.mock, "en");
  const account = ACCOUNTS[0];
  const session = sessionOf(account);
  stage.mock.session = { ...session, powers: ["read", "draft"] };
  await page.goto(`${stage.mock.url}/?who=any`);
  await page.locator("table.requests").waitFor();
  assert.equal(await page.getByRole("link", { name: "Individuals’ requests" }).count(), 0);
  await page.keyboard.press("Control+k");
  await page.locator(".palette [role=menuitem]").nth(5).waitFor();
  assert.equal(await page.locator(".palette").getByText("Individuals’ requests").count(), 0);
  await page.goto(`${stage.mock.url}/individuals/${CASES.due}`);
  await page.getByText("FORBIDDEN").waitFor();
  assert.equal(await page.getByText("Synthetic Person").count(), 0);
  await page.context().close();
});

test("a request is registered by keys; what is missing is said beside it, and nothing is sent before", async () => {
  const page = await start("/individuals");
  await page.locator(".case-list li").first().waitFor();
  await page.keyboard.press("c");
  await page.waitForURL(`${stage.mock.url}/individuals/new`);
  await page.locator(".case-form button[type=submit]").press("Enter");
  await page.locator("[aria-invalid]:focus").waitFor();
  assert.deepEqual(received(), []);
  assert.equal(await page.getByText("This is needed.").count(), 7);
  await tabs(page, "Acc", "Let");
  await page.getByLabel("Received on").fill("2999-01-01");
  await page.getByText("This day is still to come.").waitFor();
  await page.getByLabel("Received on").fill("2026-01-05");
  await page.getByLabel("The person is written to in").focus();
  await tabs(page, "Fra", "Synthetic Person G");
  await page.getByLabel("Where the letter goes").focus();
  await tabs(page, "14 Example Street", "Asks what is held. Synthetic.");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /^Access to what is held/ }).waitFor();
  const [given] = stage.mock.individuals.received;
  assert.ok(given && "person" in given);
  assert.deepEqual(
    [given.kind, given.came, given.lang, given.person.name, new Date(given.received).toISOString()],
    ["access", "letter", "fr", "Synthetic Person G", "2026-01-05T05:00:00.000Z"],
  );
  await page.getByLabel("How the person was identified").selectOption("consular");
  await page.getByRole("button", { name: "The person is identified" }).press("Enter");
  const admit = page.getByRole("button", { name: "Admit it: the clock starts" });
  await page.getByLabel("Admissible since").fill("2026-01-04");
  await admit.press("Enter");
  await page.getByText("A day between its arrival and today is needed.").waitFor();
  await page.getByLabel("Admissible since").fill("2026-01-06");
  await admit.press("Enter");
  await page.locator("[aria-labelledby=clock] .due.overdue").waitFor();
  assert.deepEqual(received(), ["register", "case-identify", "case-admit"]);
  await page.context().close();
});

test("nothing held and nothing said are one letter on one day, shown before it is decided", async () => {
  const page = await start(`/individuals/${CASES.due}`);
  await page.locator("#decide").waitFor();
  await page.keyboard.press("d");
  const outcome = page.getByLabel("Outcome");
  const letterFor = async (code: string) => {
    await outcome.selectOption(code);
    return page.locator("[aria-labelledby=decide] .letter").textContent();
  };
  const nothing = await letterFor("nothing-to-disclose");
  assert.match(nothing ?? "", /Rien ne peut vous être communiqué/);
  assert.equal(await letterFor("refused"), nothing);
  await page.getByLabel("Ground of the refusal").selectOption("security");
  await page.getByLabel("Why it is decided so").fill("It would tell of an inquiry.");
  assert.equal(await page.locator("[aria-labelledby=decide] .letter").textContent(), nothing);
  await page.getByText("However early you decide").waitFor();

  await outcome.selectOption("disclosed-in-part");
  await page.getByRole("button", { name: "Decide" }).press("Enter");
  await page.getByText("This is needed.").first().waitFor();
  await page.getByLabel("What is disclosed, a line for each").fill("Les dates de mars. Synthétique.");
  await page.locator("[aria-labelledby=decide] .letter").getByText("Les dates de mars").waitFor();
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Decide" }).press("Enter");
  await page.locator("#decided").waitFor();
  const decided = stage.mock.individuals.received.at(-1);
  assert.ok(decided && "do" in decided);
  assert.deepEqual(decided.args, { outcome: "disclosed-in-part", matters: [MATTERS.theirs] });

  await page.getByRole("button", { name: "The letter has left" }).press("Enter");
  await page.getByText(/^It left/).waitFor();
  await page.getByRole("link", { name: "The letter on paper" }).click();
  await page.locator(".letter-paper .letter[lang=fr]").getByText("Les dates de mars").waitFor();
  await page.emulateMedia({ media: "print" });
  assert.equal(
    await page
      .locator("main")
      .innerText()
      .then((all) => all.trim().split("\n")[0]),
    await first(page),
  );
  for (const hidden of ["header.bar", "nav.screens", "footer", ".off-paper"])
    assert.equal(await page.locator(hidden).first().isVisible(), false, hidden);
  await page.context().close();
});
const first = async (page: Page) => (await page.locator(".letter").innerText()).trim().split("\n")[0];

test("whoever registered a request does not decide it, and a letter that waits is not given out", async () => {
  const page = await start(`/individuals/${CASES.mine}`);
  await page.getByText("You registered this request: somebody else decides it.").waitFor();
  await page.getByText("Clearance 3 · compartments: synthetic-compartment").waitFor();
  assert.equal(await page.locator("#do-decide").count(), 0);
  await page.goto(`${stage.mock.url}/individuals/${CASES.quiet}/letter`);
  await page.getByText("NOT_YET").waitFor();
  assert.equal(await page.locator(".letter").count(), 0);
  await page.context().close();
});

test("what is found is attached and restricted; its owner is asked in a text that names the person", async () => {
  const page = await start(`/individuals/${CASES.due}`);
  await page.locator("#searches").waitFor();
  await page.keyboard.press("f");
  await page.keyboard.type("Synthetic Person");
  await page.keyboard.press("Enter");
  const found = page.locator(".found-list > li");
  await found.nth(1).waitFor();
  await found.nth(0).getByText("Attached", { exact: true }).waitFor();
  await found.nth(1).getByRole("button").press("Enter");
  const ours = page.locator(".matter-list > li", { hasText: "Ours" });
  await ours.getByRole("button", { name: "Restrict it" }).press("Enter");
  await ours.getByText(/^Restricted since/).waitFor();
  assert.equal(await ours.getByText("Ask the owner").count(), 0, "of our own nobody else is asked");
  assert.equal(
    await page.getByRole("button", { name: "Lift the restriction" }).count(),
    0,
    "another lifts it",
  );
  const theirs = page.locator(".matter-list > li", { hasText: "Came from the other side" });
  await theirs.locator("summary").click();
  await theirs.getByRole("button", { name: "Ask the owner" }).press("Enter");
  await theirs.getByText("This is needed.").waitFor();
  await theirs.getByLabel("What is asked of the owner").fill("May the dates be given? Synthetic.");
  await theirs.getByRole("button", { name: "Ask the owner" }).press("Enter");
  await page.waitForFunction(() => document.querySelectorAll(".matter-list [aria-invalid]").length === 0);
  assert.deepEqual(received(), ["case-search", "case-attach", "case-restrict"]);
  await page.context().close();
});

test("a restricted matter says so wherever it is read", async () => {
  const item = workable(stage.mock);
  const view = stage.mock.requests.get(item);
  assert.ok(view);
  stage.mock.requests.set(item, { ...view, restricted: Date.parse("2026-01-05T12:00:00Z") });
  const page = await start("/");
  for (const where of ["/requests/", "/read/requests/"]) {
    await page.goto(`${stage.mock.url}${where}${encodeURIComponent(item)}`);
    await page.getByText(/Restricted since .*5 Jan.*neither used, nor exported/).waitFor();
  }
  stage.mock.requests.set(item, view);
  await page.context().close();
});

test("a reviewer reads all of it, each step with its words, and is offered nothing to do", async () => {
  const page = await start("/oversight");
  await page.locator(".oversight-pages").getByRole("link", { name: "Individuals’ requests" }).click();
  await page.locator(".case-list > li").nth(5).waitFor();
  await page.locator(".case-list a").first().click();
  await page.waitForURL(/\/oversight\/individuals\/[0-9a-f]{32}$/);
  await page.getByText("Clearance 3 · compartments: synthetic-compartment").waitFor();
  await page.locator("[aria-labelledby=history]").getByText("कृत्रिम", { exact: true }).waitFor();
  assert.equal(await page.locator("main :is(button, input, select, textarea)").count(), 0);
  await assertAxe(page, "a case, overseen");
  await assertFits(page, "a case, overseen");
  await page.context().close();
});

test("an owner reads what is asked, and answers in codes", async () => {
  const page = await start(`/consultations/${encodeURIComponent(ASKED_OF_US)}`);
  await page.getByText("May the dates of March be given to her?").waitFor();
  await page.locator("#answer-object summary").press("Enter");
  const form = page.locator("#answer-object");
  await form.getByRole("button").press("Enter");
  await form.getByText("This is needed.").waitFor();
  assert.deepEqual(received(), []);
  await form.getByLabel("Ground").selectOption("inquiry");
  await form.getByRole("button").press("Enter");
  await page.getByRole("heading", { name: "The owner objects" }).waitFor();
  await page.locator("#answer-attest summary").press("Enter");
  await page.locator("#answer-attest").getByLabel("What was done").selectOption("restricted");
  await page.locator("#answer-attest").getByLabel("Done on").fill("2026-01-05");
  await assertAxe(page, "a consultation");
  await assertFits(page, "a consultation");
  await page.locator("#answer-attest").getByRole("button").press("Enter");
  await page.getByRole("heading", { name: "The owner says what it has done" }).waitFor();
  const [objected, attested] = stage.mock.individuals.received;
  assert.ok(objected && "args" in objected && attested && "args" in attested);
  assert.deepEqual(objected.args, { ground: "inquiry" });
  assert.deepEqual(attested.args, { measure: "restricted", at: Date.parse("2026-01-05T05:00:00Z") });
  await page.context().close();
});
