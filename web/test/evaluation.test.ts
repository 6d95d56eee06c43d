import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import type { RequestView } from "@setu/requests/api.ts";
import { admit, openStage, signIn, visit, type Stage } from "./browser.fixture.ts";
import { assertAxe, assertFits, LANGS, shows } from "./page.fixture.ts";

/** How reliable it is, why it will be late, what came of it: what each side says, with keys, in words. */
let stage: Stage;
before(async () => {
  stage = await openStage();
  // What is for named persons alone asks once more before it leaves; that is another test's matter.
  for (const [item, view] of stage.mock.requests) {
    stage.mock.requests.set(item, { ...view, mark: { ...view.mark, tlp: "AMBER" } });
  }
});
after(() => stage.close());

const find = (wanted: (view: RequestView) => boolean): string => {
  const view = [...stage.mock.requests.values()].find(wanted);
  assert.ok(view);
  return view.item;
};
const answered = (role: string) => find((view) => view.role === role && view.status === "answered");
const overdue = () =>
  find(
    ({ role, clock, late, moves }) =>
      role === "answerer" &&
      clock.state === "running" &&
      late === null &&
      (clock.due ?? Infinity) < Date.now() &&
      moves.includes("extend"),
  );

async function open(item: string, lang: (typeof LANGS)[number] = "en"): Promise<Page> {
  const { page } = await visit(stage, lang);
  admit(stage.mock, lang);
  await page.goto(`${stage.mock.url}/requests/${encodeURIComponent(item)}`);
  await page.locator(".our-half").waitFor();
  return page;
}
const choose = (page: Page, name: RegExp) => page.getByRole("radio", { name }).first().check();
/** Checks and sends, by key. */
async function send(page: Page): Promise<void> {
  await page.keyboard.press("Control+Enter");
  await page.locator(".send-check").waitFor();
  await page.keyboard.press("Control+Enter");
  await page.locator(".composer").waitFor({ state: "detached" });
}
const received = (what: string) => stage.mock.received.findLast((each) => each.do === what)?.command;

test("both evaluations stand there with who said what, and each code says what it means", async () => {
  const page = await open(answered("asker"));
  const [given, proposed] = await page.locator("p.evaluation").allTextContents();
  assert.match(given ?? "", /India: B2 source: Usually reliable; information: Probably true/);
  assert.match(given ?? "", /Admiralty \(6 by 6\), ≈ B2 \/ B3 Europol/);
  assert.match(proposed ?? "", /Canada proposes: C3 source: Unreliable in most instances;/);
  assert.match(proposed ?? "", /Not yet agreed\./);
  assert.doesNotMatch(proposed ?? "", /≈/, "nothing is mapped upward");
  await page.context().close();
});

test("the receiver evaluates otherwise with V, choosing from what each code means", async () => {
  const item = answered("asker");
  const page = await open(item);
  await page.keyboard.press("v");
  await page.locator(".composer").getByText("Full answer").waitFor();
  await page.keyboard.press("Control+Enter");
  await page.getByText("Something is still missing.").waitFor();
  await choose(page, /^Europol/);
  await choose(page, /^X · Reliability cannot be assessed/);
  await choose(page, /^4 · Not known personally/);
  await send(page);
  const answer = stage.mock.requests.get(item)?.timeline.find((act) => act.do === "answer");
  const sent = received("re-evaluate");
  assert.deepEqual(sent?.args, { scheme: "europol-4x4", source: "x", information: "i4", ref: answer?.id });
  assert.equal(sent?.after, undefined, "it only says");
  await page.context().close();
});

test("the giver agrees with O, or does not with Shift+O and says why", async () => {
  const item = answered("answerer");
  const notice = stage.mock.requests.get(item)?.timeline.find((act) => act.do === "re-evaluate")?.id;
  const page = await open(item);
  await page.keyboard.press("o");
  await page.locator(".composer h2").getByText("Agree with their evaluation").waitFor();
  await page.locator(".composer").getByText("Would evaluate otherwise: C3").waitFor();
  await send(page);
  assert.deepEqual(received("agree")?.args, { ref: notice });
  await page.locator(".request").focus();
  await page.keyboard.press("Shift+O");
  await page.locator(".composer select").selectOption("source-known");
  await page.locator(".composer h2").focus();
  await send(page);
  assert.deepEqual(received("disagree")?.args, { reason: "source-known", ref: notice });
  await page.context().close();
});

test("an answer leaves with its evaluation behind it, each an act of its own", async () => {
  const item = overdue();
  const page = await open(item);
  await page.getByRole("button", { name: "Answer in part", exact: true }).click();
  await choose(page, /^Admiralty/);
  await choose(page, /^B · Usually reliable/);
  await page.locator(".composer textarea").first().fill("What is ready is attached.");
  await page.keyboard.press("Control+Enter");
  await page.getByText("Something is still missing.").waitFor();
  await choose(page, /^2 · Probably true/);
  await send(page);
  const part = received("part");
  assert.deepEqual(part?.args, {}, "the part itself carries no codes");
  await assert.doesNotReject(async () => {
    for (let tries = 0; received("evaluate") === undefined; tries++) {
      assert.ok(tries < 50, "no evaluation came");
      await page.waitForTimeout(50);
    }
  });
  assert.deepEqual(received("evaluate")?.args, {
    scheme: "admiralty-6x6",
    source: "b",
    information: "i2",
    ref: part?.id,
  });
  await page.context().close();
});

test("past its time a request asks why, and D begins the holding reply with the date that is chosen", async () => {
  const item = overdue();
  const page = await open(item);
  await page.getByText("The deadline has passed, and the other side was not told why.").waitFor();
  await page.keyboard.press("d");
  const text = page.locator(".composer textarea").first();
  await page.waitForFunction(() =>
    document.querySelector<HTMLTextAreaElement>(".composer textarea")?.value.includes("We have your request"),
  );
  await shows(() => text.inputValue(), /expect to write again by \{\{date\}\}/);
  await page.locator(".composer select").last().selectOption({ index: 3 });
  await shows(() => text.inputValue(), /expect to write again by \w+ \d+, \d{4} at \d\d:\d\d UTC/);
  await page.locator(".composer select").first().selectOption("judicial-authorisation");
  await page.locator(".composer h2").focus();
  await send(page);
  assert.equal(received("extend")?.args["reason"], "judicial-authorisation");
  await page.context().close();
});

test("the list says what is late, by when it is expected, and by when an outcome is owed", async () => {
  const { page } = await visit(stage, "en");
  await signIn(page, stage.mock, "en");
  await page.goto(stage.mock.url);
  const line = page.locator(`tr[data-item="${overdue()}"]`);
  await line.getByText("say why it will be late").waitFor();
  await page
    .getByText(/late, expected by/)
    .first()
    .waitFor();
  await line.locator("a.mono").focus();
  await page.keyboard.press("d");
  await page.locator(".composer h2").getByText("Announce an extension").waitFor();
  await page.goto(`${stage.mock.url}/sent`);
  await page
    .locator(`tr[data-item="${answered("asker")}"]`)
    .getByText(/outcome was due/)
    .waitFor();
  await page.goto(`${stage.mock.url}/requests/${encodeURIComponent(answered("asker"))}`);
  await page.getByText(/We owed the outcome by/).waitFor();
  await page.getByRole("button", { name: "Say what came of it, and close" }).click();
  await page.locator(".composer h2").getByText("Close the request").waitFor();
  await page.context().close();
});

/** The answer of a request that we asked, or gave, with what became of its recall. */
function recallOn(role: string, recalled: object, moves: readonly string[] = []): string {
  const item = answered(role);
  const view = stage.mock.requests.get(item) ?? assert.fail();
  const at = Date.now();
  const said = {
    id: "9".repeat(32),
    reason: "wrong-person",
    at,
    due: at + 1,
    answer: null,
    answerable: true,
    again: null,
    derived: [
      { what: "read", of: null, by: "ca.officer-2", at, last: at + 1, times: 2 },
      { what: "use", of: "onward", by: "ca.officer-2", at, last: at, times: 1 },
    ],
  };
  const timeline = view.timeline.map((act) =>
    act.do === "answer" ? { ...act, recalled: { ...said, ...recalled } } : act,
  );
  stage.mock.requests.set(item, { ...view, timeline, moves: [...view.moves, ...moves] } as RequestView);
  return item;
}
const answeredBy = (what: "disposed" | "kept", ground: string) => {
  const at = Date.now();
  return { act: "8".repeat(32), do: what, ground, destroyed: what === "disposed" ? at : null, until: at, at };
};

test("what became of a recall is asked, unconfirmed, kept or attested, never deleted; its holder says that it is kept", async () => {
  const states = [
    [{ state: "asked" }, /has not taken it in yet/],
    [{ state: "unconfirmed" }, /^Unconfirmed: India .* Count on it being there still/],
    [{ state: "kept", answer: answeredBy("kept", "kept-by-law") }, /^Kept by India \(The law here requires/],
    [{ state: "kept", answer: answeredBy("kept", "kept-by-law") }, /^That date has come: the recall is open/],
    [{ state: "attested", answer: answeredBy("disposed", "recalled") }, /^Attested by India as destroyed/],
    [
      { state: "attested", answer: answeredBy("disposed", "recalled"), again: Date.now() },
      /^It has come from India again, although/,
    ],
  ] as const;
  for (const [recalled, words] of states) {
    const page = await open(recallOn("answerer", recalled));
    const said = (await page.locator(".notice p").allTextContents()).join("\n");
    assert.match(said, new RegExp(words.source, "m"));
    assert.doesNotMatch(said, /deleted|proved/i);
    await page.context().close();
  }
  const item = recallOn("asker", { state: "received" }, ["kept"]);
  for (const lang of LANGS) {
    const page = await open(item, lang);
    const became = page.locator(".notice details");
    await became.locator("summary").click();
    assert.equal(await became.locator("li").count(), 2, "what became of it here");
    await assertAxe(page, `${lang} recalled`, lang);
    await assertFits(page, `${lang} recalled`);
    await page.context().close();
  }
  const page = await open(item);
  await page.getByRole("button", { name: "Say that it is kept" }).click();
  await page.locator(".composer").getByLabel("On which ground").selectOption("kept-by-law");
  await page.getByLabel("Looked at again by").selectOption({ index: 1 });
  await send(page);
  const { ground, until, ref } = received("kept")?.args ?? assert.fail("it was sent");
  assert.deepEqual([ground, Number(until) > Date.now() + 6 * 86_400_000], ["kept-by-law", true]);
  const answer = stage.mock.requests.get(item)?.timeline.find((act) => act.do === "answer");
  assert.equal(ref, answer?.id);
  await page.context().close();
});

test("axe finds nothing and nothing overflows, evaluating and late, in three languages", async () => {
  for (const lang of LANGS) {
    const page = await open(answered("asker"), lang);
    await assertAxe(page, `${lang} evaluated`, lang);
    await assertFits(page, `${lang} evaluated`);
    await page.locator(".request").focus();
    await page.keyboard.press("v");
    await page.getByRole("radio").first().check();
    await assertAxe(page, `${lang} evaluating`, lang);
    await assertFits(page, `${lang} evaluating`);
    await page.goto(`${stage.mock.url}/requests/${encodeURIComponent(overdue())}`);
    await page.locator(".our-half").waitFor();
    await assertAxe(page, `${lang} late`, lang);
    await assertFits(page, `${lang} late`);
    await page.context().close();
  }
});
