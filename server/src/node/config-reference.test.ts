import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { RETENTION_CLASSES } from "@setu/requests/disposal.ts";
import { configReference, SECTIONS } from "./config-reference.ts";

const ROOT = join(import.meta.dirname, "..");
/** Where node.json is parsed. */
const PARSERS = ["node/config.ts", "sign-in/config.ts", "release/config.ts", "witnessed/config.ts"];
const paths = SECTIONS.flatMap(([, rows]) => rows.map(([path]) => path));

/** Names that are listed as allowed where an object is read: the arrays of each `strict(…)`, and those it names. */
function listed(source: string): readonly string[] {
  const lists = [
    ...source.matchAll(/\bstrict\(([^;]*?)\);/gs),
    ...source.matchAll(/const (?:FIELDS|OFFICER) = (\[[^\]]*\])/g),
  ].map(([, inner = ""]) => inner);
  const arrays = lists.flatMap((inner) =>
    [...inner.matchAll(/\[([^\]]*)\]/g)].map(([, names = ""]) => names),
  );
  return arrays.flatMap((names) => [...names.matchAll(/"(\w+)"/g)].map(([, name = ""]) => name));
}

test("every field that is parsed has its line, and no line names what is not parsed", () => {
  const read = PARSERS.flatMap((file) => listed(readFileSync(join(ROOT, file), "utf8")));
  const parsed = new Set([...read, ...RETENTION_CLASSES]);
  assert.ok(parsed.size > 50, String(parsed.size));
  const told = new Set(paths.flatMap((path) => path.replaceAll("[]", "").split(".")));
  assert.deepEqual(
    [...parsed].filter((name) => !told.has(name)),
    [],
  );
  assert.deepEqual(
    [...told].filter((name) => name !== "*" && !parsed.has(name)),
    [],
  );
  assert.equal(new Set(paths).size, paths.length);
});

test("the page is what the program prints", () => {
  const squeezed = (text: string) => text.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---");
  const page = readFileSync(join(ROOT, "../../docs/configuration.md"), "utf8");
  assert.equal(squeezed(page), squeezed(configReference()));
});
