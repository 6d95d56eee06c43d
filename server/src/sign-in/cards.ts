import { X509Certificate } from "node:crypto";
import { badField, SetuError, type Hash, type Json } from "@setu/core";
import { actMessage, cardApprovalOf, verifyApproval, type Approval, type OfficerKey } from "@setu/link";
import type { CardChallenge, CardSigning } from "@setu/requests";
import type { PgStore, PgTx } from "../db/pg-store.ts";
import { changing } from "../standing/changing.ts";
import { vouchesFor } from "../standing/vouching.ts";
import { spkiPin } from "../keys/certificate.ts";
import { strict } from "../requests/command.ts";
import { cardCode } from "./card-code.ts";
import { PATIENCE, type Ceremonies } from "./ceremonies.ts";
import { assertInForce } from "./certificates.ts";
import type { CertificateConfig } from "./config.ts";
import { asTyped, grouped } from "./letters.ts";
import { verifySignature } from "./webauthn.ts";

/**
 * Smart cards that sign an act where no browser reaches them: the screen shows a code, a program at the card fetches the
 * bytes under it and brings back the signature. Whose key it is stands in the configuration; that it is in force says
 * the authority, each time.
 */
export type CardOptions = {
  readonly store: PgStore;
  readonly ceremonies: Ceremonies;
  readonly now: () => number;
  readonly config: CertificateConfig;
  /** Tells the other side of a key that is new here, in the same transaction. */
  readonly declare: (tx: PgTx) => Promise<void>;
};

const PUT = `INSERT INTO passkey (key, kind, officer, name, algorithm, spki, counter, transports, synced, backed_up, made)
  VALUES ($1, 'x509', $2, 'Smart card', $3, $4, 0, '{}', false, false, $5) ON CONFLICT DO NOTHING`;
const USE = `UPDATE passkey SET used = $3 WHERE key = $1 AND officer = $2 AND kind = 'x509' AND ended IS NULL RETURNING key`;
const FIND = `SELECT officer, key, algorithm, spki FROM passkey
  WHERE key = $1 AND officer = $2 AND kind = 'x509' AND ended IS NULL`;
// A card that the configuration names no more signs no more; its earlier signatures stay what they are.
const END = `UPDATE passkey SET ended = $2, why = 'removed' WHERE kind = 'x509' AND ended IS NULL
  AND NOT EXISTS (SELECT FROM jsonb_to_recordset($1::jsonb) AS named (key text, id text)
    WHERE named.key = passkey.key AND named.id = passkey.officer)`;

const MAX_CERTIFICATE = 8_192;
const MAX_SIGNATURE = 512;
const MIN_MODULUS = 2_048;
/** COSE algorithms (RFC 9053, RFC 8812) by what the certificate's key is. */
const ALGORITHMS: Readonly<Record<string, number>> = { "ec prime256v1": -7, "ed25519 ": -8, "rsa ": -257 };

type Kept = { readonly act: string; readonly approval: Approval | null; readonly content: Json };

export class Cards {
  readonly #with: CardOptions;

  constructor(options: CardOptions) {
    this.#with = options;
  }

  /** How many cards of this officer the configuration names. */
  registered(officer: string): number {
    return this.#with.config.officers.filter(({ id }) => id === officer).length;
  }

  /** @param act the exact bytes that will be sealed. @returns null where no card of this officer is registered */
  async offer(officer: string, act: Uint8Array, content: Json): Promise<CardChallenge | null> {
    const { ceremonies, now } = this.#with;
    if (this.registered(officer) === 0) return null;
    const code = cardCode(actMessage(act));
    const kept = { act: Buffer.from(act).toString("utf8"), approval: null, content };
    await ceremonies.begin("card", code, officer, kept);
    return { code, until: now() + PATIENCE.card };
  }

  /** What is to be signed under a code of this officer's. @throws SIGN_IN_STALE */
  async look(officer: string, given: string): Promise<CardSigning> {
    const { act, approval } = await this.#kept(officer, codeOf(given));
    const message = Buffer.from(actMessage(Buffer.from(act))).toString("base64url");
    return { message, signed: approval !== null };
  }

  /**
   * The signature, and the certificate of the card that made it. Whoever brings them is the officer; that they hold is
   * seen from them.
   * @throws SIGN_IN_STALE | BAD_FIELD, FORBIDDEN for a certificate that is not in force, BAD_APPROVAL
   */
  async answer(officer: string, given: string, answer: Json): Promise<void> {
    const { store, ceremonies, config, now, declare } = this.#with;
    const code = codeOf(given);
    const kept = await this.#kept(officer, code);
    const fields = strict(answer, "signature", ["certificate", "signature"]);
    const certificate = certificateOf(bytes(fields["certificate"], "certificate", MAX_CERTIFICATE));
    await assertInForce(config, certificate, now());
    const key = keyOf(certificate, officer);
    if (!config.officers.some((each) => each.key === key.key && each.id === officer)) throw notHers();
    const approval = cardApprovalOf(key.key, bytes(fields["signature"], "signature", MAX_SIGNATURE));
    verifyApproval(Buffer.from(kept.act), approval, key, verifySignature);
    await store.tx(async (tx) => {
      const put = [key.key, officer, key.algorithm, key.spki, now()];
      await changing(tx, [officer], () => tx.db.change(PUT, put));
      if ((await tx.db.rows(USE, [key.key, officer, now()])).length === 0) throw notHers();
      await declare(tx);
    });
    await ceremonies.begin("card", code, officer, { ...kept, approval });
  }

  /** Takes what the card has signed, once. @throws SIGN_IN_STALE, BAD_APPROVAL before it has, or when it may no more */
  async taken(tx: PgTx, officer: string, given: string) {
    const kept = await this.#with.ceremonies.take("card", codeOf(given), officer, tx.db);
    const { approval, content } = kept as unknown as Kept;
    const asked = approval && (await tx.db.rows<Omit<OfficerKey, "site">>(FIND, [approval.key, officer]));
    const [known] = asked ?? [];
    if (!approval || !known || !(await vouchesFor(tx.db, officer))) throw notHers();
    return { approval, key: { ...known, site: null }, content };
  }

  async #kept(officer: string, code: string): Promise<Kept> {
    return (await this.#with.ceremonies.look("card", code, officer)) as unknown as Kept;
  }
}

/** At a start. @param officers those of the configuration */
export const endOtherCards = (store: PgStore, officers: CertificateConfig["officers"], now: number) =>
  store.tx((tx) => changing(tx, null, () => tx.db.change(END, [JSON.stringify(officers), now])));

const codeOf = (given: string): string => grouped(asTyped(given.slice(0, 60)));

function keyOf(certificate: X509Certificate, officer: string): OfficerKey {
  const { publicKey } = certificate;
  const { namedCurve = "", modulusLength = MIN_MODULUS } = publicKey.asymmetricKeyDetails ?? {};
  const algorithm = ALGORITHMS[`${publicKey.asymmetricKeyType} ${namedCurve}`];
  if (algorithm === undefined || modulusLength < MIN_MODULUS)
    throw new SetuError("BAD_APPROVAL", "no act is signed with such a key", { detail: { reason: "key" } });
  const spki = new Uint8Array(publicKey.export({ type: "spki", format: "der" }));
  return { officer, key: spkiPin(certificate) as Hash, algorithm, spki, site: null };
}

function certificateOf(der: Uint8Array): X509Certificate {
  try {
    return new X509Certificate(der);
  } catch (cause) {
    throw new SetuError("BAD_FIELD", "it is no certificate", { cause, detail: { field: "certificate" } });
  }
}

function bytes(value: Json | undefined, field: string, max: number): Uint8Array {
  if (typeof value !== "string" || value.length > max * 2 || !/^[A-Za-z0-9_-]+$/.test(value))
    throw badField(field, "base64url");
  return new Uint8Array(Buffer.from(value, "base64url"));
}

const notHers = (): SetuError =>
  new SetuError("BAD_APPROVAL", "no card of this officer has signed it", { detail: { reason: "key" } });
