/**
 * The first eight bytes of each entry's hash, in order: enough to find where two histories part, at 8 MB for a
 * million entries. They locate; that nothing differs is said by the root, never by them.
 */
export const PRINT_BYTES = 8;

export class Prints {
  #bytes: Uint8Array;
  #length = 0;

  /** @param bytes whole prints; what is over is left out */
  constructor(bytes: Uint8Array = new Uint8Array()) {
    this.#bytes = bytes;
    this.#length = Math.floor(bytes.length / PRINT_BYTES);
  }

  get length(): number {
    return this.#length;
  }

  push(hash: Uint8Array): void {
    const at = this.#length * PRINT_BYTES;
    if (at + PRINT_BYTES > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(64, this.#bytes.length * 2));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(hash.subarray(0, PRINT_BYTES), at);
    this.#length += 1;
  }

  /** Whether the print here at `at` is the other's at `there`; past an end nothing is the same. */
  same(at: number, other: Prints, there: number): boolean {
    if (at >= this.#length || there >= other.#length) return false;
    for (let i = 0; i < PRINT_BYTES; i++) {
      if (this.#bytes[at * PRINT_BYTES + i] !== other.#bytes[there * PRINT_BYTES + i]) return false;
    }
    return true;
  }

  /** Those before `length`. */
  bytes(length = this.#length): Uint8Array {
    return this.#bytes.subarray(0, Math.min(length, this.#length) * PRINT_BYTES);
  }
}
