import "reflect-metadata";
import { generateKeyPairSync, sign, webcrypto, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";
import type { Hash } from "@setu/core";
import { spkiPin } from "../keys/certificate.ts";

/** Smart cards of a ministry's own authority, and certificates of its programs. */
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY = 86_400_000;

const keyPair = () => webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);

export class Authority {
  readonly keys: webcrypto.CryptoKeyPair;
  readonly certificate: x509.X509Certificate;

  constructor(keys: webcrypto.CryptoKeyPair, certificate: x509.X509Certificate) {
    this.keys = keys;
    this.certificate = certificate;
  }

  static async make(): Promise<Authority> {
    const keys = await keyPair();
    const made = {
      name: "CN=Synthetic Authority",
      keys,
      notBefore: new Date(Date.now() - 10 * DAY),
      notAfter: new Date(Date.now() + 10 * DAY),
      signingAlgorithm: ALGORITHM,
      extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
    };
    return new Authority(keys, await x509.X509CertificateGenerator.createSelfSigned(made, webcrypto));
  }

  async card({
    from = Date.now() - DAY,
    to = Date.now() + DAY,
    usage = "1.3.6.1.5.5.7.3.2",
    authority = false,
    serial = "0a",
    publicKey = null as webcrypto.CryptoKey | null,
  } = {}) {
    const key = publicKey ?? (await keyPair()).publicKey;
    return x509.X509CertificateGenerator.create(
      {
        serialNumber: serial,
        subject: "CN=Synthetic Officer",
        issuer: this.certificate.subject,
        notBefore: new Date(from),
        notAfter: new Date(to),
        signingAlgorithm: ALGORITHM,
        publicKey: key,
        signingKey: this.keys.privateKey,
        extensions: [
          new x509.BasicConstraintsExtension(authority),
          new x509.ExtendedKeyUsageExtension([usage]),
        ],
      },
      webcrypto,
    );
  }

  async revocations(path: string, serials: readonly string[], next = Date.now() + DAY): Promise<string> {
    const list = await x509.X509CrlGenerator.create(
      {
        issuer: this.certificate.subject,
        thisUpdate: new Date(Date.now() - DAY),
        nextUpdate: new Date(next),
        entries: serials.map((serialNumber) => ({
          serialNumber,
          revocationDate: new Date(Date.now() - DAY),
        })),
        signingAlgorithm: ALGORITHM,
        signingKey: this.keys.privateKey,
      },
      webcrypto,
    );
    writeFileSync(path, Buffer.from(list.rawData));
    return path;
  }
}

/** As the proxy hands it on (RFC 9440). */
export const clientCert = (card: x509.X509Certificate) => `:${Buffer.from(card.rawData).toString("base64")}:`;
export const pinOf = (card: x509.X509Certificate) =>
  spkiPin(new X509Certificate(Buffer.from(card.rawData))) as Hash;

/** A smart card, or whatever has the private key of a certificate of the authority. */
export async function newCard(authority: Authority, rest: { readonly serial?: string } = {}) {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = new Uint8Array(publicKey.export({ type: "spki", format: "der" }));
  const imported = await webcrypto.subtle.importKey("spki", spki, ALGORITHM, true, ["verify"]);
  const made = await authority.card({ publicKey: imported, ...rest });
  return {
    pin: pinOf(made),
    /** @param message base64url, as the node hands it out */
    answer: (message: string) => ({
      certificate: Buffer.from(made.rawData).toString("base64url"),
      signature: sign("sha256", Buffer.from(message, "base64url"), privateKey).toString("base64url"),
    }),
  };
}

/** One officer's card and the configuration that names it. */
export async function testCard(officer: string) {
  const folder = mkdtempSync(join(tmpdir(), "setu-card-"));
  const authority = await Authority.make();
  const { pin, answer } = await newCard(authority);
  return {
    answer,
    certificates: {
      socket: join(folder, "proxy.sock"),
      ca: authority.certificate.toString("pem"),
      crl: await authority.revocations(join(folder, "crl"), []),
      officers: [{ key: pin, id: officer }],
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
