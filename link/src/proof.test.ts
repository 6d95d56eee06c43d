import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { actBytes, canonicalBytes, isItemAct, leafBytes, parseLeaf, toAct, type SetuError } from "@setu/core";
import {
  append,
  emptyFrontier,
  formatNote,
  hmacSha256,
  inclusionProof,
  KEY_TYPES,
  leafHash,
  parseNote,
  root,
  sha256,
  signatureLine,
  signCheckpoint,
  signer,
  type Signer,
} from "tlog";
import { base64url, framed, utf8 } from "./bytes.ts";
import { claimedOrigin, makeProof, MAX_PROOF_BYTES, verifyProof, type Opening, type Place } from "./proof.ts";

const ORIGIN = "ca/link/in/main/1";
const RECEIVED = 1_795_000_123;
const filled = (byte: number) => new Uint8Array(32).fill(byte);
const log = [signer(ORIGIN, KEY_TYPES.ed25519, filled(1)), signer(ORIGIN, KEY_TYPES.mldsa44, filled(2))];
const mirror = [
  signer("in/mirror", KEY_TYPES.cosignature, filled(3)),
  signer("in/mirror", KEY_TYPES.mldsa44, filled(4)),
];
const vkeys = (signers: readonly Signer[]) => signers.map(({ key }) => key);
const KEYS = { origin: ORIGIN, log: vkeys(log), cosigners: vkeys(mirror) };

const commit = (salt: Uint8Array, plaintext: Uint8Array) => base64url(hmacSha256(salt, sha256(plaintext)));

/** A record as a node seals it, written out here from record.md section 2. */
function record(body: string | null, to = "in", approvals = "[]"): Opening {
  const [actSalt, bodySalt] = [filled(5), filled(6)];
  const b = body === null ? null : commit(bodySalt, utf8(body));
  const id = "0123456789abcdef0123456789abcdef";
  const act = actBytes(
    toAct({
      crit: [],
      wf: "requests/1",
      from: "ca",
      to,
      id,
      item: `ca:${id}`,
      by: "officer.1",
      do: "message",
      args: {},
      mark: { tlp: "AMBER", handling: ["H1"], pap: "AMBER", audience: ["ca.rcmp", "in.cbi"] },
      ret: "case",
      body: b,
      att: [],
    }),
  );
  const leaf = parseLeaf(
    canonicalBytes({
      v: 1,
      t: 1_795_000_000_000,
      seen: 4,
      a: commit(actSalt, framed(act, utf8(approvals))),
      b,
      c: [base64url(filled(7)), b && base64url(filled(8))],
      n: [256, b ? 256 : 0],
    }),
  );
  return {
    leaf,
    act,
    approvals,
    actSalt,
    body: body === null ? null : { bytes: utf8(body), salt: bodySalt },
  };
}

/** Puts the record at a position of a log of the given size, signed and received. */
function placed({ leaf }: Opening, position: number, size: number): Place {
  const leaves = Array.from({ length: size }, (_, i) =>
    leafHash(i === position ? leafBytes(leaf) : utf8(`other ${i}`)),
  );
  const nodes = new Map<string, Uint8Array>();
  const tree = append(emptyFrontier(), leaves, (level, index, hash) => nodes.set(`${level}/${index}`, hash));
  const inclusion = inclusionProof(
    size,
    position,
    (level, index) => nodes.get(`${level}/${index}`) as Uint8Array,
  );
  const signed = signCheckpoint({ origin: ORIGIN, size, root: root(tree) }, log, RECEIVED - 2);
  const { text, signatures } = parseNote(signed);
  const cosignatures = mirror.map((by) => signatureLine(by, text, RECEIVED));
  return { position, inclusion, receipt: formatNote({ text, signatures: [...signatures, ...cosignatures] }) };
}

const BODY = '{"text":"ज़रूरी: réponse"}';
const opening = record(BODY);
const file = utf8(makeProof(opening, placed(opening, 5, 11)));
/** One code for whatever is wrong with a file: a reader has not to know its parts. */
const isRefusal = (error: SetuError) => error.code === "BAD_PROOF";
const refused = (reason: string) => (error: SetuError) =>
  error.code === "BAD_PROOF" && error.detail["reason"] === reason;

suite("a proof of one record", () => {
  test("says who sent what, where it stands and when it was received", () => {
    const proven = verifyProof(file, KEYS);
    assert.equal(proven.act.do, "message");
    assert.ok(isItemAct(proven.act) && proven.act.by === "officer.1");
    assert.equal(new TextDecoder().decode(proven.body ?? undefined), BODY);
    assert.equal(proven.t, 1_795_000_000_000);
    assert.equal(proven.position, 5);
    assert.equal(proven.receiptTime, RECEIVED * 1000);
    assert.equal(proven.origin, ORIGIN);
    assert.equal(claimedOrigin(file), ORIGIN);
  });

  test("holds when it stands alone in its log, without a body, and after the body was destroyed", () => {
    const plain = record(null);
    assert.equal(verifyProof(utf8(makeProof(plain, placed(plain, 0, 1))), KEYS).body, null);
    const destroyed: Opening = { ...opening, body: null };
    assert.equal(verifyProof(utf8(makeProof(destroyed, placed(opening, 2, 3))), KEYS).body, null);
  });

  test("is refused after any change of any byte", () => {
    for (let at = 0; at < file.length; at++) {
      // Each bit, so that also the change of case, of a digit and of base64's last bits is tried.
      const bit = 1 << (at % 8);
      for (const flip of at < 700 ? [1, 2, 4, 8, 16, 32, 64, 128] : [bit]) {
        const changed = file.slice();
        changed[at] = (changed[at] as number) ^ flip;
        assert.throws(
          () => verifyProof(changed, KEYS),
          isRefusal,
          `accepted with byte ${at} changed by ${flip}`,
        );
      }
    }
  });

  test("is refused when a byte is missing, or one is added", () => {
    for (let at = 0; at <= file.length; at += at < 900 ? 1 : 97) {
      const shorter = Buffer.concat([file.subarray(0, at), file.subarray(at + 1)]);
      if (at < file.length)
        assert.throws(() => verifyProof(shorter, KEYS), isRefusal, `accepted without byte ${at}`);
      for (const byte of [0x0a, 0x20, 0x3d, 0x41, 0x0d]) {
        const longer = Buffer.concat([file.subarray(0, at), Buffer.of(byte), file.subarray(at)]);
        assert.throws(() => verifyProof(longer, KEYS), isRefusal, `accepted with ${byte} inserted at ${at}`);
      }
    }
  });

  test("is refused with a key missing, a key too few, or keys of somebody else", () => {
    const strangers = [
      signer(ORIGIN, KEY_TYPES.ed25519, filled(9)),
      signer(ORIGIN, KEY_TYPES.mldsa44, filled(10)),
    ];
    const cases = [
      [{ ...KEYS, log: [] }, "KEYS_MISSING"],
      [{ ...KEYS, cosigners: [] }, "KEYS_MISSING"],
      [{ ...KEYS, log: vkeys(log).slice(0, 1) }, "SIGNATURE_UNEXPECTED"],
      [{ ...KEYS, cosigners: vkeys(mirror).slice(1) }, "SIGNATURE_UNEXPECTED"],
      [{ ...KEYS, log: vkeys(strangers) }, "SIGNATURE_MISSING"],
      [{ ...KEYS, origin: "ca/link/in/flash/1" }, "ORIGIN_MISMATCH"],
    ] as const;
    for (const [keys, reason] of cases) assert.throws(() => verifyProof(file, keys), refused(reason), reason);
  });

  test("is refused when nobody has received it", () => {
    const { position, inclusion, receipt } = placed(opening, 5, 11);
    const { text, signatures } = parseNote(receipt);
    const own = formatNote({ text, signatures: signatures.slice(0, 2) });
    const unsent = utf8(makeProof(opening, { position, inclusion, receipt: own }));
    assert.throws(() => verifyProof(unsent, KEYS), refused("SIGNATURE_MISSING"));
  });

  test("is refused when the log is not between the parties of the act", () => {
    const astray = record(BODY, "fr");
    assert.throws(
      () => verifyProof(utf8(makeProof(astray, placed(astray, 0, 2))), KEYS),
      refused("ORIGIN_MISMATCH"),
    );
  });

  test("is not made of parts that do not belong together", () => {
    const place = placed(opening, 5, 11);
    const other = record("another body");
    assert.throws(() => makeProof({ ...opening, act: other.act }, place), refused("ACT"));
    assert.throws(() => makeProof({ ...opening, actSalt: filled(11) }, place), refused("ACT"));
    assert.throws(() => makeProof({ ...opening, body: other.body }, place), refused("BODY"));
    assert.throws(() => makeProof({ ...opening, approvals: "[1]" }, place), refused("ACT"));
    assert.throws(() => makeProof({ ...record(BODY, "in", "{}") }, place), refused("APPROVALS"));
    // The keyring holds data key and salt side by side: handing out both would open the ciphertext.
    assert.throws(() => makeProof({ ...opening, actSalt: new Uint8Array(64) }, place), refused("SALT"));
    const bodyless = { ...opening.leaf, b: null };
    assert.throws(() => makeProof({ ...opening, leaf: bodyless }, place), refused("BODY"));
  });

  test("says by its reason what is wrong with the file", () => {
    const text = new TextDecoder().decode(file);
    const changed = (from: string | RegExp, to: string) => utf8(text.replace(from, to));
    const withByte = (at: number, byte: number) => Uint8Array.from(file, (b, i) => (i === at ? byte : b));
    const cases: readonly (readonly [what: string, bytes: Uint8Array, reason: string])[] = [
      ["a space in base64", changed(/\nact (.{8})/, "\nact $1 "), "NOT_CANONICAL"],
      ["another first line", changed("setu-proof/1", "setu-proof/2"), "MALFORMED"],
      ["a line of another name", changed("\nact ", "\nacts "), "MALFORMED"],
      ["a name without its space", changed("\nact-salt ", "\nact-salt"), "MALFORMED"],
      ["a body without its salt", changed(/\nbody-salt .*/, ""), "MALFORMED"],
      ["a line too many", changed("\n\n", "\nmore x\n\n"), "MALFORMED"],
      ["no blank line", changed("\n\n", "\n"), "MALFORMED"],
      ["an opening of nothing", utf8(`\n\n${text}`), "MALFORMED"],
      ["no base64", changed(/\nact .*/, "\nact *"), "BASE64"],
      ["no UTF-8", withByte(file.length - 3, 0xff), "TEXT_ENCODING"],
      ["a byte order mark", Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), file]), "MALFORMED"],
      ["as large as it may be", new Uint8Array(MAX_PROOF_BYTES), "MALFORMED"],
    ];
    for (const [what, bytes, reason] of cases)
      assert.throws(() => verifyProof(bytes, KEYS), refused(reason), `${what} is not ${reason}`);
    assert.equal(MAX_PROOF_BYTES, 524_288);
    const hasCause = (error: SetuError) => error.cause instanceof Error;
    assert.throws(() => verifyProof(changed(/\nact .*/, "\nact *"), KEYS), hasCause);
  });

  test("is not made when leaf and act name different bodies, whoever holds the body", () => {
    const { b } = record("another body").leaf;
    const leaf = { ...opening.leaf, b };
    assert.throws(() => makeProof({ ...opening, leaf, body: null }, placed(opening, 0, 1)), refused("BODY"));
  });

  test("carries no data that nobody signs, and nothing too large to look at", () => {
    const text = new TextDecoder().decode(file);
    const extra = text.replace("@v1\n", "@v1\nextra AAAA\n");
    assert.throws(() => verifyProof(utf8(extra), KEYS), refused("MALFORMED"));
    assert.throws(() => verifyProof(new Uint8Array(MAX_PROOF_BYTES + 1), KEYS), refused("TOO_LARGE"));
    assert.throws(() => verifyProof(new Uint8Array(), KEYS), refused("MALFORMED"));
  });
});
