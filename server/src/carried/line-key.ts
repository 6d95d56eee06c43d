import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from "node:crypto";
import type { LineKey, VerifyLine } from "@setu/link";
import { SetuError } from "@setu/core";
import type { NodeKeys } from "../keys/node-keys.ts";

/**
 * A carried file is let in by the key that lets a connection in: the key of the line, which the card pins. TLS 1.3 signs
 * nothing that begins as a section does (RFC 8446 section 4.4.3), so neither signature can be taken for the other.
 */
export const lineKey = ({ tls }: Pick<NodeKeys, "tls">): LineKey & { readonly spki: Uint8Array } => {
  const key = createPrivateKey(tls.key);
  return {
    spki: new Uint8Array(createPublicKey(key).export({ type: "spki", format: "der" })),
    sign: (message) => new Uint8Array(sign(digestOf(key), message, key)),
  };
};

export const pinOf = (spki: Uint8Array): string => createHash("sha256").update(spki).digest("base64url");

/** @param pins that a connection may show now (`InUse`). @throws WRONG_PEER for any other key */
export function verifyLine(spki: Uint8Array, pins: readonly string[]): VerifyLine {
  if (!pins.includes(pinOf(spki)))
    throw new SetuError("WRONG_PEER", "the file was not written by the node on the card");
  const key = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
  return (message, signature) => verify(digestOf(key), message, key, signature);
}

/** Ed25519 hashes for itself; another kind of key comes from a government's own authority. */
const digestOf = ({ asymmetricKeyType }: KeyObject): "sha256" | null =>
  asymmetricKeyType === "ed25519" ? null : "sha256";
