import { createHash } from "node:crypto";
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { stringify, type Count, type Json } from "@setu/core";
import type { ReviewFile } from "@setu/link/review.ts";

/** The folder of an export while it is written. It holds what officers wrote: nobody but its owner may read it. */
export class Folder {
  readonly #root: string;
  readonly #listed: ReviewFile[] = [];

  constructor(root: string) {
    this.#root = root;
    mkdirSync(root, { recursive: true, mode: 0o700 });
  }

  /** What the manifest names: all but the tiles, which stand under their checkpoint. */
  get listed(): readonly ReviewFile[] {
    return this.#listed;
  }

  /** A file that needs no line in the manifest. */
  put(path: string, bytes: Uint8Array): void {
    const file = this.#open(path);
    writeSync(file, bytes);
    closeSync(file);
  }

  list(path: string, bytes: Uint8Array): void {
    this.put(path, bytes);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    this.#listed.push({ path, n: bytes.length as Count, sha256 });
  }

  /** A file of lines, one canonical JSON value each, written as they come. */
  async lines(path: string, values: AsyncIterable<Json> | Iterable<Json>): Promise<void> {
    const file = this.#open(path);
    const hash = createHash("sha256");
    let size = 0;
    try {
      for await (const value of values) {
        const line = Buffer.from(`${stringify(value)}\n`);
        writeSync(file, line);
        hash.update(line);
        size += line.length;
      }
    } finally {
      closeSync(file);
    }
    this.#listed.push({ path, n: size as Count, sha256: hash.digest("hex") });
  }

  #open(path: string): number {
    const whole = join(this.#root, path);
    mkdirSync(dirname(whole), { recursive: true, mode: 0o700 });
    return openSync(whole, "wx", 0o600);
  }
}
