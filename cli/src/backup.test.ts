import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { backup } from "./backup.ts";

test("the keyring is written neither among the backups nor anywhere beneath them", async () => {
  const folder = mkdtempSync(join(tmpdir(), "setu-backup-"));
  const backups = join(folder, "backups");
  mkdirSync(join(backups, "keys"), { recursive: true });
  const write = (keyring: string) => backup(join(folder, "no-node"), backups, keyring, { json: true });
  for (const among of [backups, join(backups, "keys")])
    await assert.rejects(write(join(among, "keyring")), { code: "USAGE", message: /kept apart/ });
  // Beside them it is refused for nothing but the node that is not there.
  await assert.rejects(write(join(folder, "keyring")), (error: Error) => !error.message.includes("apart"));
  rmSync(folder, { recursive: true });
});
