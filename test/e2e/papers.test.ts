import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { lookApart } from "../../viewer/src/index.ts";
import { PAPERS, readPaper, type PaperName } from "../../cli/src/demo/papers.ts";

/** Words from the text, the table and the foot of each: what an officer would look for. */
const WORDS: Readonly<Record<PaperName, readonly string[]>> = {
  "subscriber-request": [
    "Request for subscriber data",
    "203.0.113.23",
    "Demo customer 14 (invented)",
    "2 / 2",
  ],
  saisie: ["Procès-verbal de saisie", "carnet à spirale", "DEMO-S036", "2 / 2"],
  "lab-hi": ["काल्पनिक विधि विज्ञान प्रयोगशाला", "संदर्भ से मेल नहीं", "नियंत्रित पदार्थ नहीं मिला", "2 / 2"],
  "letter-en": ["Office of Example Records", "an order of a court is needed", "1 / 1"],
  manifest: ["Cargo manifest", "demonstration scales", "DEMO-1042", "2 / 2"],
  certificat: ["Certificat de non-délivrance", "n’a été attribué à aucun document", "1 / 1"],
  "letter-hi": ["ग्राहक का विवरण", "अनुरोध करने वाला कार्यालय", "दुकान 00, उदाहरण बाज़ार, नमूनापुर", "1 / 1"],
};

test("each paper is shown with all its pages, says on each that it is a specimen, and gives its words whole", async () => {
  const printed = readdirSync(join(import.meta.dirname, "..", "..", "cli", "src", "demo", "papers")).filter(
    (file) => file.endsWith(".pdf"),
  );
  assert.deepEqual(
    printed.toSorted(),
    Object.keys(PAPERS)
      .map((name) => `${name}.pdf`)
      .toSorted(),
  );
  for (const [name, { pages }] of Object.entries(PAPERS)) {
    const bytes = readPaper(name as PaperName);
    assert.ok(bytes.length <= 60_000, `${name} has ${bytes.length} bytes`);
    const words = name !== "letter-hi";
    const seen = await lookApart(bytes, { name: `${name}.pdf`, type: "application/pdf" }, { words });
    assert.deepEqual([seen.kind, seen.pages, seen.flags], ["pdf", pages, []], name);
    if (!words) assert.equal(seen.shown.length, pages);
    assert.equal(seen.text.match(/SPECIMEN · DEMO · नमूना/g)?.length, pages, name);
    for (const word of WORDS[name as PaperName]) assert.ok(seen.text.includes(word), `${name}: ${word}`);
  }
});
