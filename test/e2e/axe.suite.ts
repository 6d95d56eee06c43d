import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { before, suite, test } from "node:test";
import type { Page } from "playwright-core";
import {
  assertAxe,
  assertFits,
  LANGS,
  visitNode,
  type Lang,
  type Visit,
} from "../../web/test/page.fixture.ts";
import { MAIN, type Demo, type Stage } from "./demo.fixture.ts";

/** Hidden marks turn the order of what follows them: the screens must warn, and stay whole. */
const TRICK = "Invoice \u202Egnp.exe\u202C of a shop";

/** India asks from the command line, while the browser is busy with other screens. */
function ask({ nodes }: Demo, title: string): void {
  const [, { address, accounts } = { address: "", accounts: [] }] = nodes;
  const { stdin } = spawn(
    process.execPath,
    [MAIN, "request", "new", "-", "--url", address, "--account", accounts[0]?.id ?? ""],
    { stdio: ["pipe", "ignore", "inherit"] },
  );
  stdin.end(
    JSON.stringify({
      title,
      text: "Who sent it?",
      lang: "en",
      mark: { tlp: "AMBER", handling: ["H1"], pap: "AMBER", audience: ["ca.ncb-ottawa", "in.ncb-new-delhi"] },
      args: {
        purpose: "investigation",
        offence: "cyber-fraud",
        basis: "police-arrangement",
        link: "subscriber",
        kinds: ["subscriber-details"],
        urgency: "routine",
        language: "en",
        use: "investigation",
      },
    }),
  );
}

/** Changes the language in place, as a person does; also under a dialog that covers the way to it. */
async function speak(page: Page, lang: Lang): Promise<void> {
  await page.locator(`.languages [lang=${lang}]`).dispatchEvent("click");
  await page.locator(`html[lang=${lang}]`).waitFor({ state: "attached" });
}

async function examine(page: Page, where: string, change = speak): Promise<void> {
  for (const lang of LANGS) {
    await change(page, lang);
    await assertAxe(page, `${where}, ${lang}`, lang);
    await assertFits(page, `${where}, ${lang}`);
  }
}

const open = async (page: Page, path: string, ready: string): Promise<void> => {
  await page.goto(new URL(path, page.url()).href);
  await page.locator(ready).first().waitFor();
};
const onward = (page: Page): Promise<void> => page.locator(".panel .button.primary").first().click();
const chooseAll = async (page: Page, within: string): Promise<void> => {
  for (const select of await page.locator(`${within} select`).all()) await select.selectOption({ index: 2 });
};

type Row = { readonly item: string; readonly status: string; readonly title: string };
/** One request of each state, and of each side that asked; the one whose subject is a trick besides. */
async function requestsOfEachKind(page: Page): Promise<ReadonlyMap<string, string>> {
  const { rows } = await page.evaluate<{ readonly rows: readonly Row[] }>(
    "fetch('/api/requests?view=all').then((got) => got.json())",
  );
  return new Map(
    rows.map(({ item, status, title }) => [
      `${title === TRICK ? "a trick" : status}, asked by ${item.slice(0, 2)}`,
      `/requests/${encodeURIComponent(item)}`,
    ]),
  );
}

async function signedIn({ page }: Visit): Promise<Page> {
  await page.locator(".accounts button").first().click();
  await page.locator("table.requests").waitFor();
  return page;
}

type Step = readonly [name: string, go: (page: Page) => Promise<unknown>];
/** Each goes on from the one before. */
const LISTS: readonly Step[] = [
  ["inbox", (page) => page.locator("table.requests").waitFor()],
  ["keys", (page) => page.keyboard.press("?").then(() => page.locator(".modal").waitFor())],
  ["sent", (page) => open(page, "/sent", "table.requests")],
  ["link health", (page) => open(page, "/link", ".facts")],
  ["notices", (page) => open(page, "/notices", ".notice-list")],
  ["my settings", (page) => open(page, "/me", ".sessions li")],
  ["search", (page) => open(page, "/search?q=203.0.113", ".found [role=status]")],
  ["common picture", (page) => open(page, "/picture", "[data-figure]")],
  ["before the first shift", (page) => open(page, "/first-shift", ".first-shift .line")],
  ["what came another way", (page) => open(page, "/intake", "form.panel")],
];
const COMPOSER: readonly Step[] = [
  [
    "composer, incomplete",
    async (page) => {
      await page.locator("section[aria-labelledby=moves] button").nth(2).click();
      await page.locator(".composer .link-button").click();
      await page.locator(".composer .button.primary").click();
      await page.locator(".composer .error").first().waitFor();
    },
  ],
  [
    "send check",
    async (page) => {
      await chooseAll(page, ".composer");
      await page.locator(".composer textarea").fill("A1234567, 203.0.113.24");
      await page.locator(".composer .button.primary").click();
      await page.locator(".send-check .sentence").waitFor();
    },
  ],
  [
    "hold",
    async (page) => {
      await page.locator(".send-check .primary").click();
      await page.locator(".hold").waitFor();
    },
  ],
];
const NEW: readonly Step[] = [
  ["what", (page) => open(page, "/new", "#step").then(() => onward(page))],
  [
    "basis",
    async (page) => {
      await page.locator("main input[type=text]").fill("Synthetic");
      await page.locator("main textarea").fill("Synthetic");
      await page.locator("main input[type=checkbox]").first().check();
      await onward(page);
      await page.locator("main .panel select").first().waitFor();
    },
  ],
  [
    "urgency",
    async (page) => {
      await chooseAll(page, "main .panel");
      await onward(page);
      await page.locator("main input[type=radio]").nth(2).check();
      await chooseAll(page, "main .panel");
      await page.locator(".notice time").first().waitFor();
    },
  ],
  [
    "handling",
    (page) => onward(page).then(() => page.locator("main input[type=checkbox]").first().waitFor()),
  ],
  [
    "send check",
    async (page) => {
      for (const agency of (await page.locator("main input[type=checkbox]").all()).slice(-2))
        await agency.check();
      await onward(page);
      await page.locator(".send-check .sentence").waitFor();
    },
  ],
];

async function walk(page: Page, what: string, steps: readonly Step[]): Promise<void> {
  for (const [name, go] of steps) {
    await go(page);
    await examine(page, `${what}${name}`);
  }
}

/** Every screen of the real nodes with their caseload: axe finds nothing and is in doubt of nothing, nothing overflows. */
export const seenByAxe = (stage: Stage): void =>
  void suite("axe on the real nodes, in three languages and both themes", { concurrency: true }, () => {
    // The one before was stopped, to verify a proof without it.
    before(async () => ask(await stage.startDemo(), TRICK));
    const visited = async (node: number): Promise<Visit> => {
      const visit = await visitNode(stage.browser, stage.demo.nodes[node]?.address ?? "", "en");
      visit.page.setDefaultTimeout(30_000);
      await visit.page.goto(stage.demo.nodes[node]?.address ?? "");
      await visit.page.locator(".accounts button").first().waitFor();
      return visit;
    };
    const quiet = ({ complaints, strangers }: Visit): void => {
      assert.deepEqual(complaints, []);
      assert.deepEqual(strangers, []);
    };

    test("signing in, the lists, a new request, the link", async () => {
      const visit = await visited(0);
      await examine(visit.page, "sign-in");
      const page = await signedIn(visit);
      await walk(page, "", LISTS);
      await walk(page, "new request, ", NEW);
      await open(page, "/", "table.requests");
      const trick = page.locator("tr", { has: page.locator(".caution") });
      if (!(await trick.isVisible())) await page.locator(".list-news button").click({ timeout: 30_000 });
      await trick.waitFor();
      await examine(page, "a subject with hidden marks in the list");
      await trick.getByRole("link").click();
      await page.locator("h1 + .caution").waitFor();
      await examine(page, "a subject with hidden marks");
      quiet(visit);
    });

    test("requests in every state, on screen and on paper, and an act on one", async () => {
      const visit = await visited(1);
      const page = await signedIn(visit);
      const seeded = await requestsOfEachKind(page);
      for (const [kind, path] of seeded) {
        await open(page, path, ".timeline");
        await examine(page, kind);
      }
      const states = new Set([...seeded.keys()].map((kind) => kind.split(",")[0]));
      for (const state of ["received", "in-work", "part-answered", "answered", "refused", "withdrawn"])
        assert.ok(states.has(state), `no request of the caseload is ${state}`);
      const answered = seeded.get("answered, asked by in") ?? "";
      await examine(page, "paper", (_page, lang) =>
        open(page, `/print${answered}?lang=${lang}`, ".timeline"),
      );
      await open(page, seeded.get("received, asked by ca") ?? "", ".timeline");
      await walk(page, "", COMPOSER);
      quiet(visit);
    });
  });
