import { createHash } from "node:crypto";
import {
  closeSync,
  constants,
  fdatasyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { Party } from "@setu/core";
import type { Mark, PgStore } from "../db/pg-store.ts";

/**
 * What may never roll back, copied beside the database (record.md section 6): a database restored from a backup does
 * not know what it has signed since, and this file does. One file a key, two slots in turn: a write that is cut in
 * the middle leaves the other slot.
 */
const SLOT_BYTES = 512;

export class HighWater {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** Durable when it returns: only then does what was signed leave this node. */
  write({ key, size, root }: Mark): void {
    const text = JSON.stringify({ key, size, root: Buffer.from(root).toString("hex") });
    const line = `${digestOf(text)} ${text}`.padEnd(SLOT_BYTES - 1);
    const file = openSync(
      join(this.#folder, `${digestOf(key)}.mark`),
      constants.O_CREAT | constants.O_WRONLY,
      0o600,
    );
    try {
      writeSync(file, `${line}\n`, (size % 2) * SLOT_BYTES);
      fdatasyncSync(file);
    } finally {
      closeSync(file);
    }
  }

  /** The highest whole mark of each key. */
  read(): readonly Mark[] {
    const files = readdirSync(this.#folder).filter((name) => name.endsWith(".mark"));
    return files.flatMap((name) => {
      const bytes = readFileSync(join(this.#folder, name));
      const marks = [0, 1].flatMap(
        (slot) => parse(bytes.toString("utf8", slot * SLOT_BYTES, (slot + 1) * SLOT_BYTES).trimEnd()) ?? [],
      );
      return marks.toSorted((a, b) => b.size - a.size).slice(0, 1);
    });
  }
}

function parse(line: string): Mark | null {
  const [digest = "", text = ""] = [line.slice(0, 32), line.slice(33)];
  if (text === "" || digestOf(text) !== digest) return null;
  const { key, size, root } = JSON.parse(text) as { key: string; size: number; root: string };
  return { key, size, root: new Uint8Array(Buffer.from(root, "hex")) };
}

const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32);

/**
 * Tells a restored database what it had cosigned: it takes all of that back from the peer before it cosigns again,
 * and knows a peer that shows it another history. What it had itself signed it hears from the peer at the next opening;
 * only the home log has nobody to ask, so what is missing there is said, loudly, and stays said.
 * @returns the logs of which this database has forgotten a part
 */
export async function remind(
  store: PgStore,
  peer: Party,
  marks: readonly Mark[],
  now: number,
): Promise<readonly string[]> {
  const forgotten: string[] = [];
  for (const { key, size, root } of marks) {
    const [kind = "", origin = ""] = [key.slice(0, key.indexOf(":")), key.slice(key.indexOf(":") + 1)];
    await store.tx(async (tx) => {
      const known = await tx.mark(key);
      if ((known?.size ?? 0) >= size) return;
      forgotten.push(origin);
      if (kind === "cosigned") await tx.advance(key, size, root);
      if (!origin.includes("/home/")) return;
      const evidence = `${origin}\n${size} entries were signed, ${known?.size ?? 0} are here`;
      await tx.alarm(peer, { code: "ROLLBACK", at: now, lane: null, evidence }, false);
    });
  }
  return forgotten;
}
