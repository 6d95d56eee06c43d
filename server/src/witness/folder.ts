import { createHash, hkdfSync, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { SetuError } from "@setu/core";
import {
  formatVkey,
  KEY_TYPES,
  MAX_NOTE_BYTES,
  openNote,
  parseCheckpoint,
  parseVkey,
  signer,
  TlogError,
  type Checkpoint,
  type Signer,
  type VerifierKey,
} from "tlog";
import { put, writeNew } from "../node/files.ts";

/**
 * All that a witness keeps, in one folder of its owner alone: its secret, and for each log that it follows the keys of
 * the log, the checkpoint that it cosigned last, and a contradiction where one was seen. Small durable files, read anew
 * at each request, so that what is in memory can never be older than what was promised.
 */
export class WitnessFolder {
  readonly path: string;
  readonly signers: readonly Signer[];

  /** @throws NOT_FOUND, USAGE when others may read the secret, BAD_FIELD */
  constructor(path: string) {
    this.path = path;
    const file = join(path, SECRET);
    if (!existsSync(file)) throw new SetuError("NOT_FOUND", "there is no witness in this folder");
    if ((statSync(file).mode & 0o077) !== 0)
      throw new SetuError("USAGE", "the secret of the witness can be read by others: chmod 600 it");
    const [name = "", secret = ""] = readFileSync(file, "utf8").split("\n");
    this.signers = TYPES.map((type) => derived(Buffer.from(secret, "base64"), name, type));
  }

  /** A witness with new keys. @throws DUPLICATE where there is one */
  static make(path: string, name: string): WitnessFolder {
    // A name that no note can bear is refused before there is a file.
    const secret = randomBytes(32);
    for (const type of TYPES) derived(secret, name, type);
    mkdirSync(join(path, LOGS), { recursive: true, mode: 0o700 });
    writeNew(join(path, SECRET), `${name}\n${secret.toString("base64")}\n`);
    return new WitnessFolder(path);
  }

  /** Origins of the logs that are followed, in no order. */
  logs(): readonly string[] {
    return readdirSync(join(this.path, LOGS))
      .filter((name) => name.endsWith(".keys"))
      .flatMap((name) => keysIn(join(this.path, LOGS, name))[0]?.name ?? []);
  }

  /**
   * Follows a log from now on, or takes further keys for one that is followed. What was cosigned stays.
   * @param keys all of one log, whose origin is their name
   */
  follow(keys: readonly VerifierKey[]): void {
    const [{ name: origin } = { name: "" }] = keys;
    if (origin === "" || keys.some(({ name }) => name !== origin))
      throw new SetuError("USAGE", "the keys are not those of one log");
    const known = this.keysOf(origin) ?? [];
    const added = keys.filter((key) => !known.some(({ keyId }) => keyId === key.keyId));
    const head = this.#file(origin, "head");
    // The head first: keys without one are a head that was lost, and that is never taken for a beginning.
    if (known.length === 0 && !existsSync(head)) writeNew(head, NOTHING);
    if (added.length > 0)
      put(this.#file(origin, "keys"), [...known, ...added].map((key) => `${formatVkey(key)}\n`).join(""));
  }

  /** Null: not followed. */
  keysOf(origin: string): readonly VerifierKey[] | null {
    const keys = keysIn(this.#file(origin, "keys"));
    return keys.length === 0 ? null : keys;
  }

  /**
   * What was cosigned last, with the signatures of both; null: nothing yet.
   * @throws CORRUPT when it is gone or is not what was written: to begin anew would be to sign a second history
   */
  head(
    origin: string,
  ): { readonly note: string; readonly checkpoint: Checkpoint; readonly t: number } | null {
    const file = this.#file(origin, "head");
    try {
      if (statSync(file).size > MAX_NOTE_BYTES) throw new TlogError("NOTE_SIZE", "the head is too large");
      const note = readFileSync(file, "utf8");
      if (note === NOTHING) return null;
      const own = this.signers.map(({ key }) => key);
      const { text, verified } = openNote(note, own);
      const checkpoint = parseCheckpoint(text);
      if (verified.length < own.length || checkpoint.origin !== origin)
        throw new TlogError("SIGNATURE_MISSING", "the head is not one of this witness and log");
      return { note, checkpoint, t: Math.max(...verified.map(({ timestamp }) => timestamp ?? 0)) * 1000 };
    } catch (cause) {
      throw new SetuError(
        "CORRUPT",
        "the head of a log cannot be read: this witness signs nothing more for it",
        {
          cause,
        },
      );
    }
  }

  /** In place of the head before, durably, before anybody learns of it. */
  advance(origin: string, note: string): void {
    put(this.#file(origin, "head"), note);
  }

  /** Two statements of one log, signed by it, that cannot both be true. The first is kept. */
  contradiction(origin: string): string | null {
    const file = this.#file(origin, "fork");
    return existsSync(file) ? readFileSync(file, "utf8") : null;
  }

  keepContradiction(origin: string, evidence: string): void {
    const file = this.#file(origin, "fork");
    if (!existsSync(file)) writeNew(file, evidence);
  }

  #file(origin: string, what: string): string {
    return join(this.path, LOGS, `${originHash(origin)}.${what}`);
  }
}

/** C2SP tlog-witness, retrieval by monitors: SHA-256 of the origin in lower-case hexadecimal. */
export const originHash = (origin: string): string => createHash("sha256").update(origin).digest("hex");

const SECRET = "witness";
const LOGS = "logs";
const NOTHING = "nothing cosigned yet\n";
/** Post-quantum beside what every client knows. */
const TYPES = [KEY_TYPES.cosignature, KEY_TYPES.mldsa44] as const;

/** A key of its own for each type: an Ed25519 cosignature does not commit to the name of its signer. */
function derived(secret: Uint8Array, name: string, type: (typeof TYPES)[number]): Signer {
  if (secret.length !== 32) throw new SetuError("BAD_FIELD", "the secret of the witness is malformed");
  const seed = hkdfSync("sha256", secret, "", `setu witness/1 ${type} ${name}`, 32);
  return signer(name, type, new Uint8Array(seed));
}

function keysIn(file: string): readonly VerifierKey[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line !== "").map(parseVkey);
}
