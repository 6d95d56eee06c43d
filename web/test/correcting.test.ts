import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import type { Later } from "@setu/requests/correcting.ts";
import type { RequestView } from "@setu/requests/api.ts";
import { Document } from "../../viewer/src/pdfium.ts";
import { admit, openStage, visit, type Stage } from "./browser.fixture.ts";
import { assertAxe, assertFits, LANGS } from "./page.fixture.ts";

/** What was said is read as it was said last, and is corrected and narrowed from where it stands. */
let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

const BEFORE = "The subscriber record is attached.";
const NOW = "The record of another subscriber was attached.";
const WORDS = {
  en: ["What was said before", "Corrected on", "Handling narrowed on"],
  fr: ["Ce qui avait été dit auparavant", "Corrigé le", "Traitement restreint depuis le"],
  hi: ["पहले क्या कहा गया था", "सुधार की तारीख़:", "संचालन सीमित करने की तारीख़:"],
} as const;

/** A request whose answer its own side has corrected and narrowed since. */
function corrected(role: "asker" | "answerer", moves: readonly string[] = []): string {
  const view = [...stage.mock.requests.values()].find(
    (each) => each.role === role && each.status === "answered",
  );
  const answer = view?.timeline.find((act) => act.do === "answer");
  assert.ok(view && answer?.body);
  const at = Date.now();
  const later: Later = {
    corrected: {
      id: "7".repeat(32),
      at,
      body: { ...answer.body, text: NOW },
      bodyState: "here",
      rule: null,
    },
    narrowed: { id: "6".repeat(32), at },
    derived: [{ what: "read", of: null, by: "ca.officer-2", at, last: at, times: 1 }],
  };
  const mark = { ...view.mark, tlp: "AMBER" } as RequestView["mark"];
  stage.mock.requests.set(view.item, {
    ...view,
    mark,
    moves: [...view.moves, ...moves],
    timeline: view.timeline.map((act) =>
      act.do === "answer" ? { ...act, mark, later } : { ...act, ...(act.side === "us" && { body: null }) },
    ),
  });
  return view.item;
}

async function open(path: string, lang: (typeof LANGS)[number], script = true): Promise<Page> {
  // Axe is a script of the test's own.
  const { page } = await visit(stage, lang, script ? {} : { javaScriptEnabled: false });
  admit(stage.mock, lang);
  await page.goto(`${stage.mock.url}${path}`);
  await page.locator(".timeline").waitFor();
  return page;
}
const screen = (item: string) => `/requests/${encodeURIComponent(item)}`;

test("what holds now is read first, what was said before opens by key, and what became of it is listed", async () => {
  const item = corrected("asker");
  for (const lang of LANGS) {
    const page = await open(screen(item), lang);
    const act = page.locator(".act", { hasText: NOW });
    const [before, said, narrowed] = WORDS[lang];
    await act.getByText(NOW).waitFor();
    await act.getByText(said).waitFor();
    await act.getByText(narrowed).waitFor();
    assert.equal(await act.getByText(BEFORE).isVisible(), false);
    const summary = act.locator("summary", { hasText: before });
    await assertAxe(page, `${lang} corrected`, lang);
    await summary.focus();
    await page.keyboard.press("Enter");
    await act.getByText(BEFORE).waitFor();
    assert.equal(await act.locator("details").count(), 2, "what was said before, and what became of it here");
    await assertAxe(page, `${lang} corrected, opened`, lang);
    await assertFits(page, `${lang} corrected`);
    await page.context().close();
  }
});

test("a page without a script shows the same, and paper shows both", async () => {
  const page = await open(`/read${screen(corrected("asker"))}`, "en", false);
  const act = page.locator(".act", { hasText: NOW });
  assert.equal(await act.getByText(BEFORE).isVisible(), false);
  await act.locator("summary", { hasText: WORDS.en[0] }).press("Enter");
  await act.getByText(BEFORE).waitFor();
  await act.locator("summary", { hasText: WORDS.en[0] }).press("Enter");
  const file = await Document.open(await page.pdf({ preferCSSPageSize: true }));
  const text = Array.from({ length: file.pages }, (_, n) => file.page(n).text)
    .join(" ")
    .replaceAll(/\s+/g, " ");
  const [first, second] = [text.indexOf(NOW), text.indexOf(BEFORE)];
  assert.ok(first >= 0 && first < second, `${first} before ${second}`);
  await page.context().close();
});

test("E corrects what we said last, from the text that holds now, and says what they have seen of it", async () => {
  const item = corrected("answerer", ["correct", "narrow"]);
  const answer = stage.mock.requests.get(item)?.timeline.find((act) => act.do === "answer");
  const page = await open(screen(item), "en");
  await page.keyboard.press("e");
  const composer = page.locator(".composer");
  await composer.getByText("About:").waitFor();
  await composer.getByText("A person there has opened it:").waitFor();
  const text = composer.locator("textarea").first();
  assert.equal(await text.inputValue(), NOW);
  await text.fill("It is another subscriber.");
  await page.keyboard.press("Control+Enter");
  await page.locator(".send-check").waitFor();
  await page.keyboard.press("Control+Enter");
  await composer.waitFor({ state: "detached" });
  const sent = stage.mock.received.findLast((each) => each.do === "correct")?.command;
  assert.deepEqual([sent?.args, sent?.body?.text], [{ ref: answer?.id }, "It is another subscriber."]);
  assert.equal(sent?.after, undefined, "it only says");
  await page.context().close();
});

test("Shift+E narrows: nothing looser is offered, and nothing is sent that is as it was", async () => {
  const item = corrected("answerer", ["correct", "narrow"]);
  for (const lang of LANGS) {
    const page = await open(screen(item), lang);
    await page.keyboard.press("Shift+E");
    const composer = page.locator(".composer");
    await composer.locator("fieldset").first().waitFor();
    assert.deepEqual(await composer.locator("fieldset").first().locator(".tlp").allTextContents(), [
      "TLP:RED",
      "TLP:AMBER+STRICT",
      "TLP:AMBER",
    ]);
    await page.keyboard.press("Control+Enter");
    await composer.getByRole("alert").first().waitFor();
    await assertAxe(page, `${lang} narrowing`, lang);
    await assertFits(page, `${lang} narrowing`);
    if (lang === "en") {
      await composer.getByRole("checkbox", { name: "NCB Ottawa" }).uncheck();
      await composer.locator("h2").focus();
      await page.keyboard.press("Control+Enter");
      await page.locator(".send-check").waitFor();
      await page.keyboard.press("Control+Enter");
      await composer.waitFor({ state: "detached" });
    }
    await page.context().close();
  }
  const sent = stage.mock.received.findLast((each) => each.do === "narrow")?.command;
  assert.deepEqual(
    [sent?.mark.audience, sent?.mark.handling, sent?.body],
    [["in.ncb-new-delhi"], ["H1"], null],
  );
});

test("a hit in what was said before says that it was corrected", async () => {
  corrected("asker");
  const { page } = await visit(stage, "en");
  admit(stage.mock, "en");
  await page.goto(`${stage.mock.url}/search?q=${encodeURIComponent(BEFORE)}`);
  await page.locator(".hits li", { hasText: "it was corrected" }).first().waitFor();
  await page.context().close();
});

test("the list of open recalls holds what nobody has answered, by its address and by its filter", async () => {
  const isOpen = ({ role, timeline }: RequestView) =>
    role === "answerer" && timeline.some(({ recalled }) => recalled !== null && recalled.answer === null);
  const wanted = [...stage.mock.requests.values()].filter(isOpen).map(({ item }) => item);
  assert.ok(wanted.length > 0);
  const { page } = await visit(stage, "en");
  admit(stage.mock, "en");
  await page.goto(`${stage.mock.url}/?who=any&state=any&recall=open`);
  await page.locator("tr[data-item]").first().waitFor();
  const items = `[...document.querySelectorAll("tr[data-item]")].map((row) => row.dataset.item)`;
  assert.deepEqual((await page.evaluate<string[]>(items)).toSorted(), wanted.toSorted());
  await page.getByLabel("Recalls").selectOption({ index: 0 });
  await page.waitForFunction((n) => document.querySelectorAll("tr[data-item]").length > n, wanted.length);
  await page.context().close();
});
