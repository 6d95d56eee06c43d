import { isItemAct, type Act } from "@setu/core";
import { verbOf, type TrailArgs, type Verb } from "@setu/requests/trail.ts";
import type { Session } from "../db/session.ts";

/**
 * A line for every entry of the home log, readable and by whom, of what and with which verb it can be found. Oversight
 * alone is shown it: nothing that officers or administrators reach asks this table (`trail.test.ts`).
 */
export type TrailLine = {
  readonly pos: number;
  readonly at: number;
  readonly by: string;
  readonly verb: Verb;
  readonly what: string;
  readonly item: string | null;
  readonly args: TrailArgs;
};

const PUT = `INSERT INTO derived.trail (pos, at, by, verb, what, item, args)
  SELECT pos, at, by, verb, what, item, args FROM jsonb_to_recordset($1::jsonb)
  AS new (pos bigint, at bigint, by text, verb text, what text, item text, args jsonb)`;

export async function putTrail(db: Session, lines: readonly TrailLine[]): Promise<void> {
  if (lines.length > 0) await db.change(PUT, [JSON.stringify(lines)]);
}

/** What the node writes of its own accord names officer and item among its arguments; an act of an officer, itself. */
export function trailLineOf(act: Act, { pos, at }: { readonly pos: number; readonly at: number }): TrailLine {
  const { by: officer, item: of, ...rest } = act.args;
  const [by, item, args] = isItemAct(act)
    ? [act.by, act.item, act.args]
    : [officer ?? act.from, of ?? null, rest];
  const what = act.do;
  return {
    pos,
    at,
    by: String(by),
    verb: verbOf(what, args),
    what,
    item: item === null ? null : String(item),
    args,
  };
}
