import { SetuError } from "@setu/core";
import { homeOrigin } from "@setu/link";
import { acknowledge } from "../admin/alarms.ts";
import { logAdministration } from "../admin/log.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk } from "../requests/desk.ts";
import { homeLog } from "../requests/home.ts";
import { assertTwo } from "./lost.ts";

/**
 * A restore has lost the end of the home log, which nobody else has (record.md section 4). Two administrators say so in what
 * is left of it, with the size and the head that had been signed: so oversight, which holds the other side's pulses against
 * it, can tell a loss that was declared from a log that was cut.
 */
export type HomeGap = {
  readonly no: number;
  /** Entries that had been signed, and that are left. */
  readonly signed: number;
  readonly here: number;
  /** Root of the tree that had been signed, in hexadecimal. */
  readonly head: string;
};

// To look into an alarm takes one person, and declares nothing.
const OPEN = `SELECT no, evidence, acknowledged_by IS NOT NULL AS seen FROM alarm
  WHERE peer = $1 AND code = 'ROLLBACK' AND lane IS NULL AND starts_with(evidence, $2)
    AND NOT EXISTS (SELECT FROM derived.trail WHERE what = 'administer' AND args ->> 'deed' = 'home-lost'
      AND args ->> 'head' = split_part(evidence, chr(10), 3)) ORDER BY no`;
const EVIDENCE = /\n(\d+) entries were signed, (\d+) are here\n([0-9a-f]{64})$/;

/** As the start after the restore has written it. */
export const homeEvidence = (origin: string, { signed, here, head }: Omit<HomeGap, "no">): string =>
  `${origin}\n${signed} entries were signed, ${here} are here\n${head}`;

type Open = { readonly gap: HomeGap; readonly seen: boolean };

export const homeGapsOf = async (desk: Pick<Desk, "ports">, tx: PgTx): Promise<readonly HomeGap[]> =>
  (await openIn(desk, tx)).map(({ gap }) => gap);

async function openIn({ ports }: Pick<Desk, "ports">, tx: PgTx): Promise<readonly Open[]> {
  const { party, instance, peer } = ports.identity;
  const asked = [peer.party, `${homeOrigin(party, instance)}\n`];
  const rows = await tx.db.rows<{ no: number; evidence: string; seen: boolean }>(OPEN, asked);
  return rows.flatMap(({ no, evidence, seen }) => {
    const [, signed, here, head = ""] = EVIDENCE.exec(evidence) ?? [];
    return signed === undefined
      ? []
      : [{ gap: { no, signed: Number(signed), here: Number(here), head }, seen }];
  });
}

/**
 * Every gap that nobody has declared yet; the alarm is looked into by it.
 * @throws NOT_FOUND where there is none; FORBIDDEN, ILLEGAL as `declareLost`
 */
export async function declareHomeLost(
  desk: Desk,
  tx: PgTx,
  { by, and }: { readonly by: string; readonly and: string },
): Promise<readonly HomeGap[]> {
  await homeLog(desk.ports, tx);
  const open = await openIn(desk, tx);
  if (open.length === 0) throw new SetuError("NOT_FOUND", "nothing of the home log is missing");
  await assertTwo(desk, tx, by, and);
  for (const { gap, seen } of open) {
    const { no, ...lost } = gap;
    await logAdministration(desk, tx, by, "home-lost", { and, ...lost });
    if (!seen) await acknowledge(desk, tx, { by, no, because: `declared lost, with ${and}` });
  }
  return open.map(({ gap }) => gap);
}
