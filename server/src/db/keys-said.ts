import { isKeysAct, parseKeysAct } from "@setu/core";
import type { ActRow } from "@setu/link/store.ts";
import type { Session } from "./session.ts";

const ANNOUNCE = `INSERT INTO derived.key_act (act, party, origin, rotation, follows, becomes)
  VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`;

/** In the order of the log, so that the same word is the first after a replay. */
export async function putKeysSaid(db: Session, rows: readonly ActRow[]): Promise<void> {
  for (const { act, origin } of rows) {
    if (!isKeysAct(act)) continue;
    const { rotation, follows, becomes } = parseKeysAct(act);
    await db.change(ANNOUNCE, [act.id, act.from, origin, rotation, follows, becomes]);
  }
}
