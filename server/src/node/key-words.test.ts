import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { isSetuError } from "@setu/core";
import { hashOf } from "@setu/core/acts.fixture.ts";
import { cardHash, fingerprint, formatCard } from "../keys/card.ts";
import { homeFiles } from "./config.ts";
import { acceptCard, initNode } from "./init.ts";
import { leaveWord, readWords } from "./key-words.ts";
import { makeNext, takeNext } from "./succession.ts";
import { configOf } from "./two-nodes.fixture.ts";

/** What a command leaves for the home log, in homes without a node in them. */
const folder = mkdtempSync(join(tmpdir(), "setu-words-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const home = join(folder, "ca");
await initNode(home, await configOf("ca", "in", "postgres://none"));
const india = await initNode(join(folder, "in"), await configOf("in", "ca", "postgres://none"));
const path = homeFiles(home).keyWords;

test("the first card is said with who took it and by what it was believed", () => {
  const bytes = Buffer.from(formatCard(india));
  const refused = (by: string) => () => acceptCard(home, bytes, fingerprint(india), { by });
  for (const by of ["", "two words", "x".repeat(300)])
    assert.throws(refused(by), (error) => isSetuError(error, "BAD_FIELD"), by);
  assert.deepEqual(readWords(home), [], "nothing was taken, and nothing is said");
  acceptCard(home, bytes, fingerprint(india), { by: "ca.officer-2" });
  const [word, ...others] = readWords(home);
  assert.deepEqual([word?.of, word?.by, word?.believed], [cardHash(india), "ca.officer-2", "voice"]);
  assert.deepEqual(others, []);
});

test("the last 64 words are kept, and a file that cannot be read keeps nobody from keys that are needed", async () => {
  for (let i = 0; i < 70; i++) leaveWord(home, hashOf("A"), `officer-${i}`);
  const words = readWords(home);
  assert.deepEqual([words.length, words.at(-1)?.by], [64, "officer-69"]);
  const next = join(folder, "next.json");
  await makeNext(home, next);
  const broken = ["", "{}", "null", '{"words":[{}]}', `{"words":[${"0,".repeat(70)}0]}`, "x".repeat(100_000)];
  for (const text of broken) {
    writeFileSync(path, text);
    assert.deepEqual(readWords(home), [], text.slice(0, 20));
  }
  const before = readFileSync(homeFiles(home).keys, "utf8");
  assert.throws(
    () => takeNext(home, next, 5, "no account"),
    (error) => isSetuError(error, "BAD_FIELD"),
  );
  assert.equal(readFileSync(homeFiles(home).keys, "utf8"), before);
  takeNext(home, next, 5, "ca.officer-1");
  assert.deepEqual(
    readWords(home).map(({ by, believed }) => [by, believed]),
    Array(2).fill(["ca.officer-1", null]),
    "of the keys that follow, and of those that were stolen",
  );
});
