import { createCipheriv, createDecipheriv, hkdfSync } from "node:crypto";
import { SetuError, type Party } from "@setu/core";
import type { Crypto } from "./ports.ts";

const NONCE = new Uint8Array(12);
const TAG = 16;
const bytes = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

/**
 * The real cipher and the real derivation. The encapsulation is a stand-in that only the named party opens: X-Wing
 * itself is tested where it lives.
 */
export function testCrypto(us: Party, peer: Party, random: (n: number) => Uint8Array): Crypto {
  const derive = (secret: Uint8Array, info: Uint8Array) =>
    new Uint8Array(hkdfSync("sha256", secret, "", info, 32));
  const secretOf = (kemKey: string, enc: Uint8Array) => derive(enc, new TextEncoder().encode(kemKey));
  return {
    seal(key, plaintext, aad) {
      const cipher = createCipheriv("aes-256-gcm", key, NONCE).setAAD(aad);
      return bytes(cipher.update(plaintext), cipher.final(), cipher.getAuthTag());
    },
    open(key, ciphertext, aad) {
      try {
        const decipher = createDecipheriv("aes-256-gcm", key, NONCE, { authTagLength: TAG });
        decipher.setAAD(aad).setAuthTag(ciphertext.subarray(-TAG));
        return bytes(decipher.update(ciphertext.subarray(0, -TAG)), decipher.final());
      } catch (cause) {
        throw new SetuError("CANNOT_OPEN", "the key does not open this", { cause });
      }
    },
    derive,
    encapsulate(kemKey) {
      const enc = random(32);
      return { enc, secret: secretOf(kemKey, enc) };
    },
    decapsulate(kemKey, enc) {
      if (kemKey !== `kem-${us}`) throw new SetuError("CANNOT_OPEN", "the private key is not here");
      return secretOf(kemKey, enc);
    },
    peerKemKey: () => `kem-${peer}`,
  };
}
