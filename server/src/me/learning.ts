import { badField, itemId, type Json } from "@setu/core";
import { NOTHING_LEARNT, STEPS, TICKS, type Learning } from "@setu/requests";
import type { PgStore } from "../db/pg-store.ts";
import { strict } from "../requests/command.ts";

const READ = `SELECT steps, item, ticks FROM learning WHERE officer = $1`;
const PUT = `INSERT INTO learning (officer, steps, item, ticks) VALUES ($1, $2, $3, $4)
  ON CONFLICT (officer) DO UPDATE SET steps = excluded.steps, item = excluded.item, ticks = excluded.ticks`;

export async function readLearning(store: PgStore, officer: string): Promise<Learning> {
  const [row] = await store.rows<Learning>(READ, [officer]);
  return row ?? NOTHING_LEARNT;
}

export async function saveLearning(store: PgStore, officer: string, learnt: Learning): Promise<void> {
  await store.rows(PUT, [officer, learnt.steps, learnt.item, learnt.ticks]);
}

/** @throws BAD_FIELD */
export function parseLearning(value: Json | undefined): Learning {
  const { steps, item, ticks } = strict(value, "learning", ["item", "steps", "ticks"]);
  if (typeof steps !== "number" || !Number.isInteger(steps) || steps < 0 || steps > STEPS.length)
    throw badField("steps", "number of steps");
  if (!Array.isArray(ticks) || !ticks.every((each) => TICKS.some((tick) => tick === each)))
    throw badField("ticks", "choice");
  return {
    steps,
    item: item === null ? null : itemId(item, "item"),
    ticks: TICKS.filter((tick) => ticks.includes(tick)),
  };
}
