import { badField, isItemAct, type ItemId, type Json } from "@setu/core";
import { isOwnItem, type RequestRow } from "@setu/requests";
import { RETENTION_CLASSES, type KeptFor, type RetentionClass } from "@setu/requests/disposal.ts";
import type { PgTx } from "../db/pg-store.ts";
import { keepsItems } from "../individuals/keeping.ts";
import { isHeld } from "../oversight/holding.ts";
import type { Desk } from "../requests/desk.ts";
import { isLeaving, recordsOf } from "./records.ts";

/**
 * How long a matter is kept after the last that happened in it, once it is over: days, by the class that its acts bear
 * (`ret`). A class without a rule is kept until persons destroy it.
 */
export type RetentionConfig = Readonly<Record<string, number>>;

/** `standard`: what crosses. `case`: what came another way and was registered here. */
const CLASSES: readonly string[] = RETENTION_CLASSES;
const OF_OUR_OWN: RetentionClass = "case";
const MAX_DAYS = 36_500;
export const DAY = 86_400_000;

/** @throws BAD_FIELD */
export function parseRetention(value: Json): RetentionConfig {
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw badField("retention", "object");
  return Object.fromEntries(
    Object.entries(value).map(([name, days]) => {
      if (!CLASSES.includes(name)) throw badField("retention", `class: ${CLASSES.join(" or ")}`);
      if (typeof days !== "number" || !Number.isInteger(days) || days < 1 || days > MAX_DAYS)
        throw badField(`retention.${name}`, `whole number of days from 1 to ${MAX_DAYS}`);
      return [name, days];
    }),
  );
}

/** Where a run stands: matters are gone through in the order in which they last changed. */
export type Place = { readonly at: number; readonly item: string };
export const FIRST: Place = { at: 0, item: "" };
export type Candidate = Place & { readonly item: ItemId };

/** Over, unchanged for the shortest of all periods, and with a text of which the key is still here. */
const NEXT = `SELECT item, updated AS at FROM derived.request
  WHERE updated <= $2 AND (updated, item) > ($3::bigint, $4::text) AND split_part(shelf, ' ', 2) = 'none'
    AND (EXISTS (SELECT FROM derived.act JOIN keyring USING (party, id) WHERE act.item = request.item AND slot BETWEEN 1 AND 254)
      OR EXISTS (SELECT FROM derived.home_act JOIN keyring USING (id)
        WHERE keyring.party = $1 AND slot BETWEEN 1 AND 254 AND home_act.item = request.item))
  ORDER BY updated, item LIMIT $5`;

/** @param now the instant at which it is asked for what is due: one that is to come tells what will be */
export async function candidates(
  { retention, ports }: Pick<Desk, "retention" | "ports">,
  tx: PgTx,
  { at, item }: Place,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<readonly Candidate[]> {
  const days = Object.values(retention);
  if (days.length === 0) return [];
  const before = now - Math.min(...days) * DAY;
  return tx.db.rows<Candidate>(NEXT, [ports.identity.party, before, at, item, limit]);
}

const LINE = `SELECT shown, EXISTS (SELECT FROM draft WHERE key = $1) AS drafted,
    (SELECT coalesce(max(at), 0) FROM derived.home_act WHERE home_act.item = $1)::bigint AS ours
  FROM derived.request WHERE item = $1`;
/** `ours`: when somebody here last did something beside it. */
type Line = { readonly shown: RequestRow; readonly drafted: boolean; readonly ours: number };

/** Null: it is due; else the first reason that holds. `later`: its class is kept longer than others are. */
export async function keptFor(
  desk: Desk,
  tx: PgTx,
  { item, at }: Candidate,
  now: number,
): Promise<KeptFor | "later" | null> {
  const days = await daysOf(desk, tx, item);
  if (days === null) return "class";
  const [line] = await tx.db.rows<Line>(LINE, [item]);
  if (!line || Math.max(at, line.ours) + days * DAY > now) return "later";
  if (await isHeld(tx, item)) return "hold";
  if ((await keepsItems(tx, [item])).has(item)) return "individual";
  const { clock, feedbackDue, home, turn } = line.shown;
  if (turn !== "none" || clock.state === "running" || clock.state === "paused" || feedbackDue !== null)
    return "clock";
  if (await isLeaving(desk, tx, item, await recordsOf(desk, tx, item, null))) return "leaving";
  if (line.drafted) return "draft";
  return home.followUp !== null || home.tasks > 0 ? "date" : null;
}

/** The longest of what its acts ask for; null: one of them by no rule of this node. */
async function daysOf(
  { retention }: Pick<Desk, "retention">,
  tx: PgTx,
  item: ItemId,
): Promise<number | null> {
  const classes = isOwnItem(item)
    ? [OF_OUR_OWN]
    : (await tx.actsOf(item)).flatMap(({ act }) => (isItemAct(act) ? [act.ret] : []));
  const days = classes.map((each) => retention[each] ?? null);
  return days.reduce<number | null>(
    (most, each) => (most === null || each === null ? null : Math.max(most, each)),
    0,
  );
}
