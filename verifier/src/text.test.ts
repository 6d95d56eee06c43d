import assert from "node:assert/strict";
import { test } from "node:test";
import { exportOf, HOME, history, OWN, sourceOf } from "./export.fixture.ts";
import { NOTHING } from "./memory.ts";
import { FINDINGS, type Finding, type FindingCode } from "./report.ts";
import { firstBad, LANGUAGES, plain, sentence } from "./text.ts";
import { verifyExport } from "./verify.ts";

const places = (text: string): string =>
  [...text.matchAll(/\{([a-zA-Z]+)\}/g)]
    .map(([, name]) => name)
    .toSorted()
    .join();

/** Every text of a language, under the path at which it stands. */
function texts(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  return Object.entries(value as object).flatMap(([name, each]) => texts(each, `${path}/${name}`));
}

test("each language says the same, and none of them says that anything is proved", () => {
  const english = texts(LANGUAGES.en);
  for (const [language, words] of Object.entries(LANGUAGES)) {
    const there = new Map(texts(words));
    assert.deepEqual(
      [...there.keys()],
      english.map(([path]) => path),
      language,
    );
    for (const [path, text] of english) {
      const other = there.get(path) ?? "";
      assert.equal(places(other), places(text), `${language} ${path}`);
      assert.doesNotMatch(
        other,
        /\bprov(?:e[sdn]?|ing)\b|\bproof|prouv|preuve|सिद्ध|साबित|सबूत/i,
        `${language} ${path}`,
      );
      if (language !== "en") assert.notEqual(other, text, `${language} ${path}`);
    }
  }
});

test("every finding has a sentence without a hole", () => {
  for (const code of Object.keys(FINDINGS) as FindingCode[]) {
    const finding: Finding = {
      code,
      log: OWN,
      first: 3,
      until: 9,
      count: 2,
      other: 5,
      what: "x",
      ...(code.startsWith("differs-") && { kind: "swapped" }),
    };
    for (const words of Object.values(LANGUAGES)) assert.doesNotMatch(sentence(finding, words), /[{}]/);
  }
});

test("the report names the first bad entry: exactly where it is known, else the stretch", async () => {
  for (const [origin, at, stretch] of [
    [OWN, 17, "11–20"],
    [HOME, 25, "20–29"],
  ] as const) {
    const made = history();
    const { memory } = await verifyExport({ source: sourceOf(await exportOf(made)), memory: NOTHING });
    assert.ok(memory);
    made.logs[origin]?.splice(at, 1);
    const source = sourceOf(await exportOf(made));
    const known = await verifyExport({ source, memory });
    const fresh = await verifyExport({ source, memory: NOTHING });
    assert.deepEqual([firstBad(known.report, origin), firstBad(fresh.report, origin)], [String(at), stretch]);
    for (const language of Object.keys(LANGUAGES) as (keyof typeof LANGUAGES)[]) {
      const text = plain(known.report, language);
      assert.ok(text.includes(LANGUAGES[language].verdicts.broken));
      assert.ok(text.includes(`: ${at}\n`));
      assert.doesNotMatch(text, /undefined|null|NaN|\[object/);
    }
  }
});
