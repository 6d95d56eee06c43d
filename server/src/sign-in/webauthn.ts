import { createHash, createPublicKey, verify, type KeyObject, type webcrypto } from "node:crypto";
import { badField, SetuError, type Hash, type Json } from "@setu/core";
import type { Assertion, VerifySignature } from "@setu/link";
import {
  cose,
  decodeAttestationObject,
  decodeCredentialPublicKey,
  isoBase64URL,
} from "@simplewebauthn/server/helpers";
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import { strict } from "../requests/command.ts";

/**
 * Bounds and forms of what a browser hands over (Web Authentication Level 3), before the library parses it. What is
 * not needed is not passed on.
 */
const BASE64URL = /^[A-Za-z0-9_-]*$/;
const MAX = {
  id: 1_400,
  clientDataJSON: 4_096,
  attestationObject: 16_384,
  authenticatorData: 2_048,
  signature: 2_048,
};
const TRANSPORTS = ["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"] as const;

/** COSE algorithms that are asked for: EdDSA, ES256, RS256 (RFC 9053, RFC 8812). */
export const ALGORITHMS = [-8, -7, -257] as const;

/** @throws BAD_FIELD */
export function parseAssertion(value: Json | undefined): AuthenticationResponseJSON {
  const { id, response } = credential(value);
  const given = strict(
    response,
    "response",
    ["authenticatorData", "clientDataJSON", "signature"],
    ["userHandle"],
  );
  return {
    id,
    rawId: id,
    type: "public-key",
    clientExtensionResults: {},
    response: {
      authenticatorData: base64url(given["authenticatorData"], "authenticatorData", MAX.authenticatorData),
      clientDataJSON: base64url(given["clientDataJSON"], "clientDataJSON", MAX.clientDataJSON),
      signature: base64url(given["signature"], "signature", MAX.signature),
    },
  };
}

/** As bytes, for the verifier that both parties have. */
export const assertionOf = ({ response }: AuthenticationResponseJSON): Assertion => ({
  authenticatorData: isoBase64URL.toBuffer(response.authenticatorData),
  clientDataJSON: isoBase64URL.toBuffer(response.clientDataJSON),
  signature: isoBase64URL.toBuffer(response.signature),
});

/** @throws BAD_FIELD */
export function parseRegistration(value: Json | undefined): RegistrationResponseJSON {
  const { id, response } = credential(value);
  const given = strict(
    response,
    "response",
    ["attestationObject", "clientDataJSON"],
    ["authenticatorData", "publicKey", "publicKeyAlgorithm", "transports"],
  );
  const { transports = [] } = given;
  if (!Array.isArray(transports)) throw badField("transports", "list");
  return {
    id,
    rawId: id,
    type: "public-key",
    clientExtensionResults: {},
    response: {
      attestationObject: base64url(given["attestationObject"], "attestationObject", MAX.attestationObject),
      clientDataJSON: base64url(given["clientDataJSON"], "clientDataJSON", MAX.clientDataJSON),
      transports: TRANSPORTS.filter((each) => transports.includes(each)),
    },
  };
}

function credential(value: Json | undefined): { readonly id: string; readonly response: Json } {
  const { id, rawId, type, response } = strict(
    value,
    "credential",
    ["id", "rawId", "response", "type"],
    ["authenticatorAttachment", "clientExtensionResults"],
  );
  if (type !== "public-key" || rawId !== id) throw badField("credential", "public key's assertion");
  return { id: base64url(id, "id", MAX.id), response: response ?? null };
}

function base64url(value: Json | undefined, field: string, max: number): string {
  if (typeof value !== "string" || value === "" || value.length > max || !BASE64URL.test(value))
    throw badField(field, "base64url");
  return value;
}

/** The challenge under which it was made, before anything of it is believed. @throws BAD_FIELD */
export function challengeOf({
  response,
}: {
  readonly response: { readonly clientDataJSON: string };
}): string {
  try {
    const { challenge } = JSON.parse(isoBase64URL.toUTF8String(response.clientDataJSON)) as {
      challenge?: unknown;
    };
    if (typeof challenge === "string" && challenge.length <= 200) return challenge;
  } catch {
    // Not JSON: answered as any other that names no challenge.
  }
  throw badField("clientDataJSON", "client data");
}

/**
 * No statement on the make of a key is asked for. One that comes all the same would be checked along addresses that its
 * own certificates name, so it is not looked at.
 * @throws BAD_PASSKEY
 */
export function assertNoAttestation({ response }: RegistrationResponseJSON): void {
  const attestation = decodeAttestationObject(isoBase64URL.toBuffer(response.attestationObject));
  const own = attestation.get("fmt") === "packed" && attestation.get("attStmt").get("x5c") === undefined;
  if (attestation.get("fmt") !== "none" && !own)
    throw new SetuError("BAD_PASSKEY", "an attestation was not asked for", {
      detail: { reason: "attestation" },
    });
}

export type PublicKey = { readonly algorithm: number; readonly spki: Uint8Array; readonly key: Hash };

/** A COSE key (RFC 9053) as everybody's tools read it: SubjectPublicKeyInfo. Its hash is the key's name. */
export function publicKeyOf(bytes: Uint8Array<ArrayBuffer>): PublicKey {
  const decoded = decodeCredentialPublicKey(bytes);
  const algorithm = Number(decoded.get(cose.COSEKEYS.alg));
  const spki = createPublicKey({ key: jwkOf(decoded), format: "jwk" }).export({
    type: "spki",
    format: "der",
  });
  return { algorithm, spki, key: keyName(spki) };
}

export const keyName = (spki: Uint8Array): Hash =>
  createHash("sha256").update(spki).digest("base64url") as Hash;

function jwkOf(key: cose.COSEPublicKey): webcrypto.JsonWebKey {
  const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString("base64url");
  const { x, y, n, e } = cose.COSEKEYS;
  if (cose.isCOSEPublicKeyEC2(key))
    return { kty: "EC", crv: "P-256", x: text(key.get(x)), y: text(key.get(y)) };
  if (cose.isCOSEPublicKeyRSA(key)) return { kty: "RSA", n: text(key.get(n)), e: text(key.get(e)) };
  if (cose.isCOSEPublicKeyOKP(key)) return { kty: "OKP", crv: "Ed25519", x: text(key.get(x)) };
  throw new SetuError("BAD_PASSKEY", "a kind of key that was not asked for");
}

/** For the verifier in `link`, which knows no cryptography of its own. WebAuthn writes ECDSA signatures in DER. */
export const verifySignature: VerifySignature = ({ algorithm, spki }, message, signature) => {
  const known = KINDS[algorithm];
  if (!known) return false;
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
    return known.fits(key) && verify(known.hash, message, key, signature);
  } catch {
    // What the other side has declared as a key may be none.
    return false;
  }
};

type KeyKind = { readonly hash: string | null; readonly fits: (key: KeyObject) => boolean };

/**
 * Each algorithm with its one curve (Web Authentication Level 3, section 5.8.5) and no short key: whether another is known
 * depends on how a machine's OpenSSL was built, and then two nodes would judge one signature differently.
 */
const KINDS: Readonly<Record<number, KeyKind>> = {
  [-7]: { hash: "sha256", fits: (key) => key.asymmetricKeyDetails?.namedCurve === "prime256v1" },
  [-8]: { hash: null, fits: (key) => key.asymmetricKeyType === "ed25519" },
  [-257]: {
    hash: "sha256",
    fits: (key) =>
      key.asymmetricKeyType === "rsa" && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_MODULUS,
  },
};
const MIN_MODULUS = 2_048;
