import { PERSONS_WORKFLOW, type ItemId, type PersonsAct } from "@setu/core";
import { declareIn, ownOrigin, peerOrigin } from "@setu/link";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk } from "../requests/desk.ts";
import { takeUpForgotten } from "./forgotten.ts";
import { saidIn } from "./said.ts";
import { missingIn, wantedOf } from "./wanted.ts";

/**
 * Brings each lane in step with what this node holds of its officers and their keys. The rows are the truth here, whoever
 * changes them: called in the transaction that does, the lanes say so from the same commit on; a loop does it for
 * whatever was changed otherwise, and for a lane whose peer has only now said that it understands.
 * @param because the accreditation that the change follows from
 * @returns how many entries now wait
 */
export async function declareAll(desk: Desk, tx: PgTx, because?: ItemId): Promise<number> {
  const { ports } = desk;
  const { identity } = ports;
  const lost = await takeUpForgotten(desk, tx);
  let count = 0;
  for (const lane of identity.lanes) {
    const origin = ownOrigin(identity, lane);
    const understood = async (lock: "none" | "alone") =>
      (await tx.peer(peerOrigin(identity, lane), lock)).pulse.versions.includes(PERSONS_WORKFLOW);
    const missing = async (): Promise<readonly PersonsAct[]> => {
      const said = saidIn(await tx.persons(origin, null));
      const keys = (lost.get(lane) ?? []).filter((key) => said.keys.get(key)?.revoked === null);
      const revoked = keys.map((key) => ({ do: "revoke-key", key, since: null }) as const);
      return [...revoked, ...missingIn(said, await wantedOf(tx.db), desk.site.own)];
    };
    // Mostly nothing is, and then nobody has to wait.
    if (!(await understood("none")) || (await missing()).length === 0) continue;
    if (!(await understood("alone"))) continue;
    // Read again behind the lock: another process may have said it meanwhile.
    const said = (await missing()).map((each) => ({ ...each, ...(because && { item: because }) }));
    if (await declareIn(ports, tx, lane, said)) count += said.length;
  }
  return count;
}
