import { parseLeaf, SetuError } from "@setu/core";
import { ciphertextHash } from "@setu/link";
import { append, emptyFrontier, equalBytes, leafHash, type Frontier } from "tlog";
import type { AtRest } from "../db/at-rest.ts";
import { keyPlace } from "../db/keyring.ts";
import { uploadPlace } from "../requests/uploads.ts";
import { backupKey, readFile, type Head, type Line } from "./file.ts";

/** What a file holds, once all of it was found to be in order. */
export type Checked = {
  readonly head: Head;
  readonly rows: Readonly<Record<string, number>>;
};

/**
 * Reads a file to its end, and each log in it: every entry against its own leaf, all leaves against the head of the log. A
 * bit that has turned, on this disk or in the database long before, is found here and not on the day of the restore; in a
 * key too, or the one good copy of the keyring would be replaced by it.
 * @throws BAD_BUNDLE
 */
export async function checkFile(path: string, atRest: AtRest): Promise<Checked> {
  let head: Head | null = null;
  let table = "";
  let columns: readonly string[] = [];
  const rows: Record<string, number> = {};
  const logs = new Map<string, Frontier>();
  for await (const line of readFile(path, backupKey(atRest))) {
    if (isHead(line)) head = line;
    else if ("table" in line) {
      ({ table, columns } = line);
      rows[table] = 0;
    } else {
      rows[table] = (rows[table] ?? 0) + 1;
      const row = Object.fromEntries(columns.map((name, i) => [name, line[i] ?? null]));
      opens(atRest, table, row);
      if (table === "entry") takeEntry(logs, row);
      if (table === "own_log" || table === "peer_log") compare(logs, row);
    }
  }
  if (head?.format !== "setu-backup/1") throw broken("it has no head");
  return { head, rows };
}

const isHead = (line: Line): line is Head => "format" in line;

type Row = Readonly<Record<string, string | null>>;

/** Where the keys of a table stand, each sealed to its own place. */
const PLACES: Readonly<Record<string, (row: Row) => string>> = {
  keyring: ({ party, id, slot }) => keyPlace(String(party), String(id), Number(slot)),
  upload: ({ id }) => uploadPlace(String(id)),
};

function opens(atRest: AtRest, table: string, row: Row): void {
  const place = PLACES[table]?.(row);
  if (place === undefined) return;
  try {
    atRest.open(bytesOf(row["material"]), place);
  } catch (cause) {
    throw broken(`the key of ${place} does not open`, cause);
  }
}

function takeEntry(logs: Map<string, Frontier>, row: Row): void {
  const origin = String(row["origin"]);
  const before = logs.get(origin) ?? emptyFrontier();
  const leaf = bytesOf(row["leaf"]);
  const hash = leafHash(leaf);
  const { c } = parseLeaf(leaf);
  const body = row["body"];
  const whole =
    Number(row["pos"]) === before.size &&
    equalBytes(hash, bytesOf(row["leaf_hash"])) &&
    ciphertextHash(bytesOf(row["act"])) === c[0] &&
    (typeof body !== "string" || ciphertextHash(bytesOf(body)) === c[1]);
  if (!whole) throw broken(`entry ${row["pos"]} of ${origin} is not what was signed`);
  logs.set(origin, append(before, [hash]));
}

function compare(logs: ReadonlyMap<string, Frontier>, row: Row): void {
  const { size, hashes } = logs.get(String(row["origin"])) ?? emptyFrontier();
  const said = bytesOf(row["frontier"]);
  const held = Number(row["size"] ?? row["held"]);
  if (size !== held || !equalBytes(said, new Uint8Array(Buffer.concat(hashes))))
    throw broken(`the entries of ${row["origin"]} are not those of its head`);
}

/** As PostgreSQL writes bytes. */
const bytesOf = (text: string | null | undefined): Uint8Array =>
  new Uint8Array(Buffer.from((text ?? "").replace(/^\\x/, ""), "hex"));

const broken = (what: string, cause?: unknown): SetuError =>
  new SetuError("BAD_BUNDLE", `this is no backup: ${what}`, { cause });
