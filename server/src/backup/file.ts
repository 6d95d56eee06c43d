import { createHmac } from "node:crypto";
import { createReadStream, createWriteStream, renameSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable, pipeline as joined } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { SetuError } from "@setu/core";
import type { AtRest } from "../db/at-rest.ts";

/**
 * Lines of JSON, compressed: a head; for each table its name and columns, then a line a row, every value as PostgreSQL
 * writes it; at the end a MAC over all before it, under a key of the node. So a file that was changed, cut or is of
 * another node is told from a backup before a row of it is believed.
 */
export type Line =
  | Head
  | { readonly table: string; readonly columns: readonly string[] }
  | readonly (string | null)[];

export type Head = {
  readonly format: "setu-backup/1";
  /** The keyring has a file of its own. */
  readonly of: "database" | "keyring";
  readonly party: string;
  readonly instance: number;
  /** Milliseconds. */
  readonly at: number;
  /** As they had been applied; which tables and columns follow. */
  readonly migrations: readonly string[];
  /** The same as a number (db/schema-versions.ts); files of before version 3 do not name it. */
  readonly schema?: number;
};

/** Nobody but this node can make a file that is taken for one of its backups. */
export const backupKey = (atRest: AtRest): Buffer => atRest.derive("backup");

/** Beside the file until it is whole and has been looked through; under its name only then. */
const part = (path: string): string => `${path}.part`;

/**
 * @param check looks through what was written, as it can be read back
 * @throws whatever the check does: then there is no file of that name, or the one from before
 */
export async function writeFile(
  path: string,
  key: Uint8Array,
  lines: AsyncIterable<Line>,
  check: (written: string) => Promise<void>,
): Promise<void> {
  const mac = createHmac("sha256", key);
  async function* bytes() {
    for await (const line of lines) {
      const text = `${JSON.stringify(line)}\n`;
      mac.update(text);
      yield text;
    }
    yield `${JSON.stringify({ mac: mac.digest("hex") })}\n`;
  }
  try {
    await pipeline(
      Readable.from(bytes()),
      createGzip({ level: 1 }),
      createWriteStream(part(path), { mode: 0o600 }),
    );
    for (const each of [part(path), dirname(path)]) await synced(each);
    await check(part(path));
    renameSync(part(path), path);
    await synced(dirname(path));
  } catch (error) {
    rmSync(part(path), { force: true });
    throw error;
  }
}

async function synced(path: string): Promise<void> {
  const file = await open(path, "r");
  await file.sync().finally(() => file.close());
}

/**
 * The lines of a file; the last of them is given before the MAC has been compared, so that nothing may count before the
 * end was reached.
 * @throws BAD_BUNDLE for a file that was changed, cut, or is not of this node
 */
export async function* readFile(path: string, key: Uint8Array): AsyncGenerator<Line> {
  const mac = createHmac("sha256", key);
  // What fails on its way fails whoever reads it; the callback has nothing to add.
  const raw = joined(createReadStream(path), createGunzip(), () => {});
  let whole = false;
  try {
    for await (const text of textLines(raw)) {
      if (whole) throw bad("something follows the end of the backup");
      const line = JSON.parse(text) as Line | { readonly mac: string };
      if ("mac" in line) {
        whole = line.mac === mac.digest("hex");
        if (!whole) throw bad("the backup was changed, or is of another node");
        continue;
      }
      mac.update(`${text}\n`);
      yield line;
    }
  } catch (cause) {
    throw cause instanceof SetuError ? cause : bad("the backup cannot be read", cause);
  }
  if (!whole) throw bad("the backup ends early");
}

/** A row has at most a part of an attachment, written out. */
const MAX_LINE = 16 * 1024 * 1024;

async function* textLines(raw: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  let length = 0;
  for await (const chunk of raw) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      yield Buffer.concat([...rest, chunk.subarray(from, end)]).toString("utf8");
      [rest, length, from] = [[], 0, end + 1];
    }
    rest.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > MAX_LINE) throw bad("a line of the backup is longer than any row");
  }
  if (length > 0) throw bad("the backup ends inside a line");
}

const bad = (message: string, cause?: unknown): SetuError => new SetuError("BAD_BUNDLE", message, { cause });
