import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { before, test } from "node:test";
import { actBytes, canonicalBytes, isSetuError, type Hash, type Instant, type ItemAct } from "@setu/core";
import { HONEST, SoftKey, UNVERIFIED, type Lies } from "@setu/server/sign-in/soft-key.fixture.ts";
import { assertionOf, parseAssertion, verifySignature } from "@setu/server/sign-in/webauthn.ts";
import {
  actChallenge,
  approvalOf,
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
