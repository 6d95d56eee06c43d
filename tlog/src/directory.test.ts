import assert from "node:assert/strict";
import { test } from "node:test";
import { exportFiles, verifyFiles } from "./directory.ts";
import { leafHash } from "./hash.ts";
import { signCheckpoint } from "./policy.ts";
import type { Policy } from "./policy.ts";
import { signer } from "./signer.ts";
import { TlogError } from "./errors.ts";
import type { TlogErrorCode } from "./errors.ts";
import { filled, flip, mth, text } from "./testing.ts";
import { bundles, encodeBundle, hashTiles, tilePath } from "./tiles.ts";
import { append, emptyFrontier, root } from "./tree.ts";
import { KEY_TYPES } from "./vkey.ts";

const origin = "log.example/a";
const log = signer(origin, KEY_TYPES.ed25519, filled(1));
const policy: Policy = { origin, log: [log.key], cosigners: [] };

type Files = Map<string, Uint8Array>;

function entries(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => text(`entry ${index}`));
}

function checkpointOf(data: readonly Uint8Array[]): string {
  const frontier = append(emptyFrontier(), data.map(leafHash));
  return signCheckpoint({ origin, size: data.length, root: root(frontier) }, [log], 0);
}

async function exported(data: readonly Uint8Array[], checkpoint = checkpointOf(data)): Promise<Files> {
  const files: Files = new Map();
  for await (const { path, bytes } of exportFiles(checkpoint, data)) {
    assert.ok(!files.has(path), path);
    files.set(path, bytes);
  }
  return files;
}

async function rejects(
  run: () => Promise<unknown>,
  code: TlogErrorCode,
  about: string = code,
): Promise<void> {
  await assert.rejects(run, (error) => {
    assert.ok(error instanceof TlogError, String(error));
    assert.equal(error.code, code, about);
    return true;
  });
}

const verify = (files: Files): Promise<unknown> => verifyFiles((path) => files.get(path), policy);

test("a directory has exactly the files of its size, the checkpoint last", async () => {
  for (const size of [0, 1, 255, 256, 257, 600]) {
    const files = await exported(entries(size));
    const expected = [...bundles(size), ...hashTiles(size)].map(tilePath);
    assert.deepEqual([...files.keys()].toSorted(), [...expected, "checkpoint"].toSorted());
    assert.equal([...files.keys()].at(-1), "checkpoint");
    assert.equal((await verifyFiles((path) => files.get(path), policy)).size, size);
  }
});

test("the bytes are those that tlog-tiles defines", async () => {
  const data = entries(300);
  const hashes = data.map(leafHash);
  const files = await exported(data);
  const tile = (parts: Uint8Array[]): string => Buffer.concat(parts).toString("hex");
  assert.equal(files.get("tile/0/000")!.toHex(), tile(hashes.slice(0, 256)));
  assert.equal(files.get("tile/0/001.p/44")!.toHex(), tile(hashes.slice(256)));
  assert.equal(files.get("tile/1/000.p/1")!.toHex(), tile([mth(hashes.slice(0, 256))]));
  assert.deepEqual(files.get("tile/entries/001.p/44"), encodeBundle(data.slice(256)));
});

test("a log of three levels of tiles is exported and verified", async () => {
  const size = 66_000;
  const files = await exported(entries(size));
  assert.equal(files.get("tile/1/000")!.length, 8192);
  assert.equal(files.get("tile/1/001.p/1")!.length, 32);
  assert.equal(files.get("tile/2/000.p/1")!.length, 32);
  await verify(files);
  files.set("tile/2/000.p/1", flip(files.get("tile/2/000.p/1")!, 0));
  await rejects(() => verify(files), "FILE_MISMATCH");
});

test("entries may come from anything that can be iterated, also asynchronously", async () => {
  const data = entries(260);
  const source = async function* (): AsyncGenerator<Uint8Array> {
    yield* data;
  };
  const files: Files = new Map();
  for await (const { path, bytes } of exportFiles(checkpointOf(data), source())) files.set(path, bytes);
  assert.deepEqual(files, await exported(data));
});

test("entries other than those of the checkpoint never lead to a checkpoint", async () => {
  const data = entries(300);
  const checkpoint = checkpointOf(data);
  await rejects(() => exported(data.slice(1), checkpoint), "ENTRY_COUNT");
  await rejects(() => exported([...data, text("more")], checkpoint), "ENTRY_COUNT");
  await rejects(() => exported(data.with(7, text("other")), checkpoint), "ROOT_MISMATCH");
  await rejects(() => exported(data, "no note"), "NOTE_MALFORMED");
  const seen: string[] = [];
  await rejects(async () => {
    for await (const { path } of exportFiles(checkpoint, data.with(299, text("other")))) seen.push(path);
  }, "ROOT_MISMATCH");
  assert.ok(!seen.includes("checkpoint"));
});

test("any file changed, cut or missing is found", async () => {
  const files = await exported(entries(600));
  for (const [path, bytes] of files) {
    for (const bit of [0, Math.floor(bytes.length * 4), bytes.length * 8 - 1]) {
      await assert.rejects(() => verify(new Map(files).set(path, flip(bytes, bit))), TlogError, path);
    }
    await assert.rejects(() => verify(new Map(files).set(path, bytes.subarray(0, -1))), TlogError, path);
    await assert.rejects(() => verify(new Map(files).set(path, new Uint8Array())), TlogError, path);
    const without = new Map(files);
    without.delete(path);
    await rejects(() => verify(without), "FILE_MISSING", path);
  }
  await rejects(
    () => verify(new Map(files).set("tile/0/000", flip(files.get("tile/0/000")!, 9))),
    "FILE_MISMATCH",
  );
});

test("an entry replaced by another well-formed one is found", async () => {
  const data = entries(300);
  const files = await exported(data);
  const first = encodeBundle(data.slice(0, 256).with(3, text("forged")));
  await rejects(() => verify(new Map(files).set("tile/entries/000", first)), "FILE_MISMATCH");
  const last = encodeBundle(data.slice(256).with(43, text("forged")));
  await rejects(() => verify(new Map(files).set("tile/entries/001.p/44", last)), "ROOT_MISMATCH");
  // Even if the tiles are forged to match, the signed root is not.
  const forged = data.with(299, text("forged"));
  const matching = await exported(forged);
  matching.set("checkpoint", text(checkpointOf(data)));
  await rejects(() => verify(matching), "ROOT_MISMATCH");
});

test("the checkpoint is held against the policy", async () => {
  const files = await exported(entries(3));
  const read = (path: string): Uint8Array | undefined => files.get(path);
  await rejects(() => verifyFiles(read, { ...policy, origin: "log.example/b" }), "ORIGIN_MISMATCH");
  const other = signer(origin, KEY_TYPES.ed25519, filled(2)).key;
  await rejects(() => verifyFiles(read, { ...policy, log: [other] }), "SIGNATURE_MISSING");
  await rejects(() => verify(new Map(files).set("checkpoint", filled(0x61, 70_000))), "NOTE_SIZE");
});

test("a partial file that is gone is replaced by its full successor", async () => {
  const data = entries(600);
  const grown = await exported(data);
  const small = await exported(data.slice(0, 300));
  const pruned: Files = new Map(grown);
  pruned.set("checkpoint", small.get("checkpoint")!).set("tile/1/000.p/1", small.get("tile/1/000.p/1")!);
  assert.ok(!pruned.has("tile/0/001.p/44") && !pruned.has("tile/entries/001.p/44"));
  await verify(pruned);
  const tile = grown.get("tile/0/001")!;
  await rejects(() => verify(new Map(pruned).set("tile/0/001", flip(tile, 0))), "FILE_MISMATCH");
  const bundle = grown.get("tile/entries/001")!;
  await rejects(
    () => verify(new Map(pruned).set("tile/entries/001", bundle.subarray(1))),
    "BUNDLE_MALFORMED",
  );
  // A full file never stands in for another full one, nor a partial one for a full one.
  pruned.delete("tile/0/000");
  await rejects(() => verify(pruned), "FILE_MISSING");
});
