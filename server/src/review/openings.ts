import {
  actBytes,
  isItemAct,
  isSetuError,
  parseLeaf,
  type Count,
  type Leaf,
  type Party,
  type RecordId,
} from "@setu/core";
import { openAct, openBody, SLOT, type KeyRow, type LogEntry, type Ports } from "@setu/link";
import type { Ground, OpeningLine, Part, Shown } from "@setu/link/review.ts";
import { disposalAt } from "../db/disposals.ts";
import type { PgStore } from "../db/pg-store.ts";
import { attest } from "../disposal/dispose.ts";
import { writeHome } from "../requests/home.ts";

/** What the legal adviser keeps back, by `<origin> <position> <act|body>`. */
export type Withheld = ReadonlyMap<string, Ground>;

export type Answering = { readonly store: PgStore; readonly ports: Ports; readonly withheld: Withheld };

/**
 * The answer for one entry: opened, or why it is not. What was destroyed by order was attested in our home log when it
 * was; whatever is gone without an order was lost, which is attested here, so that the statement cannot be taken back later.
 */
export async function answer(given: Answering, origin: string, pos: number): Promise<OpeningLine> {
  const { store, ports, withheld } = given;
  const [entry] = await store.tx((tx) => tx.entries(origin, pos, pos + 1));
  const kept = (part: "act" | "body") => withheld.get(`${origin} ${pos} ${part}`);
  const line = (act: Part, rest: Partial<OpeningLine> = {}): OpeningLine => ({
    pos: pos as Count,
    act,
    approvals: "[]",
    body: null,
    ...rest,
  });
  const ground = kept("act");
  if (ground) return line({ withheld: ground });
  if (!entry || entry.id === null) return line({ withheld: "unreadable" });
  const gone = async (part: "act" | "body") => {
    const disposal = part === "body" ? await store.tx((tx) => disposalAt(tx.db, origin, pos)) : null;
    if (disposal?.id !== entry.id) return { destroyed: await lost(given, origin, pos, part) };
    const { attested } = disposal;
    const at = attested ?? (await store.tx((tx) => attest(given, tx, { origin, pos, item: null }, disposal)));
    return { destroyed: at as Count };
  };
  try {
    const keys = await keysOf(store, origin, entry.id);
    const key = keys.find(({ slot }) => slot === SLOT.act);
    // No order destroys an act: a key of one that is missing was lost, whoever took it.
    if (!key) return line(await gone("act"));
    const leaf = parseLeaf(entry.leaf);
    const { act, approvals } = openAct(ports.crypto, leaf, key, entry.act);
    const shown = { bytes: actBytes(act), salt: saltOf(key) };
    if (!isItemAct(act) || leaf.b === null) return line(shown, { approvals });
    const text = kept("body");
    if (text) return line(shown, { approvals, body: { withheld: text } });
    const opened = bodyOf(given, { leaf, entry, keys });
    const body = opened === null ? await gone("body") : opened;
    return line(shown, { approvals, body });
  } catch (error) {
    if (isSetuError(error)) return line({ withheld: "unreadable" });
    throw error;
  }
}

type Stored = { readonly leaf: Leaf; readonly entry: LogEntry; readonly keys: readonly KeyRow[] };

/** The text and its salt, why it may not be shown; null: it is gone. A tombstone alone is no order: anybody can write one. */
function bodyOf({ ports }: Answering, { leaf, entry, keys }: Stored): Shown | { withheld: Ground } | null {
  const key = keys.find(({ slot }) => slot === SLOT.body);
  if (typeof entry.body === "string" || !key) return null;
  try {
    if (!leaf.b || !entry.body) return { withheld: "unreadable" };
    return { bytes: openBody(ports.crypto, leaf.b, key, entry.body), salt: saltOf(key) };
  } catch (error) {
    if (isSetuError(error)) return { withheld: "unreadable" };
    throw error;
  }
}

const saltOf = ({ material }: KeyRow): Uint8Array => material.slice(32);

const keysOf = (store: PgStore, origin: string, id: RecordId): Promise<readonly KeyRow[]> =>
  store.tx((tx) => tx.keys(origin.slice(0, origin.indexOf("/")) as Party, [id]));

/** @returns where in the home log it is said */
async function lost(
  { store, ports }: Answering,
  log: string,
  pos: number,
  part: "act" | "body",
): Promise<Count> {
  const said = { log, pos, part, what: "lost" };
  return (await store.tx((tx) => writeHome(ports, tx, "attest", said))).pos as Count;
}
