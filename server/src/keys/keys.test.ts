import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { code, opaque, party, SetuError, type Hash } from "@setu/core";
import { emptyFrontier, root } from "tlog";
import { spkiPin } from "./certificate.ts";
import { fingerprint, formatCard, parseCard, type Card } from "./card.ts";
import { generateKeys, loadKeys, logSigners, mirrorSigners, saveKeys, type NodeKeys } from "./node-keys.ts";
import { signing } from "./signing.ts";
import { publicKeyOf } from "./x-wing.ts";

const ORIGIN = "canada/link/india/main/1";
const canada = await generateKeys("canada");
const india = await generateKeys("india");

const vkeys = (list: readonly { key: Card["mirror"][number] }[]) => list.map((each) => each.key);
const cardOf = (keys: NodeKeys): Card => ({
  party: party("canada", "party"),
  peer: party("india", "peer"),
  instance: 1,
  name: { en: "Canada", fr: "Canada", hi: "कनाडा" },
  zone: { id: "America/Toronto", label: "ET" },
  calendar: opaque("ca-2026.1", "calendar"),
  address: { host: "canada.localhost", port: 7443 },
  lanes: [code("flash", "lane"), code("main", "lane")],
  logs: ["flash", "main"].map((lane) => vkeys(logSigners(keys, `canada/link/india/${lane}/1`))),
  mirror: vkeys(mirrorSigners(keys, "canada")),
  tls: spkiPin(keys.tls.certificate) as Hash,
  kem: publicKeyOf(keys.kem[0] as Uint8Array),
});

const side = (
  own: NodeKeys,
  ownParty: string,
  peer: NodeKeys,
  peerParty: string,
  former?: Parameters<typeof signing>[0]["former"],
) =>
  signing({
    ...(former && { former }),
    own: (origin) => logSigners(own, origin),
    ownMirror: mirrorSigners(own, ownParty),
    peer: (origin) => vkeys(logSigners(peer, origin)),
    peerMirror: vkeys(mirrorSigners(peer, peerParty)),
  });

test("keys come back from their file, which only the owner can read and nothing replaces", () => {
  const folder = mkdtempSync(join(tmpdir(), "setu-keys-"));
  const path = join(folder, "keys.json");
  try {
    saveKeys(path, canada);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    const loaded = loadKeys(path);
    assert.deepEqual(vkeys(logSigners(loaded, ORIGIN)), vkeys(logSigners(canada, ORIGIN)));
    assert.deepEqual(loaded.tls, canada.tls);
    assert.throws(() => saveKeys(path, india), { code: "EEXIST" });
    chmodSync(path, 0o640);
    assert.throws(() => loadKeys(path), { code: "USAGE" });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("every log has keys of its own, and the mirror others", () => {
  const names = [
    ...logSigners(canada, ORIGIN),
    ...logSigners(canada, `${ORIGIN}0`),
    ...mirrorSigners(canada, "canada"),
  ];
  assert.equal(new Set(names.map(({ key }) => Buffer.from(key.publicKey).toString("hex"))).size, 6);
});

test("a card survives its file, and its fingerprint tells any change", () => {
  const card = cardOf(canada);
  const text = formatCard(card);
  assert.deepEqual(parseCard(Buffer.from(text)), card);
  assert.match(fingerprint(card), /^(?:\d{5} ){11}\d{5}$/);
  assert.equal(fingerprint(parseCard(Buffer.from(JSON.stringify(JSON.parse(text))))), fingerprint(card));
  assert.notEqual(fingerprint({ ...card, address: { ...card.address, port: 7444 } }), fingerprint(card));
});

test("a card with anything unexpected is refused, naming the field", () => {
  const good = JSON.parse(formatCard(cardOf(canada))) as Record<string, unknown>;
  const cases: [Record<string, unknown>, string][] = [
    [{ ...good, extra: 1 }, "card"],
    [{ ...good, party: "Canada!" }, "party"],
    [{ ...good, address: { host: "a/b", port: 1 } }, "address.host"],
    [{ ...good, address: { host: "x", port: 70_000 } }, "address.port"],
    [{ ...good, zone: { id: "Mars/Olympus", label: "MT" } }, "zone.id"],
    [{ ...good, mirror: (good["logs"] as unknown[])[0] }, "mirror"],
    [{ ...good, lanes: ["main", "flash"] }, "logs"],
    [{ ...good, kem: "AAAA" }, "kem"],
    [{ ...good, instance: 2 }, "logs"],
  ];
  for (const [value, field] of cases) {
    const refused = (error: unknown) =>
      error instanceof SetuError && error.code === "BAD_FIELD" && error.detail["field"] === field;
    assert.throws(() => parseCard(Buffer.from(JSON.stringify(value))), refused, field);
  }
});

test("a checkpoint is signed, receipted and opened; a second receipt replaces the first", () => {
  const ours = side(canada, "canada", india, "india");
  const theirs = side(india, "india", canada, "canada");
  const checkpoint = { origin: ORIGIN, size: 0, root: root(emptyFrontier()) };
  const note = ours.sign(checkpoint, 5_000);
  assert.deepEqual(theirs.openPeer(note, ORIGIN), checkpoint);
  assert.deepEqual(ours.openOwn(note, ORIGIN), checkpoint);
  const receipt = theirs.cosign(note, 1_700_000_000_999);
  assert.deepEqual(ours.openReceipt(receipt, ORIGIN), { checkpoint, t: 1_700_000_000_000 });
  assert.deepEqual(theirs.openPeer(receipt, ORIGIN), checkpoint);
  assert.equal(ours.openReceipt(theirs.cosign(receipt, 1_800_000_000_000), ORIGIN).t, 1_800_000_000_000);
});

test("cosigning keys that others have followed give no new receipt; what they cosigned is still read", async () => {
  const followed = { logs: [], mirror: vkeys(mirrorSigners(india, "india")), since: 1, until: [] };
  const next = await generateKeys("india");
  const ours = side(canada, "canada", next, "india", { own: [], peer: [followed] });
  const checkpoint = { origin: ORIGIN, size: 0, root: root(emptyFrontier()) };
  const note = ours.sign(checkpoint, 5_000);
  const thief = side(india, "india", canada, "canada").cosign(note, 1_700_000_000_000);
  assert.throws(() => ours.openReceipt(thief, ORIGIN), { code: "BAD_CHECKPOINT" });
  assert.deepEqual(ours.openOwn(thief, ORIGIN), checkpoint);
  const receipt = side(next, "india", canada, "canada").cosign(note, 1_700_000_000_000);
  assert.deepEqual(ours.openReceipt(receipt, ORIGIN).checkpoint, checkpoint);
});

test("other signers, other origins, missing and additional lines are refused", () => {
  const ours = side(canada, "canada", india, "india");
  const theirs = side(india, "india", canada, "canada");
  const checkpoint = { origin: ORIGIN, size: 0, root: root(emptyFrontier()) };
  const note = ours.sign(checkpoint, 5_000);
  const lines = note.trimEnd().split("\n");
  const refused = { code: "BAD_CHECKPOINT" };
  assert.throws(() => theirs.openPeer(note, `${ORIGIN}0`), refused);
  assert.throws(() => theirs.openPeer(theirs.sign(checkpoint, 1), ORIGIN), refused);
  assert.throws(() => theirs.openPeer(`${lines.slice(0, -1).join("\n")}\n`, ORIGIN), refused);
  assert.throws(() => theirs.openPeer(`${note}${lines.at(-1)}\n`, ORIGIN), refused);
  assert.throws(() => theirs.openPeer("", ORIGIN), refused);
  assert.throws(() => ours.openReceipt(note, ORIGIN), refused);
  // A good receipt with one more signature than was asked for.
  assert.throws(() => ours.openReceipt(ours.cosign(theirs.cosign(note, 1), 1), ORIGIN), refused);
  assert.throws(() => ours.openReceipt(ours.cosign(note, 1), ORIGIN), refused);
});
