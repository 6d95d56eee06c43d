import "reflect-metadata";
import { readFileSync } from "node:fs";
import { webcrypto, X509Certificate } from "node:crypto";
import * as x509 from "@peculiar/x509";
import { SetuError } from "@setu/core";
import { spkiPin } from "../keys/certificate.ts";
import type { CertificateConfig } from "./config.ts";

/**
 * Certificates of smart cards, checked by the TLS of a proxy that hands on which one it was (RFC 9440). The proxy has
 * seen the private key used; whether the certificate counts here, and whose it is, is decided here.
 */
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
/** RFC 8941 byte sequence. */
const HEADER = /^:([A-Za-z0-9+/]{1,8192}={0,2}):$/;
const MAX_CRL = 5 * 1024 * 1024;

/**
 * @param header `Client-Cert` of a connection that only the proxy can open
 * @returns the officer's id
 * @throws FORBIDDEN as `checkedCertificate`, and with `detail.reason` `unknown`
 */
export async function officerOfCertificate(
  config: CertificateConfig,
  header: string | undefined,
  now: number,
): Promise<string> {
  const pin = spkiPin(await checkedCertificate(config, header, now));
  const officer = config.officers.find(({ key }) => key === pin);
  if (!officer) throw refused("unknown");
  return officer.id;
}

/**
 * A certificate of the authority, in force; whose it is has not been asked.
 * @throws FORBIDDEN with `detail.reason`: `header`, `issuer`, `dates`, `usage`, `revocation`, `revoked`; a list of
 *   revocations that is missing, not the authority's or past its next update lets nobody in
 */
export async function checkedCertificate(
  { ca, crl }: Pick<CertificateConfig, "ca" | "crl">,
  header: string | undefined,
  now: number,
): Promise<X509Certificate> {
  const certificate = certificateIn(header);
  if (!certificate) throw refused("header");
  await assertInForce({ ca, crl }, certificate, now);
  return certificate;
}

/** @throws FORBIDDEN as `checkedCertificate` */
export async function assertInForce(
  { ca, crl }: Pick<CertificateConfig, "ca" | "crl">,
  certificate: X509Certificate,
  now: number,
): Promise<void> {
  const authority = new X509Certificate(ca);
  // An authority's own certificate signs others; nobody comes in by it.
  if (certificate.ca || !certificate.checkIssued(authority) || !certificate.verify(authority.publicKey))
    throw refused("issuer");
  for (const each of [certificate, authority])
    if (now < each.validFromDate.getTime() || now > each.validToDate.getTime()) throw refused("dates");
  if (!(certificate.keyUsage ?? []).includes(CLIENT_AUTH)) throw refused("usage");
  if (await isRevoked(crl, ca, certificate.serialNumber, now)) throw refused("revoked");
}

/** Which certificate the proxy hands on, unchecked; null for none. @param header as for `checkedCertificate` */
export const certificateIn = (header: string | undefined): X509Certificate | null => {
  const [, encoded] = HEADER.exec(header ?? "") ?? [];
  return encoded === undefined ? null : read(encoded);
};

function read(encoded: string): X509Certificate | null {
  try {
    return new X509Certificate(Buffer.from(encoded, "base64"));
  } catch {
    return null;
  }
}

async function isRevoked(path: string, ca: string, serial: string, now: number): Promise<boolean> {
  let list: x509.X509Crl;
  try {
    const bytes = readFileSync(path);
    if (bytes.length > MAX_CRL) throw new Error(`more than ${MAX_CRL} bytes`);
    list = new x509.X509Crl(bytes);
    const publicKey = await new x509.X509Certificate(ca).publicKey.export(webcrypto);
    if (!(await list.verify({ publicKey }, webcrypto))) throw new Error("not signed by the authority");
  } catch (cause) {
    throw refused("revocation", cause);
  }
  if (!list.nextUpdate || now > list.nextUpdate.getTime() || now < list.thisUpdate.getTime())
    throw refused("revocation");
  return list.entries.some((entry) => BigInt(`0x${entry.serialNumber}`) === BigInt(`0x${serial}`));
}

const refused = (reason: string, cause?: unknown): SetuError =>
  new SetuError("FORBIDDEN", "not signed in", {
    detail: { reason },
    ...(cause !== undefined && { cause }),
  });
