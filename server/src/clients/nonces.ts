import { createHmac } from "node:crypto";

/**
 * Nonces that this node asks of each DPoP proof (RFC 9449 section 8), so that none can be made today for tomorrow. One
 * for each two minutes, the same in every process; the one before still counts.
 */
const WINDOW = 120_000;

export class Nonces {
  readonly #key: Uint8Array;

  /** @param key of the node, for this purpose alone */
  constructor(key: Uint8Array) {
    this.#key = key;
  }

  current(now: number): string {
    return this.#of(Math.floor(now / WINDOW));
  }

  holds(nonce: string, now: number): boolean {
    const window = Math.floor(now / WINDOW);
    return nonce === this.#of(window) || nonce === this.#of(window - 1);
  }

  #of(window: number): string {
    return createHmac("sha256", this.#key)
      .update(`dpop ${window}`)
      .digest()
      .subarray(0, 16)
      .toString("base64url");
  }
}
