import { TlogError } from "./errors.ts";

/** What a cryptographic back end provides for one signature algorithm; lengths are already checked. */
type Primitive = {
  publicKey(seed: Uint8Array): Uint8Array;
  sign(seed: Uint8Array, message: Uint8Array): Uint8Array;
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
};

export type Lengths = { readonly seed: number; readonly publicKey: number; readonly signature: number };

/** A signature algorithm over raw bytes. All functions are synchronous. */
export type Scheme = Primitive & {
  readonly lengths: Lengths;
  /** A key pair from a 32-byte seed; without one, from fresh randomness. */
  generate(seed?: Uint8Array): { seed: Uint8Array; publicKey: Uint8Array };
};

export const ED25519_LENGTHS: Lengths = { seed: 32, publicKey: 32, signature: 64 };
export const MLDSA44_LENGTHS: Lengths = { seed: 32, publicKey: 1312, signature: 2420 };

/**
 * Adds the bounds every back end must share: a seed or public key of the wrong length is the caller's
 * mistake and throws `KEY_LENGTH`; a signature of any other shape simply does not verify.
 */
export function scheme(lengths: Lengths, primitive: Primitive): Scheme {
  const checkSeed = (seed: Uint8Array): Uint8Array => requireLength(seed, lengths.seed, "seed");
  return {
    lengths,
    generate(seed = crypto.getRandomValues(new Uint8Array(lengths.seed))) {
      return { seed, publicKey: primitive.publicKey(checkSeed(seed)) };
    },
    publicKey: (seed) => primitive.publicKey(checkSeed(seed)),
    sign: (seed, message) => primitive.sign(checkSeed(seed), message),
    verify(publicKey, message, signature) {
      requireLength(publicKey, lengths.publicKey, "public key");
      return signature.length === lengths.signature && primitive.verify(publicKey, message, signature);
    },
  };
}

function requireLength(bytes: Uint8Array, length: number, what: string): Uint8Array {
  if (bytes.length !== length) {
    throw new TlogError("KEY_LENGTH", `the ${what} has ${bytes.length} bytes, not ${length}`);
  }
  return bytes;
}
