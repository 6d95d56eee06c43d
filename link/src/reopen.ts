import { isPulse, parsePulse, SetuError, type Act, type LogAct } from "@setu/core";
import { judgeRows, NONE_WAITING, registerFor } from "./persons.ts";
import type { Ports } from "./ports.ts";
import { openAct, SLOT, storedLeaf } from "./seal.ts";
import type { ActRow, KeyRow, LogEntry, OwnLog, Tx } from "./store.ts";

const BATCH = 256;

/**
 * Opens what came back of our own log, in its order, up to the first entry that no key here opens. What stands behind it
 * waits: a suspension may be in it, and whoever follows must not be judged without it (decision 0011).
 * @param from everything before it is open
 * @param pass entries that stay closed are passed over: two persons have declared them a gap
 */
export async function openTail(
  ports: Ports,
  tx: Tx,
  own: OwnLog,
  { from, pass = false }: { readonly from: number; readonly pass?: boolean },
): Promise<OwnLog> {
  let log: OwnLog = { ...own, closedFrom: null };
  for (let at = from; at < own.size && log.closedFrom === null; at += BATCH) {
    const { before, entries, acts } = await readTail(ports, tx, own, at);
    const closed = pass ? -1 : acts.indexOf(null);
    const end = closed < 0 ? entries.length : closed;
    let floor = before;
    const rows: ActRow[] = [];
    for (const [i, entry] of entries.slice(0, end).entries()) {
      const [opened, pos] = [acts[i] ?? null, at + i];
      if (opened) {
        const { t, seen } = entry;
        rows.push({ origin: own.origin, pos, place: null, t, seen, floor, ...opened });
      }
      floor = Math.max(floor, entry.seen);
      log = { ...log, ...(await pulsed(tx, log, entry, opened?.act ?? null)) };
    }
    await tx.putActs(judgeRows(await registerFor(tx, own.origin, rows, NONE_WAITING), rows, ports.verify));
    if (closed >= 0) log = { ...log, closedFrom: at + closed };
  }
  return log;
}

/** Positions from there on that no key here opens, the first of them, at most `limit` and out of one stretch. */
export async function closedIn(
  ports: Ports,
  tx: Tx,
  own: Pick<OwnLog, "origin" | "size">,
  { from, limit }: { readonly from: number; readonly limit: number },
): Promise<readonly number[]> {
  const { acts } = await readTail(ports, tx, own, from);
  return acts.flatMap((act, i) => (act === null ? [from + i] : [])).slice(0, limit);
}

type Opened = Pick<ActRow, "act" | "approvals">;

/** @returns besides, the largest `seen` before the stretch: along our own log it never falls */
async function readTail(
  ports: Ports,
  tx: Tx,
  { origin, size }: Pick<OwnLog, "origin" | "size">,
  at: number,
): Promise<{
  readonly before: number;
  readonly entries: readonly LogEntry[];
  readonly acts: readonly (Opened | null)[];
}> {
  const read = await tx.entries(origin, Math.max(0, at - 1), Math.min(size, at + BATCH));
  const entries = at === 0 ? read : read.slice(1);
  const ids = entries.flatMap(({ id }) => id ?? []);
  const party = origin.slice(0, origin.indexOf("/")) as KeyRow["from"];
  const keys = (await tx.keys(party, ids)).filter(({ slot }) => slot === SLOT.act);
  const byId = new Map(keys.map((key) => [key.id, key]));
  const acts = entries.map((entry) => tryOpen(ports, entry, entry.id ? byId.get(entry.id) : undefined));
  return { before: at === 0 ? 0 : (read[0]?.seen ?? 0), entries, acts };
}

/**
 * What the last pulse said: the next may say no less. One that stays closed is taken to have said as much as it can have,
 * because a number that does not rise would stop the link over there.
 */
async function pulsed(
  tx: Tx,
  log: OwnLog,
  entry: LogEntry,
  act: Act | null,
): Promise<Pick<OwnLog, "pulseNo" | "pulseAt" | "pulseCosigned"> | null> {
  if (act !== null && isPulse(act)) {
    const { no, cosigned } = parsePulse(act as LogAct);
    return { pulseNo: no, pulseAt: entry.t, pulseCosigned: cosigned };
  }
  if (act !== null || storedLeaf(entry).b !== null) return null;
  const [party, , peer, ...rest] = log.origin.split("/");
  const mark = await tx.mark(`cosigned:${[peer, "link", party, ...rest].join("/")}`);
  const pulseCosigned = Math.max(log.pulseCosigned, mark?.size ?? 0);
  return { pulseNo: log.pulseNo + 1, pulseAt: entry.t, pulseCosigned };
}

/** The act of an entry under a key of it, null when it does not open. */
export function tryOpen(
  { crypto }: Pick<Ports, "crypto">,
  entry: LogEntry,
  key: KeyRow | undefined,
): Opened | null {
  if (!key) return null;
  try {
    return openAct(crypto, storedLeaf(entry), key, entry.act);
  } catch (error) {
    if (error instanceof SetuError) return null;
    throw error;
  }
}
