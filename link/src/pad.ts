import { SetuError } from "@setu/core";

/**
 * Padmé (Nikitin et al., PETS 2019): the padded length keeps only the leading bits of the true one, at most 12 %
 * more bytes, so that a ciphertext's size tells little. The end is marked by 0x80 (ISO/IEC 7816-4).
 */
export function padme(length: number): number {
  if (length < 256) return 256;
  const exponent = Math.floor(Math.log2(length));
  const kept = Math.floor(Math.log2(exponent)) + 1;
  const unit = 2 ** (exponent - kept);
  return Math.ceil(length / unit) * unit;
}

export function pad(plaintext: Uint8Array): Uint8Array {
  const out = new Uint8Array(padme(plaintext.length + 1));
  out.set(plaintext);
  out[plaintext.length] = 0x80;
  return out;
}

/** @throws CANNOT_OPEN when the padding is not the one `pad` makes */
export function unpad(padded: Uint8Array): Uint8Array {
  const end = padded.findLastIndex((byte) => byte !== 0);
  if (end < 0 || padded[end] !== 0x80 || padme(end + 1) !== padded.length) {
    throw new SetuError("CANNOT_OPEN", "the padding is malformed");
  }
  return padded.subarray(0, end);
}
