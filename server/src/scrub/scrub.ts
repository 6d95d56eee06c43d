import { isSetuError } from "@setu/core";
import type { PgTx } from "../db/pg-store.ts";
import type { Log } from "../http/log.ts";
import { Loop } from "../node/loop.ts";
import type { Desk } from "../requests/desk.ts";
import { entries } from "./entries.ts";
import { files } from "./files.ts";
import type { Part, Place, Step } from "./part.ts";
import { sealed } from "./sealed.ts";
import { alarms, receipts, waiting } from "./statements.ts";
import { tiles } from "./tiles.ts";

/**
 * Looks through everything that is stored, slowly and for ever: a bit that has turned is found while another copy of it is
 * still somewhere. One step is one transaction, which notes the place too; any number of processes may do it.
 */
export const PARTS: readonly (readonly [name: string, part: Part])[] = [
  ["entries", entries],
  ["tiles", tiles],
  ["sealed", sealed],
  ["waiting", waiting],
  ["receipts", receipts],
  ["files", files],
  ["alarms", alarms],
];

const DAY = 86_400_000;
/** A round begins a day after the last one began. */
const EVERY = DAY;
/** A disk that is dying is one thing to be told, not a hundred thousand. */
const MOST = 16;
const NEXT = `SELECT part, place, began, ended, found FROM scrub FOR UPDATE SKIP LOCKED`;
const NOTE = `UPDATE scrub SET part = $1, place = $2, began = $3, ended = $4, found = $5`;

type State = {
  readonly part: string | null;
  readonly place: Place;
  readonly began: number;
  readonly ended: number | null;
  /** By this round, or by the last when none is under way. */
  readonly found: number;
};

/** @returns whether there is more of this round */
export const scrubNext = (desk: Desk): Promise<boolean> => desk.store.tx((tx) => step(desk, tx));

async function step(desk: Desk, tx: PgTx): Promise<boolean> {
  const now = desk.ports.world.now();
  const [state] = await tx.db.rows<State>(NEXT, []);
  if (!state || (state.part === null && state.ended !== null && now - state.began < EVERY)) return false;
  const fresh = state.part === null;
  const at = Math.max(
    0,
    PARTS.findIndex(([name]) => name === state.part),
  );
  const [name, part] = PARTS[at] as (typeof PARTS)[number];
  const { next, found } = await looked(() => part(desk, tx, state.place), name);
  for (const evidence of found.slice(0, MOST))
    await tx.alarm(desk.ports.identity.peer.party, { code: "CORRUPT", at: now, lane: null, evidence }, false);
  const began = fresh ? now : state.began;
  const count = (fresh ? 0 : state.found) + found.length;
  const following = next === null ? PARTS[at + 1]?.[0] : name;
  if (following !== undefined) {
    await tx.db.change(NOTE, [following, next, began, state.ended, count]);
    return true;
  }
  await tx.db.change(NOTE, [null, null, began, now, count]);
  return false;
}

/** What cannot even be read is found too, and holds up nothing behind it. */
async function looked(look: () => Promise<Step>, name: string): Promise<Step> {
  try {
    return await look();
  } catch (error) {
    if (!isSetuError(error)) throw error;
    return { next: null, found: [`${name}: ${error.code}`] };
  }
}

/** After a start there is other work to do. */
const FIRST = 60_000;
const PAUSE = 1_000;
/** Of the time, so small a part is spent here. */
const SHARE = 1 / 20;
const LOOK = 600_000;

export function scrubLoop(desk: Desk, log: Log): Loop {
  let first = true;
  return new Loop("scrub", log, async () => {
    if (first) {
      first = false;
      return FIRST;
    }
    const began = performance.now();
    const more = await scrubNext(desk);
    return more ? Math.max(PAUSE, (performance.now() - began) / SHARE) : LOOK;
  });
}
