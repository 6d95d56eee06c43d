import { createHash, createHmac } from "node:crypto";
import { closeSync, constants, existsSync, fdatasync, openSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import type { Disposal } from "../db/disposals.ts";
import { syncFolder } from "../node/files.ts";

/**
 * What was destroyed, copied beside the database: one that is restored from a backup has its texts and their keys again,
 * and this file says which of them to destroy anew. Ids, places and codes; a line is `code text`, under a key of the node,
 * so that nobody else has something destroyed by it. How many lines there are is a mark (`reapply.ts`): one that was cut is missed.
 */
const flush = promisify(fdatasync);

export type Written = {
  readonly rows: readonly Disposal[];
  /** Lines, from 1, that are whole and not this node's. */
  readonly forged: readonly number[];
};

export class Journal {
  readonly #path: string;
  readonly #key: Uint8Array;

  constructor(path: string, key: Uint8Array) {
    this.#path = path;
    this.#key = key;
  }

  /** Durable when it resolves; before that nobody is told that something was destroyed. */
  async append(rows: readonly Disposal[]): Promise<void> {
    if (rows.length === 0) return;
    const isNew = !existsSync(this.#path);
    const file = openSync(this.#path, constants.O_CREAT | constants.O_WRONLY | constants.O_APPEND, 0o600);
    try {
      // Begins a line of its own, whatever a process that died has left of the one before.
      // Not writeSync: on a full disk that writes a part and says so by a number only.
      writeFileSync(file, `\n${rows.map((row) => this.#lineOf(row)).join("\n")}\n`);
      await flush(file);
    } finally {
      closeSync(file);
    }
    if (isNew) syncFolder(dirname(this.#path));
  }

  /**
   * Each record once, as it was written first.
   * @param early whether nothing was marked yet: lines of before schema version 3 bear a digest and no code, and are believed
   *   until then
   */
  read(early: boolean): Written {
    if (!existsSync(this.#path)) return { rows: [], forged: [] };
    const known = new Map<string, Disposal>();
    const forged: number[] = [];
    for (const [i, line] of readFileSync(this.#path, "utf8").split("\n").entries()) {
      const row = this.#parse(line, early);
      if (row === "forged") forged.push(i + 1);
      else if (row !== null && !known.has(`${row.party}/${row.id}`)) known.set(`${row.party}/${row.id}`, row);
    }
    return { rows: [...known.values()], forged };
  }

  #lineOf({ party, id, origin, pos, at, ground, by, agreed }: Disposal): string {
    const text = JSON.stringify({ party, id, origin, pos, at, ground, by, agreed });
    return `${this.#codeOf(text)} ${text}`;
  }

  #codeOf(text: string): string {
    return createHmac("sha256", this.#key).update(text).digest("hex");
  }

  /** What a process that died has left of a line is no line: the database has it, or the mark misses it. */
  #parse(line: string, early: boolean): Disposal | "forged" | null {
    const end = line.indexOf(" ");
    const [code, text] = [line.slice(0, Math.max(0, end)), line.slice(end + 1)];
    if (code === "" || !text.endsWith("}")) return null;
    if (code === this.#codeOf(text) || (early && code === digestOf(text)))
      return JSON.parse(text) as Disposal;
    return "forged";
  }
}

const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32);
