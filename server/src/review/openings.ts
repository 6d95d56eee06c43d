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
import type { PgStore } from "../db/pg-store.ts";
import { writeHome } from "../requests/home.ts";

/** What the legal adviser keeps back, by `<origin> <position> <act|body>`. */
export type Withheld = ReadonlyMap<string, Ground>;

export type Answering = { readonly store: PgStore; readonly ports: Ports; readonly withheld: Withheld };

/**
 * The answer for one entry: opened, or why it is not. What was destroyed is attested by an act in our home log, written
 * here, so that the statement cannot be taken back later.
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
  const gone = async (part: "act" | "body", what: string) => ({
    destroyed: await attest(given, { log: origin, pos, part, what }),
  });
  try {
    const keys = await keysOf(store, origin, entry.id);
    const key = keys.find(({ slot }) => slot === SLOT.act);
    // Nothing here destroys by rule: a key that is missing was lost, whoever took it.
    if (!key) return line(await gone("act", "lost"));
    const leaf = parseLeaf(entry.leaf);
    const { act, approvals } = openAct(ports.crypto, leaf, key, entry.act);
    const shown = { bytes: actBytes(act), salt: saltOf(key) };
    if (!isItemAct(act) || leaf.b === null) return line(shown, { approvals });
    const text = kept("body");
    if (text) return line(shown, { approvals, body: { withheld: text } });
    const opened = bodyOf(given, { leaf, entry, keys });
    const body = typeof opened === "string" ? await gone("body", opened) : opened;
    return line(shown, { approvals, body });
  } catch (error) {
    if (isSetuError(error)) return line({ withheld: "unreadable" });
    throw error;
  }
}

type Stored = { readonly leaf: Leaf; readonly entry: LogEntry; readonly keys: readonly KeyRow[] };

/** The text and its salt, why it may not be shown, or how it went. */
function bodyOf({ ports }: Answering, { leaf, entry, keys }: Stored): Shown | { withheld: Ground } | string {
  const key = keys.find(({ slot }) => slot === SLOT.body);
  if (typeof entry.body === "string") return entry.body;
  if (!key) return "lost";
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

/** @returns where in the home log it stands */
async function attest(
  { store, ports }: Answering,
  args: Readonly<Record<string, string | number>>,
): Promise<Count> {
  const { pos } = await store.tx((tx) => writeHome(ports, tx, "attest", args));
  return pos as Count;
}
