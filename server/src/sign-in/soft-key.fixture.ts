import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";

/**
 * An authenticator and the browser before it, in software (Web Authentication Level 3, sections 6.1 and 6.5): it lies
 * when a test asks it to.
 */
export type Lies = {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  /** Of the authenticator data, without that of attested credential data. */
  readonly flags?: number;
  readonly counter?: number;
  readonly fmt?: string;
  /** Changes what was signed, after it was. */
  readonly spoil?: boolean;
};

const PRESENT = 0x01;
const VERIFIED = 0x04;
export const HONEST = PRESENT | VERIFIED;
export const UNVERIFIED = PRESENT;
/** It may be copied to other devices. */
export const SYNCED = HONEST | 0x08;
const ATTESTED = 0x40;

export class SoftKey {
  readonly id = randomBytes(32);
  readonly #origin: string;
  readonly #private: KeyObject;
  readonly spki: Buffer;
  readonly #cose: Buffer;
  counter = 0;

  constructor(origin: string) {
    this.#origin = origin;
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.#private = privateKey;
    this.spki = publicKey.export({ type: "spki", format: "der" });
    const { x = "", y = "" } = publicKey.export({ format: "jwk" });
    const point = (text: string) => Buffer.concat([Buffer.of(0x58, 32), Buffer.from(text, "base64url")]);
    // {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}
    this.#cose = Buffer.concat([
      Buffer.of(0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21),
      point(x),
      Buffer.of(0x22),
      point(y),
    ]);
  }

  register({ challenge }: { readonly challenge: string }, lies: Lies = {}) {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.id.length);
    const attested = Buffer.concat([Buffer.alloc(16), length, this.id, this.#cose]);
    const authData = Buffer.concat([
      this.#authData({ ...lies, flags: (lies.flags ?? HONEST) | ATTESTED }),
      attested,
    ]);
    const size = Buffer.alloc(2);
    size.writeUInt16BE(authData.length);
    const attestationObject = Buffer.concat([
      Buffer.of(0xa3),
      cborText("fmt"),
      cborText(lies.fmt ?? "none"),
      cborText("attStmt"),
      Buffer.of(0xa0),
      cborText("authData"),
      Buffer.of(0x59),
      size,
      authData,
    ]);
    const response = {
      clientDataJSON: text(this.#clientData("webauthn.create", challenge, lies)),
      attestationObject: text(attestationObject),
      transports: ["usb"],
    };
    return { ...this.#credential(), response };
  }

  answer({ challenge }: { readonly challenge: string }, lies: Lies = {}) {
    const authenticatorData = this.#authData(lies);
    const clientData = this.#clientData("webauthn.get", challenge, lies);
    const message = Buffer.concat([authenticatorData, createHash("sha256").update(clientData).digest()]);
    const signature = sign("sha256", message, this.#private);
    if (lies.spoil) signature.writeUInt8(signature.readUInt8(signature.length - 1) ^ 1, signature.length - 1);
    const response = {
      authenticatorData: text(authenticatorData),
      clientDataJSON: text(clientData),
      signature: text(signature),
    };
    return { ...this.#credential(), response };
  }

  #credential() {
    const id = text(this.id);
    return { id, rawId: id, type: "public-key", clientExtensionResults: {} };
  }

  #clientData(type: string, challenge: string, lies: Lies): Buffer {
    const { origin = this.#origin, crossOrigin = false } = lies;
    return Buffer.from(
      JSON.stringify({
        type: lies.type ?? type,
        challenge: lies.challenge ?? challenge,
        origin,
        crossOrigin,
      }),
    );
  }

  #authData({
    rpId = new URL(this.#origin).hostname,
    flags = HONEST,
    counter = ++this.counter,
  }: Lies): Buffer {
    const tail = Buffer.alloc(5);
    tail.writeUInt8(flags);
    tail.writeUInt32BE(counter, 1);
    return Buffer.concat([createHash("sha256").update(rpId).digest(), tail]);
  }
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
const cborText = (word: string) => Buffer.concat([Buffer.of(0x60 | word.length), Buffer.from(word)]);
