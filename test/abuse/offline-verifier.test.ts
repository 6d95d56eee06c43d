import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { claimedOrigin, verifyProof } from "@setu/link/proof.ts";
import { exportLog, formatCard, parseCard, type Card } from "@setu/server";
import { twoNodes, until } from "@setu/server/node/two-nodes.fixture.ts";
import { verifyFiles } from "tlog";
import { ask, journey, officer, ORIGINS, rest, view } from "./journey.fixture.ts";

const SIDES = ["ca", "in"] as const;
type Files = ReadonlyMap<string, Uint8Array>;

const folder = mkdtempSync(join(tmpdir(), "setu-offline-"));
let cards: Readonly<Record<"ca" | "in", Card>>;
const exported = new Map<string, Files>();
const proofs = new Map<string, Uint8Array>();
const ids: string[] = [];

/** What a third person is given; the nodes and their databases are gone before the first verdict. */
before(async () => {
  const nodes = await twoNodes();
  try {
    const item = await journey(nodes, ask(), "not-held");
    await rest(nodes, ORIGINS);
    cards = {
      ca: parseCard(Buffer.from(formatCard(nodes.ca.card))),
      in: parseCard(Buffer.from(formatCard(nodes.in.card))),
    };
    for (const side of SIDES) {
      for (const origin of ORIGINS) {
        const to = join(folder, side, origin);
        await exportLog(nodes[side].store, origin, to);
        exported.set(`${side} ${origin}`, filesIn(to));
      }
      const browser = await officer(nodes[side].url, `${side}.officer-1`);
      for (const { id } of (await view(browser, item)).timeline) {
        if (side === "ca") ids.push(id);
        const proof = await until(
          "a proof",
          async () => (await browser.send("GET", `/api/requests/${item}/proofs/${id}`)).text(),
          (text) => text.startsWith("setu-proof/1\n"),
        );
        proofs.set(`${side} ${id}`, Buffer.from(proof));
      }
    }
  } finally {
    await nodes.close();
  }
});
after(() => rmSync(folder, { recursive: true, force: true }));

function filesIn(root: string): Files {
  const names = readdirSync(root, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  return new Map(
    names.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(root.length + 1), readFileSync(path)];
    }),
  );
}

const filesOf = (side: string, origin: string): Files => exported.get(`${side} ${origin}`) ?? new Map();
const keysOf = (origin: string) => {
  const owner = origin.startsWith("ca/") ? "ca" : "in";
  return {
    origin,
    log: cards[owner].logs.find(([key]) => key?.name === origin) ?? [],
    cosigners: cards[owner === "ca" ? "in" : "ca"].mirror,
  };
};
const judge = (files: Files, origin: string) =>
  verifyFiles((path) => files.get(path), { ...keysOf(origin), cosigners: [], exact: true });
const changed = (bytes: Uint8Array, at: number): Uint8Array => bytes.with(at, (bytes[at] ?? 0) ^ 1);

test("abuse 50: both nodes export the same bytes of each log, and they verify", async () => {
  for (const origin of ORIGINS) {
    const [ours, theirs] = [filesOf("ca", origin), filesOf("in", origin)];
    assert.ok(ours.size >= 3);
    assert.deepEqual([...ours.keys()].toSorted(), [...theirs.keys()].toSorted());
    for (const [path, bytes] of ours)
      assert.ok(Buffer.from(bytes).equals(theirs.get(path) ?? Buffer.alloc(0)), `${origin} ${path}`);
    const [here, there] = [await judge(ours, origin), await judge(theirs, origin)];
    assert.ok(here.size > 0);
    assert.deepEqual([here.size, here.root], [there.size, there.root]);
  }
});

test("abuse 50: one byte changed in any exported file is a refusal", async () => {
  for (const side of SIDES)
    for (const origin of ORIGINS) {
      const files = filesOf(side, origin);
      for (const [path, bytes] of files) {
        const step = Math.max(1, Math.floor(bytes.length / 8));
        for (let at = 0; at < bytes.length; at += step) {
          const forged = new Map(files).set(path, changed(bytes, at));
          await assert.rejects(judge(forged, origin), { name: "TlogError" }, `${origin} ${path} ${at}`);
        }
        const without = new Map(files);
        without.delete(path);
        await assert.rejects(judge(without, origin), { code: "FILE_MISSING" }, path);
      }
    }
});

test("abuse 50: the proofs of both nodes say the same of every act, and of a changed one nothing", () => {
  assert.ok(ids.length >= 6);
  for (const id of ids) {
    const said = SIDES.map((side) => {
      const proof = proofs.get(`${side} ${id}`) ?? new Uint8Array();
      const keys = keysOf(claimedOrigin(proof));
      const { receiptTime, ...proven } = verifyProof(proof, keys);
      assert.ok(receiptTime > 0);
      for (let at = 0; at < proof.length; at += 101)
        assert.throws(() => verifyProof(changed(proof, at), keys), `${side} ${id} ${at}`);
      return proven;
    });
    assert.equal(said[0]?.act.id, id);
    assert.deepEqual(said[0], said[1]);
  }
});
