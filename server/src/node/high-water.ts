import { createHash } from "node:crypto";
import {
  closeSync,
  constants,
  existsSync,
  fdatasync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { SetuError, type Party } from "@setu/core";
import { DISPOSED_MARK } from "../db/disposals.ts";
import type { Mark, PgStore, PgTx } from "../db/pg-store.ts";
import { homeEvidence } from "../officers-log/home-lost.ts";
import { exclusively } from "./exclusively.ts";
import { syncFolder } from "./files.ts";

/**
 * What may never roll back, copied beside the database (record.md section 6): a database restored from a backup does
 * not know what it has signed since, and this file does. One file a key, two slots in turn: a write that is cut in
 * the middle leaves the other slot.
 */
const SLOT_BYTES = 512;

/** The disk is waited for elsewhere, so that this process goes on with other work meanwhile. */
const flush = promisify(fdatasync);

/** A mark in its slot; `no` counts the writes of its file. */
type Written = Mark & { readonly no: number; readonly slot: number };

export class HighWater {
  readonly folder: string;
  readonly #waiting = new Map<string, Mark>();
  #now: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const each of [folder, dirname(folder)]) syncFolder(each);
  }

  /**
   * Durable when it resolves: only then does what was signed leave this node. Whatever was given before is durable
   * then too. Processes write the marks of one key in the order in which their commits return, which is not that of
   * the log: a smaller one changes nothing.
   */
  write(mark: Mark): Promise<void> {
    const waiting = this.#waiting.get(mark.key);
    if (!waiting || waiting.size < mark.size) this.#waiting.set(mark.key, mark);
    // One round at a time; what is given during a round goes with the next, and of one log only the largest.
    return (this.#next ??= this.#now.then(() => {
      const marks = [...this.#waiting.values()];
      this.#waiting.clear();
      this.#next = null;
      const round = this.#put(marks);
      this.#now = round.catch(() => {});
      return round;
    }));
  }

  async #put(marks: readonly Mark[]): Promise<void> {
    for (const mark of marks) {
      const path = join(this.folder, `${digestOf(mark.key)}.mark`);
      await exclusively(`${path}.lock`, async () => {
        const known = slotsOf(path);
        if (known.some((each) => each.size >= mark.size)) return;
        const newest = known.toSorted((a, b) => b.no - a.no)[0];
        const file = openSync(path, constants.O_CREAT | constants.O_WRONLY, 0o600);
        try {
          const slot = newest?.slot === 0 ? 1 : 0;
          const line = Buffer.from(lineOf(mark, (newest?.no ?? 0) + 1));
          // A full disk takes a part, and says so by this number only.
          if (writeSync(file, line, 0, line.length, slot * SLOT_BYTES) !== line.length)
            throw new SetuError("BUSY", "the disk is full: the mark was not written");
          await flush(file);
        } finally {
          closeSync(file);
        }
        if (!newest) syncFolder(this.folder);
      });
    }
  }

  /** The highest whole mark of each key. */
  read(): readonly Mark[] {
    const files = readdirSync(this.folder).filter((name) => name.endsWith(".mark"));
    return files.flatMap((name) => {
      const [highest] = slotsOf(join(this.folder, name)).toSorted((a, b) => b.size - a.size);
      return highest ? [{ key: highest.key, size: highest.size, root: highest.root }] : [];
    });
  }
}

function slotsOf(path: string): readonly Written[] {
  if (!existsSync(path)) return [];
  const bytes = readFileSync(path);
  return [0, 1].flatMap(
    (slot) => parse(bytes.toString("utf8", slot * SLOT_BYTES, (slot + 1) * SLOT_BYTES).trimEnd(), slot) ?? [],
  );
}

function lineOf({ key, size, root }: Mark, no: number): string {
  const text = JSON.stringify({ key, size, root: Buffer.from(root).toString("hex"), no });
  return `${`${digestOf(text)} ${text}`.padEnd(SLOT_BYTES - 1)}\n`;
}

function parse(line: string, slot: number): Written | null {
  const [digest = "", text = ""] = [line.slice(0, 32), line.slice(33)];
  if (text === "" || digestOf(text) !== digest) return null;
  // A file of the first release has no numbers.
  const { key, size, root, no = 0 } = JSON.parse(text) as Stored;
  return { key, size, root: new Uint8Array(Buffer.from(root, "hex")), no, slot };
}

type Stored = { readonly key: string; readonly size: number; readonly root: string; readonly no?: number };

const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32);

/**
 * Tells a restored database what it had cosigned: it takes all of that back from the peer before it cosigns again,
 * and knows a peer that shows it another history. What it had itself signed it hears from the peer at the next opening,
 * and takes back from a file where there is none (`link/src/tail.ts`);
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
    // A part of the home log, which has a mark of its own; and what `reapply` asks for. What two persons had given up does
    // not come back: what was signed anew in its place since may be lost as well, and no mark tells the two apart.
    if (kind === "standing" || kind === "accepted" || key.startsWith(DISPOSED_MARK)) continue;
    await store.tx(async (tx) => {
      const known = await tx.mark(key);
      if ((known?.size ?? 0) >= size) return;
      forgotten.push(origin);
      if (kind !== "signed") await tx.advance(key, size, root);
      else if (origin.includes("/link/")) await owe(tx, origin, { size, root });
      if (!origin.includes("/home/")) return;
      const head = Buffer.from(root).toString("hex");
      const evidence = homeEvidence(origin, { signed: size, here: known?.size ?? 0, head });
      await tx.alarm(peer, { code: "ROLLBACK", at: now, lane: null, evidence }, false);
    });
  }
  return forgotten;
}

/**
 * Whoever died between a commit and its mark comes back with what is signed and not yet marked: it would leave without.
 * So all that the database knows is durable beside it before anything leaves.
 */
export async function catchUp(store: PgStore, highWater: HighWater): Promise<void> {
  const known = await store.rows<Mark>("SELECT key, size, root FROM monotone", []);
  await Promise.all(known.map((mark) => highWater.write(mark)));
}

async function owe(tx: PgTx, origin: string, { size, root }: Pick<Mark, "size" | "root">): Promise<void> {
  const key = `owed:${origin}`;
  if (size > ((await tx.mark(key))?.size ?? 0)) await tx.advance(key, size, root);
}
