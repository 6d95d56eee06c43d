/**
 * What is written down on the officer's own computer until our node has it. The key comes with the session, is imported
 * so that no script can read it out, and is never written down: what lies on the disk opens only for the same officer,
 * signed in again.
 */
export type Sealed = {
  readonly id: string;
  /** Whose it is; says nothing to who has no key. */
  readonly owner: string;
  /** The page that wrote it, or has taken it over. */
  readonly page: string;
  readonly at: number;
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly bytes: ArrayBuffer;
};

/** NIST SP 800-38D section 8.2.2: random, of 96 bits. */
const NONCE = 12;
const NO_SALT = new Uint8Array(0);
const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

export class Sealer {
  readonly owner: string;
  readonly #key: CryptoKey;

  private constructor(owner: string, key: CryptoKey) {
    this.owner = owner;
    this.#key = key;
  }

  /** @param secret 32 bytes in hexadecimal, of this officer (`Session.draftKey`) */
  static async of(secret: string): Promise<Sealer> {
    const bytes = new Uint8Array(32);
    for (let at = 0; at < bytes.length; at++)
      bytes[at] = Number.parseInt(secret.slice(at * 2, at * 2 + 2), 16);
    const root = await crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveKey", "deriveBits"]);
    const hkdf = (info: string) => ({ name: "HKDF", hash: "SHA-256", salt: NO_SALT, info: utf8(info) });
    const aes = { name: "AES-GCM", length: 256 };
    const [owner, key] = await Promise.all([
      crypto.subtle.deriveBits(hkdf("setu draft owner"), root, 128),
      crypto.subtle.deriveKey(hkdf("setu draft key"), root, aes, false, ["encrypt", "decrypt"]),
    ]);
    return new Sealer(hex(new Uint8Array(owner)), key);
  }

  async seal(id: string, page: string, at: number, value: unknown): Promise<Sealed> {
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
    const plain = utf8(JSON.stringify(value));
    const bytes = await crypto.subtle.encrypt(this.#gcm(nonce, id), this.#key, plain);
    return { id, owner: this.owner, page, at, nonce, bytes };
  }

  /** @returns null for what another key has sealed, or somebody has changed */
  async open({ id, nonce, bytes }: Sealed): Promise<unknown> {
    try {
      const plain = await crypto.subtle.decrypt(this.#gcm(nonce, id), this.#key, bytes);
      return JSON.parse(new TextDecoder().decode(plain)) as unknown;
    } catch {
      return null;
    }
  }

  /** It opens in its own place only. */
  #gcm(iv: Uint8Array<ArrayBuffer>, id: string) {
    return { name: "AES-GCM", iv, additionalData: utf8(`${this.owner} ${id}`) };
  }
}
