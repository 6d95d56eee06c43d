import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { isItemAct, parseAct, SetuError } from "@setu/core";
import {
  encodeOpen,
  laneSections,
  MAX_FILES_ASKED,
  ownOrigin,
  SectionWriter,
  signForFile,
  type LaneSigned,
  type OpenWords,
} from "@setu/link";
import type { NodeKeys } from "../keys/node-keys.ts";
import { syncFolder } from "../node/files.ts";
import type { Desk } from "../requests/desk.ts";
import { partFor } from "../requests/fetching.ts";
import { changeCarried, readCarried } from "./known.ts";
import { lineKey } from "./line-key.ts";

export type Carrying = { readonly home: string; readonly desk: Desk; readonly keys: Pick<NodeKeys, "tls"> };

export type Exported = {
  readonly lanes: readonly (LaneSigned & { readonly lane: string })[];
  readonly bytes: number;
  /** Parts of attached files in it, and whether more wait for the next one. */
  readonly parts: number;
  readonly partsLeft: boolean;
};

// Files that are promised in what the peer has not receipted: asked for or not, they go with it.
const PROMISED = `SELECT act FROM derived.act WHERE origin = $1 AND pos >= $2 ORDER BY pos`;
const WAITED_FOR = `SELECT c, (SELECT count(*)::int FROM attachment_part p WHERE p.c = a.c) AS part FROM attachment a
  WHERE party = $1 AND state = 'fetching' GROUP BY c ORDER BY c LIMIT ${MAX_FILES_ASKED}`;

/**
 * Writes a file for the peer: whole and durable under its name, or not there at all. Signs what waits, first.
 * @param lanes in the order in which they are written: the most urgent first
 * @param most bytes of attached files, which come last
 * @throws LINK_STOPPED; USAGE where the file is there
 */
export async function exportFile(
  { home, desk, keys }: Carrying,
  path: string,
  { lanes, most }: { readonly lanes: readonly string[]; readonly most: number },
): Promise<Exported> {
  const { ports } = desk;
  const known = readCarried(home);
  const at = ports.world.now();
  const line = lineKey(keys);
  const name = ports.world.random(16).toHex();
  const writer = new SectionWriter(name, line);
  // Two may write to one place at once.
  const beside = `${path}.${name}.part`;
  if (existsSync(path)) throw there();
  const out = openSync(beside, "wx", 0o600);
  let bytes = 0;
  const write = (...section: Parameters<SectionWriter["write"]>) => {
    const made = writer.write(...section);
    writeFileSync(out, made);
    bytes += made.length;
  };
  try {
    const files = await desk.store.rows<OpenWords["files"][number]>(WAITED_FOR, [ports.identity.peer.party]);
    write({
      kind: "open",
      name: "",
      pos: 0,
      bytes: encodeOpen({ ...partiesOf(desk), at, key: line.spki, files }),
    });
    const signed: Exported["lanes"][number][] = [];
    const promised: OpenWords["files"][number][] = [...known.files];
    for (const lane of lanes) {
      const { cosigned } = await desk.store.tx((tx) => tx.own(ownOrigin(ports.identity, lane), false));
      signed.push({ lane, ...(await signForFile(ports, lane)) });
      for await (const section of laneSections(ports, lane, known.lanes[lane] ?? null)) write(section);
      promised.push(...(await promisedIn(desk, lane, cosigned)));
    }
    const sent = await writeParts(desk, write, promised, most);
    write({ kind: "end", name: "", pos: 0, bytes: new Uint8Array() });
    fsyncSync(out);
    closeSync(out);
    place(beside, path);
    syncFolder(dirname(path));
    const sizes = Object.fromEntries(signed.map(({ lane, size }) => [lane, size]));
    // A file of one lane leaves what an earlier one had of the others.
    await changeCarried(home, (now) => ({ ...now, out: { at, sizes: { ...now.out?.sizes, ...sizes } } }));
    return { lanes: signed, bytes, ...sent };
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/** Whole under its name at once: whoever is killed before leaves none that a courier could take. @throws USAGE */
function place(beside: string, path: string): void {
  try {
    // A stick's file system has no links, and a renaming replaces what is there: this does not.
    closeSync(openSync(path, "wx", 0o600));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
    throw there(cause);
  }
  try {
    renameSync(beside, path);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
}

/** What is there may be on its way already, and stays. */
const there = (cause?: unknown): SetuError =>
  new SetuError("USAGE", "the file is there already: name one that is not", { cause });

const partiesOf = ({ ports: { identity } }: Desk) => ({
  from: identity.party,
  instance: identity.instance,
  to: identity.peer.party,
  toInstance: identity.peer.instance,
});

async function promisedIn(desk: Desk, lane: string, from: number): Promise<OpenWords["files"]> {
  const rows = await desk.store.tx((tx) =>
    tx.db.rows<{ act: Uint8Array }>(PROMISED, [ownOrigin(desk.ports.identity, lane), from]),
  );
  return rows.flatMap(({ act: bytes }) => {
    const act = parseAct(bytes);
    return isItemAct(act) ? act.att.map(({ c }) => ({ c, part: 0 })) : [];
  });
}

/** Each file once, from the part that is wanted; the first part that does not fit ends it, and the rest goes another time. */
async function writeParts(
  desk: Desk,
  write: (section: Parameters<SectionWriter["write"]>[0]) => void,
  files: OpenWords["files"],
  most: number,
): Promise<Pick<Exported, "parts" | "partsLeft">> {
  let [left, parts] = [most, 0];
  const seen = new Set<string>();
  for (const { c, part: first } of files) {
    if (seen.has(c)) continue;
    seen.add(c);
    for (let part = first; ; part++) {
      const bytes = await partFor(desk, c, part);
      if (!bytes) break;
      if (bytes.length > left) return { parts, partsLeft: true };
      write({ kind: "part", name: c, pos: part, bytes });
      left -= bytes.length;
      parts++;
    }
  }
  return { parts, partsLeft: false };
}
