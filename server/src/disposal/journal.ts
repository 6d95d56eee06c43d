import { createHash } from "node:crypto";
import { closeSync, constants, existsSync, fdatasync, openSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import type { Disposal } from "../db/disposals.ts";
import { syncFolder } from "../node/high-water.ts";

/**
 * What was destroyed, copied beside the database: one that is restored from a backup has its texts and their keys again,
 * and this file says which of them to destroy anew. Ids, places and codes; a line is `digest text`, and one that was cut in
 * the middle is passed over.
 */
const flush = promisify(fdatasync);

export class Journal {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Durable when it resolves; before that nobody is told that something was destroyed. */
  async append(rows: readonly Disposal[]): Promise<void> {
    if (rows.length === 0) return;
    const isNew = !existsSync(this.#path);
    const file = openSync(this.#path, constants.O_CREAT | constants.O_WRONLY | constants.O_APPEND, 0o600);
    try {
      // Begins a line of its own, whatever a process that died has left of the one before.
      // Not writeSync: on a full disk that writes a part and says so by a number only.
      writeFileSync(file, `\n${rows.map(lineOf).join("\n")}\n`);
      await flush(file);
    } finally {
      closeSync(file);
    }
    if (isNew) syncFolder(dirname(this.#path));
  }

  /** Each record once, as it was written first. */
  read(): readonly Disposal[] {
    if (!existsSync(this.#path)) return [];
    const known = new Map<string, Disposal>();
    for (const line of readFileSync(this.#path, "utf8").split("\n")) {
      const row = parse(line);
      const key = row && `${row.party}/${row.id}`;
      if (row && key !== null && !known.has(key)) known.set(key, row);
    }
    return [...known.values()];
  }
}

function lineOf({ party, id, origin, pos, at, ground, by, agreed }: Disposal): string {
  const text = JSON.stringify({ party, id, origin, pos, at, ground, by, agreed });
  return `${digestOf(text)} ${text}`;
}

function parse(line: string): Disposal | null {
  const [digest = "", text = ""] = [line.slice(0, 32), line.slice(33)];
  return text === "" || digestOf(text) !== digest ? null : (JSON.parse(text) as Disposal);
}

const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32);
