import {
  createHash,
  createPrivateKey,
  createPublicKey,
  decapsulate as mlkemDecapsulate,
  diffieHellman,
  encapsulate as mlkemEncapsulate,
  randomBytes,
  type KeyObject,
} from "node:crypto";
import { SetuError } from "@setu/core";

/**
 * X-Wing (draft-connolly-cfrg-xwing-kem): X25519 and ML-KEM-768 together, so that the secret holds while either of
 * the two does. Private key: a 32-byte seed. Public key: ML-KEM's, then X25519's.
 */
const LABEL = Buffer.from("5c2e2f2f5e5c", "hex");
const MLKEM_PUBLIC = 1184;
const MLKEM_CIPHERTEXT = 1088;
export const PUBLIC_BYTES = MLKEM_PUBLIC + 32;
export const CIPHERTEXT_BYTES = MLKEM_CIPHERTEXT + 32;

export type Encapsulation = { readonly enc: Uint8Array; readonly secret: Uint8Array };

export function publicKeyOf(seed: Uint8Array): Uint8Array {
  const { mlkem, x25519 } = expand(seed);
  return bytes(rawPublic(createPublicKey(mlkem)), rawPublic(createPublicKey(x25519)));
}

/** @throws BAD_FIELD for a public key of the wrong length or off the lattice */
export function encapsulate(publicKey: Uint8Array): Encapsulation {
  if (publicKey.length !== PUBLIC_BYTES) throw new SetuError("BAD_FIELD", "not an X-Wing public key");
  const theirs = Buffer.from(publicKey);
  const mlkem = publicOf("ml-kem-768", theirs.subarray(0, MLKEM_PUBLIC));
  const x25519 = publicOf("x25519", theirs.subarray(MLKEM_PUBLIC));
  const ephemeral = privateOf("x25519", randomBytes(32));
  const { sharedKey, ciphertext } = mlkemEncapsulate(mlkem);
  const sent = rawPublic(createPublicKey(ephemeral));
  const agreed = diffieHellman({ privateKey: ephemeral, publicKey: x25519 });
  return {
    enc: bytes(ciphertext, sent),
    secret: combine(sharedKey, agreed, sent, theirs.subarray(MLKEM_PUBLIC)),
  };
}

/** @throws CANNOT_OPEN for bytes that are no ciphertext; of another key's ciphertext it makes another secret */
export function decapsulate(seed: Uint8Array, enc: Uint8Array): Uint8Array {
  if (enc.length !== CIPHERTEXT_BYTES) throw new SetuError("CANNOT_OPEN", "not an X-Wing ciphertext");
  const { mlkem, x25519 } = expand(seed);
  const sent = Buffer.from(enc.subarray(MLKEM_CIPHERTEXT));
  try {
    const shared = mlkemDecapsulate(mlkem, Buffer.from(enc.subarray(0, MLKEM_CIPHERTEXT)));
    const agreed = diffieHellman({ privateKey: x25519, publicKey: publicOf("x25519", sent) });
    return combine(shared, agreed, sent, rawPublic(createPublicKey(x25519)));
  } catch (cause) {
    throw new SetuError("CANNOT_OPEN", "the encapsulation does not open", { cause });
  }
}

function expand(seed: Uint8Array): { mlkem: KeyObject; x25519: KeyObject } {
  if (seed.length !== 32) throw new Error("an X-Wing seed has 32 bytes");
  const expanded = createHash("shake256", { outputLength: 96 }).update(seed).digest();
  return {
    mlkem: privateOf("ml-kem-768", expanded.subarray(0, 64)),
    x25519: privateOf("x25519", expanded.subarray(64)),
  };
}

const combine = (
  ...parts: readonly [mlkem: Buffer, x25519: Buffer, sent: Buffer, recipient: Buffer]
): Uint8Array => {
  const hash = createHash("sha3-256");
  for (const part of parts) hash.update(part);
  return bytes(hash.update(LABEL).digest());
};

type Algorithm = "ml-kem-768" | "x25519";
const publicOf = (asymmetricKeyType: Algorithm, key: Buffer): KeyObject =>
  createPublicKey({ key, format: "raw-public", asymmetricKeyType });
const privateOf = (asymmetricKeyType: Algorithm, key: Buffer): KeyObject =>
  createPrivateKey({
    key,
    format: asymmetricKeyType === "x25519" ? "raw-private" : "raw-seed",
    asymmetricKeyType,
  });
const rawPublic = (key: KeyObject): Buffer => key.export({ format: "raw-public" });
const bytes = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
