import { isItemAct, isSetuError } from "@setu/core";
import { openBody, SLOT, type ActRow } from "@setu/link";
import { parseBody, type Body, type TimelineAct } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk } from "./desk.ts";

export type Opened = { readonly body: Body | null; readonly state: TimelineAct["bodyState"] };

const PENDING_BODY = "SELECT body FROM pending WHERE origin = $1 AND id = $2";

/** The text of an act, decrypted now and kept nowhere; or why there is none. */
export async function readBody(desk: Desk, tx: PgTx, row: ActRow): Promise<Opened> {
  const { act } = row;
  if (!isItemAct(act) || act.body === null) return { body: null, state: "none" };
  const sealed = await ciphertext(tx, row);
  if (sealed === null) return { body: null, state: "lost" };
  if (typeof sealed === "string") return { body: null, state: sealed };
  const key = (await tx.keys(act.from, [act.id])).find((each) => each.slot === SLOT.body);
  if (!key) return { body: null, state: "unreadable" };
  try {
    return { body: parseBody(openBody(desk.ports.crypto, act.body, key, sealed)), state: "here" };
  } catch (error) {
    if (isSetuError(error)) return { body: null, state: "unreadable" };
    throw error;
  }
}

async function ciphertext(tx: PgTx, { origin, pos, act }: ActRow) {
  if (pos !== null) return (await tx.entries(origin, pos, pos + 1))[0]?.body ?? null;
  const [row] = await tx.db.rows<{ body: Uint8Array | null }>(PENDING_BODY, [origin, act.id]);
  return row?.body ?? null;
}
