import { ASKED_OF_US, CASES } from "../dev/individuals.ts";
import { COLLEAGUES } from "../dev/fixtures.ts";
import { fillSuspensions } from "../dev/suspensions.ts";
import { RELEASE_IDS } from "../dev/releases.ts";
import type { Page } from "playwright-core";
import { makeOwn } from "../dev/intake.ts";
import type { Mock } from "../dev/mock.ts";
import { makeNotices } from "../dev/me.ts";
import { workable } from "./browser.fixture.ts";

const press = (page: Page) => page.locator(".panel .button.primary").first().click();
const open = async (page: Page, path: string, ready: string) => {
  await page.goto(new URL(path, page.url()).href);
  await page.locator(ready).first().waitFor();
};
const chooseAll = async (page: Page, index: number) => {
  for (const select of await page.locator("main .panel select:visible").all())
    await select.selectOption({ index });
};
const dialog = async (page: Page, key: string, ready: string) => {
  await page.keyboard.press("Escape");
  await page.locator(".modal").waitFor({ state: "detached" });
  await page.keyboard.press(key);
  await page.locator(ready).waitFor();
};
const request = (mock: Mock) => `/requests/${encodeURIComponent(workable(mock))}`;

/** Every screen and every overlay. Each step brings the page to one; some go on from the one before. */
export const SCREENS: readonly (readonly [string, (page: Page, mock: Mock) => Promise<void>])[] = [
  ["inbox", (page) => open(page, "/", "table.requests")],
  [
    "keys",
    async (page) => {
      await page.keyboard.press("?");
      await page.locator(".modal").waitFor();
    },
  ],
  [
    "inbox, rows selected and an act told",
    async (page) => {
      await open(page, "/", "table.requests");
      for (const key of ["j", "w", "x", "j", "j", "Shift+X"]) await page.keyboard.press(key);
      await page.locator(".told").waitFor();
    },
  ],
  [
    "assign",
    async (page) => {
      await page.keyboard.press("Shift+A");
      await page.locator(".modal .officers button").first().waitFor();
    },
  ],
  ["follow-up date", (page) => dialog(page, "h", ".modal .follow-up-day")],
  ["saved views", (page) => dialog(page, "v", ".modal form")],
  ["empty list", (page) => open(page, "/?state=done&who=mine", ".empty-list")],
  ["search", (page) => open(page, "/search", "#search")],
  ["found", (page) => open(page, "/search?q=203.0.113.24", "mark")],
  ["nothing found", (page) => open(page, "/search?q=nowhere", ".found")],
  ["sent", (page) => open(page, "/sent", "table.requests")],
  ["request", (page, mock) => open(page, request(mock), ".timeline")],
  [
    "composer, incomplete",
    async (page) => {
      await page.locator("section[aria-labelledby=moves] button").nth(3).click();
      await page.locator(".composer .link-button").click();
      await page.locator(".composer .button.primary").click();
    },
  ],
  [
    "send check",
    async (page) => {
      await chooseAll(page, 2);
      await page.locator(".composer textarea").fill("A1234567, 203.0.113.24");
      await page.locator(".composer .button.primary").click();
      await page.locator(".send-check").waitFor();
    },
  ],
  [
    "hold",
    async (page) => {
      await page.locator(".send-check .primary").click();
      await page.locator(".hold").waitFor();
    },
  ],
  [
    "new request, what",
    async (page) => {
      await open(page, "/new", "#step");
      await press(page);
    },
  ],
  [
    "new request, basis",
    async (page) => {
      await page.locator("main input[type=text]").fill("Synthetic");
      await page.locator("main textarea").fill("Synthetic");
      await page.locator("main input[type=checkbox]").first().check();
      await press(page);
      await press(page);
    },
  ],
  [
    "new request, urgency",
    async (page) => {
      await chooseAll(page, 1);
      await press(page);
      await page.locator("main input[type=radio]").nth(1).check();
      await chooseAll(page, 1);
      await page.locator(".notice time").first().waitFor();
    },
  ],
  [
    "new request, handling and check",
    async (page) => {
      await press(page);
      await page.locator("main input[type=checkbox]").first().waitFor();
      await press(page);
      await page.locator(".send-check").waitFor();
    },
  ],
  ["officers", (page) => open(page, "/officers", ".posting-sides li")],
  [
    "a posting, its end asked for once",
    async (page) => {
      await page.locator("#theirs ~ ul a").nth(1).click();
      await page.locator("#move-end").waitFor();
      await page.locator("#move-end summary").click();
      await page.locator("#move-end button").click();
    },
  ],
  [
    "a posting with a change that waits",
    async (page) => {
      await open(page, "/officers", ".posting-sides li");
      await page.locator("#ours ~ ul a").first().click();
      await page.locator("#amend summary").click();
    },
  ],
  ["individuals' requests", (page) => open(page, "/individuals", ".case-list li")],
  [
    "an individual's request, incomplete",
    async (page) => {
      await open(page, "/individuals/new", ".case-form");
      await page.locator(".case-form button[type=submit]").click();
      await page.locator("[aria-invalid]:focus").waitFor();
    },
  ],
  [
    "a case that is searched, and to be refused",
    async (page) => {
      await open(page, `/individuals/${CASES.due}`, "#decide");
      await page.locator("[role=search] input").fill("Synthetic Person");
      await page.locator("[role=search] input").press("Enter");
      await page.locator(".found-list li").first().waitFor();
      await page.locator(".matter-list summary").click();
      await page.locator("[aria-labelledby=decide] select").first().selectOption("refused");
      await page.locator("[aria-labelledby=decide] .letter").waitFor();
    },
  ],
  [
    "nominate, incomplete",
    async (page) => {
      await open(page, "/officers/new", "main form");
      await page.locator("main form button[type=submit]").click();
    },
  ],
  ["notices, none", (page) => open(page, "/notices", ".notice-list")],
  [
    "notices",
    async (page, mock) => {
      mock.me.notices = makeNotices([...mock.requests.values()].slice(0, 5));
      await open(page, "/notices", ".notices li");
    },
  ],
  [
    "notices, keys",
    async (page) => {
      await page.keyboard.press("?");
      await page.locator(".modal").waitFor();
    },
  ],
  [
    "my settings, with an address of the calendar, keys and a program",
    async (page, mock) => {
      mock.me.mail = false;
      // From here on a session that ends is renewed with a key or at an identity provider, too.
      mock.me.ways = { oidc: true, passkeys: true, certificates: true };
      await open(page, "/me", ".me table");
      await page.locator("[aria-labelledby=programs] input[type=text]").fill("Synthetic");
      await page.locator("[aria-labelledby=programs] button[type=submit]").click();
      await page.locator("[aria-labelledby=programs] .own-keys li").first().waitFor();
      await page.locator("[aria-labelledby=keys] li .button").nth(1).click();
      await page.locator("[aria-labelledby=recovery] select").selectOption({ index: 1 });
      await page.locator("[aria-labelledby=recovery] button[type=submit]").click();
      await page.locator("[aria-labelledby=recovery] li").waitFor();
      await page.locator("[aria-labelledby=calendar] button").click();
      await page.locator("[aria-labelledby=calendar] .feed-address").waitFor();
    },
  ],
  [
    "link down, with an alarm",
    async (page, mock) => {
      mock.link = "stopped";
      mock.alarms = [{ code: "FORK", at: Date.now(), lane: "main", evidence: "0badc0de" }];
      await open(page, "/link", ".notice.error");
    },
  ],
  [
    "session ended",
    async (page, mock) => {
      mock.link = "down";
      mock.alarms = [];
      await open(page, request(mock), ".notice.warning");
      await page.locator(".timeline").waitFor();
      await page.locator("section[aria-labelledby=moves] button").first().click();
      await page.locator("#composer:focus").waitFor();
      mock.session = null;
      // Not a click: what the page asks by itself may have been told already, and then the dialog is over the button.
      await page.keyboard.press("Control+Enter");
      await page.locator(".modal .accounts button").first().waitFor();
      await page.locator(".modal summary").click();
    },
  ],
  [
    "printable page",
    async (page, mock) => {
      mock.link = "up";
      const lang = await page.locator("html").getAttribute("lang");
      await page.locator(`.modal .accounts li:has([lang="${lang}"]) button`).click();
      await page.locator(".modal").waitFor({ state: "detached" });
      await open(page, `/print${request(mock)}?lang=${lang}`, ".timeline");
    },
  ],
];

const file = (name: string) => ({
  name,
  mimeType: "application/octet-stream",
  buffer: Buffer.from("synthetic"),
});
const answered = (mock: Mock): string => {
  const found = [...mock.requests.values()].find((each) => each.status === "answered");
  return `/requests/${encodeURIComponent(found?.item ?? "")}`;
};
const own = (mock: Mock): string => {
  const made = makeOwn(Date.now(), "officer-fr");
  mock.requests.set(made.item, made);
  return `/requests/${encodeURIComponent(made.item)}`;
};

/** More of them; what each is for has a test of its own, which asks axe too. */
export const MORE_SCREENS: typeof SCREENS = [
  [
    "a file looked at",
    async (page, mock) => {
      await open(page, `/requests/${encodeURIComponent([...mock.requests.keys()][0] ?? "")}`, ".file-list");
      await page.locator(".file-list button").first().click();
      await page.locator(".viewer-page img").waitFor();
    },
  ],
  [
    "a message with an open place and a translation",
    async (page, mock) => {
      await open(page, request(mock), ".timeline");
      await page.keyboard.press("m");
      await page.locator(".add-translation .button").click();
      await page.locator(".placed-text textarea").first().fill("{{date}} {{");
    },
  ],
  [
    "text blocks",
    async (page) => {
      await page.locator(".placed-text textarea").first().press("Alt+b");
      await page.locator(".text-blocks button").first().waitFor();
    },
  ],
  ["an answer with its evaluations", (page, mock) => open(page, answered(mock), "p.evaluation")],
  [
    "evaluating otherwise",
    async (page) => {
      await page.keyboard.press("v");
      await page.locator(".composer input[type=radio]").first().check();
    },
  ],
  ["a case that is not admitted yet", (page) => open(page, `/individuals/${CASES.fresh}`, "#reject")],
  ["a letter that waits", (page) => open(page, `/individuals/${CASES.quiet}`, "#letter")],
  [
    "a letter on paper",
    (page) => open(page, `/individuals/${CASES.rejected}/letter`, ".letter-paper .letter"),
  ],
  [
    "a consultation, being answered",
    async (page) => {
      await open(page, `/consultations/${encodeURIComponent(ASKED_OF_US)}`, "#answer-object");
      for (const what of ["object", "attest"]) await page.locator(`#answer-${what} summary`).click();
    },
  ],
  ["releases", (page) => open(page, "/releases", "#reviews")],
  ["duty", (page) => open(page, "/duty", "#brakes")],
  [
    "duty, handing over",
    async (page) => {
      await page.keyboard.press("h");
      await page.locator(".duty textarea").waitFor();
    },
  ],
  [
    "a matter that is shown for a reason",
    async (page, mock) => {
      mock.duty.shut.add(workable(mock));
      await open(page, request(mock), ".notice select");
      mock.duty.shut.clear();
    },
  ],
  [
    "a release with a gate and what changed",
    async (page) => {
      await open(page, `/releases/${RELEASE_IDS.waits}`, "#gates");
      for (const what of [".gate summary", "#crosses ~ details summary"])
        await page.locator(what).first().click();
    },
  ],
  [
    "one's own release, with nobody to approve it",
    async (page) => {
      await open(page, `/releases/${RELEASE_IDS.own}`, "#hand-on");
      await page.locator("details:has(#alone) > summary").click();
    },
  ],
  ["one gate compared", (page) => open(page, "/oversight/grounds", ".cases li")],
  ["findings and holds", (page) => open(page, "/oversight/findings", "#holds")],
  ["findings addressed to me", (page) => open(page, "/findings", "#mine")],
  ["individuals' requests, overseen", (page) => open(page, "/oversight/individuals", ".case-list li")],
  [
    "one of them, overseen",
    (page) => open(page, `/oversight/individuals/${CASES.mine}`, ".oversight #history"),
  ],
  ["yearly figures", (page) => open(page, "/oversight/statistics", ".yearly td")],
  ["oversight", (page) => open(page, "/oversight", ".trail tbody tr")],
  ["instruments", (page) => open(page, "/instruments", "#instruments li")],
  [
    "a use of what came, with its gates",
    async (page, mock) => {
      await open(page, answered(mock).replace("/requests/", "/uses/"), "#intend");
      await page.locator("select").selectOption("export");
      await page.locator("#intend ~ form :is(input, textarea)").first().fill("Synthetic reason");
      await page.locator("#intend ~ form button").click();
      await page.locator("#decide").waitFor();
    },
  ],
  ["my powers", (page) => open(page, "/powers", "#unseen")],
  [
    "administration, people, a change and a suspension",
    async (page) => {
      await open(page, "/administration", ".admin summary");
      for (const at of [2, 3]) await page.locator(".admin summary").nth(at).click();
      await page.locator(".person .actions .button").first().click();
      await page.locator(".deed input[type=date]").first().waitFor();
      await page.locator(".person").nth(1).locator(".actions .button").nth(1).click();
      await page.locator(".deed").nth(1).waitFor();
    },
  ],
  ["administration, agencies", (page) => open(page, "/administration/agencies", ".counts")],
  ["administration, rules", (page) => open(page, "/administration/rules", ".year")],
  ["administration, keys", (page) => open(page, "/administration/keys", "#officers-keys")],
  ["administration, alarms", (page) => open(page, "/administration/alarms", ".admin textarea")],
  ["administration, health", (page) => open(page, "/administration/health", ".gauge")],
  [
    "administration, programs",
    async (page) => {
      await open(page, "/administration/programs", ".gauge");
      await page.locator("#machine-programs ~ .actions .button").click();
      await page.locator(".deed textarea").waitFor();
    },
  ],
  ["administration, directory", (page) => open(page, "/administration/directory", "#directory-lately")],
  ["administration, destroyed by date", (page) => open(page, "/administration/purge", "#purge-rules")],
  [
    "leave to be asked, and what there is",
    async (page, mock) => {
      await open(page, workable(mock).replace(/^/, "/permissions/of/"), "#ask");
      await page.locator("#ask ~ form select").first().selectOption("onward");
      await page.locator("#ask ~ form button").click();
    },
  ],
  [
    "a record to be given on",
    async (page, mock) => {
      await open(page, workable(mock).replace(/^/, "/permissions/on/"), "#give-on");
      await page.locator("#give-on ~ form button").click();
    },
  ],
  [
    "a permission to be answered",
    async (page, mock) => {
      mock.permissions.matter = workable(mock);
      await open(page, `/permissions/in:${"2".repeat(32)}`, "#said");
      await page.locator("details").first().locator("summary").click();
    },
  ],
  [
    "a permission that was revoked",
    async (page, mock) => {
      mock.permissions.matter = workable(mock);
      await open(page, `/permissions/ca:${"1".repeat(32)}`, "#said");
    },
  ],
  [
    "suspensions, one to confirm and one being written",
    async (page, mock) => {
      fillSuspensions(mock.suspensions, COLLEAGUES[1]!.id, workable(mock));
      await open(page, "/suspensions", "#waits ~ ol li");
      await page.locator("#suspend ~ form input[type=radio]").first().check();
      await page.locator("#suspend ~ form input[type=checkbox]").first().check();
    },
  ],
  ["the common picture", (page) => open(page, "/picture", "[data-figure]")],
  [
    "before the first shift, and the guide",
    async (page) => {
      await open(page, "/first-shift", ".first-shift .line");
      await page.locator(".first-shift .line").last().getByRole("button").click();
      await page.locator(".guide summary").click();
    },
  ],
  [
    "intake, incomplete",
    async (page) => {
      await open(page, "/intake", "form.panel");
      await page.locator("form.panel button[type=submit]").click();
      await page.locator("form.panel p.error[role=alert]").waitFor();
    },
  ],
  [
    "intake, a message",
    async (page) => {
      await page.locator("input[type=file]").setInputFiles(file("letter.eml"));
      await page.locator("form.panel .notice.warning").waitFor();
    },
  ],
  [
    "intake, a table",
    async (page) => {
      await page.locator("input[type=file]").setInputFiles(file("register.csv"));
      await page.locator(".intake-rows").waitFor();
    },
  ],
  ["what came another way", (page, mock) => open(page, own(mock), "#intake")],
  ["read page of a list", (page) => open(page, "/read/inbox", ".as-of")],
  ["read page of what was found", (page) => open(page, "/read/search?q=203.0.113.24", ".as-of")],
  ["read page of notices", (page) => open(page, "/read/notices", ".as-of")],
  ["read page of a request", (page, mock) => open(page, `/read${request(mock)}`, ".as-of")],
];
