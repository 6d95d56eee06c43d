import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as browser from "./crypto.browser.ts";
import * as node from "./crypto.node.ts";
import { filled, refuses, text } from "./testing.ts";

const BOTH = { node, browser };
const hex = (bytes: Uint8Array): string => bytes.toHex();

for (const [name, crypto] of Object.entries(BOTH)) {
  test(`${name}: SHA-256 of FIPS 180-2, whole and in parts`, () => {
    const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert.equal(hex(crypto.sha256(text("abc"))), abc);
    assert.equal(hex(crypto.sha256(text("a"), text(""), text("bc"))), abc);
    assert.equal(hex(crypto.sha256()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });

  test(`${name}: HMAC-SHA-256 of RFC 4231, case 2, whole and in parts`, () => {
    const expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    assert.equal(hex(crypto.hmacSha256(text("Jefe"), text("what do ya want for nothing?"))), expected);
    assert.equal(
      hex(crypto.hmacSha256(text("Jefe"), text("what do ya want "), text("for nothing?"))),
      expected,
    );
  });

  test(`${name}: Ed25519 of RFC 8032, section 7.1, test 2`, () => {
    const seed = Uint8Array.fromHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    const message = Uint8Array.of(0x72);
    assert.equal(
      hex(crypto.ed25519.publicKey(seed)),
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    );
    assert.equal(
      hex(crypto.ed25519.sign(seed, message)),
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    );
  });

  test(`${name}: results are plain byte arrays`, () => {
    for (const bytes of [
      crypto.sha256(text("a")),
      crypto.hmacSha256(text("k"), text("a")),
      crypto.ed25519.publicKey(filled(1)),
      crypto.ed25519.sign(filled(1), text("a")),
      crypto.mldsa44.publicKey(filled(1)),
      crypto.mldsa44.sign(filled(1), text("a")),
    ]) {
      assert.equal(Object.getPrototypeOf(bytes), Uint8Array.prototype);
    }
  });

  for (const algorithm of ["ed25519", "mldsa44"] as const) {
    const scheme = crypto[algorithm];
    test(`${name}: ${algorithm} generates fresh keys, or those of a seed`, () => {
      const fresh = scheme.generate();
      assert.equal(fresh.seed.length, 32);
      assert.notDeepEqual(fresh.seed, scheme.generate().seed);
      assert.deepEqual(fresh.publicKey, scheme.publicKey(fresh.seed));
      assert.deepEqual(scheme.generate(filled(5)), {
        seed: filled(5),
        publicKey: scheme.publicKey(filled(5)),
      });
    });

    test(`${name}: ${algorithm} refuses keys of another length and does not accept such signatures`, () => {
      const { lengths } = scheme;
      const publicKey = scheme.publicKey(filled(1));
      const signature = scheme.sign(filled(1), text("m"));
      assert.equal(publicKey.length, lengths.publicKey);
      assert.equal(signature.length, lengths.signature);
      refuses(() => scheme.generate(filled(1, 31)), "KEY_LENGTH");
      refuses(() => scheme.publicKey(filled(1, 33)), "KEY_LENGTH");
      refuses(() => scheme.sign(filled(1, 64), text("m")), "KEY_LENGTH");
      refuses(() => scheme.verify(publicKey.subarray(1), text("m"), signature), "KEY_LENGTH");
      assert.equal(scheme.verify(publicKey, text("m"), signature.subarray(1)), false);
      assert.equal(scheme.verify(publicKey, text("m"), new Uint8Array()), false);
      assert.equal(scheme.verify(publicKey, text("m"), Uint8Array.of(...signature, 0)), false);
      assert.equal(scheme.verify(publicKey, text("n"), signature), false);
      assert.equal(scheme.verify(scheme.publicKey(filled(2)), text("m"), signature), false);
      assert.equal(scheme.verify(publicKey, text("m"), signature), true);
    });
  }

  test(`${name}: an encoding that only ZIP 215 accepts is refused`, () => {
    // y = p + 1 is a second spelling of the neutral point; with R neutral and S = 0 the equation holds.
    const publicKey = Uint8Array.fromHex(`ee${"ff".repeat(30)}7f`);
    const signature = Uint8Array.of(1, ...filled(0, 63));
    assert.equal(crypto.ed25519.verify(publicKey, text("m"), signature), false);
  });
}

test("both implementations hash, derive and sign alike, and verify each other", () => {
  const seed = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(seed, fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 100 }), (key, a, b) => {
      assert.deepEqual(node.sha256(a, b), browser.sha256(a, b));
      assert.deepEqual(node.hmacSha256(b, a, key), browser.hmacSha256(b, a, key));
      assert.deepEqual(node.ed25519.publicKey(key), browser.ed25519.publicKey(key));
      assert.deepEqual(node.ed25519.sign(key, a), browser.ed25519.sign(key, a));
      assert.deepEqual(node.mldsa44.publicKey(key), browser.mldsa44.publicKey(key));
      for (const [here, there] of [
        [node.ed25519, browser.ed25519],
        [node.mldsa44, browser.mldsa44],
      ] as const) {
        const publicKey = here.publicKey(key);
        assert.ok(here.verify(publicKey, a, there.sign(key, a)));
        assert.ok(there.verify(publicKey, a, here.sign(key, a)));
        assert.equal(here.verify(publicKey, Uint8Array.of(...a, 0), there.sign(key, a)), false);
        assert.equal(there.verify(publicKey, Uint8Array.of(...a, 0), here.sign(key, a)), false);
      }
    }),
    { numRuns: 12 },
  );
});
