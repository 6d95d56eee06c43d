import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { exclusively } from "./exclusively.ts";

const folder = mkdtempSync(join(tmpdir(), "setu-lock-"));
after(() => rmSync(folder, { recursive: true }));

// Who waits for the dead waits for seconds.
describe("one at a time", { concurrency: true }, () => {
  test(
    "a lock whose holder died is free after a while, whatever the clock says now",
    { timeout: 20_000 },
    async () => {
      const ahead = Date.now() / 1_000 + 86_400;
      const done: string[] = [];
      await Promise.all(
        ["before the clock was set back", "just now"].map(async (name) => {
          const lock = join(folder, `${name}.lock`);
          writeFileSync(lock, "");
          if (name !== "just now") utimesSync(lock, ahead, ahead);
          await exclusively(lock, () => void done.push(name));
          assert.equal(existsSync(lock), false);
        }),
      );
      assert.equal(done.length, 2);
    },
  );

  test("a holder that was away for so long that another took its place leaves that one its lock", async () => {
    const lock = join(folder, "slow.lock");
    let inside = 0;
    const [taken, ends] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const away = exclusively(lock, () => taken.promise);
    const other = exclusively(lock, async () => {
      inside += 1;
      taken.resolve();
      await ends.promise;
      inside -= 1;
    });
    await away;
    assert.equal(inside, 1);
    assert.equal(existsSync(lock), true);
    const third = exclusively(lock, () => assert.equal(inside, 0));
    ends.resolve();
    await Promise.all([other, third]);
  });
});
