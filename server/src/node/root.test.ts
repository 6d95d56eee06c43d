import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { isSetuError, type Party } from "@setu/core";
import { cardHash, fingerprint, formatCard, parseCard, type Card } from "../keys/card.ts";
import { found, signCard } from "../keys/ceremony.ts";
import { newSecret } from "../keys/root-key.ts";
import { formatRecord, recordFingerprint, verifyRecord, type Recorded } from "../keys/root.ts";
import { homeFiles } from "./config.ts";
import { acceptCard, initNode } from "./init.ts";
import { pinRoot } from "./root.ts";
import { acceptSuccessor, makeNext, peerFormer, takeNext } from "./succession.ts";
import { configOf } from "./two-nodes.fixture.ts";

/** Homes without a node in them: cards and records are files. */
const folder = mkdtempSync(join(tmpdir(), "setu-root-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const homes = { ca: join(folder, "ca"), in: join(folder, "in") };
const first = await initNode(homes.ca, await configOf("ca", "in", "postgres://none"));
const india = await initNode(homes.in, await configOf("in", "ca", "postgres://none"));

const people = ["Asha Example", "Bernard Example", "Chen Example"].map((name) => ({
  name,
  secret: newSecret(),
}));
const [a, b, c] = people.map(({ secret }) => secret) as [Uint8Array, Uint8Array, Uint8Array];
const occasion = () => ({ at: Date.now(), offline: true });
const bytes = (record: readonly Recorded[]) => Buffer.from(formatRecord(record));
const of = (card: Card) => Buffer.from(formatCard(card));
const groups = (record: readonly Recorded[]) => recordFingerprint(verifyRecord(record));
const reason = (expected: string) => (error: unknown) =>
  isSetuError(error, "ROOT_REFUSED") && error.detail["reason"] === expected;
const pinned = () => fingerprint(parseCard(readFileSync(homeFiles(homes.in).peerCard)));
let record: readonly Recorded[] = [];

test("a root is pinned once, by what was read aloud, and from then on it alone lets the first card in", () => {
  record = found("ca" as Party, people, occasion());
  const wrong = (error: unknown) => isSetuError(error, "WRONG_PEER");
  assert.throws(() => pinRoot(homes.in, bytes(record), fingerprint(first)), wrong);
  const strangers = found("fr" as Party, people, occasion());
  assert.throws(() => pinRoot(homes.in, bytes(strangers), groups(strangers)), wrong);
  const unsigned = record;
  record = signCard(record, cardHash(first), [a, b], occasion());
  // Cut before its last act, by whoever brings it and has an older card.
  assert.throws(() => pinRoot(homes.in, bytes(unsigned), groups(record)), wrong);
  pinRoot(homes.in, bytes(record), groups(record));
  assert.throws(
    () => pinRoot(homes.in, bytes(unsigned), groups(unsigned)),
    (error) => isSetuError(error, "USAGE"),
  );
  const other = { ...first, address: { ...first.address, port: 1 } };
  assert.throws(() => acceptCard(homes.in, of(other), fingerprint(other)), reason("card"));
  assert.equal(fingerprint(acceptCard(homes.in, of(first), "")), fingerprint(first));
  // Nobody is believed for a record where no root was pinned.
  const peer = india;
  acceptCard(homes.ca, of(peer), fingerprint(peer));
  assert.throws(
    () => acceptSuccessor(homes.ca, of(peer), { record: bytes(record) }, {}),
    (error) => isSetuError(error, "USAGE"),
  );
});

test("what was signed in an exercise counts for a demonstration, and for no node in earnest", async () => {
  const exercise = { at: Date.now(), offline: false };
  const practised = found("in" as Party, people, exercise);
  const earnest = join(folder, "earnest");
  const config = await configOf("ca", "in", "postgres://none");
  await initNode(earnest, { ...config, demo: false, signIn: { passkeys: { synced: false } } });
  assert.throws(() => pinRoot(earnest, bytes(practised), groups(practised)), reason("practice"));
  const sound = found("in" as Party, people, occasion());
  const first = signCard(sound, cardHash(india), [a, b], occasion());
  pinRoot(earnest, bytes(first), groups(first));
  acceptCard(earnest, of(india), "");
  const signed = signCard(first, cardHash(india), [a, b], exercise);
  assert.throws(() => acceptSuccessor(earnest, of(india), { record: bytes(signed) }, {}), reason("practice"));
});

test("abuse 43: a card that the root has not signed is refused, whoever reads its fingerprint aloud", async () => {
  const card = await makeNext(homes.ca, join(folder, "next.json"));
  assert.throws(() => acceptSuccessor(homes.in, of(card), fingerprint(card), {}), reason("card"));
  const last = record.at(-1) ?? assert.fail();
  const forged = {
    ...last,
    act: { ...last.act, no: 3, prev: verifyRecord(record).last, card: cardHash(card) },
  };
  assert.throws(
    () => acceptSuccessor(homes.in, of(card), { record: bytes([...record, forged]) }, {}),
    reason("signature"),
  );
  assert.throws(() => acceptSuccessor(homes.in, of(card), { record: bytes(record) }, {}), reason("card"));
  assert.equal(pinned(), fingerprint(first));
  record = signCard(record, cardHash(card), [b, c], occasion());
  acceptSuccessor(homes.in, of(card), { record: bytes(record) }, {});
  assert.equal(pinned(), fingerprint(card));
  // Again, as when the answer was lost; and the one before it no more.
  acceptSuccessor(homes.in, of(card), { record: bytes(record) }, {});
  assert.throws(
    () => acceptSuccessor(homes.in, of(first), { record: bytes(record.slice(0, 2)) }, {}),
    reason("rollback"),
  );
});

test("abuse 44: with its root a node follows keys to which nobody had committed, also when a card was missed", async () => {
  const size = 7;
  const held = Object.fromEntries(first.logs.map(([key]) => [key?.name ?? "", size]));
  // The keys that were kept are taken, and others once more, before the other side has heard of either.
  takeNext(homes.ca, join(folder, "next.json"), null);
  const missed = await makeNext(homes.ca, join(folder, "later.json"));
  record = signCard(record, cardHash(missed), [a, b], occasion());
  const card = takeNext(homes.ca, join(folder, "later.json"), Date.now());
  record = signCard(record, cardHash(card), [a, c], occasion());
  acceptSuccessor(homes.in, of(card), { record: bytes(record) }, held);
  assert.deepEqual(
    peerFormer(homes.in).map(({ until }) => until),
    [first.logs.map(() => size), first.logs.map(() => 0)],
    "of the keys that it never saw it holds nothing",
  );
  assert.deepEqual(
    peerFormer(homes.in).map(({ since }) => since === null),
    [true, false],
  );
  // What its root signs has to name the keys that it follows all the same: the past is not the root's to change.
  const bare = { ...card, former: [], kem: first.kem };
  const lying = signCard(record, cardHash(bare), [a, b], occasion());
  assert.throws(
    () => acceptSuccessor(homes.in, of(bare), { record: bytes(lying) }, held),
    (error) => isSetuError(error, "WRONG_PEER"),
  );
  assert.equal(pinned(), fingerprint(card));
});
