import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { before, test } from "node:test";
import { actBytes, canonicalBytes, isSetuError, type Hash, type Instant, type ItemAct } from "@setu/core";
import { HONEST, SoftKey, UNVERIFIED, type Lies } from "@setu/server/sign-in/soft-key.fixture.ts";
import { assertionOf, parseAssertion, verifySignature } from "@setu/server/sign-in/webauthn.ts";
import {
  actChallenge,
  actMessage,
  approvalOf,
  cardApprovalOf,
  formatApprovals,
  judgeApprovals,
  parseApprovals,
  siteOf,
  verifyApproval,
  type Approval,
  type OfficerKey,
  type OfficerKeys,
} from "./approval.ts";
import { base64url, framed } from "./bytes.ts";
import { draft, opens, pair } from "./pair.fixture.ts";

/** What the other government's node makes of a signature: from the act, the signature and the public key alone. */
const ORIGIN = "https://setu.example";
const key = new SoftKey(ORIGIN);
const named: OfficerKey = {
  officer: "ca.officer-1",
  key: createHash("sha256").update(key.spki).digest("base64url") as Hash,
  algorithm: -7,
  spki: key.spki,
  site: siteOf("setu.example", ORIGIN),
};

let act: ItemAct;
before(async () => {
  const { ca } = pair();
  const made = await draft(ca, await opens(ca), "note", {}, { body: "Synthetic" });
  act = { ...made.act, body: null };
});

const challengeOf = (of: ItemAct) => Buffer.from(actChallenge(actBytes(of))).toString("base64url");
const signed = (of: ItemAct, lies: Lies = {}): Approval =>
  approvalOf(named.key, assertionOf(parseAssertion(key.answer({ challenge: challengeOf(of) }, lies))));
const refused = (reason: string) => (error: unknown) => {
  assert.ok(isSetuError(error, "BAD_APPROVAL"), String(error));
  assert.equal(error.detail["reason"], reason);
  return true;
};

test("a key's signature over an act holds for that act, and for no other in any field", () => {
  const approval = signed(act);
  verifyApproval(actBytes(act), approval, named, verifySignature);
  const hash = base64url(createHash("sha256").update("another").digest());
  for (const change of [
    { body: hash },
    { do: "close" },
    { args: { reason: "other" } },
    { by: "ca.officer-2" },
    { to: "fr" },
    { id: "0".repeat(32) },
    { item: `ca:${"0".repeat(32)}` },
    { after: [null, null] },
    { ret: "short" },
    { att: [{ a: hash, c: hash, n: 1 }] },
    { mark: { ...act.mark, tlp: "CLEAR" } },
  ]) {
    const other = actBytes({ ...act, ...change } as ItemAct);
    assert.throws(
      () => verifyApproval(other, approval, named, verifySignature),
      refused("challenge"),
      JSON.stringify(change),
    );
  }
});

test("abuse 24: a signature made elsewhere, by nobody present, for something else or by another key does not hold", () => {
  for (const [lies, reason] of [
    [{ origin: "https://elsewhere.example" }, "origin"],
    [{ crossOrigin: true }, "origin"],
    [{ rpId: "elsewhere.example" }, "relying-party"],
    [{ flags: UNVERIFIED }, "verification"],
    [{ flags: HONEST & ~1 }, "verification"],
    [{ type: "webauthn.create" }, "type"],
    [{ spoil: true }, "signature"],
  ] as const)
    assert.throws(
      () => verifyApproval(actBytes(act), signed(act, lies), named, verifySignature),
      refused(reason),
      reason,
    );
  const bytes = actBytes(act);
  const approval = signed(act);
  const other = new SoftKey(ORIGIN);
  const theirs = { ...named, spki: other.spki };
  assert.throws(() => verifyApproval(bytes, approval, theirs, verifySignature), refused("key"));
  const key = createHash("sha256").update(other.spki).digest("base64url") as Hash;
  assert.throws(
    () => verifyApproval(bytes, { ...approval, key }, { ...theirs, key }, verifySignature),
    refused("signature"),
  );
  assert.throws(
    () => verifyApproval(bytes, approval, { ...named, algorithm: -257 }, verifySignature),
    refused("signature"),
  );
  assert.throws(
    () => verifyApproval(bytes, { ...approval, kind: "paper" as never }, named, verifySignature),
    refused("kind"),
  );
});

test("what is no signature is refused before anything of it is computed", () => {
  const bytes = actBytes(act);
  const { authenticatorData, clientDataJSON, signature } = assertionOf(
    parseAssertion(key.answer({ challenge: challengeOf(act) })),
  );
  for (const parts of [
    [],
    [authenticatorData, clientDataJSON],
    [authenticatorData, clientDataJSON, signature, signature],
    [authenticatorData.subarray(0, 36), clientDataJSON, signature],
    [authenticatorData, Buffer.alloc(1_025, 0x20), signature],
    [authenticatorData, clientDataJSON, Buffer.alloc(513)],
    [authenticatorData, Buffer.from("{}}"), signature],
  ]) {
    const approval = { ...signed(act), bytes: base64url(framed(...parts)) };
    assert.throws(() => verifyApproval(bytes, approval, named, verifySignature), refused("malformed"));
  }
  for (const text of ["", "x", "AAAAAQ", "_____w", "A".repeat(9_000)])
    assert.throws(
      () => verifyApproval(bytes, { ...signed(act), bytes: text }, named, verifySignature),
      refused("malformed"),
      text.slice(0, 9),
    );
});

test("the list is canonical, short and strict; each signature is judged by itself and by the key in force", async () => {
  const good = signed(act);
  assert.deepEqual(parseApprovals(formatApprovals([good])), [good]);
  assert.deepEqual(parseApprovals("[]"), []);
  const text = (value: unknown) => new TextDecoder().decode(canonicalBytes(value as never));
  for (const bad of [
    "",
    "{}",
    "[ ]",
    "[null]",
    text([{ ...good, more: 1 }]),
    text([{ key: good.key }]),
    text(Array(5).fill(good)),
  ])
    assert.throws(() => parseApprovals(bad), refused("malformed"), bad.slice(0, 40));

  const keys: OfficerKeys = { keyOf: async (key, t) => (key === named.key && t < 2_000 ? named : null) };
  const entry = { act: actBytes(act), approvals: formatApprovals([good, signed(act, { spoil: true })]) };
  const kind = "webauthn";
  assert.deepEqual(await judgeApprovals({ ...entry, t: 1_999 as Instant }, keys, verifySignature), [
    { key: named.key, kind, officer: "ca.officer-1", reason: null },
    { key: named.key, kind, officer: "ca.officer-1", reason: "signature" },
  ]);
  // Suspended, recalled, unknown: what she signed from that position on is nobody's.
  const late = await judgeApprovals({ ...entry, t: 2_000 as Instant }, keys, verifySignature);
  assert.deepEqual(
    late.map(({ officer, reason }) => [officer, reason]),
    [
      [null, "key"],
      [null, "key"],
    ],
  );
});

const PAIRS = {
  [-7]: () => generateKeyPairSync("ec", { namedCurve: "P-256" }),
  [-8]: () => generateKeyPairSync("ed25519"),
  [-257]: () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
};

type Card = { readonly named: OfficerKey; readonly sign: (message: Uint8Array) => Approval };

/** A smart card, or whatever has the private key of a certificate. */
function card(algorithm: keyof typeof PAIRS): Card {
  const { privateKey, publicKey } = PAIRS[algorithm]();
  const spki = new Uint8Array(publicKey.export({ type: "spki", format: "der" }));
  const name = base64url(createHash("sha256").update(spki).digest());
  const hash = algorithm === -8 ? null : "sha256";
  return {
    named: { officer: "ca.officer-1", key: name, algorithm, spki, site: null },
    sign: (message) => cardApprovalOf(name, new Uint8Array(sign(hash, message, privateKey))),
  };
}

test("a card's signature holds for its act from the public key alone, and the reader sees which kind it was", async () => {
  const bytes = actBytes(act);
  const keys = [card(-7), card(-8), card(-257)];
  for (const each of keys) {
    const approval = each.sign(actMessage(bytes));
    verifyApproval(bytes, approval, each.named, verifySignature);
    const other = actBytes({ ...act, by: "ca.officer-2" as never });
    assert.throws(() => verifyApproval(other, approval, each.named, verifySignature), refused("signature"));
    const another = { ...each.named, algorithm: each.named.algorithm === -7 ? -257 : -7 };
    assert.throws(() => verifyApproval(bytes, approval, another, verifySignature), refused("signature"));
  }
  const [ec] = keys;
  assert.ok(ec);
  const both = formatApprovals([signed(act), ec.sign(actMessage(bytes))]);
  const register = {
    keyOf: (name: Hash) =>
      Promise.resolve([named, ec.named].find(({ key: known }) => known === name) ?? null),
  };
  const judged = await judgeApprovals(
    { act: bytes, approvals: both, t: 0 as Instant },
    register,
    verifySignature,
  );
  assert.deepEqual(
    judged.map(({ kind, reason }) => [kind, reason]),
    [
      ["webauthn", null],
      ["x509", null],
    ],
  );
});

test("abuse 24: what a card signs elsewhere is no approval, and neither kind of key signs as the other", () => {
  const bytes = actBytes(act);
  const ec = card(-7);
  for (const message of [bytes, actChallenge(bytes), new Uint8Array()])
    assert.throws(
      () => verifyApproval(bytes, ec.sign(message), ec.named, verifySignature),
      refused("signature"),
    );
  const good = ec.sign(actMessage(bytes));
  const refuses = (approval: Approval, of: OfficerKey, reason: string) =>
    assert.throws(() => verifyApproval(bytes, approval, of, verifySignature), refused(reason));
  // A browser's key has a site: what a page may have had it sign is no card's signature, nor the other way round.
  refuses(good, { ...ec.named, site: named.site }, "key");
  refuses({ ...good, kind: "webauthn" as never }, ec.named, "key");
  refuses({ ...signed(act), kind: "x509" as never }, named, "key");
  refuses({ ...good, bytes: "" }, ec.named, "malformed");
  refuses({ ...good, bytes: "A".repeat(800) }, ec.named, "malformed");
  refuses({ ...good, kind: "toString" as never }, ec.named, "kind");
});
