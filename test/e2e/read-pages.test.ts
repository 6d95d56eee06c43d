import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { chromium, type Browser } from "playwright-core";
import { patient } from "../../web/test/waiting.fixture.ts";
import type { Accepted, RequestView } from "@setu/requests";
import { chromiumPath } from "../../tools/chromium.ts";
import { ask, command } from "../abuse/journey.fixture.ts";
import { remove, temporary } from "./demo.fixture.ts";
import { cameAnotherWay } from "./intake.suite.ts";
import { client } from "./load.fixture.ts";
import { twoProcesses, until, type NodeProcess } from "./nodes.fixture.ts";

/** Two real nodes, a browser without scripts, and a line of 750 kbit/s with 300 ms there and back. */
const LINE = { offline: false, latency: 300, downloadThroughput: 750_000 / 8, uploadThroughput: 750_000 / 8 };
const PAGE = 50;
/** The design's budget is 2 s; other tests may run beside this one. */
const FIRST_ROW_MS = 4_000;

const folder = temporary();
let ca: NodeProcess;
let india: NodeProcess;
let browser: Browser;
let item = "";
before(async () => {
  [ca, india] = await twoProcesses(folder);
  browser = await chromium.launch(await chromiumPath());
  const officer = await client(india);
  for (let n = 0; n <= PAGE; n += 1) {
    const title = `Synthetic request ${n} behind a server that copies the pages of a bank`;
    const command = ask({
      args: { ...ask().args, calendar: "ca-2026.1" } as never,
      body: { title, text: `Synthetic text ${n}.`, lang: "en" },
    });
    // Nobody may ask before the other node has said what it speaks; the same command again is the same request.
    const send = () => officer.post<Accepted>("/requests", { command }).catch(() => null);
    item = (await until("that India may ask", send, (taken) => taken !== null, 20_000))?.item ?? "";
  }
  await until("the requests in Canada", async () => (await rowsAtHome()) > PAGE, Boolean, 60_000);
});
after(async () => {
  await browser?.close();
  await Promise.all([ca, india].map((node) => node?.stop()));
  remove(folder);
});

const rowsAtHome = async () =>
  (await (await client(ca)).get<{ total: number }>("/requests?view=inbox")).total;

async function signedIn(path: string) {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  patient(page);
  await page.goto(`${ca.address}${path}`);
  await page.locator(".accounts button").first().click();
  return page;
}

test("what is opened on a page without a script is told to the other side, as from the screens", async () => {
  const page = await signedIn(`/read/requests/${encodeURIComponent(item)}`);
  await page.getByRole("heading", { name: "What happened" }).waitFor();
  // The policy of a real node lets the page have its style, by its hash.
  const display = (selector: string) =>
    page.evaluate<string>(`getComputedStyle(document.querySelector("${selector}")).display`);
  assert.equal(await display(".edge-line"), "flex");
  await until(
    "that somebody opened it, in India",
    async () => (await client(india)).get<RequestView>(`/requests/${encodeURIComponent(item)}`),
    (view) => view.timeline.some((act) => act.do === "opened"),
    30_000,
  );
  await page.context().close();
});

test("what India corrects stands first here, before anybody opens what it said before; a narrowed handling is said", async () => {
  const officer = await client(india);
  const path = `/requests/${encodeURIComponent(item)}`;
  const { mark } = ask();
  const { timeline } = await officer.get<RequestView>(path);
  const said = (what: string, rest: object) =>
    officer.post(`${path}/acts`, {
      command: command(what, { args: { ref: timeline[0]?.id } as never, mark, ...rest }),
    });
  await said("correct", { body: { text: "Synthetic text, put right.", lang: "en" } });
  await said("narrow", { mark: { ...mark, pap: "RED" }, body: null });
  const { timeline: here } = await until(
    "what was said anew, in Canada",
    async () => (await client(ca)).get<RequestView>(path),
    (view) => view.timeline[0]?.later?.narrowed !== undefined && view.timeline[0].later.narrowed !== null,
    30_000,
  );
  assert.deepEqual(
    [here[0]?.later?.corrected?.body?.text, here[0]?.mark.pap],
    ["Synthetic text, put right.", "RED"],
  );
  const page = await signedIn(`/read${path}`);
  const first = page.locator(".act").first();
  await first.getByText("Synthetic text, put right.").waitFor();
  await first.getByText("Handling narrowed on").waitFor();
  assert.equal(await first.getByText(`Synthetic text ${PAGE}.`).isVisible(), false);
  await first.locator("summary", { hasText: "What was said before" }).press("Enter");
  await first.getByText(`Synthetic text ${PAGE}.`).waitFor();
  await page.context().close();
});

test(`the first row of ${PAGE} on a poor line, in a page of tens of kilobytes`, async (context) => {
  const page = await signedIn("/read/inbox");
  const rows = page.locator("tbody tr");
  await rows.first().waitFor();
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", LINE);
  const took: number[] = [];
  let size = 0;
  for (let n = 0; n < 5; n += 1) {
    const began = performance.now();
    const answer = await page.goto(`${ca.address}/read/inbox`, { waitUntil: "commit" });
    await rows.first().waitFor();
    took.push(performance.now() - began);
    size = (await answer?.body())?.length ?? 0;
  }
  assert.equal(await rows.count(), PAGE);
  const middle = took.toSorted((a, b) => a - b)[2] ?? Infinity;
  context.diagnostic(`first row after ${Math.round(middle)} ms (median of 5), page of ${size} bytes`);
  assert.ok(size > 5_000 && size < 100_000, `${size} bytes`);
  assert.ok(middle < FIRST_ROW_MS, `${middle} ms`);
  await page.context().close();
});

// The last that is asked of these two nodes: one of them is killed.
test("a message becomes a matter of the desk, and outlives the death of the node and of its database", () =>
  cameAnotherWay({ browser, ca, india }));
