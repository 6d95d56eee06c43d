import { parseAct, rowSent, SetuError, type Direction, type ItemId } from "@setu/core";
import { release3 } from "@setu/requests";
import { levelOf } from "../access/item-facts.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { ParsedCommand } from "../requests/command.ts";
import type { Desk } from "../requests/desk.ts";
import { hitOf, type Affected } from "./said.ts";

/**
 * What a suspension stops at this node's own door. Nothing else knows of it: whatever crosses is legal as ever
 * (decision 0026). What remains: the lane `flash` (danger to life), every step by codes alone (withdraw, recall, to say
 * what was destroyed), and a refusal, which gives nothing and lets the other side know where it stands.
 */
const STOPPED_BY: { readonly ours: Ways; readonly theirs: Ways } = {
  ours: { asking: ["asking", "both"], giving: ["giving", "both"] },
  // They give nothing of it, so nothing new is asked; what they ask no longer is for them to keep to.
  theirs: { asking: ["giving", "both"], giving: [] },
};
type Ways = { readonly [kind in "asking" | "giving"]: readonly Direction[] };
/** What of theirs stops is a new request; what was begun is for the officers of both sides to end. */
const OPENS = "ask";

const OPENING = `SELECT act FROM derived.act WHERE party = $1 AND id = $2`;

/** @throws EXCHANGE_SUSPENDED with whose suspension it is, its id and since when */
export async function assertNotSuspended(
  desk: Desk,
  tx: PgTx,
  { item, command }: { readonly item: ItemId | null; readonly command: ParsedCommand },
): Promise<void> {
  if (command.lane === "flash") return;
  const bears = command.body !== null || command.files.length > 0;
  // A refusal passes no gate: it gives nothing.
  const { gates } = rowSent(release3, command.do, bears && command.do !== "refuse");
  if (gates === null) return;
  const { identity, world } = desk.ports;
  const matter = await matterOf(tx, item, command);
  const now = world.now();
  const asked = [
    { party: identity.party, ways: STOPPED_BY.ours[gates] },
    { party: identity.peer.party, ways: command.do === OPENS ? STOPPED_BY.theirs[gates] : [] },
  ];
  for (const { party, ways } of asked) {
    const hit = ways.length === 0 ? null : await hitOf(tx.db, party, ways, matter, now);
    if (hit)
      throw new SetuError("EXCHANGE_SUSPENDED", "the exchange is suspended in what this belongs to", {
        detail: { by: hit.party, suspension: hit.id, from: hit.from },
      });
  }
}

/** A later act belongs where its request does, and where its own marking puts it besides. */
async function matterOf(tx: PgTx, item: ItemId | null, { args, mark }: ParsedCommand): Promise<Affected> {
  const [row] = item === null ? [] : await tx.db.rows<{ act: Uint8Array }>(OPENING, item.split(":"));
  const opening = row ? parseAct(row.act) : null;
  const before = opening?.item === undefined ? null : opening;
  const offence = before === null ? args["offence"] : before.args["offence"];
  return {
    offence: typeof offence === "string" ? offence : null,
    audience: [...(before?.mark.audience ?? []), ...mark.audience],
    level: Math.max(levelOf(mark), before === null ? 0 : levelOf(before.mark)),
  };
}
