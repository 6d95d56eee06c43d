import assert from "node:assert/strict";
import { test } from "node:test";
import {
  actBytes,
  canonicalBytes,
  leafBytes,
  parseLeaf,
  parseMarking,
  toAct,
  type Json,
  type RecordId,
} from "@setu/core";
import {
  append,
  emptyFrontier,
  formatNote,
  hmacSha256,
  KEY_TYPES,
  leafHash,
  parseNote,
  root,
  sha256,
  signatureLine,
  signCheckpoint,
  signer,
} from "tlog";
import { base64url, framed, hex, utf8 } from "./bytes.ts";
import { makeProof } from "./proof.ts";
import { verifySubset } from "./subset-issued.ts";
import { cutSubset, keepParts, partsBytes } from "./subset.ts";

const filled = (byte: number) => new Uint8Array(32).fill(byte);
const GREEN = { tlp: "GREEN", handling: ["H1"], pap: "GREEN", audience: ["ca.rcmp", "in.cbi"] };
const WHOLE = "0123456789abcdef0123456789abcdef" as RecordId;
const ISSUE = "fedcba9876543210fedcba9876543210";
const keys = (from: string, to: string) => {
  const origin = `${from}/link/${to}/main/1`;
  return {
    origin,
    log: [signer(origin, KEY_TYPES.ed25519, filled(1)), signer(origin, KEY_TYPES.mldsa44, filled(2))],
    mirror: [
      signer(`${to}/mirror`, KEY_TYPES.cosignature, filled(3)),
      signer(`${to}/mirror`, KEY_TYPES.mldsa44, filled(4)),
    ],
  };
};
const keysOf = (origin: string) => {
  const [from = "", , to = ""] = origin.split("/");
  const { log, mirror } = keys(from, to);
  return { origin, log: log.map(({ key }) => key), cosigners: mirror.map(({ key }) => key) };
};

/** An act alone in its log that promises one file, with the file's manifest. */
function promised(id: string, content: Uint8Array, { from = "ca", mark = GREEN, body = false } = {}) {
  const to = from === "ca" ? "in" : "ca";
  const commit = (salt: Uint8Array, plain: Uint8Array) => base64url(hmacSha256(salt, sha256(plain)));
  const [a, c, n, b] = [
    commit(filled(9), content),
    base64url(filled(8)),
    256,
    body ? commit(filled(6), utf8("{}")) : null,
  ];
  const fixed = { crit: [], wf: "requests/1", by: "officer.1", do: "message", args: {}, ret: "case" };
  const act = actBytes(
    toAct({ ...fixed, from, to, id, item: `ca:${WHOLE}`, mark, body: b, att: [{ a, c, n }] }),
  );
  const t = 1_795_000_000_000;
  const cs = [base64url(filled(7)), b && base64url(filled(5))];
  const leaf = parseLeaf(
    canonicalBytes({
      v: 1,
      t,
      seen: 0,
      a: commit(filled(4), framed(act, utf8("[]"))),
      b,
      c: cs,
      n: [256, b ? 256 : 0],
    }),
  );
  const { origin, log, mirror } = keys(from, to);
  const tree = append(emptyFrontier(), [leafHash(leafBytes(leaf))], () => {});
  const { text, signatures } = parseNote(
    signCheckpoint({ origin, size: 1, root: root(tree) }, log, 1_795_000_001),
  );
  const receipt = formatNote({
    text,
    signatures: [...signatures, ...mirror.map((by) => signatureLine(by, text, 1_795_000_002))],
  });
  const opening = {
    leaf,
    act,
    approvals: "[]",
    actSalt: filled(4),
    body: body ? { bytes: utf8("{}"), salt: filled(6) } : null,
  };
  const manifest = {
    v: "setu-manifest/1",
    a,
    c,
    n,
    sha256: hex(sha256(content)),
    salt: base64url(filled(9)),
  };
  return {
    proof: utf8(makeProof(opening, { position: 0, inclusion: [], receipt })),
    manifest: manifest as Json,
  };
}

let drawn = 0;
const kept = keepParts(
  ["first", "second"].map((text) => ({ name: "paragraph" as never, text, mark: parseMarking(GREEN) })),
  () => sha256(utf8(`chance ${drawn++}`)),
);
const subset = cutSubset(kept, WHOLE, [2]);
const whole = promised(WHOLE, partsBytes(kept));
const issue = promised(ISSUE, subset);
const refused = (reason: string) => ({ code: "BAD_PROOF", detail: { reason } });

test("a part of a record that its sender issued is verified offline", () => {
  const proven = verifySubset({ subset, whole, issue }, keysOf);
  assert.deepEqual(
    proven.subset.parts.map(({ part }) => part.text),
    ["second"],
  );
  assert.equal(proven.issue.act.id, ISSUE);
});

test("who received the whole cannot issue a part of it, whatever it cuts", () => {
  const own = cutSubset(kept, WHOLE, [1]);
  assert.throws(() => verifySubset({ subset: own, whole, issue }, keysOf), refused("CONTENT"));
  const theirs = promised(ISSUE, own, { from: "in" });
  assert.throws(() => verifySubset({ subset: own, whole, issue: theirs }, keysOf), refused("ISSUER"));
});

test("parts of another record, under a looser act, or beside the whole text are refused", () => {
  const other = cutSubset(kept, ISSUE as RecordId, [2]);
  const clear = { ...GREEN, tlp: "CLEAR" };
  const wide = { ...GREEN, audience: ["ca.rcmp", "in.cbi", "in.other"] };
  const cases = [
    ["WHOLE", { subset: other, whole, issue: promised(ISSUE, other) }],
    ["CONTENT", { subset, whole: promised(WHOLE, utf8("other digests")), issue }],
    ["MARKING", { subset, whole, issue: promised(ISSUE, subset, { mark: clear }) }],
    ["MARKING", { subset, whole, issue: promised(ISSUE, subset, { mark: wide }) }],
    ["MARKING", { subset, whole: promised(WHOLE, partsBytes(kept), { mark: clear }), issue }],
    ["BODY", { subset, whole: promised(WHOLE, partsBytes(kept), { body: true }), issue }],
  ] as const;
  for (const [reason, issued] of cases)
    assert.throws(() => verifySubset(issued, keysOf), refused(reason), reason);
});
