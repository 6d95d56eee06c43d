import { isSetuError, SetuError, type Json } from "@setu/core";
import type { Assertion } from "@setu/link";
import type { OwnKey } from "@setu/requests";
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/server";
import { createHash, randomBytes } from "node:crypto";
import type { PgStore, PgTx } from "../db/pg-store.ts";
import { changing } from "../standing/changing.ts";
import { vouchesFor } from "../standing/vouching.ts";
import type { Log } from "../http/log.ts";
import type { Ceremonies, Kind } from "./ceremonies.ts";
import {
  ALGORITHMS,
  assertionOf,
  assertNoAttestation,
  challengeOf,
  parseAssertion,
  parseRegistration,
  publicKeyOf,
} from "./webauthn.ts";

/**
 * Officers' own keys (Web Authentication Level 3): registered with user verification, used with user verification, and
 * bound by the browser to this node's address. What is refused is refused alike, whatever was wrong.
 */
export type PasskeyOptions = {
  readonly store: PgStore;
  readonly ceremonies: Ceremonies;
  readonly now: () => number;
  readonly log: Log;
  readonly party: string;
  /** Of our own screens; the host name is the relying party's id. */
  readonly origin: () => string;
  /** Whether keys that a cloud copies to other devices are taken. */
  readonly synced: boolean;
  /** Told of a key of which somebody may have a copy. */
  readonly copied: (officer: string, key: string) => Promise<void>;
  /** Tells the other side of our officers' keys, in the transaction that changes them. */
  readonly declare: (tx: PgTx) => Promise<void>;
};

export type Key = {
  readonly key: string;
  readonly credential: Uint8Array;
  readonly officer: string;
  readonly algorithm: number;
  readonly cose: Uint8Array<ArrayBuffer>;
  readonly spki: Uint8Array;
  readonly counter: number;
  readonly transports: readonly string[];
};

type Person = { readonly id: string; readonly name: string };

const COLUMNS = `key, credential, officer, algorithm, cose, spki, counter, transports`;
const OF_OFFICER = `SELECT ${COLUMNS} FROM passkey WHERE officer = $1 AND kind = 'webauthn' AND ended IS NULL
  ORDER BY made`;
const BY_CREDENTIAL = `SELECT ${COLUMNS} FROM passkey WHERE credential = $1 AND ended IS NULL`;
const LIST = `SELECT key, name, synced, backed_up AS "backedUp", made, used, ended, why FROM passkey
  WHERE officer = $1 ORDER BY ended NULLS FIRST, made`;
const PUT = `INSERT INTO passkey
  (key, credential, officer, name, algorithm, cose, spki, counter, transports, synced, backed_up, made)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING RETURNING key`;
// Of two uses of one counter only one counts. Keys that do not count at all stay at zero.
const USE = `UPDATE passkey SET counter = $2, used = $3, backed_up = coalesce($4, backed_up)
  WHERE key = $1 AND ended IS NULL AND (counter < $2 OR (counter = 0 AND $2 = 0)) RETURNING key`;
const END = `UPDATE passkey SET ended = $2, why = $3 WHERE key = $1 AND officer = $4 AND ended IS NULL RETURNING key`;
// Whoever came in by it goes, except the one who says so.
const SIGN_OUT = `DELETE FROM session WHERE passkey = $1 AND hash IS DISTINCT FROM $2`;
const RENAME = `UPDATE passkey SET name = $3 WHERE key = $1 AND officer = $2 AND ended IS NULL RETURNING key`;
const PERSON = `SELECT id, name FROM officer WHERE id = $1 AND NOT disabled`;

const MAX_KEYS = 20;

export class Passkeys {
  readonly #with: PasskeyOptions;

  constructor(options: PasskeyOptions) {
    this.#with = options;
  }

  get rp(): { readonly id: string; readonly origin: string } {
    const origin = this.#with.origin();
    return { id: new URL(origin).hostname, origin };
  }

  /** What the browser needs to make a key for this officer. @throws FORBIDDEN when there is no such officer */
  async registration(
    kind: Kind & ("register" | "enrol"),
    officer: string,
  ): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const [person] = await this.#with.store.rows<Person>(PERSON, [officer]);
    if (!person) throw new SetuError("FORBIDDEN", "not signed in");
    const keys = await this.keysOf(officer);
    const options = await generateRegistrationOptions({
      rpName: "Setu",
      rpID: this.rp.id,
      userName: person.id,
      userDisplayName: person.name,
      // Always the same for one officer, and nothing that says who it is.
      userID: new Uint8Array(createHash("sha256").update(`${this.#with.party} ${person.id}`).digest()),
      challenge: new Uint8Array(randomBytes(32)),
      attestationType: "none",
      supportedAlgorithmIDs: [...ALGORITHMS],
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      excludeCredentials: keys.map(descriptor),
    });
    await this.#with.ceremonies.begin(kind, options.challenge, officer, null);
    return options;
  }

  /** @returns the key's name. @throws SIGN_IN_STALE, BAD_PASSKEY, BAD_FIELD */
  async register(
    kind: Kind & ("register" | "enrol"),
    officer: string,
    name: string,
    given: Json | undefined,
    /** What has to succeed before the key counts. */
    admit: () => Promise<void> = async () => {},
  ): Promise<string> {
    const { store, ceremonies, now, declare } = this.#with;
    const response = parseRegistration(given);
    const challenge = challengeOf(response);
    await ceremonies.take(kind, challenge, officer);
    const made = await this.#verified(response, challenge);
    const { credential, credentialBackedUp: backedUp, credentialDeviceType } = made;
    const synced = credentialDeviceType === "multiDevice";
    if (synced && !this.#with.synced) throw badPasskey("synced");
    if ((await this.keysOf(officer)).length >= MAX_KEYS) throw badPasskey("too-many");
    const { key, algorithm, spki } = publicKeyOf(credential.publicKey);
    const values = [
      key,
      Buffer.from(credential.id, "base64url"),
      officer,
      name,
      algorithm,
      credential.publicKey,
      spki,
      credential.counter,
      response.response.transports ?? [],
      synced,
      backedUp,
      now(),
    ];
    await admit();
    // From the commit on it counts on both sides: what she signs next stands after its declaration.
    await store.tx(async (tx) => {
      const put = await changing(tx, [officer], () => tx.db.rows(PUT, values));
      if (put.length === 0) throw badPasskey("known");
      await declare(tx);
    });
    return key;
  }

  async #verified(response: ReturnType<typeof parseRegistration>, challenge: string) {
    const { id, origin } = this.rp;
    try {
      assertNoAttestation(response);
      const { verified, registrationInfo } = await verifyRegistrationResponse({
        response,
        expectedChallenge: challenge,
        expectedOrigin: origin,
        expectedRPID: id,
        requireUserVerification: true,
        supportedAlgorithmIDs: [...ALGORITHMS],
      });
      if (verified) return registrationInfo;
    } catch (cause) {
      throw badPasskey("registration", cause);
    }
    throw badPasskey("registration");
  }

  /** @param officer null: whoever has a key of this node */
  async challenge(
    kind: Kind,
    officer: string | null,
    challenge: Uint8Array<ArrayBuffer> = new Uint8Array(randomBytes(32)),
    content: Json = null,
  ): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const keys = officer === null ? [] : await this.keysOf(officer);
    const options = await generateAuthenticationOptions({
      rpID: this.rp.id,
      challenge,
      userVerification: "required",
      allowCredentials: keys.map(descriptor),
    });
    await this.#with.ceremonies.begin(kind, options.challenge, officer, content);
    return options;
  }

  /**
   * Whose key has answered the challenge. A counter that went back takes the key out of use and raises an alarm.
   * @throws SIGN_IN_STALE; FORBIDDEN for everything that is wrong with the answer, alike; KEY_COPIED
   */
  async answered(kind: Kind, officer: string | null, given: Json | undefined): Promise<Key> {
    const response = parseAssertion(given);
    const challenge = challengeOf(response);
    await this.#with.ceremonies.take(kind, challenge, officer);
    const credential = Buffer.from(response.id, "base64url");
    const [key] = await this.#with.store.rows<Key>(BY_CREDENTIAL, [credential]);
    if (!key || (officer !== null && key.officer !== officer)) throw refused();
    if (!(await vouchesFor(this.#with.store, key.officer))) throw refused();
    const { newCounter, credentialBackedUp } = await this.#checked(key, response, challenge);
    try {
      await this.count(key, newCounter, this.#with.store, credentialBackedUp);
    } catch (error) {
      if (isSetuError(error, "KEY_COPIED")) await this.retire(error);
      throw error;
    }
    return key;
  }

  async #checked(key: Key, response: AuthenticationResponseJSON, challenge: string) {
    const { id, origin } = this.rp;
    try {
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response,
        expectedChallenge: challenge,
        expectedOrigin: origin,
        expectedRPID: id,
        // The counter is compared where it is stored: two uses at one moment are two statements there.
        credential: { id: response.id, publicKey: key.cose, counter: 0 },
        requireUserVerification: true,
      });
      if (verified) return authenticationInfo;
    } catch (cause) {
      throw refused(cause);
    }
    throw refused();
  }

  /**
   * An officer's assertion, taken apart, under whatever challenge it was made; nothing of it is believed yet.
   * @throws BAD_FIELD, BAD_APPROVAL when it is by none of her keys, SIGN_IN_STALE
   */
  async offered(
    kind: Kind,
    officer: string,
    given: Json | undefined,
    db: Pick<PgStore, "rows" | "witness">,
  ): Promise<{ readonly key: Key; readonly assertion: Assertion; readonly content: Json }> {
    const response = parseAssertion(given);
    const content = await this.#with.ceremonies.take(kind, challengeOf(response), officer, db);
    const [key] = await db.rows<Key>(BY_CREDENTIAL, [Buffer.from(response.id, "base64url")]);
    if (key?.officer !== officer || !(await vouchesFor(db, officer)))
      throw new SetuError("BAD_APPROVAL", "the key is not this officer's", { detail: { reason: "key" } });
    return { key, assertion: assertionOf(response), content };
  }

  /** @throws KEY_COPIED, with the key in its detail; whoever catches it calls `retire` once it has come to nothing */
  async count(
    { key, officer }: Key,
    counter: number,
    db: Pick<PgStore, "rows">,
    backedUp?: boolean,
  ): Promise<void> {
    if ((await db.rows(USE, [key, counter, this.#with.now(), backedUp ?? null])).length > 0) return;
    throw new SetuError("KEY_COPIED", "the counter of the key went back", { detail: { key, officer } });
  }

  /** Takes a key of which somebody may have a copy out of use, and says so. */
  async retire({ detail }: SetuError): Promise<void> {
    const { store, now, log, copied, declare } = this.#with;
    const { key = "", officer = "" } = detail;
    await store.tx(async (tx) => {
      await changing(tx, [String(officer)], () => tx.db.rows(END, [key, now(), "counter", officer]));
      await tx.db.change(SIGN_OUT, [key, null]);
      await declare(tx);
    });
    log("alarm", { code: "KEY_COPIED", officer, key });
    await copied(String(officer), String(key));
  }

  keysOf(officer: string): Promise<readonly Key[]> {
    return this.#with.store.rows<Key>(OF_OFFICER, [officer]);
  }

  list(officer: string): Promise<readonly OwnKey[]> {
    return this.#with.store.rows<OwnKey>(LIST, [officer]);
  }

  /** @throws NOT_FOUND */
  async rename(officer: string, key: string, name: string): Promise<void> {
    if ((await this.#with.store.rows(RENAME, [key, officer, name])).length === 0) throw notFound();
  }

  /** @param session hash of the one that asks. @throws NOT_FOUND */
  async remove(officer: string, key: string, session: Uint8Array): Promise<void> {
    const { store, now, declare } = this.#with;
    await store.tx(async (tx) => {
      const ended = await changing(tx, [officer], () => tx.db.rows(END, [key, now(), "removed", officer]));
      if (ended.length === 0) throw notFound();
      await tx.db.change(SIGN_OUT, [key, session]);
      await declare(tx);
    });
  }
}

const descriptor = ({ credential, transports }: Key) => ({
  id: Buffer.from(credential).toString("base64url"),
  transports: [...transports],
});

const notFound = () => new SetuError("NOT_FOUND", "there is no such key");
const refused = (cause?: unknown) =>
  new SetuError("FORBIDDEN", "not signed in", cause === undefined ? {} : { cause });
const badPasskey = (reason: string, cause?: unknown) =>
  new SetuError("BAD_PASSKEY", "this key cannot be registered", {
    detail: { reason },
    ...(cause !== undefined && { cause }),
  });
