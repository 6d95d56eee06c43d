import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { isSetuError } from "@setu/core";
import type { Context } from "hono";
import { builtFiles } from "./files.ts";

const asked = (path: string): Context => ({ req: { path } }) as Context;

test("a node goes on serving the screens it began with, whatever a build puts in their place", async () => {
  const folder = mkdtempSync(join(tmpdir(), "setu-files-"));
  try {
    mkdirSync(join(folder, "assets"));
    writeFileSync(join(folder, "index.html"), "first");
    writeFileSync(join(folder, "assets", "a-1.js"), "one");
    writeFileSync(join(folder, "favicon.svg"), "<svg/>");
    const files = builtFiles(folder);
    rmSync(join(folder, "assets", "a-1.js"));
    writeFileSync(join(folder, "assets", "a-2.js"), "two");
    writeFileSync(join(folder, "index.html"), "second");
    for (const path of ["/", "/requests/in:1"]) {
      const page = files(asked(path));
      assert.deepEqual([await page.text(), page.headers.get("cache-control")], ["first", "no-store"], path);
    }
    const part = files(asked("/assets/a-1.js"));
    assert.equal(await part.text(), "one");
    assert.match(part.headers.get("content-type") ?? "", /^text\/javascript; charset=utf-8$/);
    const icon = files(asked("/favicon.svg"));
    assert.equal(icon.headers.get("content-type"), "image/svg+xml; charset=utf-8");
    assert.match(part.headers.get("cache-control") ?? "", /immutable/);
    // The page in the place of a script would be an error that no officer can read.
    for (const path of ["/assets/a-2.js", "/assets/../index.html", "/assets/none.css"])
      assert.throws(
        () => files(asked(path)),
        (error) => isSetuError(error, "NOT_FOUND"),
        path,
      );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
