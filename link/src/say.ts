import type { LogAct } from "@setu/core";
import { ownOrigin } from "./origin.ts";
import type { Ports } from "./ports.ts";
import { sealAct } from "./seal.ts";
import type { Tx } from "./store.ts";

/**
 * Appends to a lane what the node itself says there, for good: of no matter, by no officer, with no text.
 * @param seen how much of the peer's lane was applied, read under the lock that the lane is taken with
 */
export async function sayIn(
  ports: Ports,
  tx: Tx,
  { lane, seen }: { readonly lane: string; readonly seen: number },
  act: LogAct,
): Promise<void> {
  const origin = ownOrigin(ports.identity, lane);
  const t = ports.world.now();
  const { sealed, keys } = sealAct(ports, act, "[]", null);
  const [pending] = await tx.insertPending([{ origin, id: act.id, item: null, seen, t, sealed }]);
  const place = pending?.place ?? null;
  await Promise.all([
    tx.putKeys(keys),
    tx.putActs([{ origin, pos: null, place, t, seen, floor: 0, act, approvals: "[]" }]),
  ]);
}
