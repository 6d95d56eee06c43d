import type { Args, Code, RecordId } from "@setu/core";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk } from "../requests/desk.ts";
import { appendHome, HOME } from "../requests/home.ts";

/**
 * What administrators do, as the home log calls it. `seed`: the configuration itself says something else than it did;
 * `topics`: what a new release has written out of what was given before there were topics; `mend`: a row is again what it
 * says; `directory`: by the program of one, or what it wants is agreed to or dropped.
 */
export type Deed =
  | "propose"
  | "confirm"
  | "drop"
  | "suspend"
  | "sign-out"
  | "acknowledge"
  | "log-lost"
  | "home-lost"
  | "recovery-asked"
  | "recovery-agreed"
  | "purge-begin"
  | "purge-stop"
  | "seed"
  | "topics"
  | "mend"
  | "directory"
  | "program-proposed"
  | "program-registered"
  | "program-dropped"
  | "program-revoked";

type Said = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** In the transaction of what it records. Codes, ids and numbers alone: administration writes no words. @throws as the store */
export async function logAdministration(
  { ports }: Pick<Desk, "ports">,
  tx: PgTx,
  by: string,
  deed: Deed,
  said: Said = {},
): Promise<void> {
  const { identity, world } = ports;
  const act = {
    crit: [],
    wf: HOME,
    from: identity.party,
    to: identity.peer.party,
    id: Buffer.from(world.random(16)).toString("hex") as RecordId,
    do: "administer" as Code,
    args: { by, deed, ...said } as unknown as Args,
  };
  await appendHome(ports, tx, { act, body: null });
}
