import { SetuError, type Args, type Code, type RecordId } from "@setu/core";
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
  | "program-revoked"
  | "suspension-proposed"
  | "suspension-confirmed"
  | "suspension-dropped";

type Said = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/**
 * Under the id of the proposal itself, which the log holds for ever: what another confirms by it is what she has seen.
 * @throws DUPLICATE when the id was ever used
 */
export async function logProposal(
  desk: Pick<Desk, "ports">,
  tx: PgTx,
  by: string,
  deed: "propose" | "program-proposed" | "suspension-proposed",
  { id, ...said }: Said & { readonly id: RecordId },
): Promise<void> {
  if ((await tx.keys(desk.ports.identity.party, [id])).length > 0)
    throw new SetuError("DUPLICATE", "something was proposed under that id before");
  await logAdministration(desk, tx, by, deed, said, id);
}

/** In the transaction of what it records. Codes, ids and numbers alone: administration writes no words. @throws as the store */
export async function logAdministration(
  { ports }: Pick<Desk, "ports">,
  tx: PgTx,
  by: string,
  deed: Deed,
  said: Said = {},
  id: RecordId | null = null,
): Promise<void> {
  const { identity, world } = ports;
  const act = {
    crit: [],
    wf: HOME,
    from: identity.party,
    to: identity.peer.party,
    id: id ?? (Buffer.from(world.random(16)).toString("hex") as RecordId),
    do: "administer" as Code,
    args: { by, deed, ...said } as unknown as Args,
  };
  await appendHome(ports, tx, { act, body: null });
}
