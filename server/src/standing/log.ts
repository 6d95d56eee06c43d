import { createHash } from "node:crypto";
import { isSetuError } from "@setu/core";
import { homeOrigin, openAct, SLOT, storedLeaf, type Ports } from "@setu/link";
import type { PgTx } from "../db/pg-store.ts";
import { writeHome } from "../requests/home.ts";
import { digestOf, type Standing } from "./witness.ts";

/**
 * What the home log says of officers' standing: an act names officers, how often each has been changed by then and the
 * hash of each row, and where the act before it stands. The newest is in the monotone store and in the file beside the
 * database, so that the acts are found from the last one backwards, by no table that could be rewritten alone.
 */
export type State = { readonly no: number; readonly digest: string };

const DO = "standing";
/** Far below what one act may hold. */
const IN_ONE_ACT = 64;

/** How the names of these marks begin. */
export const MARK = "standing:";
const originOf = ({ identity }: Ports): string => homeOrigin(identity.party, identity.instance);
const markOf = (ports: Ports): string => MARK + originOf(ports);

type Said = Readonly<Record<"officers" | "numbers" | "rows", readonly string[]>> & {
  readonly before: number;
};

/** The same for where one stands: `other`: it is an act of something else. */
type Found = Said | "other" | null;

/**
 * Where the newest ends, 0 for none: by the database, or by the file beside it where that knows more. A database that was
 * restored has forgotten what the file knows: either its log is too short, or something else stands there by now.
 */
export async function newestOf(ports: Ports, tx: PgTx): Promise<number> {
  const mark = (await tx.mark(markOf(ports)))?.size ?? 0;
  const { said } = tx.db.witness;
  if (said <= mark) return mark;
  const { size } = await tx.own(originOf(ports), false);
  return said > size || (await actAt(ports, tx, said - 1)) === "other" ? mark : said;
}

/** In the transaction that changes the rows. */
export async function writeStates(ports: Ports, tx: PgTx, rows: readonly Standing[]): Promise<void> {
  let before = rows.length === 0 ? 0 : await newestOf(ports, tx);
  for (let from = 0; from < rows.length; from += IN_ONE_ACT) {
    const some = rows.slice(from, from + IN_ONE_ACT);
    const { pos } = await writeHome(ports, tx, DO, {
      officers: some.map(({ id }) => id),
      numbers: some.map(({ standingNo }) => String(standingNo)),
      rows: some.map(digestOf),
      before,
    });
    before = pos + 1;
    const root = createHash("sha256").update(some.map(digestOf).join()).digest();
    await tx.advance(markOf(ports), before, new Uint8Array(root));
  }
}

/** Of these rows, those that the log has left behind or tells otherwise; of what it cannot be read, all it says nothing of. */
export async function contradicted(
  ports: Ports,
  tx: PgTx,
  rows: readonly Standing[],
): Promise<ReadonlySet<string>> {
  const { found, whole } = await readStates(ports, tx, new Set(rows.map(({ id }) => id)));
  const against = rows.filter((row) => {
    const state = found.get(row.id);
    if (!state) return !whole;
    return state.no > row.standingNo || (state.no === row.standingNo && state.digest !== digestOf(row));
  });
  return new Set(against.map(({ id }) => id));
}

export type States = {
  readonly found: ReadonlyMap<string, State>;
  /** False: one in the chain is missing or does not open, and what it and those before it said is not known. */
  readonly whole: boolean;
};

/** The newest of each officer. @param sought whom to look for; the walk ends when all are found */
export async function readStates(ports: Ports, tx: PgTx, sought: ReadonlySet<string>): Promise<States> {
  const found = new Map<string, State>();
  const left = new Set(sought);
  let at = await newestOf(ports, tx);
  while (at > 0 && left.size > 0) {
    const said = await actAt(ports, tx, at - 1);
    if (said === null || said === "other" || said.before >= at) return { found, whole: false };
    for (const [i, id] of said.officers.entries())
      if (!found.has(id)) {
        found.set(id, { no: Number(said.numbers[i]), digest: said.rows[i] ?? "" });
        left.delete(id);
      }
    at = said.before;
  }
  return { found, whole: true };
}

async function actAt(ports: Ports, tx: PgTx, pos: number): Promise<Found> {
  const [entry] = await tx.entries(originOf(ports), pos, pos + 1);
  if (!entry || entry.id === null) return null;
  const keys = await tx.keys(ports.identity.party, [entry.id]);
  const key = keys.find(({ slot }) => slot === SLOT.act);
  if (!key) return null;
  try {
    const { act } = openAct(ports.crypto, storedLeaf(entry), key, entry.act);
    return act.do === DO ? (act.args as unknown as Said) : "other";
  } catch (error) {
    if (isSetuError(error)) return null;
    throw error;
  }
}
