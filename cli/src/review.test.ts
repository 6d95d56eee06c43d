import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { exportOf, history, OWN, PEER } from "../../verifier/src/export.fixture.ts";
import { addressSource, folderSource } from "./review-source.ts";

const MAIN = join(import.meta.dirname, "main.ts");
const folder = mkdtempSync(join(tmpdir(), "setu-verify-export-"));
after(() => rmSync(folder, { recursive: true }));

function put(name: string, files: ReadonlyMap<string, Uint8Array>): string {
  const root = join(folder, name);
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
  return root;
}
const setu = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, "verify-export", ...args], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
};

test("a reviewer remembers a true export, is told of a changed one, and keeps what he remembers", async () => {
  const made = history();
  const first = put("first", await exportOf(made));
  const other = put("other", await exportOf(made, PEER));
  const memory = join(folder, "memory");
  const seeded = ["--seed", "six white dice", "--entries", "12", "--remember", memory];
  const good = setu(first, ...seeded, "--other", other);
  assert.equal(good.status, 0, good.stderr);
  assert.match(good.stdout, /Nothing contradicts what you remember/);
  assert.match(good.stdout, /12 entries drawn from the first 44: 12 opened/);
  const kept = statSync(memory).size;
  assert.equal(statSync(memory).mode & 0o077, 0);

  made.logs[OWN]?.splice(17, 1);
  const second = put("second", await exportOf(made));
  const bad = setu(second, ...seeded);
  assert.equal(bad.status, 7, bad.stderr);
  assert.match(bad.stdout, /Entries were left out from entry 17 on: 1\. So say the heads that you kept/);
  assert.match(bad.stdout, /First bad entry: 17/);
  assert.equal(statSync(memory).size, kept);
  assert.equal(existsSync(`${memory}.part`), false);

  const json = setu(second, "--json");
  const report = JSON.parse(json.stdout) as { verdict: string; sample: { seed: string } };
  assert.deepEqual([report.verdict, report.sample.seed], ["broken", "six white dice"]);
});

test("what is no export, and a seed that is none, end with their codes", () => {
  const nothing = setu(folder, "--json");
  assert.equal(nothing.status, 4);
  assert.equal(
    (JSON.parse(nothing.stderr.trim().split("\n").at(-1) ?? "") as { code: string }).code,
    "NOT_FOUND",
  );
  assert.equal(setu(folder, "--seed", "").status, 1);
});

test("folder and address give the same bytes; a redirect and a file above the bound are refused", async () => {
  const files = await exportOf(history());
  const root = put("served", files);
  const asked: string[] = [];
  const server = createServer(({ url = "", method = "" }, response) => {
    asked.push(method);
    const bytes = files.get(url.slice("/live/".length));
    if (url === "/live/moved") response.writeHead(302, { location: "/live/manifest.json" }).end();
    else response.writeHead(bytes ? 200 : 404).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  try {
    const [here, there] = [folderSource(root), addressSource(`http://127.0.0.1:${port}/live`)];
    for (const path of ["manifest.json", `${OWN}/checkpoint`, "not/there"]) {
      assert.deepEqual(await there.read(path, 1_000_000), await here.read(path, 1_000_000), path);
    }
    for (const source of [here, there])
      await assert.rejects(source.read("manifest.json", 10), { code: "TOO_LARGE" });
    await assert.rejects(there.read("moved", 1_000_000), TypeError);
    assert.deepEqual([...new Set(asked)], ["GET"]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
