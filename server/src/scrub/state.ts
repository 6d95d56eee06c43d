import type { PgStore } from "../db/pg-store.ts";

const STATE = "SELECT ended, found FROM scrub";

export type Scrubbed = {
  /** Milliseconds; null: no round has come to its end. */
  readonly ended: number | null;
  /** How much that was not as it was written the round under way has found, or the last. */
  readonly found: number;
};

export async function scrubbed(store: Pick<PgStore, "rows">): Promise<Scrubbed> {
  const [row] = await store.rows<Scrubbed>(STATE, []);
  return { ended: row?.ended ?? null, found: row?.found ?? 0 };
}
