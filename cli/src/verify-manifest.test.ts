import assert from "node:assert/strict";
import { createHash, createHmac, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { Act } from "@setu/core";
import { verifyManifest } from "./verify-manifest.ts";

const folder = mkdtempSync(join(tmpdir(), "setu-manifest-"));
after(() => rmSync(folder, { recursive: true }));

const content = randomBytes(1000);
const salt = randomBytes(32);
const hash = createHash("sha256").update(content).digest();
const a = createHmac("sha256", salt).update(hash).digest("base64url");
const c = "C".repeat(43);
const act = { item: "ca:00", att: [{ a, c, n: 1016 }] } as unknown as Act;
const good = {
  v: "setu-manifest/1",
  a,
  c,
  n: 1016,
  sha256: hash.toString("hex"),
  salt: salt.toString("base64url"),
  size: content.length,
};

const check = (manifest: object, file: Uint8Array = content) => {
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));
  writeFileSync(join(folder, "file"), file);
  return verifyManifest(join(folder, "manifest.json"), act, join(folder, "file"));
};

test("a manifest that opens the commitment of the act, and its file, are believed", () => check(good));

const WRONG: readonly (readonly [string, object])[] = [
  ["MANIFEST", { ...good, v: "setu-manifest/2" }],
  ["FILE", { ...good, a: "A".repeat(43) }],
  ["FILE", { ...good, c: "D".repeat(43) }],
  ["FILE", { ...good, n: 1017 }],
  ["CONTENT", { ...good, sha256: "0".repeat(64) }],
  ["CONTENT", { ...good, salt: randomBytes(32).toString("base64url") }],
  ["SALT", { ...good, salt: salt.subarray(0, 31).toString("base64url") }],
  ["CONTENT", { ...good, size: 999 }],
];
for (const [reason, manifest] of WRONG) {
  test(`a manifest that is wrong is refused: ${reason}, ${JSON.stringify(manifest).slice(0, 40)}`, async () => {
    await assert.rejects(check(manifest), { code: "BAD_PROOF", detail: { reason } });
  });
}

test("another file is refused", async () => {
  await assert.rejects(check(good, randomBytes(1000)), { code: "BAD_PROOF", detail: { reason: "CONTENT" } });
});
