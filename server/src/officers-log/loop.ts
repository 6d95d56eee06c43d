import { siteOf } from "@setu/link";
import type { PgTx } from "../db/pg-store.ts";
import type { Log } from "../http/log.ts";
import { Loop } from "../node/loop.ts";
import type { Desk } from "../requests/desk.ts";
import { declareAll } from "./declare.ts";

const EVERY = 30_000;
/** In its first minute it looks often: only its first pulse on a lane says that the other side understands. */
const SOON = 500;
const OFTEN = 60_000 / SOON;

/** Looks whether the lanes say of our officers what the rows say, whoever changed them and in whichever process. */
export function officersLoop(desk: Desk, log: Log): Loop {
  let left = OFTEN;
  return new Loop("officers", log, async () => {
    await desk.store.tx((tx) => declareAll(desk, tx));
    return left-- > 0 ? SOON : EVERY;
  });
}

/** For whoever changes keys of officers, in the same transaction; a node that is not linked has nobody to tell. */
export const declaring = (desk: Desk | null) => async (tx: PgTx) => {
  if (desk) await declareAll(desk, tx);
};

/** @param rp of this node's own screens; before it is known, no key is declared */
export function signsAt(desk: Desk, { id, origin }: { readonly id: string; readonly origin: string }): void {
  desk.site.own = siteOf(id, origin);
}
