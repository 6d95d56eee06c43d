import { statSync } from "node:fs";
import { basename } from "node:path";
import type { PgStore } from "../db/pg-store.ts";
import { homeFiles } from "../node/config.ts";
import { keptBeside } from "../pg/moved.ts";
import type { Desk } from "../requests/desk.ts";

/** The database as it was before a way back (`setu upgrade --back`). */
export const upgradedBeside = (folder: string): string => `${folder}.upgraded`;

/** A database of before that a change of version has left beside this one, and since when it stands there. */
export type Copy = { readonly path: string; readonly since: number };

export function copiesIn(home: string): readonly Copy[] {
  const { postgres } = homeFiles(home);
  return [upgradedBeside(postgres), keptBeside(postgres)].flatMap((path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    // Of the renaming: nothing in it changes any more.
    return stat ? [{ path, since: Math.round(stat.ctimeMs) }] : [];
  });
}

const SINCE = "SELECT count(*)::int AS n FROM disposal WHERE at >= $1";

/** Those that still hold something which was destroyed here since. */
export async function stillHolding(
  store: Pick<PgStore, "rows">,
  copies: readonly Copy[],
): Promise<readonly Copy[]> {
  const counts = await Promise.all(copies.map(({ since }) => store.rows<{ n: number }>(SINCE, [since])));
  return copies.filter((_, i) => (counts[i]?.[0]?.n ?? 0) > 0);
}

/**
 * Raises an alarm, once for each copy, when something was destroyed here that stands in it as it was, keys and all. Nothing
 * waits for it: what has to be destroyed by date is destroyed, and the copy is given up by a person, who may still need it.
 */
export async function tellCopies({ ports, store }: Desk, home: string): Promise<readonly Copy[]> {
  const held = await stillHolding(store, copiesIn(home));
  for (const { path, since } of held)
    await store.tx((tx) => {
      const evidence = `${basename(path)} since ${new Date(since).toISOString()}`;
      const alarm = { code: "COPY_KEPT", at: ports.world.now(), lane: null, evidence } as const;
      return tx.alarm(ports.identity.peer.party, alarm, false);
    });
  return held;
}
