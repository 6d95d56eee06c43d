import { actBytes, isSetuError, parseLeaf, type Leaf, type Party, type RecordId } from "@setu/core";
import { ciphertextHash, homeOrigin, openAct, SLOT } from "@setu/link";
import type { KeyRow, LogEntry } from "@setu/link/store.ts";
import { append, equalBytes, leafHash, type Frontier } from "tlog";
import { keyPlace } from "../db/keyring.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk } from "../requests/desk.ts";
import { headFaults } from "./heads.ts";
import { END, type Part } from "./part.ts";

/**
 * Every log from its first entry to its head: each entry against its own leaf, what is shown of it against what its key
 * opens, and all leaves against the head that was signed. How the tree stands so far goes with the place.
 */
const BATCH = 64;

type Within = {
  readonly origin: string;
  readonly pos: number;
  /** The largest `seen` so far. */
  readonly top: number;
  /** Of the frontier, hexadecimal. */
  readonly hashes: readonly string[];
  /** Whether something was found in it: its head is then not held against it too. */
  readonly bad: boolean;
};
type At = { readonly after: string; readonly within: Within | null };

const NEXT = `SELECT origin, own FROM (SELECT origin, true AS own FROM own_log UNION ALL SELECT origin, false FROM peer_log) AS logs
  WHERE origin > $1 ORDER BY origin LIMIT 1`;
const BESIDE = `SELECT entry.pos, entry.raises, act.id AS named, act.act AS shown FROM entry
  LEFT JOIN derived.act ON act.origin = entry.origin AND act.pos = entry.pos
  WHERE entry.origin = $1 AND entry.pos >= $2 AND entry.pos < $3 ORDER BY entry.pos`;

type Beside = {
  readonly pos: number;
  readonly raises: boolean;
  readonly named: RecordId | null;
  readonly shown: Uint8Array | null;
};

export const entries: Part = async (desk, tx, place) => {
  const { after, within } = (place ?? { after: "", within: null }) as At;
  const [log] = await tx.db.rows<{ origin: string; own: boolean }>(NEXT, [after]);
  if (!log) return END;
  const { origin } = log;
  const at: Within = within?.origin === origin ? within : { origin, pos: 0, top: -1, hashes: [], bad: false };
  const head = await headOf(tx, log);
  const { party, instance } = desk.ports.identity;
  const isHome = origin === homeOrigin(party, instance);
  const until = Math.min(head.frontier.size, at.pos + BATCH);
  const beside = await tx.db.rows<Beside>(BESIDE, [origin, at.pos, until]);
  const gap = Array.from({ length: until - at.pos }, (_, i) => at.pos + i).find(
    (pos, i) => beside[i]?.pos !== pos,
  );
  const rows = await tx.entries(origin, at.pos, gap ?? until);
  const keys = await openable(desk, tx, origin, rows);
  const found: string[] = [];
  let { top } = at;
  for (const [i, entry] of rows.entries()) {
    const faults = faultsOf(entry, beside[i], top);
    if (faults.length === 0) faults.push(...openedFaults(desk, entry, beside[i], keys, isHome));
    found.push(...faults.map((what) => `${origin} ${at.pos + i}: ${what}`));
    top = Math.max(top, entry.seen);
  }
  const hashes = at.hashes.map((hex) => new Uint8Array(Buffer.from(hex, "hex")));
  const frontier = append(
    { size: at.pos, hashes },
    rows.map((entry) => entry.leafHash),
  );
  if (frontier.size < until)
    return {
      next: { after: origin, within: null },
      found: [...found, `${origin} ${frontier.size}: missing`],
    };
  const bad = at.bad || found.length > 0;
  if (until < head.frontier.size) {
    const packed = frontier.hashes.map((hash) => Buffer.from(hash).toString("hex"));
    return { next: { after, within: { origin, pos: until, top, hashes: packed, bad } }, found };
  }
  const ofHead = bad ? [] : await headFaults(desk, tx, { ...log, ...head }, frontier);
  return { next: { after: origin, within: null }, found: [...found, ...ofHead] };
};

type Head = { readonly frontier: Frontier; readonly checkpoint: string };

async function headOf(
  tx: PgTx,
  { origin, own }: { readonly origin: string; readonly own: boolean },
): Promise<Head> {
  return own ? tx.own(origin, false) : tx.peer(origin, "none");
}

function faultsOf(entry: LogEntry, beside: Beside | undefined, top: number): string[] {
  const leaf = leafOf(entry);
  if (leaf === null) return ["leaf"];
  const { c } = leaf;
  const body =
    entry.body instanceof Uint8Array
      ? ciphertextHash(entry.body) === c[1]
      : entry.body !== null || c[1] === null;
  const checks: readonly (readonly [boolean, string])[] = [
    [leaf.t === entry.t, "t"],
    [leaf.seen === entry.seen, "seen"],
    [beside?.raises === entry.seen > top, "raises"],
    [ciphertextHash(entry.act) === c[0], "act"],
    [body, "body"],
    [(beside?.named ?? null) === null || beside?.named === entry.id, "id"],
  ];
  return checks.flatMap(([whole, what]) => (whole ? [] : [what]));
}

function leafOf(entry: LogEntry): Leaf | null {
  if (!equalBytes(leafHash(entry.leaf), entry.leafHash)) return null;
  try {
    return parseLeaf(entry.leaf);
  } catch (error) {
    if (isSetuError(error)) return null;
    throw error;
  }
}

const KEYS = `SELECT party, id, slot, material FROM keyring WHERE party = $1 AND id = ANY ($2::text[]) AND slot = ${SLOT.act}`;
type Stored = {
  readonly party: Party;
  readonly id: RecordId;
  readonly slot: number;
  readonly material: Uint8Array;
};

/** Those keys of acts that open; of the others `sealed.ts` tells. */
async function openable(
  { store }: Desk,
  tx: PgTx,
  origin: string,
  rows: readonly LogEntry[],
): Promise<ReadonlyMap<string, KeyRow>> {
  const ids = rows.flatMap(({ id }) => id ?? []);
  const stored = await tx.db.rows<Stored>(KEYS, [origin.slice(0, origin.indexOf("/")), ids]);
  const keys = new Map<string, KeyRow>();
  for (const { party, id, slot, material } of stored) {
    try {
      const opened = store.atRest.open(material, keyPlace(party, id, slot));
      keys.set(id, { from: party, id, slot, material: opened });
    } catch (error) {
      if (!isSetuError(error, "CANNOT_OPEN")) throw error;
    }
  }
  return keys;
}

/**
 * What the screens read of an act is what its entry opens to. No other copy names an act of the home log, and its key is
 * kept for the life of the log: one that opens nothing there is read by nobody again.
 */
function openedFaults(
  { ports }: Desk,
  entry: LogEntry,
  beside: Beside | undefined,
  keys: ReadonlyMap<string, KeyRow>,
  isHome: boolean,
): readonly string[] {
  const key = entry.id === null ? undefined : keys.get(entry.id);
  if (!key) return isHome ? ["id or key"] : [];
  if (!isHome && !beside?.shown) return [];
  const leaf = leafOf(entry);
  if (leaf === null) return [];
  try {
    const bytes = actBytes(openAct(ports.crypto, leaf, key, entry.act).act);
    return !beside?.shown || equalBytes(bytes, beside.shown) ? [] : ["derived act"];
  } catch (error) {
    if (isSetuError(error)) return [isHome ? "id or key" : "derived act"];
    throw error;
  }
}
