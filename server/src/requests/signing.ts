import { actBytes, badField, parseBounded, SetuError, type Hash, type Json } from "@setu/core";
import {
  actChallenge,
  approvalOf,
  commitment,
  counterOf,
  formatApprovals,
  siteOf,
  verifyApproval,
  type Approval,
  type Draft,
} from "@setu/link";
import type { PgTx } from "../db/pg-store.ts";
import { verifySignature } from "../sign-in/webauthn.ts";
import { strict } from "./command.ts";
import type { Officer } from "./desk.ts";
import type { Signers } from "./signers.ts";

/**
 * An officer's key signs the act that will leave: the challenge is the hash of its bytes, and these name the text, the
 * files and the heads on which she stands. What the screen sends afterwards is composed anew and has to come to the
 * same bytes: a page that shows one thing and sends another is refused (abuse 24).
 */
export type Signature = {
  readonly signers: Signers;
  /** What the browser's key answered, or `{"card": code}` for what a card has signed meanwhile. */
  readonly assertion: Json;
};

/** What was signed, and by whom; sealed beside an act that is held. */
export type Signed = {
  /** base64url of what the key signed. */
  readonly challenge: string;
  readonly approvals: string;
  /** Data key and salt of the text, to whose commitment the act is bound. */
  readonly material: Uint8Array;
};

/**
 * The signature over this draft, in the transaction that takes it.
 * @throws SIGN_IN_STALE | BAD_APPROVAL | KEY_COPIED | BAD_FIELD
 */
export async function signatureOver(
  tx: PgTx,
  officer: Officer,
  draft: Draft,
  signature: Signature,
): Promise<Signed> {
  const { approval, material } = await (cardOf(signature) === null ? byPasskey : byCard)(
    tx,
    officer,
    draft,
    signature,
  );
  const challenge = Buffer.from(challengeOf(draft, material)).toString("base64url");
  return { challenge, approvals: formatApprovals([approval]), material };
}

type Made = { readonly approval: Approval; readonly material: Uint8Array };

function cardOf({ assertion }: Signature): string | null {
  const card = (assertion as { readonly card?: Json } | null)?.card;
  return typeof card === "string" ? card : null;
}

async function byCard(tx: PgTx, officer: Officer, draft: Draft, signature: Signature): Promise<Made> {
  const { cards } = signature.signers;
  strict(signature.assertion, "assertion", ["card"]);
  if (!cards) throw new SetuError("NOT_FOUND", "this node takes no cards");
  const { approval, key, content } = await cards.taken(tx, officer.id, cardOf(signature) ?? "");
  const material = materialOf(content);
  verifyApproval(bytesOf(draft, material), approval, key, verifySignature);
  return { approval, material };
}

async function byPasskey(tx: PgTx, officer: Officer, draft: Draft, signature: Signature): Promise<Made> {
  const { passkeys } = signature.signers;
  if (!passkeys) throw new SetuError("NOT_FOUND", "this node takes no passkeys");
  const given = signature.assertion;
  const { key, assertion, content } = await passkeys.offered("act", officer.id, given, tx.db);
  const material = materialOf(content);
  const approval = approvalOf(key.key as Hash, assertion);
  const { id: rpId, origin } = passkeys.rp;
  const { algorithm, spki } = key;
  const site = siteOf(rpId, origin);
  const named = { officer: officer.id, key: key.key as Hash, algorithm, spki, site };
  verifyApproval(bytesOf(draft, material), approval, named, verifySignature);
  await passkeys.count(key, counterOf(assertion), tx.db);
  return { approval, material };
}

/** @throws STALE when the act would no longer be the one that was signed */
export function withSignature(draft: Draft, { challenge, approvals, material }: Signed): Draft {
  if (Buffer.from(challengeOf(draft, material)).toString("base64url") !== challenge)
    throw new SetuError("STALE", "what would leave is no longer what was signed");
  return { ...draft, approvals, bodyMaterial: material };
}

export const signedJson = ({ material, ...rest }: Signed): Json => ({
  ...rest,
  material: Buffer.from(material).toString("base64url"),
});

/** Of our own making and sealed. */
export function readSigned(bytes: Uint8Array): Signed {
  const names = ["approvals", "challenge", "material"];
  const fields = strict(parseBounded(bytes, 64 * 1024), "signed", names);
  return {
    challenge: text(fields["challenge"], "challenge"),
    approvals: text(fields["approvals"], "approvals"),
    material: Buffer.from(text(fields["material"], "material"), "base64url"),
  };
}

const materialOf = (content: Json): Uint8Array =>
  Buffer.from(text(strict(content, "ceremony", ["material"])["material"], "material"), "base64url");

function text(value: Json | undefined, field: string): string {
  if (typeof value !== "string") throw badField(field, "text");
  return value;
}

/** The act as sealing this body under this material will make it. */
export const bytesOf = ({ act, body }: Draft, material: Uint8Array): Uint8Array =>
  actBytes({ ...act, body: body && commitment(material, body) });

export const challengeOf = (draft: Draft, material: Uint8Array): Uint8Array =>
  actChallenge(bytesOf(draft, material));
