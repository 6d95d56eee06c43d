import { isTraining } from "@setu/core";
import type pg from "pg";
import type { Card } from "../keys/card.ts";
import type { NodeConfig } from "../node/config.ts";
import type { KeysInUse } from "../node/in-use.ts";
import { close, listen, listenAt } from "../node/listening.ts";
import { Operations } from "./operations.ts";

type Asked = {
  readonly home: string;
  readonly config: NodeConfig;
  readonly inUse: KeysInUse;
  readonly peer: Card | null;
  readonly pool: pg.Pool;
  /** Of this process, where several share a home. */
  readonly given: { readonly http?: number; readonly operations?: number };
};

/**
 * Answers from now on until everything else has stopped. A process that was given ports of its own leaves the configured
 * place to the one that was not, and listens for this only where it was told to.
 */
export async function startOperations(
  { home, config, inUse, peer, pool, given }: Asked,
  stops: (() => Promise<unknown>)[],
): Promise<{ readonly operations: Operations; readonly port: number | null }> {
  const calendars = new Map([["own", config.calendar], ...(peer ? [["peer", peer.calendar] as const] : [])]);
  const asked = {
    home,
    calendars,
    trains: isTraining(config),
    road: config.link.road ?? "both",
    get certificate() {
      return inUse.now().keys.tls.certificate;
    },
  };
  const operations = new Operations(asked, pool);
  stops.push(async () => operations.end());
  const at = config.operations;
  const extra = given.http !== undefined && given.operations === undefined;
  if (extra || (at === undefined && given.operations === undefined)) return { operations, port: null };
  const listener = operations.listener();
  let port: number | null = null;
  if (given.operations === undefined && at !== undefined && "socket" in at)
    await listenAt(listener, at.socket);
  else {
    const host = at !== undefined && "host" in at ? at.host : "127.0.0.1";
    const configured = at !== undefined && "port" in at ? at.port : 0;
    port = await listen(listener, host, given.operations ?? configured);
  }
  stops.push(() => close(listener));
  return { operations, port };
}
