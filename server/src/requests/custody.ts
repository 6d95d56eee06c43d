import { code, isItemAct, itemId, opaque, type Act, type Args, type ItemId, type RecordId } from "@setu/core";
import { homeOrigin, type Ports } from "@setu/link";
import type { Custody } from "@setu/requests";
import type { OwnLog } from "@setu/link/store.ts";
import type { PgTx } from "../db/pg-store.ts";
import { homeRecord } from "./home-record.ts";
import { appendHome, HOME, homeLog } from "./home.ts";

/**
 * What was done with a file on this node: each an act of the home log, and a line of `derived.handling`, by which the
 * chain of custody of a file costs as much as that file was handled, however long the log is.
 */
export type Handling = {
  /** `whole`: all of it is here, and its hashes are those of the signed act. */
  readonly what: "look" | "take" | "whole";
  readonly item: ItemId;
  /** The commitment that names it. */
  readonly file: string;
  /** An officer; of `whole` the party. */
  readonly by: string;
  readonly reason: string | null;
  /** One line of the officer's; empty where it was destroyed. */
  readonly because: string | null;
};
/** `review`: by who had the power to review then, whatever she has now. */
type Placed = Handling & { readonly review: boolean; readonly pos: number; readonly at: number };

const HANDS: Readonly<Record<Handling["what"], Custody["what"]>> = {
  look: "looked",
  take: "taken",
  whole: "checked",
};
const PUT = `INSERT INTO derived.handling (pos, item, file, at, by, what, reason, because, review)
  SELECT pos, item, file, at, by, what, reason, because, review FROM jsonb_to_recordset($1::jsonb)
  AS new (pos bigint, item text, file text, at bigint, by text, what text, reason text, because text, review boolean)`;
const REVIEWS = `SELECT 'oversee' = ANY (powers) AS review FROM officer WHERE id = $1`;
const READ = `SELECT pos, at, by, what, reason, because FROM derived.handling WHERE item = $1 AND file = $2
    AND ($3 OR NOT review)
  ORDER BY pos`;

/** Before a byte of the file leaves. @throws as the store */
export async function noteHandling(
  ports: Ports,
  tx: PgTx,
  handling: Handling,
  head: Promise<OwnLog> = homeLog(ports, tx),
): Promise<void> {
  const { item, what, file, by, reason, because } = handling;
  const id = Buffer.from(ports.world.random(16)).toString("hex") as RecordId;
  const [found] = await tx.db.rows<{ review: boolean }>(REVIEWS, [by]);
  const review = found?.review === true;
  const args = {
    file,
    ...(reason !== null && { reason: code(reason, "reason") }),
    ...(review && { review }),
  } as unknown as Args;
  const record = homeRecord(ports.identity, { id, item, by, do: what, args, text: because });
  const { pos, t } = await appendHome(ports, tx, record, head);
  await putHandlings(tx, [{ ...handling, review, pos, at: t }]);
}

export async function putHandlings(tx: PgTx, placed: readonly Placed[]): Promise<void> {
  if (placed.length > 0) await tx.db.change(PUT, [JSON.stringify(placed)]);
}

/** Who had a file here, by the home log; what reviewers did with it for reviewers alone. */
export async function handlingsOf(
  { identity: { party, instance } }: Ports,
  tx: PgTx,
  item: ItemId,
  { file, toReviewer }: { readonly file: string; readonly toReviewer: boolean },
): Promise<Custody[]> {
  const log = homeOrigin(party, instance);
  const rows = await tx.db.rows<Placed>(READ, [item, file, toReviewer]);
  return rows.map(({ what, at, by, pos, reason, because }) => ({
    what: HANDS[what],
    at,
    by,
    log,
    pos,
    ...(reason !== null && { reason, because: because ?? "" }),
  }));
}

export const isHandling = (what: string): what is Handling["what"] => Object.hasOwn(HANDS, what);

/**
 * What an act of the home log says of a file; null for one that speaks of no file.
 * @param because the text of its body
 */
export function handlingIn(act: Act, because: string | null): (Handling & Pick<Placed, "review">) | null {
  if (act.wf !== HOME || !isHandling(act.do)) return null;
  const { args } = act;
  const { item, by } = isItemAct(act)
    ? act
    : { item: itemId(args["item"], "item"), by: opaque(args["by"], "by") };
  const reason = args["reason"] === undefined ? null : String(args["reason"]);
  return {
    what: act.do,
    item,
    file: String(args["file"]),
    by,
    reason,
    because,
    review: args["review"] === true,
  };
}
