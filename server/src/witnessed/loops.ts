import type { PgStore } from "../db/pg-store.ts";
import type { Log } from "../http/log.ts";
import type { Leader } from "../node/leader.ts";
import { Loop } from "../node/loop.ts";
import type { Desk } from "../requests/desk.ts";
import { Witnessing, type WitnessingOptions } from "./witnessing.ts";

/** Until another process of this node has left it. */
const POLL = 5_000;

export type WitnessLoops = Pick<WitnessingOptions, "keys" | "ready"> & {
  readonly store: PgStore;
  readonly desk: Pick<Desk, "ports" | "witnesses">;
  readonly leader: Leader;
  readonly log: Log;
};

/** One loop for each witness, so that none waits for another; one process of the node asks it. None where none are named. */
export function witnessLoops({ desk, leader, log, ...rest }: WitnessLoops): readonly Loop[] {
  const { ports, witnesses } = desk;
  if (!witnesses) return [];
  const witnessing = new Witnessing({ ...rest, ports, log, trust: witnesses.trust });
  return witnessing.addresses.map(
    (address, at) =>
      new Loop(`witness ${at + 1}`, log, async () => {
        if (!(await leader.leads(`witness ${address}`))) return POLL;
        await witnessing.round(address);
        return witnesses.every;
      }),
  );
}
