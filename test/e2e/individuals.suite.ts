import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { patient } from "../../web/test/waiting.fixture.ts";
import type { CaseView, ConsultationView, Register } from "@setu/individuals/api.ts";
import type { RequestView } from "@setu/requests";
import { client } from "./load.fixture.ts";
import { until, type NodeProcess } from "./nodes.fixture.ts";

/** What a person asks of Canada about herself, where what is held came from India: over both nodes, on their screens. */
const PERSON = "Synthetic Person Waverley";
const ASKED = "May what you sent be given to whom it is about? Synthetic.";
const LINE = "One request of the autumn. Synthetic.";

type Given = {
  readonly browser: Browser;
  readonly ca: NodeProcess;
  readonly india: NodeProcess;
  /** A request of India that Canada holds. */
  readonly item: string;
};

export async function askedByAnIndividual({ browser, ca, india, item }: Given): Promise<void> {
  const path = await registered(await officer(browser, ca, 1));
  const page = await officer(browser, ca, 0);
  await page.goto(`${ca.address}${path}`);
  await found(page, item);
  await restricted(page, ca, item);
  await consulted(page);
  await answered(await officer(browser, india, 0), india);
  const id = path.slice(path.lastIndexOf("/") + 1);
  const ottawa = await client(ca);
  const whole = () => ottawa.get<CaseView>(`/individuals/${id}`);
  const isAnswered = ({ matters }: CaseView) =>
    matters[0]?.consultations[0]?.answer?.code === "agree-in-part";
  await until("the answer of India", whole, isAnswered, 60_000);
  await page.reload();
  await decided(page);
  const { decision, state, notice } = await whole();
  assert.deepEqual([decision?.outcome, state, notice.state], ["disclosed-in-part", "closed", "stopped"]);
}

/** The first or second of those who sign in by a click. */
async function officer(browser: Browser, node: NodeProcess, which: number): Promise<Page> {
  const context = await browser.newContext({ locale: "en" });
  const page = await context.newPage();
  patient(page);
  await page.goto(`${node.address}/individuals`);
  await page.locator(".accounts button").nth(which).click();
  await page.locator("#cases").waitFor();
  return page;
}

/** By the second officer, whose screens are in French: every control is found by its place. @returns the path of the case */
async function registered(page: Page): Promise<string> {
  await page.keyboard.press("c");
  const form = page.locator(".case-form");
  await form.waitFor();
  const [kind, came, lang] = await form.locator("select").all();
  await kind?.selectOption("access");
  await came?.selectOption("letter");
  await lang?.selectOption("fr");
  await form.locator("input[type=date]").first().fill("2026-01-05");
  await form.locator("input[type=text]").fill(PERSON);
  const [contact, text] = await form.locator("textarea").all();
  await contact?.fill("12 Example Street");
  await text?.fill("Asks what is held about her. Synthetic.");
  await form.locator("button[type=submit]").press("Enter");
  const admission = page.locator("[aria-labelledby=admission]");
  await admission.locator("select").first().selectOption("identity-document");
  await admission.locator("button[type=submit]").first().press("Enter");
  // The letter that is due in four months is not late, whenever this runs.
  const day = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
  await admission.locator("input[type=date]").fill(day);
  await admission.locator("button[type=submit]").first().press("Enter");
  await page.locator("#searches").waitFor();
  assert.equal(await page.locator("#do-decide").count(), 0, "who registered it does not decide it");
  const { pathname } = new URL(page.url());
  await page.context().close();
  return pathname;
}

async function found(page: Page, item: string): Promise<void> {
  await page.locator("#searches").waitFor();
  await page.getByText("Not all that this node has was searched.").waitFor();
  await page.keyboard.press("f");
  await page.keyboard.type("phishing");
  await page.keyboard.press("Enter");
  const line = page.locator(".found-list > li", {
    has: page.locator(`a[href$="${encodeURIComponent(item)}"]`),
  });
  await line.getByRole("button", { name: "It is about the person: attach it" }).press("Enter");
  await page.locator(".matter-list > li").getByText("Came from the other side").waitFor();
  await page.getByText("Together they reached all that this node has.").waitFor();
}

async function restricted(page: Page, ca: NodeProcess, item: string): Promise<void> {
  await page.getByRole("button", { name: "Restrict it" }).press("Enter");
  await page.getByText(/^Restricted since/).waitFor();
  const view = await (await client(ca)).get<RequestView>(`/requests/${encodeURIComponent(item)}`);
  assert.ok(view.restricted);
  const reading = await page.context().newPage();
  await reading.goto(`${ca.address}/requests/${encodeURIComponent(item)}`);
  await reading.getByText(/because the person concerned has asked something/).waitFor();
  await reading.close();
}

async function consulted(page: Page): Promise<void> {
  await page.locator(".matter-list summary").press("Enter");
  await page.getByLabel("What is asked of the owner").fill(ASKED);
  await page.getByRole("button", { name: "Ask the owner" }).press("Enter");
  await page.locator(".matter-list").getByText("Asked, not answered yet").waitFor();
}

/** India sees what is asked and about which of its matters; of the person and the case nothing came. */
async function answered(page: Page, india: NodeProcess): Promise<void> {
  const delhi = await client(india);
  const { consultations } = await until(
    "the consultation in India",
    () => delhi.get<Register>("/individuals"),
    (register) => register.consultations.length > 0,
    60_000,
  );
  const [row] = consultations;
  assert.ok(row);
  const there = await delhi.get<ConsultationView>(`/consultations/${encodeURIComponent(row.item)}`);
  assert.ok(!JSON.stringify(there).includes(PERSON));
  assert.deepEqual([there.case, there.acts[0]?.text], [null, ASKED]);
  await page.reload();
  await page.locator("[aria-labelledby=consultations] .case-list a").press("Enter");
  await page.getByText(ASKED).waitFor();
  await page.locator("#answer-agree-in-part summary").press("Enter");
  const form = page.locator("#answer-agree-in-part");
  await form.locator("select").selectOption("inquiry");
  await form.locator("textarea").fill("The autumn, and not the source. Synthetic.");
  await form.getByRole("button").press("Enter");
  await page.getByRole("heading", { name: "No objection to a part" }).waitFor();
  await page.context().close();
}

async function decided(page: Page): Promise<void> {
  await page.locator(".matter-list").getByText("No objection to a part").waitFor();
  const part = page.locator("[aria-labelledby=decide]");
  const outcome = part.locator("select").first();
  const letter = part.locator(".letter");
  await outcome.selectOption("nothing-to-disclose");
  const nothing = await letter.textContent();
  await outcome.selectOption("refused");
  assert.equal(await letter.textContent(), nothing, "a refusal says no more than that nothing is held");
  await outcome.selectOption("disclosed-in-part");
  await part.getByRole("checkbox").check();
  await part.getByLabel("What is disclosed, a line for each").fill(LINE);
  const shown = (await letter.textContent()) ?? "";
  await part.locator("#do-decide").press("Enter");
  await page.getByRole("button", { name: "The letter has left" }).press("Enter");
  await page.getByText(/^It left/).waitFor();
  await page.getByRole("link", { name: "The letter on paper" }).press("Enter");
  const paper = page.locator(".letter-paper .letter[lang=fr]");
  await paper.getByText(LINE).waitFor();
  assert.equal(await paper.textContent(), shown, "the letter is what was shown before the decision");
  await page.context().close();
}
