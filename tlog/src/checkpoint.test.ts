import assert from "node:assert/strict";
import { test } from "node:test";
import { formatCheckpoint, parseCheckpoint } from "./checkpoint.ts";
import { cosignatureV1Message, decodeTimestamp, encodeTimestamp, subtreeV1Message } from "./cosignature.ts";
import { emptyRoot } from "./hash.ts";
import { signer, verifySignature } from "./signer.ts";
import { filled, flip, refuses, text } from "./testing.ts";
import { KEY_TYPES } from "./vkey.ts";

const ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
const BODY = `example.com/behind-the-sofa\n20852163\n${ROOT}\n`;

test("the text of the specification, both ways", () => {
  const checkpoint = {
    origin: "example.com/behind-the-sofa",
    size: 20852163,
    root: Uint8Array.fromBase64(ROOT),
  };
  assert.deepEqual(parseCheckpoint(BODY), checkpoint);
  assert.equal(formatCheckpoint(checkpoint), BODY);
});

test("sizes from zero to 2^53 - 1, and an empty tree with its root only", () => {
  for (const size of [1, 10, 2 ** 31, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER]) {
    const checkpoint = { origin: "a", size, root: filled(1) };
    assert.deepEqual(parseCheckpoint(formatCheckpoint(checkpoint)), checkpoint);
  }
  const empty = { origin: "a", size: 0, root: emptyRoot() };
  assert.deepEqual(parseCheckpoint(formatCheckpoint(empty)), empty);
  refuses(() => formatCheckpoint({ ...empty, root: filled(0) }), "CHECKPOINT_MALFORMED");
});

test("origins need not look like an address", () => {
  for (const origin of ["example.com/a+b", "two words", "भारत", "\u{1f511}", " "]) {
    assert.equal(parseCheckpoint(`${origin}\n1\n${ROOT}\n`).origin, origin);
  }
});

test("anything but three exact lines is refused", () => {
  const size = (line: string): string => `o\n${line}\n${ROOT}\n`;
  const root = (line: string): string => `o\n1\n${line}\n`;
  const texts = [
    "",
    "\n",
    "o\n",
    "o\n1\n",
    `o\n1\n${ROOT}`,
    `o\n1\n${ROOT}\n\n`,
    `o\n1\n${ROOT}\nextension\n`,
    `o\n1\n${ROOT}\nx`,
    `\n1\n${ROOT}\n`,
    `o\r\n1\r\n${ROOT}\r\n`,
    `o\r\n1\n${ROOT}\n`,
    `o\t\n1\n${ROOT}\n`,
    `\ud800\n1\n${ROOT}\n`,
    ...[
      "",
      "01",
      "00",
      "-1",
      "+1",
      "1.0",
      "1e3",
      "0x1",
      " 1",
      "1 ",
      "9007199254740992",
      "99999999999999999",
      "१",
    ].map(size),
    ...[
      "",
      ROOT.slice(0, -1),
      `${ROOT}=`,
      ` ${ROOT}`,
      `${ROOT} `,
      ROOT.replace("I=", "J="),
      `-${ROOT.slice(1)}`,
    ].map(root),
    root(filled(1, 31).toBase64()),
    root(filled(1, 33).toBase64()),
    size("0"),
  ];
  for (const bad of texts) refuses(() => parseCheckpoint(bad), "CHECKPOINT_MALFORMED");
});

test("values that no checkpoint can hold are not written", () => {
  const good = { origin: "o", size: 1, root: filled(1) };
  const changes = [
    { origin: "" },
    { origin: "a\nb" },
    { size: -1 },
    { size: 0.5 },
    { size: 2 ** 53 },
    { root: filled(1, 31) },
  ];
  for (const change of changes)
    refuses(() => formatCheckpoint({ ...good, ...change }), "CHECKPOINT_MALFORMED");
});

test("the message under cosignature/v1 is that of the specification", () => {
  const expected = `cosignature/v1\ntime 1679315147\n${BODY}`;
  assert.deepEqual(cosignatureV1Message(BODY, 1679315147), text(expected));
  refuses(() => cosignatureV1Message("no checkpoint\n", 1), "CHECKPOINT_MALFORMED");
});

test("the message under subtree/v1 is that of the specification, byte by byte", () => {
  const message = subtreeV1Message("w.example", BODY, 0x0102030405);
  const expected = [
    Buffer.from("subtree/v1\n\0").toString("hex"),
    "09",
    Buffer.from("w.example").toString("hex"),
    "0000000102030405",
    "1b",
    Buffer.from("example.com/behind-the-sofa").toString("hex"),
    "0000000000000000",
    (20852163).toString(16).padStart(16, "0"),
    Buffer.from(ROOT, "base64").toString("hex"),
  ];
  assert.equal(message.toHex(), expected.join(""));
  refuses(() => subtreeV1Message("w", "no checkpoint\n", 1), "CHECKPOINT_MALFORMED");
});

test("names under subtree/v1 have 1 to 255 bytes", () => {
  const body = (origin: string): string => `${origin}\n1\n${ROOT}\n`;
  subtreeV1Message("w".repeat(255), body("o".repeat(255)), 0);
  refuses(() => subtreeV1Message("", body("o"), 0), "KEY_NAME");
  refuses(() => subtreeV1Message("w".repeat(256), body("o"), 0), "KEY_NAME");
  refuses(() => subtreeV1Message("é".repeat(128), body("o"), 0), "KEY_NAME");
  refuses(() => subtreeV1Message("w", body("o".repeat(256)), 0), "CHECKPOINT_MALFORMED");
});

test("timestamps are big-endian seconds from 0 to 2^53 - 1", () => {
  assert.equal(encodeTimestamp(1679315147).toHex(), "00000000641850cb");
  for (const time of [0, 1, 2 ** 32, Number.MAX_SAFE_INTEGER])
    assert.equal(decodeTimestamp(encodeTimestamp(time)), time);
  for (const time of [-1, 0.5, Number.NaN, 2 ** 53]) refuses(() => encodeTimestamp(time), "TIMESTAMP_RANGE");
  assert.equal(decodeTimestamp(Uint8Array.of(0, 0x20, 0, 0, 0, 0, 0, 0)), undefined);
  assert.equal(decodeTimestamp(filled(0, 7)), undefined);
  assert.equal(decodeTimestamp(Uint8Array.of(0, 0, 0, 0, 0, 0, 1, 2, 3)), 258);
  assert.equal(decodeTimestamp(Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 0, 5, 9).subarray(1)), 5);
});

for (const [name, type] of Object.entries(KEY_TYPES)) {
  test(`${name}: a signature is by its key, over its text`, () => {
    const by = signer("w.example", type, filled(1));
    const timed = type !== KEY_TYPES.ed25519;
    const signature = by.sign(BODY, 1700000000);
    assert.equal(signature.length, { [1]: 64, [4]: 72, [6]: 2428 }[type]);
    assert.deepEqual(verifySignature(by.key, BODY, signature), {
      key: by.key,
      timestamp: timed ? 1700000000 : undefined,
    });
    const other = signer("w.example", type, filled(2));
    assert.equal(verifySignature(other.key, BODY, signature), undefined);
    assert.equal(verifySignature(by.key, BODY.replace("20852163", "20852164"), signature), undefined);
    assert.equal(verifySignature(by.key, BODY.replace("sofa", "soma"), signature), undefined);
    assert.equal(verifySignature(by.key, BODY, signature.subarray(0, -1)), undefined);
    assert.equal(verifySignature(by.key, BODY, Uint8Array.of(...signature, 0)), undefined);
    assert.equal(verifySignature(by.key, BODY, new Uint8Array()), undefined);
    for (const bit of [0, 7, 63, 64, 100, signature.length * 8 - 1]) {
      assert.equal(verifySignature(by.key, BODY, flip(signature, bit)), undefined);
    }
    const beyond = Uint8Array.of(0, 0x20, 0, 0, 0, 0, 0, 0, ...signature.subarray(8));
    assert.equal(verifySignature(by.key, BODY, beyond), undefined);
    if (timed) {
      refuses(() => by.sign("no checkpoint\n", 1), "CHECKPOINT_MALFORMED");
      refuses(() => by.sign(BODY, -1), "TIMESTAMP_RANGE");
    } else {
      assert.deepEqual(by.sign(BODY, 1), signature);
    }
  });
}

test("only the ML-DSA-44 cosignature commits to the name of its cosigner", () => {
  for (const [type, holds] of [
    [KEY_TYPES.cosignature, true],
    [KEY_TYPES.mldsa44, false],
  ] as const) {
    const signature = signer("w1.example", type, filled(1)).sign(BODY, 1);
    const renamed = signer("w2.example", type, filled(1)).key;
    assert.equal(verifySignature(renamed, BODY, signature) !== undefined, holds);
  }
});

test("a timestamp beyond 2^53 - 1 is refused, even over a message that names another time", () => {
  const by = signer("w.example", KEY_TYPES.cosignature, filled(1));
  const beyond = Uint8Array.of(0, 0x20, 0, 0, 0, 0, 0, 0, ...by.sign(BODY, 0).subarray(8));
  assert.equal(verifySignature(by.key, BODY, beyond), undefined);
});
