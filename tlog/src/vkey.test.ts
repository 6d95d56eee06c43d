import assert from "node:assert/strict";
import { test } from "node:test";
import { filled, refuses } from "./testing.ts";
import { signer } from "./signer.ts";
import { KEY_TYPES, formatVkey, parseVkey, verifierKey } from "./vkey.ts";

// The example of the C2SP signed-note specification.
const EXAMPLE = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

test("the vkey of the specification", () => {
  const key = parseVkey(EXAMPLE);
  assert.equal(key.name, "example.com/foo");
  assert.equal(key.type, KEY_TYPES.ed25519);
  assert.equal(key.keyId, 0x530d903a);
  assert.equal(key.publicKey.length, 32);
  assert.equal(formatVkey(key), EXAMPLE);
});

test("vkeys of every type, and one key under two types has two ids", () => {
  const ids = Object.values(KEY_TYPES).map((type) => {
    const { key } = signer("a.example/b", type, filled(4));
    const vkey = formatVkey(key);
    assert.deepEqual(parseVkey(vkey), key);
    assert.match(vkey, /^a\.example\/b\+[0-9a-f]{8}\+/);
    return key.keyId;
  });
  assert.equal(new Set(ids).size, 3);
});

test("a key id that begins with zeros keeps its eight digits", () => {
  let name = "";
  let key = parseVkey(EXAMPLE);
  for (let n = 0; key.keyId >= 2 ** 24; n += 1) {
    name = `log.example/${n}`;
    key = verifierKey(name, KEY_TYPES.ed25519, filled(1));
  }
  assert.match(formatVkey(key), /\+00[0-9a-f]{6}\+/);
  assert.deepEqual(parseVkey(formatVkey(key)), key);
});

test("a vkey that is not exactly one is refused", () => {
  const [name, id, material] = EXAMPLE.split("+") as [string, string, string];
  const typed = (type: number, key: Uint8Array): string => Uint8Array.of(type, ...key).toBase64();
  const cases = {
    VKEY_MALFORMED: [
      "",
      name,
      `${name}+${id}`,
      `${name}+${id}+`,
      `${name}+${id.toUpperCase()}+${material}`,
      `${name}+${id.slice(1)}+${material}`,
      `${name}+0${id}+${material}`,
      `${name}+00000000+${material}`,
      `other.example/foo+${id}+${material}`,
      `PRIVATE+KEY+${EXAMPLE}`,
      `${name}+${id}+${"A".repeat(4096)}`,
    ],
    KEY_NAME: [
      `+${id}+${material}`,
      `a b+${id}+${material}`,
      `a\u00a0b+${id}+${material}`,
      `a\n+${id}+${material}`,
    ],
    KEY_TYPE: [0, 2, 3, 5, 0xff].map((type) => `${name}+${id}+${typed(type, filled(1))}`),
    KEY_LENGTH: [
      `${name}+${id}+${typed(1, filled(1, 31))}`,
      `${name}+${id}+${typed(1, filled(1, 33))}`,
      `${name}+${id}+${typed(4, filled(1, 1312))}`,
      `${name}+${id}+${typed(6, filled(1, 32))}`,
      `${name}+${id}+AQ==`,
    ],
    BASE64: [
      `${EXAMPLE}\n`,
      ` ${EXAMPLE}`.trimStart() + "=",
      `${name}+${id}+${material.slice(0, -1)}`,
      `${name}+${id}+ ${material}`,
    ],
  } as const;
  for (const [code, vkeys] of Object.entries(cases)) {
    for (const vkey of vkeys) refuses(() => parseVkey(vkey), code as keyof typeof cases);
  }
});

test("key names hold no Unicode space, no plus and no lone surrogate", () => {
  const key = (name: string): unknown => verifierKey(name, KEY_TYPES.ed25519, filled(1));
  for (const bad of [
    "",
    " ",
    "a b",
    "a\tb",
    "a\n",
    "a+b",
    "\u0085",
    "a\u2003",
    "\u3000b",
    "a\u2028",
    "\ud800",
  ]) {
    refuses(() => key(bad), "KEY_NAME");
  }
  for (const good of ["a", "example.com/42", "Überwachung", "नोड", "\u{1f511}", "\ufeff"]) key(good);
  refuses(() => verifierKey("a", KEY_TYPES.mldsa44, filled(1)), "KEY_LENGTH");
});
