import assert from "node:assert/strict";
import { after, before, describe, test, type TestContext } from "node:test";
import type { Page } from "playwright-core";
import { Document } from "../../viewer/src/pdfium.ts";
import { startMock, type Mock } from "../dev/mock.ts";
import { partOfRecord } from "../dev/files.ts";
import { ACCOUNTS } from "../dev/fixtures.ts";
import { makeNotices } from "../dev/me.ts";
import { RELEASE_IDS } from "../dev/releases.ts";
import { fillSuspensions } from "../dev/suspensions.ts";
import { admit, openStage, visit, workable, type Stage } from "./browser.fixture.ts";
import { assertAxe, assertFits, LANGS, type Lang } from "./page.fixture.ts";

/** The pages that the node renders, in a browser without JavaScript. */
let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

async function mockFor(t: TestContext): Promise<Mock> {
  const mock = await startMock();
  t.after(() => mock.close());
  return mock;
}

const WITHOUT = { javaScriptEnabled: false };
const requestOf = (mock: Mock) => `/read/requests/${encodeURIComponent(workable(mock))}`;

function manifestOf(mock: Mock): string {
  for (const { item, timeline } of mock.requests.values()) {
    const file = timeline.flatMap((act) => act.attachments).find(({ parts }) => parts.have === parts.all);
    if (file) return `/read/requests/${encodeURIComponent(item)}/files/${file.a}`;
  }
  throw new Error("no request has a file");
}

async function signedIn(mock: Mock, lang: (typeof LANGS)[number], path: string) {
  const visited = await visit({ ...stage, mock }, lang, WITHOUT);
  mock.session = null;
  await visited.page.goto(`${mock.url}${path}`);
  await visited.page.locator(`.accounts li:has([lang="${lang}"]) button`).first().click();
  return visited;
}

test("from the sign-in to a request and back through pages, by links and forms alone", async (t) => {
  const mock = await mockFor(t);
  mock.pageSize = 3;
  const { page, complaints, strangers } = await signedIn(mock, "en", "/read/inbox");
  // The screens themselves lead here where they cannot run.
  await page.goto(mock.url);
  await page.getByRole("link", { name: "Simple pages to read and print" }).click();
  await page.getByRole("link", { name: "All", exact: true }).click();
  await page.waitForURL(/state=any/);
  const rows = page.locator("tbody tr");
  assert.equal(await rows.count(), 3);
  const first = await rows.first().locator("th a").textContent();
  await page.getByRole("link", { name: "Next page" }).click();
  await page.waitForURL(/[?&]after=/);
  assert.equal(await rows.count(), 3);
  assert.notEqual(await rows.first().locator("th a").textContent(), first);
  await page.getByRole("link", { name: "Previous page" }).click();
  await page.waitForURL(/[?&]before=/);
  assert.equal(await rows.first().locator("th a").textContent(), first);
  await page.getByRole("link", { name: "Nobody", exact: true }).click();
  await page.locator("a[aria-current]", { hasText: "Nobody" }).waitFor();
  assert.match(page.url(), /state=any/);
  await rows.first().locator("th a").click();
  await page.getByRole("heading", { name: "What happened" }).waitFor();
  await page.getByText("Stays in Canada").waitFor();
  await page.getByRole("link", { name: "Search" }).click();
  await page.getByRole("searchbox").fill("203.0.113.24");
  await page.getByRole("button", { name: "Search" }).click();
  await page.locator("mark").first().waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  assert.deepEqual([complaints, strangers], [[], []]);
  await page.context().close();
});

test("the common picture leads from a figure to its list, the link is there in figures, and both print tagged", async (t) => {
  const mock = await mockFor(t);
  mock.link = "down";
  mock.alarms = [{ code: "FORK", at: Date.now(), lane: "main", evidence: "synthetic" }];
  const { page, complaints, strangers } = await signedIn(mock, "fr", "/read/inbox");
  await page.getByRole("link", { name: "Situation commune" }).click();
  await page.locator(".picture .notice.error").waitFor();
  await page.locator(".stays").waitFor();
  const figure = page.locator("[data-figure=overdue] a").first();
  const count = await figure.textContent();
  assert.ok(Number(count) > 0);
  await figure.click();
  await page.waitForURL(/\/read\/inbox\?.*clock=overdue/);
  assert.equal(await page.locator("tbody tr").count(), Number(count));
  for (const path of ["/read/picture", "/read/link"]) {
    await page.goto(mock.url + path);
    await page.locator(".panel").first().waitFor();
    const file = await Document.open(await page.pdf({ tagged: true, preferCSSPageSize: true }));
    assert.match(file.rewritten(), /\/StructTreeRoot/, path);
    assert.match(file.page(0).text, NAMES.fr, path);
  }
  await page.getByText("FORK").waitFor();
  assert.deepEqual([complaints, strangers], [[], []]);
  await page.context().close();
});

test("what is suspended, what goes on and what waits with the reader is a page, and nothing on it is pressed", async (t) => {
  const mock = await mockFor(t);
  fillSuspensions(mock.suspensions, ACCOUNTS[1].id, workable(mock));
  const { page, complaints, strangers } = await signedIn(mock, "en", "/read/inbox");
  await page.getByRole("link", { name: "Suspensions" }).click();
  await page.getByRole("heading", { name: "In force (2)" }).waitFor();
  await page.getByText("The other side gives nothing of it").waitFor();
  await page.getByText("This date has passed; nothing ends by it.").waitFor();
  await page.getByText("Warnings of danger to life, in both directions.").waitFor();
  await page.getByRole("heading", { name: "Waiting for a second person who leads (2)" }).waitFor();
  await page.getByRole("heading", { name: "What waits with you (3)" }).waitFor();
  assert.equal(await page.locator("main button, main form").count(), 0);
  await page.locator(".matters a").first().click();
  await page.waitForURL(`${mock.url}${requestOf(mock)}`);
  assert.deepEqual([complaints, strangers], [[], []]);
  await page.context().close();
});

test("the manifest of a file says what it is and through whose hands it went, each step with its signed place", async (t) => {
  const mock = await mockFor(t);
  mock.file = { ...mock.file, subset: { ...partOfRecord, tie: "away" } };
  const { page } = await signedIn(mock, "en", manifestOf(mock).replace(/\/files\/.*$/, ""));
  await page.getByRole("link", { name: "Evidence manifest" }).first().click();
  await page.getByRole("heading", { name: "Chain of custody" }).waitFor();
  const main = (await page.locator("main").textContent()) ?? "";
  assert.match(main, /issued by India, and attested by India\..*The record is not here.*Synthetic second/s);
  const steps = await page.locator(".custody li").allTextContents();
  for (const [n, [what, place]] of [
    ["Added to the signed act and sent", "in/link/ca/main/1 12"],
    ["Received", "in/link/ca/main/1 12"],
    ["with the hashes", "ca/home/1 39"],
    ["opened", "ca/link/in/main/1 9"],
    ["Looked at here", "ca/home/1 40"],
    ["other tools: For the laboratory, case 12", "ca/home/1 41"],
  ].entries())
    assert.ok(steps[n]?.includes(what!) && steps[n]?.endsWith(place!), String(steps[n]));
  assert.equal(await page.locator("dd.hash").first().textContent(), "5e".repeat(32));
  assert.doesNotMatch(await page.title(), /\.\w{3} /, "no name of a file stands in the title of a window");
  await page.goto(`${page.url().split("/files/")[0]}/files/unknown`);
  await page.getByText("NOT_FOUND").waitFor();
  await page.context().close();
});

test("what a correction replaces stands beside it on a page too; nothing is decided there", async (t) => {
  const mock = await mockFor(t);
  const { page } = await visit({ ...stage, mock }, "en", WITHOUT);
  admit(mock, "en");
  await page.goto(`${mock.url}/read/releases`);
  assert.equal(await page.locator("ol.matters").first().getByRole("link").count(), 1);
  await page.goto(`${mock.url}/read/releases/${encodeURIComponent(workable(mock))}/${RELEASE_IDS.corrects}`);
  assert.deepEqual(
    [
      await page.locator(".beside").first().locator("del").allTextContents(),
      await page.locator(".beside").first().locator("ins").allTextContents(),
    ],
    [["person.\n"], ["firm.\n"]],
  );
  assert.equal(await page.locator("main form").count(), 0);
  await page.context().close();
});

describe("every page in three languages: axe finds nothing in both themes, nothing overflows", () => {
  for (const lang of LANGS) {
    test(lang, async (t) => {
      const mock = await mockFor(t);
      mock.me.notices = makeNotices([...mock.requests.values()].slice(0, 5));
      mock.file = { ...mock.file, subset: partOfRecord };
      fillSuspensions(mock.suspensions, ACCOUNTS[1].id, workable(mock));
      // Axe is a script of the test's own.
      const { page, complaints, strangers } = await visit({ ...stage, mock }, lang, { bypassCSP: true });
      await page.goto(`${mock.url}/read/inbox`);
      await check(page, `${lang} sign-in`, lang);
      await page.locator(`.accounts li:has([lang="${lang}"]) button`).first().click();
      for (const path of [
        "/read/inbox",
        requestOf(mock),
        requestOf(mock).replace("/requests/", "/oversight/"),
        "/read/search?q=203.0.113.24",
        "/read/notices",
        "/read/picture",
        "/read/link",
        "/read/suspensions",
        "/read/releases",
        `/read/releases/${encodeURIComponent(workable(mock))}/${RELEASE_IDS.corrects}`,
        manifestOf(mock),
        "/read/nothing",
      ]) {
        await page.goto(mock.url + path);
        await check(page, `${lang} ${path}`, lang);
        assert.equal(await page.locator("html").getAttribute("lang"), lang);
        assert.ok(/^(As of|État au)|की स्थिति/.test((await page.locator(".as-of").textContent()) ?? ""), path);
        assert.equal(await page.locator(".as-of time").count(), 2, path);
      }
      assert.deepEqual([complaints, strangers], [[], []]);
      await page.context().close();
    });
  }
});

async function check(page: Page, where: string, lang: Lang): Promise<void> {
  await assertAxe(page, where, lang);
  await assertFits(page, where);
}

/** Closes whatever it stands in, runs if it can, and turns the line around. */
const HOSTILE = `"'></title></style></bdi><script>document.title="taken"</script><img src=x onerror=alert(1)>&lt;\u202Eexe.fdp`;

test("what others wrote is text, in every place, whatever it looks like", async (t) => {
  const mock = await mockFor(t);
  const item = workable(mock);
  const view = mock.requests.get(item)!;
  const first = view.timeline[0]!;
  const by = { name: HOSTILE, agency: HOSTILE };
  const note = { id: "a", item, by: HOSTILE, at: 0, do: "note", args: {}, text: HOSTILE };
  const file = { a: "f", name: HOSTILE, type: "text/html", size: 1, parts: { have: 1, all: 1 } };
  mock.requests.set(item, {
    ...view,
    title: HOSTILE,
    status: HOSTILE,
    ours: { ...view.ours, notes: [note], references: [{ ...note, args: { kind: HOSTILE as never } }] },
    timeline: [
      { ...first, by, void: HOSTILE, attachments: [file], body: { ...first.body!, text: HOSTILE, by } },
    ],
  });
  // A browser that would run scripts, and is let off the policy that forbids them.
  const { page } = await visit({ ...stage, mock }, "en", { bypassCSP: true });
  page.on("dialog", () => assert.fail("a script ran"));
  await page.goto(`${mock.url}/read/inbox`);
  await page.locator(".accounts button").first().click();
  for (const path of [
    requestOf(mock),
    "/read/inbox?state=any",
    `/read/search?q=${encodeURIComponent(HOSTILE)}`,
  ]) {
    await page.goto(mock.url + path);
    assert.match(await page.title(), /· Setu$/, path);
    assert.equal(await page.locator("script, img, [onerror]").count(), 0, path);
    assert.ok((await page.getByText(HOSTILE).count()) > 0, path);
  }
  await page.goto(mock.url + requestOf(mock));
  // The line that is turned around ends in its own element, and is said to be what it is.
  assert.equal(await page.locator("h1 bdi").textContent(), HOSTILE);
  await page.locator("h1 + .caution").waitFor();
  await page.context().close();
});

test("a page loads itself, its icon and letters that the computer has not, and nothing may run on it", async (t) => {
  const mock = await mockFor(t);
  const { page } = await signedIn(mock, "en", requestOf(mock));
  await page.locator(".timeline").waitFor();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  const answer = await page.reload();
  await page.waitForLoadState("networkidle");
  assert.deepEqual(
    asked.filter((path) => !/^\/(?:favicon\.svg|assets\/noto-sans-devanagari-[\w-]+\.woff2)$/.test(path)),
    [requestOf(mock)],
  );
  const html = (await answer?.text()) ?? "";
  assert.doesNotMatch(html, /<script|javascript:|\son[a-z]+=/i);
  assert.ok(html.length < 60_000, `${html.length} characters`);
  // The style is applied: the policy knows its hash.
  assert.equal(await page.locator(".sheet").evaluate((sheet) => getComputedStyle(sheet).maxWidth), "1080px");
  await page.context().close();
});

/** Who prints, as text that can be sought: Devanagari is no picture. */
const NAMES = { en: /A\. Martel/, fr: /C\. Roy/, hi: /आ\. शर्मा/ };

for (const lang of LANGS) {
  test(`printed: a tagged file in its language, marked and named on each sheet (${lang})`, async (t) => {
    const mock = await mockFor(t);
    const item = workable(mock);
    const view = mock.requests.get(item)!;
    const long = Array.from({ length: 12 }, (_, n) => ({
      ...view.timeline[0]!,
      id: `${n}`.padStart(32, "0"),
    }));
    mock.requests.set(item, { ...view, timeline: long });
    const { page } = await visit({ ...stage, mock }, lang);
    await page.goto(`${mock.url}${requestOf(mock)}`);
    await page.locator(`.accounts li:has([lang="${lang}"]) button`).first().click();
    await page.emulateMedia({ media: "print" });
    for (const hidden of ["nav", "form"])
      assert.equal(await page.locator(hidden).locator("visible=true").count(), 0, hidden);
    const edges = await page.locator(".edge-line").allInnerTexts();
    for (const edge of edges) assert.match(edge, new RegExp(`TLP:${view.tlp}.*${view.ref}`, "s"));
    assert.match(edges[0] ?? "", /Martel|Roy|शर्मा/);
    assert.match(edges[1] ?? "", /ca\/link\/in\/main\/1 214 AQEB.+in\/link\/ca\/main\/1 408 AgIC/s);
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    const pdf = await page.pdf({ tagged: true, preferCSSPageSize: true });
    const file = await Document.open(pdf);
    const objects = file.rewritten();
    assert.match(objects, /\/StructTreeRoot/);
    assert.match(objects, /\/Marked true/);
    assert.match(objects, new RegExp(`/Lang\\s*\\(${lang}`));
    assert.ok(file.pages > 2, `${file.pages} sheets`);
    for (let no = 0; no < file.pages; no += 1) {
      const { text } = file.page(no);
      assert.equal(
        text.split(`TLP:${view.tlp}`).length - 1 >= 2,
        true,
        `sheet ${no + 1} at head and foot:\n${text}`,
      );
      assert.ok(text.includes(view.ref), `sheet ${no + 1}`);
      // PDFium's word for a sign that has no letter.
      assert.doesNotMatch(text, /\ufffe/, `sheet ${no + 1}`);
    }
    assert.match(file.page(0).text, NAMES[lang]);
    await page.context().close();
  });
}

const PACKAGE = {
  en: [/Not said in this form:/, /Conditions:/, /Its own side has said this anew/],
  fr: [/Ce formulaire ne dit pas/, /Conditions/, /dit à nouveau/],
  hi: [/इस प्रपत्र में नहीं/, /शर्तें/, /नए सिरे से/],
} as const;

for (const lang of LANGS) {
  test(`a package for mutual legal assistance is shown from its file, and prints tagged with its digest (${lang})`, async (t) => {
    const mock = await mockFor(t);
    const path = `${requestOf(mock)}/assistance`;
    // With a script, as what looks through the page is one.
    const { page, complaints, strangers } = await visit({ ...stage, mock }, lang);
    await page.goto(mock.url + requestOf(mock));
    await page.locator(`.accounts li:has([lang="${lang}"]) button`).first().click();
    await page.locator('a[href*="/assistance"]').click();
    await page.waitForURL((url) => url.pathname === path);
    await assertAxe(page, "package, asked for", lang);
    await assertFits(page, "package, asked for");
    const buffer = Buffer.from("Synthetic");
    await page.locator("input[type=file]").setInputFiles({ name: "p.json", mimeType: "text/plain", buffer });
    await page.locator("main form button").click();
    await page.locator("#pieces").waitFor();
    await assertAxe(page, "package", lang);
    await assertFits(page, "package");
    const file = await Document.open(await page.pdf({ tagged: true, preferCSSPageSize: true }));
    assert.match(file.rewritten(), /\/StructTreeRoot/);
    const text = Array.from({ length: file.pages }, (_, no) => file.page(no).text).join("\n");
    assert.ok(text.replaceAll(/\s/g, "").includes("5e".repeat(32)), text);
    for (const words of PACKAGE[lang]) assert.match(await page.locator("main").innerText(), words);
    assert.equal(await page.locator("main form").count(), 0);
    assert.deepEqual([complaints, strangers], [[], []]);
    await page.context().close();
  });
}
