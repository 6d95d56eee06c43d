import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, suite, test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { patient } from "../../web/test/waiting.fixture.ts";
import { pdfOf } from "../../cli/src/demo/pdf.ts";
import { MAIN, type Demo, type Stage } from "./demo.fixture.ts";

/** The journey of the README, in one real browser window on two real nodes: nothing is shortened, not the hold either. */
const SUBJECT = "Subscriber details behind a phishing kit";
const HELD = 30_000;

async function signedIn(page: Page, { address, accounts }: Demo["nodes"][number]): Promise<Page> {
  patient(page, HELD);
  await page.goto(address);
  await page.locator(".accounts button", { hasText: accounts[0]?.name ?? "" }).click();
  await page.locator("table.requests").waitFor();
  return page;
}

const setu = (...args: readonly string[]) =>
  spawnSync(process.execPath, [MAIN, ...args], { encoding: "utf8" });
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const choose = (page: Page, label: string, value: string) =>
  page.getByLabel(label, { exact: true }).selectOption(value);
const status = (page: Page): Locator => page.locator(".request-bar");
const entry = (page: Page, words: string): Locator => page.locator(".timeline > li", { hasText: words });

/** Writes one act at a request, past the check and the ten seconds. */
async function act(page: Page, name: string, text: string, fill?: () => Promise<unknown>): Promise<void> {
  await page.locator("section[aria-labelledby=moves]").getByRole("button", { name, exact: true }).click();
  await fill?.();
  await page.locator(".composer textarea").fill(text);
  await press(page, "Check before sending");
  await page.locator(".send-check").waitFor();
  await press(page, "Send");
}

/** What a later step needs is what the earlier have done: after a failure it would only wait in vain. */
let broken = false;
const step = (name: string, run: () => Promise<void>): void =>
  void test(name, async (t) => {
    if (broken) return t.skip("an earlier step failed");
    broken = true;
    await run();
    broken = false;
  });

export const journey = (stage: Stage): void =>
  void suite("one request, two governments, one browser", () => {
    const { folder } = stage;
    let ottawa: Page;
    let delhi: Page;
    before(async () => {
      const context = await stage.browser.newContext({ locale: "en", acceptDownloads: true });
      const [canada, india] = stage.demo.nodes;
      assert.ok(canada && india);
      ottawa = await signedIn(await context.newPage(), canada);
      delhi = await signedIn(await context.newPage(), india);
    });

    step("the demo came up in time, with a caseload in three languages on both sides", async () => {
      assert.deepEqual(
        stage.demo.nodes.map(({ party }) => party),
        ["ca", "in"],
      );
      const rows = (await delhi.locator("table.requests").textContent()) ?? "";
      assert.match(rows, /Ownership of three domain names/);
      assert.match(rows, /Conservation des journaux/);
      assert.match((await ottawa.locator("table.requests").textContent()) ?? "", /डोमेन नामों/);
    });

    step("an officer in Ottawa asks, and sees what is about to leave and to whom", async () => {
      const { address } = stage.demo.nodes[0] as Demo["nodes"][number];
      await ottawa.goto(`${address}/new`);
      await ottawa.getByLabel("Subject").fill(SUBJECT);
      await ottawa
        .getByLabel("What do you ask, and what is known?")
        .fill("A phishing kit was found at 203.0.113.24. Who is the subscriber?");
      await ottawa.locator("main input[type=checkbox]").first().check();
      const pdf = join(folder, "headers.pdf");
      writeFileSync(pdf, pdfOf("Headers of the message", ["Received: from mail.example (203.0.113.24)"]));
      await ottawa.locator("input[type=file]").setInputFiles(pdf);
      await ottawa.getByText("headers.pdf").waitFor();
      await press(ottawa, "Continue");
      await choose(ottawa, "Purpose", "investigation");
      await choose(ottawa, "Offence", "cyber-fraud");
      await choose(ottawa, "Legal basis", "police-arrangement");
      await choose(ottawa, "Link between the person and the purpose", "subscriber");
      await choose(ottawa, "Permitted use", "investigation");
      await press(ottawa, "Continue");
      await ottawa.getByRole("radio", { name: /Routine/ }).check();
      await choose(ottawa, "Language of the answer", "en");
      const deadline = (await ottawa.locator(".notice").first().textContent()) ?? "";
      assert.match(deadline, /IST/);
      assert.match(deadline, /E[SD]?T/);
      await press(ottawa, "Continue");
      // Nobody may read it until somebody is named.
      for (const agency of ["NCB Ottawa", "NCB New Delhi"])
        await ottawa.getByLabel(agency, { exact: true }).check();
      await press(ottawa, "Check before sending");
      const said = ((await ottawa.locator(".send-check .sentence").textContent()) ?? "").replaceAll(
        /\s+/g,
        " ",
      );
      assert.match(said, /This leaves Canada\./);
      assert.match(said, /TLP:AMBER/);
      assert.match(said, /To: India\./);
      assert.match(said, /1 file/);
      assert.match(said, /Contains 1 /);
      await press(ottawa, "Send");
      assert.match((await ottawa.locator(".hold").textContent()) ?? "", /It leaves in \d+ seconds?\./);
      assert.equal(await delhi.getByText(SUBJECT).count(), 0);
    });

    step("it appears in the other window by itself, with the clock running in both zones", async () => {
      await ottawa.getByRole("link", { name: "Open the request" }).click();
      // The order of a list holds still until its reader asks for what is new.
      await delhi.getByText(/press U/).waitFor({ timeout: HELD });
      await delhi.locator("body").press("u");
      const row = delhi.locator("table.requests tr", { hasText: SUBJECT });
      await row.waitFor({ timeout: HELD });
      await row.getByRole("link").first().click();
      await delhi.locator(".timeline").waitFor();
      const page = (await delhi.locator("main").textContent()) ?? "";
      assert.match(page, /IST/);
      assert.match(page, /E[SD]?T/);
      await entry(delhi, "Request sent").getByText("headers.pdf").first().waitFor();
    });

    step("a clarification is asked and given", async () => {
      await act(delhi, "Ask for clarification", "At which time, to the second?", async () => {
        await choose(delhi, "What has to be clarified", "period");
        await delhi.getByLabel("The clarification is awaited until").selectOption({ index: 3 });
      });
      await status(ottawa).getByText("Clarification asked").waitFor({ timeout: HELD });
      await act(ottawa, "Give the clarification", "At 04:10:07 UTC.");
      await status(delhi).getByText("Clarification given").waitFor({ timeout: HELD });
    });

    step("it is answered in part, and the rest refused on a coded ground", async () => {
      await act(delhi, "Answer in part", "The line belongs to a shop.");
      await status(ottawa).getByText("Answered in part").waitFor({ timeout: HELD });
      await act(delhi, "Refuse", "The rest needs an order of a court.", () =>
        choose(delhi, "Ground of refusal", "data-category"),
      );
      await status(delhi).getByText("Answered in part, rest refused").waitFor({ timeout: HELD });
    });

    step("both sides see the same state and the delivery in plain words", async () => {
      for (const page of [ottawa, delhi]) {
        await status(page).getByText("Answered in part, rest refused").waitFor({ timeout: HELD });
      }
      for (const words of ["Received by the node of India", "Checked there", "Opened by a person there"]) {
        const step = entry(ottawa, "Request sent").locator("li", { hasText: words });
        assert.doesNotMatch((await step.textContent()) ?? "not yet", /not yet/, words);
      }
    });

    step("the proof verifies offline for a third person, and not after one byte was changed", async () => {
      const cards = stage.demo.nodes.map(({ party }, i) => {
        const { stdout } = setu("card", "--home", join(stage.demo.home, ["canada", "india"][i] ?? ""));
        writeFileSync(join(folder, `${party}.card.json`), stdout);
        return join(folder, `${party}.card.json`);
      });
      const downloading = ottawa.waitForEvent("download");
      await entry(ottawa, "Request sent").getByRole("link", { name: "Download the proof" }).click();
      const path = join(folder, "request.proof");
      await (await downloading).saveAs(path);
      await ottawa.context().close();
      await stage.demo.stop();
      const good = setu("verify", path, "--keys", ...cards, "--json");
      assert.equal(good.status, 0, good.stderr);
      const proven = JSON.parse(good.stdout) as {
        act: { do: string; from: string; to: string };
        body: string;
      };
      assert.deepEqual([proven.act.do, proven.act.from, proven.act.to], ["ask", "ca", "in"]);
      assert.match(proven.body, new RegExp(SUBJECT));
      const bytes = readFileSync(path);
      for (const at of [0, 40, bytes.length >> 1, bytes.length - 2]) {
        const changed = Uint8Array.from(bytes);
        changed[at] = (changed[at] as number) ^ 1;
        writeFileSync(path, changed);
        const bad = setu("verify", path, "--keys", ...cards, "--json");
        assert.notEqual(bad.status, 0, `accepted with byte ${at} changed`);
        assert.equal(bad.stdout, "");
      }
    });
  });
