import {
  canonicalBytes,
  code,
  hash,
  isSetuError,
  parseBounded,
  parseCanonical,
  SetuError,
  type Code,
  type Hash,
  type Instant,
  type Json,
} from "@setu/core";
import { sha256 } from "tlog";
import { base64url, concat, framed, fromBase64url, utf8 } from "./bytes.ts";

/**
 * Signatures of persons over an act (record.md rule 9; spec/record.md section 4). An officer's key signs the act
 * itself: the challenge of the assertion is the hash of the act's bytes, and these name the texts, the files and the
 * heads on which the officer stood. Whoever holds the officer's public key verifies that, and asks no server.
 */
export type Approval = {
  /** Hash of the public key (SubjectPublicKeyInfo). */
  readonly key: Hash;
  readonly kind: Code;
  /** base64url; of what, the kind says. */
  readonly bytes: string;
};

/** What an authenticator gives back for a challenge (Web Authentication Level 3, section 5.2.2). */
export type Assertion = {
  readonly authenticatorData: Uint8Array;
  readonly clientDataJSON: Uint8Array;
  readonly signature: Uint8Array;
};

/** An officer's key as both parties know it. */
export type OfficerKey = {
  readonly officer: string;
  readonly key: Hash;
  /** Of COSE (RFC 9053): -7 ES256, -8 EdDSA, -257 RS256. */
  readonly algorithm: number;
  readonly spki: Uint8Array;
  /** Where the officer signs; null for a key that no browser uses. */
  readonly site: Site | null;
};

/** The address of the screens of her own node, and the relying party's id (its host name), each by its hash. */
export type Site = { readonly rp: Hash; readonly origin: Hash };

export const siteOf = (rpId: string, origin: string): Site => ({
  rp: base64url(sha256(utf8(rpId))),
  origin: base64url(sha256(utf8(origin))),
});

/** False for whatever does not hold, bytes that are no key among them; never throws, for both are the peer's. */
export type VerifySignature = (
  key: Pick<OfficerKey, "algorithm" | "spki">,
  message: Uint8Array,
  signature: Uint8Array,
) => boolean;

/** The keys of a party's officers, as known to whoever judges. */
export interface OfficerKeys {
  /** @param t when the act entered its log. @returns null for a key that was not in force then */
  keyOf(key: Hash, t: Instant): Promise<OfficerKey | null>;
}

/** One signature and what comes of it; `reason` null: it holds, and the officer signed exactly this act. */
export type JudgedApproval = {
  readonly key: Hash;
  readonly kind: Code;
  /** Whose key it is; null when it is none that was in force. */
  readonly officer: string | null;
  readonly reason: string | null;
};

const WEBAUTHN = "webauthn" as Code;
/** Of a certificate, as on a smart card that no browser reaches. */
export const X509 = "x509" as Code;
const TYPE = "application/vnd.setu.act+json";
const MAX = { approvals: 4, authenticatorData: 512, clientDataJSON: 1_024, signature: 512 } as const;
const MAX_BYTES = 8 * 1024;
/** Flags of the authenticator data: the person was present, and was verified (by a PIN, a finger, a face). */
const PRESENT_AND_VERIFIED = 0b101;
const RP_ID_HASH = 32;
/** Hash of the relying party's id, flags, counter. */
const SHORTEST = 37;

/** DSSE's pre-authentication encoding: of no two types, and no two payloads, are the bytes the same. */
const pae = (payload: Uint8Array): Uint8Array =>
  concat([utf8(`DSSEv1 ${TYPE.length} ${TYPE} ${payload.length} `), payload]);

/** What the key of a certificate signs, as it is: no browser stands between it and the act. @param act the exact bytes that are sealed */
export const actMessage = (act: Uint8Array): Uint8Array => pae(act);

/** What a passkey signs. @param act the exact bytes that are sealed */
export const actChallenge = (act: Uint8Array): Uint8Array => sha256(pae(act));

/** @param signature as the algorithm of the key writes it: ECDSA in DER (RFC 3279), RSA and Ed25519 as they are */
export const cardApprovalOf = (key: Hash, signature: Uint8Array): Approval => ({
  key,
  kind: X509,
  bytes: base64url(signature),
});

export const approvalOf = (
  key: Hash,
  { authenticatorData, clientDataJSON, signature }: Assertion,
): Approval => ({
  key,
  kind: WEBAUTHN,
  bytes: base64url(framed(authenticatorData, clientDataJSON, signature)),
});

export const formatApprovals = (approvals: readonly Approval[]): string =>
  new TextDecoder().decode(canonicalBytes(approvals));

/** @throws BAD_APPROVAL (`malformed`) */
export function parseApprovals(text: string): readonly Approval[] {
  return judged(() => {
    const list = parseCanonical(utf8(text), MAX_BYTES);
    if (!Array.isArray(list) || list.length > MAX.approvals) throw bad("malformed");
    return list.map((each: Json) => {
      if (each === null || typeof each !== "object" || Array.isArray(each)) throw bad("malformed");
      const { key, kind, bytes, ...rest } = each as Readonly<Record<string, Json>>;
      if (typeof bytes !== "string" || Object.keys(rest).length > 0) throw bad("malformed");
      return { key: hash(key, "key"), kind: code(kind, "kind"), bytes };
    });
  });
}

/**
 * Whether this key signed exactly this act. Who may approve, and whether the key was in force, is not asked here.
 * @param act the exact bytes that were sealed
 * @throws BAD_APPROVAL whose `detail.reason` says what does not hold: `kind`, `malformed`, `key`, `type`, `challenge`,
 *   `origin`, `relying-party`, `verification`, `signature`
 */
export function verifyApproval(
  act: Uint8Array,
  approval: Approval,
  key: OfficerKey,
  verify: VerifySignature,
): void {
  const verifyKind = Object.hasOwn(KINDS, approval.kind) ? KINDS[approval.kind] : undefined;
  if (!verifyKind) throw bad("kind");
  if (approval.key !== key.key || base64url(sha256(key.spki)) !== key.key) throw bad("key");
  verifyKind(act, approval, key, verify);
}

type VerifyKind = typeof verifyApproval;

/** By kind. A key with a site is a browser's and one without is none, so that neither signs as the other. */
const KINDS: Readonly<Record<string, VerifyKind>> = { [WEBAUTHN]: verifyAssertion, [X509]: verifyPlain };

function verifyPlain(...[act, { bytes }, key, verify]: Parameters<VerifyKind>): void {
  if (key.site) throw bad("key");
  const signature = judged(() => fromBase64url(bytes, "bytes"));
  if (signature.length === 0 || signature.length > MAX.signature) throw bad("malformed");
  if (!verify(key, pae(act), signature)) throw bad("signature");
}

function verifyAssertion(...[act, approval, key, verify]: Parameters<VerifyKind>): void {
  if (!key.site) throw bad("key");
  const assertion = assertionOf(approval);
  checkClient(assertion.clientDataJSON, base64url(actChallenge(act)), key.site.origin);
  checkAuthenticator(assertion.authenticatorData, key.site.rp);
  const message = concat([assertion.authenticatorData, sha256(assertion.clientDataJSON)]);
  if (!verify(key, message, assertion.signature)) throw bad("signature");
}

/**
 * Every signature over an act, each by itself: one that does not hold takes nothing from the others.
 * @param act the exact bytes that were sealed, `t` of its leaf
 * @throws BAD_APPROVAL (`malformed`) when the list is none
 */
export async function judgeApprovals(
  { act, approvals, t }: { readonly act: Uint8Array; readonly approvals: string; readonly t: Instant },
  keys: OfficerKeys,
  verify: VerifySignature,
): Promise<readonly JudgedApproval[]> {
  const judged: JudgedApproval[] = [];
  for (const approval of parseApprovals(approvals)) {
    const { key, kind } = approval;
    const known = await keys.keyOf(key, t);
    const reason = known ? reasonOf(() => verifyApproval(act, approval, known, verify)) : "key";
    judged.push({ key, kind, officer: known?.officer ?? null, reason });
  }
  return judged;
}

/** Why it does not hold, null when it does. */
export function reasonOf(run: () => void): string | null {
  try {
    run();
    return null;
  } catch (error) {
    if (!isSetuError(error, "BAD_APPROVAL")) throw error;
    return String(error.detail["reason"]);
  }
}

/** The counter that the authenticator told, for the one who keeps it. @throws BAD_APPROVAL */
export function counterOf({ authenticatorData }: Pick<Assertion, "authenticatorData">): number {
  if (authenticatorData.length < SHORTEST) throw bad("malformed");
  return new DataView(authenticatorData.buffer, authenticatorData.byteOffset).getUint32(33);
}

function assertionOf({ bytes }: Approval): Assertion {
  return judged(() => {
    if (bytes.length > MAX_BYTES) throw bad("malformed");
    const [authenticatorData, clientDataJSON, signature, ...rest] = unframed(fromBase64url(bytes, "bytes"));
    if (!authenticatorData || !clientDataJSON || !signature || rest.length > 0) throw bad("malformed");
    const parts = { authenticatorData, clientDataJSON, signature };
    for (const name of ["authenticatorData", "clientDataJSON", "signature"] as const)
      if (parts[name].length > MAX[name]) throw bad("malformed");
    if (authenticatorData.length < SHORTEST) throw bad("malformed");
    return parts;
  });
}

function unframed(bytes: Uint8Array): readonly Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + 4 > bytes.length ? Infinity : at + 4 + view.getUint32(at);
    if (end > bytes.length) throw bad("malformed");
    parts.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return parts;
}

/** Web Authentication Level 3, section 7.2, steps 11 to 15: written by the browser, not by the page. */
function checkClient(bytes: Uint8Array, challenge: string, origin: Hash): void {
  const data = judged(() => parseBounded(bytes, MAX.clientDataJSON));
  const said = (data ?? {}) as Readonly<Record<string, unknown>>;
  if (said["type"] !== "webauthn.get") throw bad("type");
  if (said["challenge"] !== challenge) throw bad("challenge");
  // In a frame of another site the officer sees that site, not what she signs.
  const at = said["origin"];
  if (typeof at !== "string" || base64url(sha256(utf8(at))) !== origin || said["crossOrigin"] === true)
    throw bad("origin");
}

function checkAuthenticator(data: Uint8Array, rp: Hash): void {
  if (base64url(data.subarray(0, RP_ID_HASH)) !== rp) throw bad("relying-party");
  const flags = data[RP_ID_HASH] ?? 0;
  if ((flags & PRESENT_AND_VERIFIED) !== PRESENT_AND_VERIFIED) throw bad("verification");
}

function judged<T>(run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (!isSetuError(cause) || cause.code === "BAD_APPROVAL") throw cause;
    throw bad("malformed", cause);
  }
}

const bad = (reason: string, cause?: unknown): SetuError =>
  new SetuError("BAD_APPROVAL", "the signature of a person does not hold", {
    detail: { reason },
    ...(cause !== undefined && { cause }),
  });
