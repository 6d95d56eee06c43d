import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type { Page } from "playwright-core";
import { ERRORS } from "@setu/core/errors.ts";
import { partOfRecord } from "../dev/files.ts";
import { openStage, signIn, visit, workable, type Stage } from "./browser.fixture.ts";
import { shows } from "./page.fixture.ts";

/** What a person does and sees, without a mouse where the design says so. */
let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());
beforeEach(() => {
  // What a person chose in one test is kept at the node, and would follow them into the next.
  stage.mock.me.preferences = null;
  Object.assign(stage.mock, { refuse: null, refusals: [], hold: 10_000, link: "up" });
  for (const [item, view] of stage.mock.requests) stage.mock.requests.set(item, { ...view, held: [] });
});

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");

async function inbox(lang: "en" | "fr" | "hi" = "en") {
  const { page } = await visit(stage, lang);
  await signIn(page, stage.mock, lang);
  return page;
}

async function openRequest(page: Page) {
  await page.goto(`${stage.mock.url}/requests/${encodeURIComponent(workable(stage.mock))}`);
  await page.locator(".timeline").waitFor();
}

async function writeMessage(page: Page, text: string) {
  await page.getByRole("button", { name: "Write a message" }).click();
  await page.locator(".composer textarea").fill(text);
  await page.keyboard.press("Control+Enter");
}

test("from the inbox to a sent act and back again, by keyboard alone", async () => {
  const page = await inbox();
  const refs = await page.locator("[data-row]").allTextContents();
  await page.keyboard.press("j");
  assert.equal(await focused(page), refs[0]);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  assert.equal(await focused(page), refs[1]);
  await page.keyboard.press("Enter");
  await page.locator(".timeline").waitFor();
  assert.match((await page.locator(".request-bar").textContent()) ?? "", new RegExp(refs[1]!));
  await page.getByRole("button", { name: "Write a message" }).focus();
  await page.keyboard.press("Enter");
  assert.equal(await focused(page), "Write a message");
  await page.locator(".composer textarea").focus();
  await page.keyboard.type("Passport A1234567 was seen at 203.0.113.24.");
  stage.mock.differing = [{ name: "photo.png", type: "image/png", kind: "html", second: false }];
  stage.mock.subsets = [{ ...partOfRecord, by: "ca" }];
  await page.keyboard.press("Control+Enter");
  const check = page.locator(".send-check");
  await check.waitFor();
  assert.equal(
    (await check.locator(".sentence").textContent())?.replaceAll(/\s+/g, " "),
    "This leaves Canada. TLP:AMBER. To: India. No files. Contains 1 document number and 1 IP address.".replace(
      "TLP:AMBER",
      (await page.locator(".request-bar .tlp").textContent()) ?? "",
    ),
  );
  assert.match(
    (await check.locator(".notice.warning").first().textContent()) ?? "",
    /photo\.png.*it is a web page.*the file that you mean/s,
  );
  const said = (await check.textContent())?.replaceAll(/\s+/g, " ") ?? "";
  assert.match(said, /subset\.json.*issued by Canada.*At most 6 parts are withheld by the originator/);
  assert.match(
    said,
    /Synthetic second paragraph\..*fifth, of an annex\. ?These words do not stand in the text/,
  );
  Object.assign(stage.mock, { differing: [], subsets: [] });
  await page.keyboard.press("Control+Enter");
  await page.locator(".hold").waitFor();
  assert.equal(stage.mock.received.at(-1)?.do, "message");
  assert.equal(stage.mock.received.at(-1)?.command.after, undefined);
  await page.getByRole("link", { name: "Inbox" }).focus();
  await page.keyboard.press("Enter");
  await page.locator("table.requests").waitFor();
  assert.equal(await focused(page), refs[1], "back where one left");
  await page.context().close();
});

test("single-letter keys do nothing while text is typed, and can be turned off", async () => {
  const page = await inbox();
  await page.keyboard.press("f");
  await page.keyboard.type("jjk");
  await shows(() => page.locator("#filter").inputValue(), "jjk");
  await page.getByRole("link", { name: "My settings" }).click();
  await page.getByLabel("Use single-letter keys").uncheck();
  await page.getByRole("link", { name: "Inbox" }).click();
  await page.locator("[data-row]").first().waitFor();
  await page.locator("[data-row]").first().focus();
  const here = await focused(page);
  await page.keyboard.press("j");
  assert.equal(await focused(page), here);
  await page.context().close();
});

test("ten seconds to take an act back; the text returns to the composer", async () => {
  const page = await inbox();
  await openRequest(page);
  await writeMessage(page, "Sent too early");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await shows(() => page.locator(".hold").textContent(), /It leaves in \d+ seconds?\./);
  await page.getByRole("button", { name: "Take it back" }).click();
  await page.locator(".composer textarea").waitFor();
  await shows(() => page.locator(".composer textarea").inputValue(), "Sent too early");
  await page.context().close();
});

test("when the hold is over there is nothing left to take back", async () => {
  stage.mock.hold = 1_200;
  const page = await inbox();
  await openRequest(page);
  await writeMessage(page, "Goes out");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.locator(".hold").waitFor();
  await page.getByRole("button", { name: "Take it back" }).waitFor({ state: "detached" });
  await page.context().close();
});

test("a refused act says what is kept and what was not sent, and the text stays", async () => {
  const page = await inbox();
  await openRequest(page);
  await writeMessage(page, "Not to be lost");
  stage.mock.refuse = "STALE";
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const problem = page.locator(".composer").getByRole("alert");
  await problem.waitFor();
  const words = (await problem.textContent()) ?? "";
  for (const part of [
    "Someone acted",
    "What you typed is kept",
    "Nothing was sent",
    "Look at what changed",
    "STALE",
  ]) {
    assert.ok(words.includes(part), `${part} is not in: ${words}`);
  }
  await shows(() => page.locator(".composer textarea").inputValue(), "Not to be lost");
  await page.context().close();
});

test("an act that came back shows its text, which can be used again", async () => {
  const item = workable(stage.mock);
  const view = stage.mock.requests.get(item)!;
  const by = { name: "A. Martel", agency: "NCB Ottawa" };
  const body = { v: 1 as const, text: "Came back", lang: "en" as const, by, files: [] };
  const returned = { code: "STALE", at: Date.now() };
  stage.mock.requests.set(item, {
    ...view,
    held: [
      {
        id: "f".repeat(32),
        officer: stage.mock.session?.officer.id ?? "officer-ca",
        do: "clarify",
        body,
        heldUntil: 0,
        returned,
      },
    ],
  });
  const page = await inbox();
  await openRequest(page);
  await page.getByText("Someone acted; look again.").waitFor();
  await page.getByRole("button", { name: "Use this text again" }).click();
  await page.locator(".composer textarea").waitFor();
  await shows(() => page.locator(".composer textarea").inputValue(), "Came back");
  stage.mock.requests.set(item, view);
  await page.context().close();
});

test("a session that ends is renewed in place, and the composer keeps its text", async () => {
  const page = await inbox();
  await openRequest(page);
  await page.getByRole("button", { name: "Write a message" }).click();
  await page.locator(".composer textarea").fill("Half a sentence");
  stage.mock.session = null;
  await page.keyboard.press("Control+Enter");
  const dialog = page.getByRole("dialog", { name: "Your session has ended" });
  await dialog.waitFor();
  await dialog.getByRole("button", { name: /Martel/ }).click();
  await dialog.waitFor({ state: "detached" });
  await shows(() => page.locator(".composer textarea").inputValue(), "Half a sentence");
  await page.locator(".composer textarea").focus();
  await page.keyboard.press("Control+Enter");
  await page.locator(".send-check").waitFor();
  await page.context().close();
});

test("the list keeps its order until the reader asks for what is new", async () => {
  const page = await inbox();
  const before = await page.locator("[data-row]").allTextContents();
  const model = stage.mock.requests.get(workable(stage.mock))!;
  const item = `in:${"e".repeat(32)}`;
  stage.mock.requests.set(item, { ...model, item, ref: "IN-NEW0-0000" });
  stage.mock.emit({ kind: "item", item });
  await page.getByText("1 new or moved — press U").waitFor();
  assert.deepEqual(await page.locator("[data-row]").allTextContents(), before);
  await page.keyboard.press("u");
  await page.getByRole("link", { name: "IN-NEW0-0000" }).waitFor();
  stage.mock.requests.delete(item);
  await page.context().close();
});

test("TLP:RED leaves only after RED is typed", async () => {
  const page = await inbox();
  const red = [...stage.mock.requests.values()].find(
    (each) => each.tlp === "RED" && each.moves.includes("message"),
  )!;
  await page.goto(`${stage.mock.url}/requests/${encodeURIComponent(red.item)}`);
  await writeMessage(page, "For named persons");
  await page.locator(".send-check").waitFor();
  const sent = stage.mock.received.length;
  await page.keyboard.press("Control+Enter");
  await page.getByRole("button", { name: "Send", exact: true }).click({ force: true });
  assert.equal(stage.mock.received.length, sent);
  await page.getByLabel("Type RED to confirm").fill("red");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.locator(".hold").waitFor();
  assert.equal(stage.mock.received.length, sent + 1);
  await page.context().close();
});

test("the same instants read the same in every time zone of the browser", async () => {
  const seen = new Set<string>();
  for (const timezoneId of ["Asia/Kolkata", "America/Toronto", "UTC"]) {
    const { page } = await visit(stage, "en", { timezoneId });
    await signIn(page, stage.mock, "en");
    seen.add(JSON.stringify(await page.locator(".requests td time").allTextContents()));
    await page.context().close();
  }
  assert.equal(seen.size, 1);
});

test("in Hindi the digits are international, TLP stays as it is, and switching keeps what was typed", async () => {
  const page = await inbox("hi");
  const times = (await page.locator(".requests time").allTextContents()).join(" ");
  assert.match(times, /\d\d:\d\d IST/);
  assert.doesNotMatch((await page.locator("body").textContent()) ?? "", /[०-९]/);
  assert.match(
    (await page.locator(".requests .tlp").first().textContent()) ?? "",
    /^TLP:(RED|AMBER|GREEN|CLEAR)/,
  );
  await page.keyboard.press("?");
  await page.getByRole("dialog").getByRole("button", { name: "बंद करें" }).first().click();
  await openRequest(page);
  await page.getByRole("button", { name: "संदेश लिखें" }).click();
  await page.locator(".composer textarea").fill("अधूरा वाक्य");
  await page.getByRole("button", { name: "Français" }).click();
  await page.getByRole("heading", { name: "Écrire un message" }).waitFor();
  await shows(() => page.locator(".composer textarea").inputValue(), "अधूरा वाक्य");
  await page.context().close();
});

test("the code of every refusal is shown with its words", async () => {
  const page = await inbox();
  await openRequest(page);
  await writeMessage(page, "Again and again");
  await page.locator(".send-check").waitFor();
  for (const code of Object.keys(ERRORS) as (keyof typeof ERRORS)[]) {
    if (code === "SIGNED_OUT") continue;
    stage.mock.refuse = code;
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.locator(".composer").getByRole("alert").getByText(code, { exact: true }).waitFor();
  }
  await page.context().close();
});
