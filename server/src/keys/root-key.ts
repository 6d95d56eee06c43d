import {
  createHash,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  randomBytes,
  sign,
  verify,
  type KeyObject,
} from "node:crypto";
import { readFileSync } from "node:fs";
import { badField, objectIn, parseBounded, SetuError } from "@setu/core";
import { writeNew } from "../node/files.ts";

/**
 * One holder's key of a root: Ed25519 and ML-DSA-65 (FIPS 204) from one secret, and both have to sign. Each holder has a
 * key of her own; there is no moment, and no machine, at which the whole of a divided key would lie together.
 */
const SCHEMES = { ed25519: "ed25519", mldsa65: "ml-dsa-65" } as const;
type Scheme = keyof typeof SCHEMES;

export const SECRET_BYTES = 32;
export const KEY_BYTES: Readonly<Record<Scheme, number>> = { ed25519: 32, mldsa65: 1952 };
export const SIGNATURE_BYTES: Readonly<Record<Scheme, number>> = { ed25519: 64, mldsa65: 3309 };

export type RootPublic = Readonly<Record<Scheme, Uint8Array>>;
export type RootSignature = Readonly<Record<Scheme, Uint8Array>>;

export const newSecret = (): Uint8Array => new Uint8Array(randomBytes(SECRET_BYTES));

const privateOf = (secret: Uint8Array, scheme: Scheme): KeyObject =>
  createPrivateKey({
    key: Buffer.from(hkdfSync("sha256", secret, "", `setu/1 root ${SCHEMES[scheme]}`, 32)),
    // `raw-seed` is the form of ML-DSA; of Ed25519 the private key is the seed (RFC 8032).
    format: scheme === "ed25519" ? "raw-private" : "raw-seed",
    asymmetricKeyType: SCHEMES[scheme],
  });

const both = (make: (scheme: Scheme) => Buffer): Readonly<Record<Scheme, Uint8Array>> => ({
  ed25519: new Uint8Array(make("ed25519")),
  mldsa65: new Uint8Array(make("mldsa65")),
});

export const publicOf = (secret: Uint8Array): RootPublic =>
  both((scheme) => createPublicKey(privateOf(secret, scheme)).export({ format: "raw-public" }));

export const signWith = (secret: Uint8Array, bytes: Uint8Array): RootSignature =>
  both((scheme) => sign(null, bytes, privateOf(secret, scheme)));

/** Whether both algorithms say so: one that is broken one day leaves the other. */
export const signs = (key: RootPublic, bytes: Uint8Array, signature: RootSignature): boolean =>
  (Object.keys(SCHEMES) as Scheme[]).every((scheme) => {
    const publicKey = createPublicKey({
      key: Buffer.from(key[scheme]),
      format: "raw-public",
      asymmetricKeyType: SCHEMES[scheme],
    });
    return verify(null, bytes, publicKey, signature[scheme]);
  });

const GROUP = 4;

/** For a holder who wants paper: sixteen groups of four, and one that shows a slip of the pen. */
export function onPaper(secret: Uint8Array): string {
  const digits = Buffer.from(secret).toString("hex") + checkOf(secret);
  return (digits.match(/.{4}/g) ?? []).join(" ");
}

/** @throws WRONG_CHECK when a group was read wrongly, BAD_FIELD for what is no secret */
export function fromPaper(text: string): Uint8Array {
  const digits = text.replaceAll(/\s/g, "").toLowerCase();
  if (!/^[0-9a-f]{68}$/.test(digits)) throw badField("secret", "17 groups of four");
  const secret = new Uint8Array(Buffer.from(digits.slice(0, -GROUP), "hex"));
  if (checkOf(secret) !== digits.slice(-GROUP))
    throw new SetuError("WRONG_CHECK", "a group was not copied as it stands on the paper");
  return secret;
}

const checkOf = (secret: Uint8Array): string =>
  createHash("sha256").update("setu/1 root paper").update(secret).digest("hex").slice(0, GROUP);

/** Writes a holder's medium, durably. @throws EEXIST */
export function saveSecret(path: string, secret: Uint8Array): void {
  writeNew(
    path,
    `${JSON.stringify({ setu: "root-key/1", secret: onPaper(secret) }, null, 2)}
`,
  );
}

/** @throws ENOENT | BAD_FIELD | WRONG_CHECK */
export function loadSecret(path: string): Uint8Array {
  const { setu, secret } = objectIn(parseBounded(readFileSync(path), 4096), "key");
  if (setu !== "root-key/1" || typeof secret !== "string") throw badField("key", "key of a holder");
  return fromPaper(secret);
}
