import assert from "node:assert/strict";
import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { test } from "node:test";
import { verifySignature } from "./webauthn.ts";

const message = Buffer.from("synthetic");
type Made = { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
const holds = (algorithm: number, { publicKey, privateKey }: Made): boolean => {
  const spki = publicKey.export({ type: "spki", format: "der" });
  const signature = sign(algorithm === -8 ? null : "sha256", message, privateKey);
  return verifySignature({ algorithm, spki }, message, signature);
};
const ec = (namedCurve: string) => generateKeyPairSync("ec", { namedCurve });
const rsa = (modulusLength: number) => generateKeyPairSync("rsa", { modulusLength });

test("each algorithm is its one curve, and no key is short: no build of a library decides what a signature is worth", () => {
  const ed = generateKeyPairSync("ed25519");
  const [p256, long] = [ec("P-256"), rsa(2_048)];
  for (const [algorithm, key] of [
    [-7, p256],
    [-8, ed],
    [-257, long],
  ] as const)
    assert.equal(holds(algorithm, key), true, String(algorithm));
  for (const [what, algorithm, key] of [
    ["another curve", -7, ec("secp256k1")],
    ["a longer curve", -7, ec("P-384")],
    ["a short modulus", -257, rsa(1_024)],
    ["another kind", -257, p256],
    ["an algorithm that nobody named", -35, ec("P-384")],
  ] as const)
    assert.equal(holds(algorithm, key), false, what);
});
