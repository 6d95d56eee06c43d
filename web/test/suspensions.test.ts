import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type { Page } from "playwright-core";
import { ACCOUNTS, COLLEAGUES } from "../dev/fixtures.ts";
import { fillSuspensions, newSuspensions, row } from "../dev/suspensions.ts";
import { admit, openStage, visit, workable, type Stage } from "./browser.fixture.ts";
import { shows } from "./page.fixture.ts";

/** Who leads, by keys: what is suspended, what two persons do about it, and what waits; and whoever meets it at a request. */
let stage: Stage;
let page: Page;
before(async () => {
  stage = await openStage();
  admit(stage.mock, "en");
  ({ page } = await visit(stage, "en"));
});
after(() => stage.close());
beforeEach(() => {
  Object.assign(stage.mock.suspensions, newSuspensions());
  stage.mock.suspensions.done.length = 0;
});
const goTo = async (path: string, ready: string) => {
  await page.goto(new URL(path, stage.mock.url).href);
  await page.locator(ready).first().waitFor();
};

test("a leader proposes topics, never by accident everything, and another one confirms", async () => {
  const { suspensions } = stage.mock;
  await goTo("/", "main");
  await page.keyboard.press("g");
  await page.keyboard.press("u");
  await page.getByText("Nothing is suspended.").waitFor();
  await page.getByText("Warnings of danger to life, in both directions.").waitFor();
  const propose = page.getByRole("button", { name: "Propose the suspension" });
  await page.getByLabel("In these topics").check();
  await page.getByLabel("We ask nothing of it").check();
  await page.getByLabel("Why").selectOption("legal");
  await page.getByLabel("Looked at again after").selectOption("14");
  await propose.press("Enter");
  assert.equal(suspensions.done.length, 0, "no topic is no suspension of everything");
  await page.getByLabel("Cybercrime").check();
  await page.getByText("The other side is told:").waitFor();
  await propose.click();
  await page.getByText("Proposed. It counts when another").waitFor();
  const [said] = suspensions.proposals;
  assert.deepEqual(said?.suspend?.offences, ["cyber-fraud", "ransomware", "unauthorised-access"]);
  assert.deepEqual([said?.suspend?.direction, said?.suspend?.level], ["asking", 0]);
  await page.getByText("You proposed it: another who leads confirms it.").waitFor();
  assert.equal(await page.getByRole("button", { name: "Confirm the suspension" }).count(), 0);

  fillSuspensions(
    suspensions,
    COLLEAGUES.find(({ id }) => id !== ACCOUNTS[0]?.id)?.id ?? "",
    workable(stage.mock),
  );
  await page.reload();
  await page.getByRole("button", { name: "Confirm the suspension" }).click();
  await shows(() => page.locator("#second .figures").textContent(), /\(1\)/);
  assert.ok(suspensions.done.includes(`confirm ${"8".repeat(32)}`));
});

test("what waits is listed by its clock and leads to where it is looked at; who does not lead decides nothing", async () => {
  const { suspensions } = stage.mock;
  fillSuspensions(suspensions, COLLEAGUES[1]?.id ?? "", workable(stage.mock));
  suspensions.leads = false;
  suspensions.theirs = [row({ party: "in", offences: ["<b>unheard-of</b>"], review: Date.UTC(2038, 0, 19) })];
  await goTo("/suspensions", "#waits ~ ol li");
  const lines = await page.locator("#waits ~ ol li").allTextContents();
  assert.match(lines[0] ?? "", /Came back to you/);
  assert.match(lines[2] ?? "", /Your draft.*may leave since/);
  await page.getByText("<b>unheard-of</b>").waitFor();
  await page.getByText("2038").first().waitFor();
  assert.equal(await page.locator("main").getByRole("button").count(), 0);
  assert.equal(await page.locator("#suspend").count(), 0);
});

test("a request that falls into one says so, beside its clock and while one writes; a new one does too", async () => {
  const item = workable(stage.mock);
  const view = stage.mock.requests.get(item);
  assert.ok(view);
  const stop = { id: row().id, party: "ca", from: row().from, review: row().review, ended: null };
  Object.assign(view, { suspended: [stop] });
  await goTo(`/requests/${encodeURIComponent(item)}`, ".timeline");
  const band = page.getByText("Held until we resume");
  await band.waitFor();
  await page.getByText("Exchange suspended; the clock runs on. Since").waitFor();
  await page.locator("section[aria-labelledby=moves] button").nth(1).click();
  await page.locator(".composer").getByText("Held until we resume").waitFor();
  assert.equal(await band.count(), 1, "said once, where she writes");
  await goTo(`/read/requests/${encodeURIComponent(item)}`, ".as-of");
  await band.waitFor();
  Object.assign(view, { suspended: undefined });

  const { suspensions } = stage.mock;
  suspensions.theirs = [row({ party: "in", direction: "giving", offences: ["extortion"] })];
  await goTo("/new", "#step");
  await page.getByLabel("Subject").fill("Synthetic");
  await page.getByLabel("What do you ask, and what is known?").fill("Synthetic");
  await page.getByLabel("Subscriber").first().check();
  await page.getByRole("button", { name: "Continue" }).click();
  const warned = page.getByText("The exchange is suspended in this offence since");
  await page.getByLabel("Offence").selectOption("corruption");
  assert.equal(await warned.count(), 0);
  await page.getByLabel("Offence").selectOption("extortion");
  await warned.waitFor();
});
