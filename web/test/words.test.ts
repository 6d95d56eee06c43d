import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setupI18n, type I18n, type MessageDescriptor, type Messages } from "@lingui/core";
import { ERRORS } from "@setu/core/errors.ts";
import { CASE_ACTS } from "@setu/individuals/case.ts";
import { individuals } from "@setu/individuals/workflow.ts";
import { REFERS } from "@setu/requests/evaluation.ts";
import { requests4 as requests } from "@setu/requests/workflow-4.ts";
import { createServer, type ViteDevServer } from "vite";

/** The words of the screens, read through the same transform as the build. */
type Words = Readonly<Record<string, MessageDescriptor>>;
type Problem = Readonly<Record<"what" | "kept" | "sent" | "next", MessageDescriptor>>;

const root = `${import.meta.dirname}/../..`;
const HINDI = /[\u0900-\u097F]/;
const speakers: Record<string, I18n> = {};
let vite: ViteDevServer;
let words: Readonly<Record<"STATUS" | "DONE" | "DO" | "URGENCY" | "HANDLING" | "PAP" | "TLP_MEANING", Words>>;
let ofIndividuals: Readonly<Record<"ACTS" | "STATUS" | "CONSULTATION_ACTS", Words>>;
let problems: Readonly<Record<string, Problem>>;
let argLists: Readonly<Record<string, Readonly<Record<string, string>>>>;
let forms: Readonly<Record<string, unknown>>;

before(async () => {
  vite = await createServer({
    configFile: `${root}/web/vite.config.ts`,
    server: { middlewareMode: true, hmr: false, ws: false },
    optimizeDeps: { noDiscovery: true },
    logLevel: "error",
    appType: "custom",
  });
  const load = async <T>(path: string): Promise<T> => (await vite.ssrLoadModule(`${root}/${path}`)) as T;
  words = await load("desks/requests/src/screens/words.ts");
  ofIndividuals = await load("desks/individuals/src/screens/words.ts");
  problems = (await load<{ PROBLEMS: typeof problems }>("ui/src/problems.ts")).PROBLEMS;
  argLists = (await load<{ ARG_LISTS: typeof argLists }>("desks/requests/src/lists.ts")).ARG_LISTS;
  forms = (await load<{ FORMS: typeof forms }>("desks/requests/src/screens/forms.ts")).FORMS;
  for (const lang of ["en", "fr", "hi"]) {
    const { messages } = await load<{ messages: Messages }>(`web/src/locales/${lang}.po`);
    speakers[lang] = setupI18n({ locale: lang, messages: { [lang]: messages } });
  }
});
after(() => vite.close());

/** The three versions of a message: none empty, the Hindi one in Devanagari, the others not. */
function spoken(message: MessageDescriptor | undefined, what: string): void {
  assert.ok(message, `${what} has no words`);
  const [en, fr, hi] = ["en", "fr", "hi"].map((lang) => {
    const text = speakers[lang]!._(message);
    assert.notEqual(text, message.id, `${what} is not in the ${lang} catalog`);
    return text;
  }) as [string, string, string];
  assert.ok(en.length > 0 && fr.length > 0, what);
  assert.match(hi, HINDI, what);
  assert.doesNotMatch(en + fr, HINDI, what);
}

test("every problem code says what happened, what is kept, what was not sent and what to do", () => {
  for (const code of [...Object.keys(ERRORS), "OFFLINE"]) {
    const problem = problems[code];
    assert.ok(problem, code);
    for (const part of ["what", "kept", "sent", "next"] as const) spoken(problem[part], `${code} ${part}`);
  }
});

test("every cell of the product table has its words", () => {
  const cells = Object.values(requests.product).flatMap((row) => Object.values(row));
  for (const { status } of cells) spoken(words.STATUS[status], status);
});

test("every act can be told, and every act of a person can be done", () => {
  const rows = requests.roles.flatMap((role) => role.rows);
  for (const { do: act } of rows) {
    spoken(words.DONE[act], `done ${act}`);
    spoken(words.DO[act], `do ${act}`);
    if (act !== "ask") assert.ok(forms[act], `${act} has no form`);
  }
  for (const act of Object.keys(requests.says)) spoken(words.DONE[act], `done ${act}`);
  for (const act of Object.keys(REFERS)) {
    spoken(words.DO[act], `do ${act}`);
    assert.ok(forms[act], `${act} has no form`);
  }
});

test("every code of an act comes from a list", () => {
  for (const { do: act, args } of requests.roles.flatMap((role) => role.rows)) {
    for (const [name, kind] of Object.entries(args)) {
      if (!kind.startsWith("code") || name === "urgency") continue;
      assert.ok(argLists[act]?.[name], `${act}.${name}`);
    }
  }
});

test("the handling words are there in three languages, and TLP labels are not among them", () => {
  for (const list of [words.URGENCY, words.HANDLING, words.PAP, words.TLP_MEANING]) {
    for (const [code, message] of Object.entries(list)) spoken(message, code);
  }
  for (const lang of ["fr", "hi"]) {
    for (const message of Object.values(words.TLP_MEANING)) {
      assert.doesNotMatch(speakers[lang]!._(message), /ROUGE|VERT|AMBRE|लाल|हरा/i);
    }
  }
});

test("every step of an individual's request and every cell and act of a consultation has its words", () => {
  const cells = Object.values(individuals.product).flatMap((row) => Object.values(row));
  for (const { status } of cells) spoken(ofIndividuals.STATUS[status], status);
  for (const step of Object.keys(CASE_ACTS)) spoken(ofIndividuals.ACTS[step], step);
  for (const { do: act } of individuals.roles.flatMap(({ rows }) => rows))
    spoken(ofIndividuals.CONSULTATION_ACTS[act], act);
});
