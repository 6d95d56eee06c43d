import {
  parseAct,
  rowSent,
  SetuError,
  type Args,
  type Direction,
  type ItemAct,
  type ItemId,
  type Marking,
  type Party,
  type ReleaseRow,
} from "@setu/core";
import type { Draft } from "@setu/requests";
import { levelOf } from "../access/item-facts.ts";
import type { PgTx } from "../db/pg-store.ts";
import { aboutOf } from "../permissions/about.ts";
import { releaseOf } from "../release/tables.ts";
import type { ParsedCommand } from "../requests/command.ts";
import type { Desk } from "../requests/desk.ts";
import { hitOf, type Affected, type Hit } from "./said.ts";

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
const OPENS: readonly string[] = ["ask", "seek"];

/** A correction of a correction, and so on: so far is looked. */
const MOST_CORRECTED = 64;

const OPENING = `SELECT act, origin FROM derived.act WHERE party = $1 AND id = $2`;

/** What would leave, as far as a suspension asks: a command, or what somebody is still writing. */
export type Leaving = {
  readonly do: string;
  readonly lane: string | null;
  readonly args: Readonly<Record<string, unknown>>;
  readonly desk?: ParsedCommand["desk"];
  /** Null while it is that of its request. */
  readonly mark: Marking | null;
  /** Whether words of a person or a file go with it. */
  readonly bears: boolean;
};

export const leavingOf = ({ do: what, lane, args, mark, body, files, desk }: ParsedCommand): Leaving => ({
  do: what,
  lane,
  args,
  mark,
  bears: body !== null || files.length > 0,
  ...(desk && { desk }),
});

/** Of what is being written on an item, which tells the lane; of a new request its urgency does. */
export const leavingAsDraft = (what: string, { args, mark, text, files }: Draft): Leaving => ({
  do: what,
  lane: args["urgency"] === "flash" ? "flash" : null,
  args,
  mark,
  bears: text !== "" || files.length > 0,
});

/** @throws EXCHANGE_SUSPENDED with whose suspension it is, its id and since when */
export async function assertNotSuspended(
  desk: Desk,
  tx: PgTx,
  { item, command }: { readonly item: ItemId | null; readonly command: ParsedCommand },
): Promise<void> {
  const hit = await stopOf(desk, tx, item, leavingOf(command));
  if (hit)
    throw new SetuError("EXCHANGE_SUSPENDED", "the exchange is suspended in what this belongs to", {
      detail: { by: hit.party, suspension: hit.id, from: hit.from },
    });
}

/**
 * @param over where nothing keeps it here now, what last did
 * @returns the earliest suspension that keeps it here; null: nothing does
 */
export async function stopOf(
  desk: Desk,
  tx: PgTx,
  item: ItemId | null,
  leaving: Leaving,
  over = false,
): Promise<Hit | null> {
  if (leaving.lane === "flash") return null;
  const { identity, world } = desk.ports;
  const gates = await wayOf(tx, identity.party, leaving);
  if (gates === null) return null;
  const about = await matterIn(tx, item, leaving);
  const opening = about === null ? null : await openingOf(tx, about);
  if (opening?.lane === "flash") return null;
  const asked = [
    { party: identity.party, ways: STOPPED_BY.ours[gates] },
    { party: identity.peer.party, ways: OPENS.includes(leaving.do) ? STOPPED_BY.theirs[gates] : [] },
  ];
  for (const { party, ways } of asked) {
    const affected = matterOf(opening?.act ?? null, leaving);
    const hit = ways.length === 0 ? null : await hitOf(tx.db, party, ways, affected, world.now(), over);
    if (hit) return hit;
  }
  return null;
}

/** What it leaves by; null: by codes alone. A correction says anew what asked or what gave, and is of the way of that. */
async function wayOf(tx: PgTx, party: Party, leaving: Leaving): Promise<ReleaseRow["gates"]> {
  const table = releaseOf(leaving);
  let { do: what, args }: { do: string; args: Leaving["args"] } = leaving;
  for (let steps = 0; what === "correct" && steps < MOST_CORRECTED; steps++) {
    const { ref } = args;
    const [row] = await tx.db.rows<{ act: Uint8Array }>(OPENING, [party, typeof ref === "string" ? ref : ""]);
    if (row === undefined) break;
    ({ do: what, args } = parseAct(row.act));
  }
  // A refusal passes no gate: it gives nothing.
  return rowSent(table, what, leaving.bears && leaving.do !== "refuse").gates;
}

/** What is said on a permission belongs where the matter does that it is about. */
async function matterIn(tx: PgTx, item: ItemId | null, { desk, args }: Leaving): Promise<ItemId | null> {
  if (desk === undefined) return item;
  return aboutOf(tx, item ?? (args["matter"] as ItemId), { desk, args: args as Args });
}

type Opening = { readonly act: Pick<ItemAct, "args" | "mark">; readonly lane: string };

async function openingOf(tx: PgTx, item: ItemId): Promise<Opening | null> {
  const [row] = await tx.db.rows<{ act: Uint8Array; origin: string }>(OPENING, item.split(":"));
  const act = row && parseAct(row.act);
  return act?.item === undefined ? null : { act, lane: row?.origin.split("/")[3] ?? "" };
}

/** A later act belongs where its request does, and where its own marking puts it besides. */
export function matterOf(
  opening: Opening["act"] | null,
  { args, mark }: Pick<Leaving, "args" | "mark">,
): Affected {
  const offence = (opening ?? { args }).args["offence"];
  return {
    offence: typeof offence === "string" ? offence : null,
    audience: [...(opening?.mark.audience ?? []), ...(mark?.audience ?? [])],
    level: Math.max(mark === null ? 0 : levelOf(mark), opening === null ? 0 : levelOf(opening.mark)),
  };
}
