import { isSuspensionAct, parseSuspensionAct } from "@setu/core";
import type { ActRow } from "@setu/link/store.ts";
import type { Session } from "./session.ts";

/** What the logs say of suspensions, for views and doors (`server/src/suspension`): no fold asks it. */
const SUSPEND = `INSERT INTO derived.suspension
    (act, party, origin, id, offences, agencies, level, direction, from_at, reason, review)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING`;
const RESUME = `INSERT INTO derived.resumption (act, party, origin, id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`;

/** In the order of the log, so that the same word is the first after a replay. */
export async function putSuspensions(db: Session, rows: readonly ActRow[]): Promise<void> {
  for (const { act, origin } of rows) {
    if (!isSuspensionAct(act)) continue;
    const said = parseSuspensionAct(act);
    const head = [act.id, act.from, origin, said.suspension];
    if (said.do === "resume") await db.change(RESUME, head);
    else {
      const { offences, agencies, level, direction, from, reason, review } = said;
      await db.change(SUSPEND, [...head, offences, agencies, level, direction, from, reason, review]);
    }
  }
}
