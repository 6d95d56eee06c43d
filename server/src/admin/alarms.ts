import { createHash } from "node:crypto";
import { badField, SetuError, type Json } from "@setu/core";
import { MAX_BECAUSE, type AlarmList, type AlarmRow } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk } from "../requests/desk.ts";
import { logAdministration } from "./log.ts";

/**
 * Alarms of the link, and who has looked into each. To acknowledge one changes nothing of the link: a link that was
 * stopped stays stopped until people have mended it.
 */
type Row = Omit<AlarmRow, "acknowledged"> & {
  readonly by: string | null;
  readonly on: number | null;
  readonly because: string | null;
};
// Those that nobody has looked into first, then the newest.
const ALARMS = `SELECT no, code, at, lane, evidence, acknowledged_by AS by, acknowledged_at AS on, because FROM alarm
  WHERE peer = $1 ORDER BY (acknowledged_by IS NOT NULL), no DESC LIMIT 200`;
const ACKNOWLEDGE = `UPDATE alarm SET acknowledged_by = $3, acknowledged_at = $4, because = $5
  WHERE peer = $1 AND no = $2 AND acknowledged_by IS NULL RETURNING code`;

export async function alarmsOf({ ports }: Desk, tx: PgTx): Promise<AlarmList> {
  const { party } = ports.identity.peer;
  const [rows, { stopped }] = await Promise.all([tx.db.rows<Row>(ALARMS, [party]), tx.link(party)]);
  return {
    stopped,
    rows: rows.map(({ by, on, because, ...alarm }) => ({
      ...alarm,
      acknowledged: by === null || on === null ? null : { by, at: on, because: because ?? "" },
    })),
  };
}

/** @throws BAD_FIELD */
export function becauseOf(value: Json | undefined): string {
  const said = typeof value === "string" ? value.trim() : "";
  if (said === "" || said.length > MAX_BECAUSE)
    throw badField("because", `text of 1 to ${MAX_BECAUSE} signs`);
  return said;
}

/** The line stands beside the alarm; the home log holds its hash. @throws NOT_FOUND for one that is there no longer, or was acknowledged */
export async function acknowledge(
  desk: Desk,
  tx: PgTx,
  { by, no, because }: { readonly by: string; readonly no: number; readonly because: string },
): Promise<void> {
  const { identity, world } = desk.ports;
  const asked = [identity.peer.party, no, by, world.now(), because];
  const [alarm] = await tx.db.rows<{ code: string }>(ACKNOWLEDGE, asked);
  if (!alarm) throw new SetuError("NOT_FOUND", "no such alarm waits for anybody");
  const hash = createHash("sha256").update(because).digest("base64url");
  await logAdministration(desk, tx, by, "acknowledge", { no, because: hash });
}
