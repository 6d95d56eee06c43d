import "reflect-metadata";
import { createHash, createPrivateKey, webcrypto, X509Certificate } from "node:crypto";
import * as x509 from "@peculiar/x509";

/**
 * A self-signed Ed25519 certificate. Nobody checks its names or dates: the peer pins its public key, from the card
 * that two people have read to each other.
 */
export async function makeCertificate(commonName: string): Promise<{ key: string; certificate: string }> {
  const keys = (await webcrypto.subtle.generateKey("Ed25519", true, [
    "sign",
    "verify",
  ])) as webcrypto.CryptoKeyPair;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: `CN=${commonName}`,
      keys,
      notBefore: new Date("2020-01-01T00:00:00Z"),
      notAfter: new Date("2120-01-01T00:00:00Z"),
      signingAlgorithm: "Ed25519",
      extensions: [new x509.BasicConstraintsExtension(false, undefined, true)],
    },
    webcrypto,
  );
  const der = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey));
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" }).export({
    type: "pkcs8",
    format: "pem",
  });
  return { key, certificate: certificate.toString("pem") };
}

/** SHA-256 of the SubjectPublicKeyInfo (RFC 7469's pin), base64url. */
export const spkiPin = (certificate: X509Certificate | string | Buffer): string => {
  const parsed = certificate instanceof X509Certificate ? certificate : new X509Certificate(certificate);
  return createHash("sha256")
    .update(parsed.publicKey.export({ type: "spki", format: "der" }))
    .digest("base64url");
};

/** SHA-256 of the whole certificate (RFC 8705 section 3.1, `x5t#S256`). */
export const thumbprint = (certificate: X509Certificate): string =>
  createHash("sha256").update(certificate.raw).digest("base64url");
