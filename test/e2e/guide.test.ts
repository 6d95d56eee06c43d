import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chromium, type Browser, type Locator, type Page } from "playwright-core";
import { patient } from "../../web/test/waiting.fixture.ts";
import { signIn } from "../../cli/src/client.ts";
import type { LearningView } from "@setu/requests";
import { BLOCKS } from "@setu/requests/texts/blocks.ts";
import { chromiumPath } from "../../tools/chromium.ts";
import { remove, startDemo, temporary, type Demo } from "./demo.fixture.ts";

/** One person plays the scenario on two real nodes; the other side answers by itself. */
const folder = temporary();
const SLOW = 60_000;
let demo: Demo;
let browser: Browser;
before(async () => {
  demo = await startDemo(join(folder, "demo"), "--counterpart", "in", "--open", "12");
  browser = await chromium.launch(await chromiumPath());
});
after(async () => {
  await browser?.close();
  await demo?.stop();
  remove(folder);
});

async function send(page: Page, button: string, text: string, fill?: () => Promise<unknown>): Promise<void> {
  await page
    .locator("section[aria-labelledby=moves]")
    .getByRole("button", { name: button, exact: true })
    .click();
  await fill?.();
  await page.locator(".composer textarea").first().fill(text);
  await check(page);
}

async function check(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Check before sending", exact: true }).click();
  await page.locator(".send-check").waitFor();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.locator(".send-check").waitFor({ state: "detached" });
}

/** What stood on the page when something did not come about. */
const said = (page: Page, wrote: readonly string[]) => async (cause: unknown) => {
  throw new Error(`${wrote.join("\n")}\n\n${await page.locator("body").innerText()}`, { cause });
};

/** What the page has written to the node, with the answers. */
function writing(page: Page): readonly string[] {
  const wrote: string[] = [];
  page.on("load", () => wrote.push("the page was loaded"));
  page.on("response", (answer) => {
    const method = answer.request().method();
    if (method !== "GET") wrote.push(`${method} ${new URL(answer.url()).pathname}: ${answer.status()}`);
  });
  return wrote;
}

const reaches = (guide: Locator, step: number) =>
  guide.getByText(`Step ${step} of 10`).waitFor({ timeout: SLOW });

test("the guided scenario, from what nobody has to the export, with a counterpart that answers by itself", async (t) => {
  const { address } = demo.nodes[0] as Demo["nodes"][number];
  const page = await (await browser.newContext({ locale: "en", acceptDownloads: true })).newPage();
  patient(page, SLOW);
  const wrote = writing(page);
  await page.goto(address);
  await page.locator(".accounts button").first().click();
  await page.locator("table.requests").waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("h");
  await page.getByRole("button", { name: "Begin" }).click();
  const guide = page.locator(".guide");
  await reaches(guide, 1);
  await page.goto(address);
  await page.getByRole("link", { name: "Nobody", exact: true }).click();
  await reaches(guide, 2);
  await page.locator("[data-item]").first().locator("a").first().focus();
  await page.keyboard.press("a");
  await reaches(guide, 3);
  await page.getByRole("link", { name: "Mine", exact: true }).click();
  await page.locator("[data-item]", { hasText: "Not yet acknowledged" }).first().locator("a").first().focus();
  await page.keyboard.press("Enter");
  await reaches(guide, 4);
  await send(page, "Ask for clarification", "Which of the two days is meant?", async () => {
    await page.getByLabel("What has to be clarified", { exact: true }).selectOption("period");
    await page.getByLabel("The clarification is awaited until").selectOption({ index: 3 });
  });
  await reaches(guide, 5);
  // The counterpart answers; nobody does anything here.
  await reaches(guide, 6);
  const block = BLOCKS.find(({ acts }) => acts.includes("message"))?.text.en ?? assert.fail();
  await send(page, "Write a message", block.replaceAll(/\{\{[^}]*\}\}/g, "filled"));
  await reaches(guide, 7);
  await send(page, "Write a message", "This was too early.");
  await page.getByRole("button", { name: "Take it back" }).last().click();
  await reaches(guide, 8);
  await page.locator(".composer").getByText("This was too early.").waitFor();
  await send(page, "Answer in part", "The line belongs to a shop (demo).");
  // The counterpart may act in the ten seconds of the hold: then the text comes back, and a person sends it again.
  const back = page.getByRole("button", { name: "Use this text again" });
  await guide.getByText("Step 9 of 10").or(back).first().waitFor({ timeout: SLOW }).catch(said(page, wrote));
  if (await back.isVisible()) {
    t.diagnostic("someone acted; sent again");
    await back.click();
    await check(page);
  }
  await reaches(guide, 9);
  await page.locator("h1").first().click();
  await page
    .locator("main .our-half")
    .getByRole("button", { name: /Assign/ })
    .first()
    .click();
  await page.locator(".officers button", { hasText: "Roy" }).click();
  await reaches(guide, 10);
  await page.goto(address);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "CSV", exact: true }).click();
  await page.getByLabel("Reason", { exact: true }).selectOption("desk-records");
  await page.getByLabel("In one line").fill("The end of the shift (demo)");
  await page.getByRole("button", { name: "Go on", exact: true }).click();
  await download;
  await guide.getByText("You have done the whole scenario.").waitFor();
  const client = await signIn({ url: address, account: "ca.officer-1" });
  const { steps } = await client.get<LearningView>("/learning");
  assert.equal(steps, 10, "the node remembers");
});
