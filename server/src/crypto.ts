import { createCipheriv, createDecipheriv, createHash, hkdfSync } from "node:crypto";
import { SetuError } from "@setu/core";
import type { Crypto } from "@setu/link/ports.ts";
import { decapsulate, encapsulate, publicKeyOf } from "./keys/x-wing.ts";

const TAG = 16;
const NONCE = new Uint8Array(12);

/** Id of an X-Wing public key: its SHA-256. */
export const kemKeyId = (publicKey: Uint8Array): string =>
  createHash("sha256").update(publicKey).digest("base64url");

/**
 * The `Crypto` port over node:crypto.
 * @param own X-Wing seeds of this node
 * @param peerKem X-Wing public key on the peer's card; null before the link is made
 */
export function nodeCrypto(own: readonly Uint8Array[], peerKem: Uint8Array | null): Crypto {
  const seeds = new Map(own.map((seed) => [kemKeyId(publicKeyOf(seed)), seed]));
  const peerId = peerKem && kemKeyId(peerKem);
  return {
    seal(key, plaintext, aad) {
      const cipher = createCipheriv("aes-256-gcm", key, NONCE, { authTagLength: TAG }).setAAD(aad);
      return join(cipher.update(plaintext), cipher.final(), cipher.getAuthTag());
    },
    open(key, ciphertext, aad) {
      try {
        if (ciphertext.length < TAG) throw new Error("shorter than its tag");
        const decipher = createDecipheriv("aes-256-gcm", key, NONCE, { authTagLength: TAG });
        decipher.setAAD(aad).setAuthTag(ciphertext.subarray(-TAG));
        return join(decipher.update(ciphertext.subarray(0, -TAG)), decipher.final());
      } catch (cause) {
        throw new SetuError("CANNOT_OPEN", "the ciphertext does not open with this key", { cause });
      }
    },
    derive: (secret, info) => new Uint8Array(hkdfSync("sha256", secret, "", info, 32)),
    encapsulate(kemKey) {
      if (!peerKem || kemKey !== peerId) throw new SetuError("NOT_LINKED", "no such key of the peer");
      return encapsulate(peerKem);
    },
    decapsulate(kemKey, enc) {
      const seed = seeds.get(kemKey);
      if (!seed) throw new SetuError("CANNOT_OPEN", "the private key is not here");
      return decapsulate(seed, enc);
    },
    peerKemKey() {
      if (!peerId) throw new SetuError("NOT_LINKED", "no peer yet");
      return peerId;
    },
  };
}

const join = (...parts: readonly Buffer[]): Uint8Array => {
  const joined = Buffer.concat(parts);
  return new Uint8Array(joined.buffer, joined.byteOffset, joined.length);
};
