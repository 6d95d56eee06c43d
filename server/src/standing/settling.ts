import type { PgTx } from "../db/pg-store.ts";
import { homeLog } from "../requests/home.ts";
import { readStates, writeStates, type State, type States } from "./log.ts";
import { isFirst, seal, standings } from "./sealing.ts";
import { digestOf, type Sealed } from "./witness.ts";

/** A row that the log does not explain. `why`: what does not fit. */
export type Fault = {
  readonly officer: string;
  readonly why: "row" | "credentials" | "older" | "log";
  /** Of the row as it is. */
  readonly digest: string;
};

/**
 * Holds every officer's row against the last that the home log says of her. What this program has sealed while it had no
 * log, or in another process just now, is written down; a database that is older than all this is taken as it is, once.
 * @returns the rows that are not believed, by id
 */
export async function settle(tx: PgTx): Promise<readonly Fault[]> {
  const { witness } = tx.db;
  const ports = witness.ports();
  if (ports) await homeLog(ports, tx);
  const first = await isFirst(tx);
  await seal(tx, (await standings(tx, null, true)).filter(first));
  const rows = await standings(tx, null, true);
  const sought = new Set(rows.map(({ id }) => id));
  const { found, whole }: States = ports
    ? await readStates(ports, tx, sought)
    : { found: new Map(), whole: true };
  const [faults, unsaid, refused]: [Fault[], Sealed[], string[]] = [[], [], []];
  for (const row of rows) {
    const state = found.get(row.id);
    // What cannot be read explains nothing.
    const wrote = witness.wrote(row);
    const why = state || whole ? whyNot(row, state, wrote) : "log";
    // Its own code holds: what it bears tells nobody else.
    if (why === "log" || (why === "row" && wrote)) refused.push(row.id);
    if (why !== null) faults.push({ officer: row.id, why, digest: digestOf(row) });
    else if (state?.no !== row.standingNo) unsaid.push(row);
    if (state) witness.remember({ id: row.id, standingNo: state.no });
  }
  if (ports) await writeStates(ports, tx, unsaid);
  witness.refuse(refused);
  return faults;
}

function whyNot(row: Sealed, state: State | undefined, wrote: boolean): Fault["why"] | null {
  if (state && state.no > row.standingNo) return "older";
  if (!wrote) return "row";
  if (!row.whole) return "credentials";
  return state?.no === row.standingNo && state.digest !== digestOf(row) ? "row" : null;
}
