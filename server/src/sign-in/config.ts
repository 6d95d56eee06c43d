import { X509Certificate } from "node:crypto";
import { isAbsolute } from "node:path";
import { badField, hash, opaque, type Json } from "@setu/core";
import { strict } from "../requests/command.ts";

/** How officers sign in at this node; beside it only the demo's accounts exist. */
export type SignInConfig = {
  readonly oidc?: OidcConfig;
  /** Absent: no passkeys. `synced`: whether keys that a cloud copies to other devices are taken. */
  readonly passkeys?: { readonly synced: boolean };
  readonly certificates?: CertificateConfig;
};

/** Smart cards, behind a proxy that ends TLS and says which certificate it was (RFC 9440). */
export type CertificateConfig = {
  /** Path of the Unix socket at which the proxy, and nobody else, reaches this node. */
  readonly socket: string;
  /** PEM of the authority that issues them. */
  readonly ca: string;
  /** File of its list of revocations (RFC 5280), kept up to date beside the node. */
  readonly crl: string;
  /** SHA-256 of a certificate's SubjectPublicKeyInfo, base64url, and whose it is. */
  readonly officers: readonly { readonly key: string; readonly id: string }[];
};

export type OidcConfig = {
  /** Exactly as the provider writes it in its tokens. */
  readonly issuer: string;
  readonly client: string;
  /** Absent: a public client, which PKCE alone protects. */
  readonly secret?: string;
  /** The claim of the ID token that says who it is. */
  readonly claim: string;
  /** What the claim says of each officer; absent: it says the officer's id. */
  readonly officers?: readonly { readonly is: string; readonly id: string }[];
  /** Authentication contexts of which one must have been used (OpenID Connect Core section 2, `acr`). */
  readonly acr?: readonly string[];
  /** Seconds for which a sign-in at the provider counts here; absent: what the provider thinks right. */
  readonly maxAge?: number;
  /** Hosts of the provider that stand on private addresses, as inside a ministry. */
  readonly hosts: readonly string[];
  /** PEM of the authority of their certificates; absent: the system's. */
  readonly ca?: string;
};

/** Reassigned, shared and mistyped: whoever gets a name in the mail system would get an officer's powers with it. */
const NEVER: ReadonlySet<string> = new Set(["email", "name", "phone_number", "preferred_username"]);

/** @throws BAD_FIELD */
export function parseSignIn(value: Json): SignInConfig {
  const fields = strict(value, "signIn", [], ["certificates", "oidc", "passkeys"]);
  if (Object.keys(fields).length === 0) throw badField("signIn", "way to sign in");
  return {
    ...(fields["oidc"] !== undefined && { oidc: parseOidc(fields["oidc"]) }),
    ...(fields["passkeys"] !== undefined && { passkeys: parsePasskeys(fields["passkeys"]) }),
    ...(fields["certificates"] !== undefined && { certificates: parseCertificates(fields["certificates"]) }),
  };
}

function parsePasskeys(value: Json): { readonly synced: boolean } {
  const { synced } = strict(value, "signIn.passkeys", ["synced"]);
  if (typeof synced !== "boolean") throw badField("signIn.passkeys.synced", "yes or no");
  return { synced };
}

function parseCertificates(value: Json): CertificateConfig {
  const at = "signIn.certificates";
  const { ca, crl, officers, socket } = strict(value, at, ["ca", "crl", "officers", "socket"]);
  const path = (given: Json | undefined, field: string): string => {
    if (typeof given !== "string" || !isAbsolute(given) || given.length > 500) throw badField(field, "path");
    return given;
  };
  if (!Array.isArray(officers) || officers.length > 256) throw badField(`${at}.officers`, "list");
  return {
    socket: path(socket, `${at}.socket`),
    ca: certificate(typeof ca === "string" ? ca : "", `${at}.ca`),
    crl: path(crl, `${at}.crl`),
    officers: officers.map((each) => {
      const { key, id } = strict(each as Json, `${at}.officers`, ["id", "key"]);
      return { key: hash(key, `${at}.officers.key`), id: opaque(id, `${at}.officers.id`) };
    }),
  };
}

function parseOidc(value: Json): OidcConfig {
  const field = (name: string) => `signIn.oidc.${name}`;
  const fields = strict(
    value,
    "signIn.oidc",
    ["claim", "client", "issuer"],
    ["acr", "ca", "hosts", "maxAge", "officers", "secret"],
  );
  const text = (name: string, max = 500): string => {
    const given = fields[name];
    if (typeof given !== "string" || given === "" || given.length > max) throw badField(field(name), "text");
    return given;
  };
  const texts = (name: string): readonly string[] => {
    const given = fields[name];
    if (!Array.isArray(given) || given.length > 16 || !given.every((each) => typeof each === "string"))
      throw badField(field(name), "list of texts");
    return given;
  };
  const issuer = text("issuer");
  if (URL.parse(issuer)?.protocol !== "https:")
    throw badField(field("issuer"), "address that begins with https");
  const claim = text("claim", 100);
  if (NEVER.has(claim)) throw badField(field("claim"), "claim that is one person's for ever, such as sub");
  return {
    issuer,
    client: text("client"),
    claim,
    hosts: fields["hosts"] === undefined ? [] : texts("hosts"),
    ...(fields["secret"] !== undefined && { secret: text("secret") }),
    ...(fields["acr"] !== undefined && { acr: texts("acr") }),
    ...(fields["maxAge"] !== undefined && { maxAge: seconds(fields["maxAge"], field("maxAge")) }),
    ...(fields["officers"] !== undefined && { officers: officers(fields["officers"], field("officers")) }),
    ...(fields["ca"] !== undefined && { ca: certificate(text("ca", 16_000), field("ca")) }),
  };
}

function seconds(value: Json, field: string): number {
  if (typeof value !== "number" || value < 0 || value > 86_400)
    throw badField(field, "number from 0 to 86400");
  return value;
}

function officers(value: Json, field: string): NonNullable<OidcConfig["officers"]> {
  if (!Array.isArray(value) || value.length > 256) throw badField(field, "list");
  return value.map((each) => {
    const { is, id } = strict(each as Json, field, ["id", "is"]);
    if (typeof is !== "string" || is === "" || is.length > 255) throw badField(`${field}.is`, "text");
    return { is, id: opaque(id, `${field}.id`) };
  });
}

function certificate(pem: string, field: string): string {
  try {
    return new X509Certificate(pem).toString();
  } catch {
    throw badField(field, "certificate (PEM)");
  }
}
