import assert from "node:assert/strict";
import { test } from "node:test";
import { ARIA_STRINGS } from "@setu/ui/aria/strings.ts";

/** What the installed React Aria says in English for one of its parts. */
async function english(part: string): Promise<readonly string[]> {
  const name = part.slice(part.indexOf("/") + 1);
  const main = import.meta.resolve("react-aria");
  const dist = main.slice(0, main.indexOf("/dist/") + 6);
  const module = (await import(`${dist}private/intl/${name}/en-US.mjs`)) as { default: object };
  return Object.keys(module.default).sort();
}

for (const [part, words] of Object.entries(ARIA_STRINGS)) {
  test(`${part} speaks English, French and Hindi, with no string missing`, async () => {
    assert.deepEqual(Object.keys(words).sort(), await english(part));
    for (const [key, { en, fr, hi }] of Object.entries(words)) {
      assert.ok(en.trim() !== "" && fr.trim() !== "", key);
      assert.match(hi, /[\u0900-\u097F]/, `${key} is not Hindi`);
    }
  });
}
