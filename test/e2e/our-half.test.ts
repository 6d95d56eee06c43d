import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { chromium, type Browser, type Page } from "playwright-core";
import { patient } from "../../web/test/waiting.fixture.ts";
import type { Accepted, DraftView, RequestView } from "@setu/requests";
import { chromiumPath } from "../../tools/chromium.ts";
import { ask } from "../abuse/journey.fixture.ts";
import { MAIN, remove, temporary } from "./demo.fixture.ts";
import { askedByAnIndividual } from "./individuals.suite.ts";
import { client } from "./load.fixture.ts";
import { twoProcesses, until, type NodeProcess } from "./nodes.fixture.ts";

/** A night at one desk, on two real nodes: noted, given, written, interrupted by everything, and sent. */
const folder = temporary();
let ca: NodeProcess;
let india: NodeProcess;
let browser: Browser;
let item = "";
before(async () => {
  [ca, india] = await twoProcesses(folder);
  browser = await chromium.launch(await chromiumPath());
  const officer = await client(india);
  const command = ask({ args: { ...ask().args, calendar: "ca-2026.1" } as never });
  // Until the nodes have met, none knows what the other speaks. Sending twice is doing once.
  const send = () => officer.post<Accepted>("/requests", { command });
  ({ item } = await until("a request of India", send, Boolean, 30_000));
  await until("the request in Canada", viewAtHome, Boolean, 30_000);
});
after(async () => {
  await browser?.close();
  await Promise.all([ca, india].map((node) => node?.stop()));
  remove(folder);
});

const viewAtHome = async () => (await client(ca)).get<RequestView>(`/requests/${encodeURIComponent(item)}`);
const draftAtHome = async () => (await client(ca)).get<DraftView>(`/drafts/${encodeURIComponent(item)}`);

async function signIn(page: Page): Promise<void> {
  await page.locator(".accounts button").first().click();
  await page.locator("main h1, .request").first().waitFor();
}

async function open(page: Page, said: string): Promise<void> {
  await page.goto(`${ca.address}/requests/${said}`);
  await page.locator(".accounts button, .timeline").first().waitFor();
  if ((await page.locator(".accounts").count()) > 0) await signIn(page);
  await page.locator(".timeline").waitFor();
}

test("a note, a hand-over and a draft outlive signing out and the death of the server, and then it is sent", async () => {
  const { ref } = await viewAtHome();
  const context = await browser.newContext({ locale: "en" });
  const page = await context.newPage();
  patient(page);
  await open(page, ref);
  const half = page.locator(".our-half");
  await page.keyboard.press("a");
  await half.getByText("You have it.").waitFor();
  await page.keyboard.press("c");
  await page.keyboard.type("Kept with us: the provider calls at six.");
  await page.keyboard.press("Control+Enter");
  await half.locator(".notes").getByText("Kept with us").waitFor();

  await page.getByRole("button", { name: "Write a message" }).click();
  const text = page.locator(".composer textarea");
  await text.fill("We are asking the provider");
  // At once, before two seconds are over.
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.locator(".accounts button").first().waitFor();
  await signIn(page);
  await open(page, ref);
  await page.getByRole("button", { name: "Go on writing" }).click();
  assert.equal(await text.inputValue(), "We are asking the provider");

  await ca.kill();
  await text.fill("We are asking the provider now.");
  await page.locator(".composer .save-line.unsaved").waitFor();
  await ca.start();
  await page
    .locator(".composer .save-line")
    .getByText(/Saved here/)
    .waitFor({ timeout: 30_000 });
  assert.equal((await draftAtHome()).content?.acts["message"]?.text, "We are asking the provider now.");

  await text.press("Control+Enter");
  await page.locator(".send-check .primary").click();
  await page.locator(".composer").waitFor({ state: "detached" });
  assert.deepEqual((await draftAtHome()).content, null, "what was accepted is no draft");
  const delhi = await client(india);
  const sent = await until(
    "the message in India",
    () => delhi.get<RequestView>(`/requests/${encodeURIComponent(item)}`),
    ({ timeline }) => timeline.some(({ body }) => body?.text === "We are asking the provider now."),
    60_000,
  );
  assert.ok(!JSON.stringify(sent).includes("Kept with us"));
  assert.deepEqual([sent.ours.notes, sent.ours.assignee], [[], null]);
  await context.close();
});

test("the same from the command line", async () => {
  const { ref } = await viewAtHome();
  const by = async (officer: string, ...args: readonly string[]) => {
    const { DATABASE_URL: _, ...env } = process.env;
    const whole = [MAIN, "request", ...args, "--json", "--home", ca.home, "--account", officer];
    const { stdout } = await promisify(execFile)(process.execPath, whole, { env, cwd: join(folder) });
    return JSON.parse(stdout) as { id: string; item: string };
  };
  const setu = (...args: readonly string[]) => by("ca.officer-1", ...args);
  const said = ref.toLowerCase().replaceAll("-", " ");
  await setu("unassign", said);
  await setu("claim", said);
  await assert.rejects(by("ca.officer-2", "claim", said), /TAKEN.*ca\.officer-1/);
  await by("ca.officer-2", "claim", said, "--from", "ca.officer-1");
  await assert.rejects(setu("assign", said, "ca.officer-1", "--from", "ca.officer-1"), /STALE/);
  await setu("claim", said, "--from", "ca.officer-2");
  await setu("watch", said);
  await setu("refer", said, "--kind", "interpol", "--text", "2026/118-77");
  await setu("follow-up", said, "--at", "2027-01-05T09:00:00-05:00");
  const { id } = await setu("note", said, "--text", "Written by mistake");
  await setu("undo", said, id);
  const task = await setu(
    "task",
    said,
    "ca.officer-2",
    "--text",
    "Call the airline",
    "--until",
    "2027-01-05T09:00:00-05:00",
  );
  const tasks = async () => (await viewAtHome()).home.tasks;
  assert.equal(await tasks(), 1);
  await by("ca.officer-2", "task-done", said, task.id);
  await assert.rejects(setu("task-done", said, task.id), /ILLEGAL/);
  assert.equal(await tasks(), 0);
  const { ours } = await viewAtHome();
  assert.deepEqual(
    [ours.assignee?.officer, ours.watchers, ours.references[0]?.text, ours.followUp, ours.notes.length],
    ["ca.officer-1", ["ca.officer-1"], "2026/118-77", Date.parse("2027-01-05T14:00:00Z"), 1],
  );
  await assert.rejects(setu("claim", `${ref.slice(0, -1)}${ref.endsWith("7") ? "8" : "7"}`), /WRONG_CHECK/);
});

test("an individual's request: found, restricted, its owner in India heard, decided by another, and its letter", () =>
  askedByAnIndividual({ browser, ca, india, item }));
