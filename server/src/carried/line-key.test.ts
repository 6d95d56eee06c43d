import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { lineKey, pinOf, verifyLine } from "./line-key.ts";

const key = () => {
  const { privateKey } = generateKeyPairSync("ed25519");
  return lineKey({
    tls: { key: privateKey.export({ type: "pkcs8", format: "pem" }), certificate: "" },
  });
};

test("a file is believed under every key that a connection may show, and under no other", () => {
  const [former, present, stranger] = [key(), key(), key()];
  const pins = [pinOf(present.spki), pinOf(former.spki)];
  const section = new Uint8Array([1, 2, 3]);
  for (const each of [former, present]) {
    const verify = verifyLine(each.spki, pins);
    assert.ok(verify(section, each.sign(section)));
    assert.ok(!verify(section, stranger.sign(section)));
  }
  assert.throws(() => verifyLine(stranger.spki, pins), { code: "WRONG_PEER" });
});
