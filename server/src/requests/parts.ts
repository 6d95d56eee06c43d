import { createCipheriv, createDecipheriv } from "node:crypto";
import { SetuError } from "@setu/core";

/**
 * Attachments are sealed in parts of 1 MiB, so that they stream and resume. The STREAM construction (Hoang et al.,
 * CRYPTO 2015) over AES-256-GCM: the nonce counts the parts and marks the last one, so parts can be neither swapped
 * nor dropped nor added. A key seals one attachment only, which is why the prefix of the nonce may be zero.
 */
export const PART_BYTES = 1024 * 1024;
export const TAG_BYTES = 16;
export const SEALED_PART_BYTES = PART_BYTES + TAG_BYTES;

function nonce(part: number, last: boolean): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(part, 7);
  bytes[11] = last ? 1 : 0;
  return bytes;
}

export class AttachmentSealer {
  readonly #key: Uint8Array;
  #part = 0;

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  seal(plain: Uint8Array, last: boolean): Buffer {
    const cipher = createCipheriv("aes-256-gcm", this.#key, nonce(this.#part++, last), {
      authTagLength: TAG_BYTES,
    });
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }
}

/** @throws CANNOT_OPEN */
export function openPart(key: Uint8Array, sealed: Uint8Array, part: number, last: boolean): Buffer {
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, nonce(part, last), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
  } catch (cause) {
    throw new SetuError("CANNOT_OPEN", "a part of the attachment does not open", { cause });
  }
}
