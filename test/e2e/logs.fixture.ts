import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { linkOrigin } from "@setu/link";
import { loadKeys, logSigners } from "@setu/server/keys/node-keys.ts";
import { homeFiles } from "@setu/server/node/config.ts";
import { bundles, parseBundle, parseNote, tilePath, verifyFiles } from "tlog";
import { MAIN } from "./demo.fixture.ts";
import type { NodeProcess } from "./nodes.fixture.ts";

/**
 * The sender's log and the copy that its peer holds are one history: each is a directory that verifies from the leaves
 * up, under the sender's signature, and the shorter is the beginning of the longer.
 * @returns how many entries the copy has
 */
export async function assertOneHistory(
  folder: string,
  sender: NodeProcess,
  holder: NodeProcess,
  lane: string,
): Promise<number> {
  // The copy first: both nodes run on, and the log may grow meanwhile.
  const copy = await exported(folder, holder, "peer", sender, lane);
  const own = await exported(folder, sender, "own", sender, lane);
  assert.ok(copy.length <= own.length, "the peer holds more than was written");
  assert.deepEqual(copy, own.slice(0, copy.length));
  return copy.length;
}

async function exported(
  folder: string,
  at: NodeProcess,
  of: "own" | "peer",
  sender: NodeProcess,
  lane: string,
): Promise<readonly string[]> {
  const target = join(folder, `${at.side.party}-${of}-${sender.side.party}-${lane}`);
  const args = [MAIN, "export", lane, target, "--of", of, "--home", at.home, "--json"];
  const { DATABASE_URL: _, ...env } = process.env;
  const { status, stderr, stdout } = spawnSync(process.execPath, args, { encoding: "utf8", env });
  assert.equal(status, 0, stderr);
  const { origin } = JSON.parse(stdout) as { origin: string };
  assert.equal(origin, linkOrigin(sender.side.party as never, sender.side.peer as never, lane, 1));
  const read = (path: string) =>
    existsSync(join(target, path)) ? readFileSync(join(target, path)) : undefined;
  const log = logSigners(loadKeys(homeFiles(sender.home).keys), origin).map(({ key }) => key);
  const { size } = await verifyFiles(read, { origin, log, cosigners: [] });
  assert.ok(parseNote(readFileSync(join(target, "checkpoint"))).signatures.length >= log.length);
  return leavesOf(read, size);
}

function leavesOf(read: (path: string) => Uint8Array | undefined, size: number): readonly string[] {
  return [...bundles(size)].flatMap((bundle) => {
    const bytes = read(tilePath(bundle));
    assert.ok(bytes);
    return parseBundle(bytes, bundle.width).map((entry) => Buffer.from(entry).toString());
  });
}
