import { isItemAct, isSetuError } from "@setu/core";
import { openBody, SLOT, type ActRow } from "@setu/link";
import { parseBody, type Body, type TimelineAct } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk } from "./desk.ts";

export type Opened<T = Body> = { readonly body: T | null; readonly state: TimelineAct["bodyState"] };

/** The text of an act of a request, decrypted now and kept nowhere; or why there is none. */
export const readBody = (desk: Desk, tx: PgTx, row: ActRow): Promise<Opened> =>
  readBodyAs(desk, tx, row, parseBody);

/** The same of any desk. @param parse throws an error of ours for bytes that are none of its bodies */
export async function readBodyAs<T>(
  desk: Pick<Desk, "ports">,
  tx: PgTx,
  row: ActRow,
  parse: (bytes: Uint8Array) => T,
): Promise<Opened<T>> {
  const { act } = row;
  if (!isItemAct(act) || act.body === null) return { body: null, state: "none" };
  const sealed = await ciphertext(tx, row);
  if (sealed === null) return { body: null, state: "lost" };
  if (typeof sealed === "string") return { body: null, state: sealed };
  const key = (await tx.keys(act.from, [act.id])).find((each) => each.slot === SLOT.body);
  if (!key) return { body: null, state: "unreadable" };
  try {
    return { body: parse(openBody(desk.ports.crypto, act.body, key, sealed)), state: "here" };
  } catch (error) {
    if (isSetuError(error)) return { body: null, state: "unreadable" };
    throw error;
  }
}

async function ciphertext(tx: PgTx, { origin, pos, act }: ActRow) {
  if (pos !== null) return (await tx.entries(origin, pos, pos + 1))[0]?.body ?? null;
  return tx.waitingBody(origin, act.id);
}
