import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { chromium, type Browser, type BrowserContext } from "playwright-core";
import type { Accepted, RequestList, RequestView } from "@setu/requests";
import { chromiumPath } from "../../tools/chromium.ts";
import { ask } from "../abuse/journey.fixture.ts";
import { remove, temporary } from "./demo.fixture.ts";
import { Hands } from "./hands.fixture.ts";
import { client } from "./load.fixture.ts";
import { twoProcesses, until, type NodeProcess } from "./nodes.fixture.ts";

/** Three in the morning: ten requests of the night, one officer, two real nodes, and no mouse. */
const WRITTEN = "+91 98765 43210";
const SPELLINGS = ["09876543210", "98765-43210", "+91 (98765) 43210"];
const FORMULA = "=1+1 of two invoices";
const NOTE = "Their desk calls back at six; the number is the one of March.";

const folder = temporary();
let ca: NodeProcess;
let india: NodeProcess;
let browser: Browser;
/** The one that is pressing, and by its clock the first of the list. */
let matter: RequestView;

before(async () => {
  [ca, india] = await twoProcesses(folder);
  browser = await chromium.launch(await chromiumPath());
  const officer = await client(india);
  const asked = async (title: string, text: string, args: object) => {
    const body = { title, text, lang: "en" as const };
    const whole = { ...ask().args, calendar: "ca-2026.1", ...args } as never;
    const command = ask({ body, args: whole, lane: "main" });
    // Until the nodes have met, none knows what the other speaks. Sending twice is doing once.
    return until(
      "a request of India",
      () => officer.post<Accepted>("/requests", { command }),
      Boolean,
      30_000,
    );
  };
  const pressing = { urgency: "immediate", reason: "data-loss" };
  const { item } = await asked("A number that called a bank", `The caller had ${WRITTEN}.`, pressing);
  await asked(FORMULA, "Who wrote them?", {});
  for (let n = 3; n <= 10; n += 1) await asked(`Domain name ${n}`, "Whose is it?", {});
  await until("ten requests in Canada, with their clocks", inbox, allRun, 60_000);
  matter = await (await client(ca)).get<RequestView>(`/requests/${encodeURIComponent(item)}`);
});
after(async () => {
  await browser?.close();
  await Promise.all([ca, india].map((node) => node?.stop()));
  remove(folder);
});

// Signed in once: a node takes no more sign-ins than a person makes.
let looking: Promise<Awaited<ReturnType<typeof client>>> | null = null;
const inbox = async () =>
  (await (looking ??= client(ca))).get<RequestList>("/requests?view=inbox&state=any&sort=due");
const allRun = ({ rows }: RequestList): boolean => rows.length === 10 && rows.every(({ clock }) => clock.due);

test("ten requests are worked through, answered, handed over and exported by keyboard alone", async () => {
  const context = await browser.newContext({ locale: "en" });
  const hands = await Hands.at(context, ca.address);
  await hands.sees(".accounts button");
  await hands.tabTo(/A\. Tremblay/);
  await hands.press("Enter");
  await hands.sees(".request-list:focus [data-row]");
  await hands.sees(".list-bar .chosen", "Mine and nobody's");

  const refs = await triage(hands);
  await search(hands);
  await write(hands, context);
  await handOver(hands);
  await takeHome(hands, refs);
  await undo(hands, refs);

  assert.equal(hands.pointed, 0, "nothing was done with a pointer");
  await asTheNodesHaveIt(refs);
  await context.close();
});

const told = (hands: Hands, words: string | RegExp) => hands.sees(".told", words);

/** @returns the references in the order in which the officer met them */
async function triage(hands: Hands): Promise<readonly string[]> {
  const refs = await hands.read("[data-row]");
  assert.equal(refs.length, 10);
  assert.equal(refs[0], matter.ref);
  await hands.press("j", "a");
  await told(hands, `Taken by you: ${refs[0]}.`);
  await hands.press("j", "a");
  await told(hands, `Taken by you: ${refs[1]}.`);
  await hands.press("j", "w");
  await told(hands, `You watch: ${refs[2]}.`);
  await hands.press("j", "h");
  await hands.sees(".modal .officers button:focus", "In two hours");
  await hands.press("Enter");
  await told(hands, new RegExp(`^Follow-up on .* ET: ${refs[3]}\\.`));
  await hands.press("j", "e");
  await told(hands, `${refs[4]} waits for us and will stay in the open list`);
  await hands.press("e");
  await told(hands, `Put away: ${refs[4]}.`);
  assert.equal(await hands.focused(), refs[5], "the next one is under the hand");
  // One too many, and back again.
  await hands.press("k", "j", "x", "j", "j", "j", "Shift+X");
  await hands.sees(".list-tools", "4 selected");
  await hands.press("Shift+A");
  await hands.sees(".modal input:focus");
  await hands.type("roy");
  await hands.press("Enter");
  await told(hands, /Assigned to Agente C\. Roy \(démo\): 4 requests\./);
  await hands.sees("[data-row]:focus", refs[9]);
  await hands.press("e", "e");
  await told(hands, `Put away: ${refs[9]}.`);
  await hands.press("z");
  await told(hands, `Undone: ${refs[9]}.`);
  await hands.sees("[data-row]:focus", refs[9]);
  await hands.press("a");
  await told(hands, `Taken by you: ${refs[9]}.`);
  return refs;
}

async function search(hands: Hands): Promise<void> {
  for (const spelling of SPELLINGS) {
    await hands.press("/");
    await hands.sees("#search:focus");
    await hands.type(spelling);
    await hands.press("Enter");
    await hands.sees(".found:focus, .found :focus");
    await hands.sees(".found mark", "98765 43210");
    assert.deepEqual(await hands.read(".found [data-row]"), [matter.ref], spelling);
  }
  await hands.press("j", "Enter");
  await hands.sees(".request:focus .request-bar", matter.ref);
}

const FIRST = "The number belongs to a shop";
const REST = " of a town near the sea.";

/** Through the loss of the line: what was typed is there, and nothing leaves by itself. */
async function write(hands: Hands, context: BrowserContext): Promise<void> {
  await hands.press("m");
  await hands.sees("#composer:focus", "Write a message");
  await hands.tabTo(/^Text/);
  await hands.type(FIRST);
  await hands.sees(".composer .save-line", /^Saved here \d\d:\d\d ET/);
  await context.setOffline(true);
  await hands.type(REST);
  await hands.sees(".composer .save-line.unsaved", "Your words are kept on this computer");
  await hands.press("Control+Enter");
  await hands.sees(".composer [role=alert]", "Nothing was sent");
  await context.setOffline(false);
  await hands.sees(".composer .save-line:not(.unsaved)", /^Saved here/);
  assert.equal(await hands.written(".composer textarea"), FIRST + REST);
  await hands.press("Control+Enter");
  await hands.sees("#send-check:focus");
  await hands.press("Control+Enter");
  await hands.sees(".hold", /It leaves in \d+ seconds?\./);
  await hands.seesNoMore(".composer");
}

async function handOver(hands: Hands): Promise<void> {
  // The composer went with the focus in it: the keys of the screen are heard all the same.
  await hands.press("c");
  await hands.sees(".note-form textarea:focus");
  await hands.type(NOTE);
  await hands.press("Control+Enter");
  await hands.sees(".notes li", NOTE);
  await hands.sees("article:focus");
  await hands.press("Shift+A");
  await hands.sees(".modal input:focus");
  await hands.type("roy");
  await hands.press("Enter");
  await hands.sees(".our-half section[aria-labelledby=who-has] strong", "C. Roy");
}

async function takeHome(hands: Hands, refs: readonly string[]): Promise<void> {
  await hands.press("g", "i");
  await hands.sees(".request-list :focus, .request-list:focus");
  await hands.sees(".list-tools", "5 requests");
  await hands.press("0");
  await hands.sees(".list-tools", "10 requests");
  await hands.press("Shift+S");
  await hands.sees("form select:focus");
  // By its first letter: records of the desk.
  await hands.press("r", "Tab");
  await hands.type("The end of the shift");
  const { name: another } = await hands.saves("Enter");
  await hands.tabTo(/^CSV$/, "Shift+Tab");
  assert.match(another, /\.xlsx$/);
  const { name, path } = await hands.saves("Enter");
  assert.match(name, /^setu-inbox-\d{4}-\d\d-\d\d\.csv$/);
  const lines = readFileSync(path, "utf8")
    .replace(/^\ufeff/, "")
    .trimEnd()
    .split("\r\n");
  const [[marking] = [], [ours] = [], head = [], ...rows] = lines.map(cellsOf);
  assert.deepEqual([marking, ours?.includes("not for the other side")], ["TLP:AMBER", true]);
  const column = (name: string) => rows.map((row) => row[head.indexOf(name)]);
  // Two deadlines can be the same instant.
  assert.deepEqual(column("Reference").toSorted(), refs.toSorted(), "what waits for us is all in this list");
  assert.match(column("Officer")[0] ?? "", /C\. Roy/);
  assert.equal(column("Notes")[0], "1");
  const [due = ""] = column("Due");
  assert.match(due, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d-0[45]:00$/);
  assert.equal(Date.parse(due), Math.floor((matter.clock.due ?? 0) / 1000) * 1000);
  assert.ok(column("Subject").includes(`'${FORMULA}`), "a formula is text");
}

/** Of a line of RFC 4180 in which no cell goes on to the next one. */
const cellsOf = (line: string): readonly string[] =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)")?/g)].map(([, cell = ""]) => cell.replaceAll('""', '"'));

async function undo(hands: Hands, refs: readonly string[]): Promise<void> {
  await hands.press("j", "b");
  const began = performance.now();
  await told(hands, /^With nobody now: /);
  await hands.press("z");
  await told(hands, /^Undone: /);
  assert.ok(performance.now() - began < 10_000);
  assert.ok(refs.includes(await hands.focused()));
}

async function asTheNodesHaveIt(refs: readonly string[]): Promise<void> {
  const { rows } = await inbox();
  const home = refs.map((ref) => rows.find((row) => row.ref === ref)?.home);
  const roy = "ca.officer-2";
  const me = "ca.officer-1";
  const with_ = [roy, me, null, null, null, roy, roy, roy, roy, me];
  assert.deepEqual(
    home.map((each) => each?.assignee),
    with_,
  );
  assert.deepEqual(
    home.map((each) => each?.watchers.length),
    [0, 0, 1, 0, 0, 0, 0, 0, 0, 0],
  );
  assert.deepEqual(
    home.map((each) => each?.followUp !== null),
    refs.map((_, at) => at === 3),
  );
  assert.deepEqual(
    home.map((each) => each?.done),
    refs.map((_, at) => at === 4),
  );
  const delhi = await client(india);
  const there = await until(
    "the message in India",
    () => delhi.get<RequestView>(`/requests/${encodeURIComponent(matter.item)}`),
    ({ timeline }) => timeline.some(({ body }) => body?.text === FIRST + REST),
    60_000,
  );
  assert.ok(!JSON.stringify(there).includes(NOTE));
  assert.deepEqual([there.ours.notes, there.ours.assignee], [[], null]);
}
