import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { SetuError } from "@setu/core";

/**
 * Keys are kept in the database sealed under a key outside it, so that a copy of the database alone opens nothing.
 * AES-256-GCM with a random nonce: one key is good for 2^32 values (NIST SP 800-38D section 8.3).
 */
export interface AtRest {
  /** @param place where the value stands; it opens nowhere else */
  seal(plain: Uint8Array, place: string): Buffer;
  /** @throws CANNOT_OPEN */
  open(sealed: Uint8Array, place: string): Uint8Array;
  /** A key of 32 bytes for something that stands elsewhere; the same for the same purpose (RFC 5869). */
  derive(purpose: string): Buffer;
}

const VERSION = 1;
const NONCE = 12;
const TAG = 16;

export function atRest(key: Uint8Array): AtRest {
  if (key.length !== 32) throw new Error("the key at rest has 32 bytes");
  return {
    seal(plain, place) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(place));
      const body = [cipher.update(plain), cipher.final()];
      return Buffer.concat([Buffer.of(VERSION), nonce, ...body, cipher.getAuthTag()]);
    },
    derive: (purpose) => Buffer.from(hkdfSync("sha256", key, "", purpose, 32)),
    open(sealed, place) {
      try {
        if (sealed[0] !== VERSION || sealed.length < 1 + NONCE + TAG) throw new Error("not a sealed value");
        const nonce = sealed.subarray(1, 1 + NONCE);
        const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG });
        decipher.setAAD(Buffer.from(place)).setAuthTag(sealed.subarray(-TAG));
        const opened = Buffer.concat([decipher.update(sealed.subarray(1 + NONCE, -TAG)), decipher.final()]);
        return new Uint8Array(opened.buffer, opened.byteOffset, opened.length);
      } catch (cause) {
        throw new SetuError("CANNOT_OPEN", "a value sealed at rest does not open with this node's key", {
          cause,
        });
      }
    },
  };
}
