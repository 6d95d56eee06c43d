import type { ItemAct, RecordId } from "@setu/core";
import { ownOrigin } from "@setu/link";
import type { HomePart } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";
import { derivedFrom } from "../disposal/derived-from.ts";
import { rowKey, type Desk, type Known } from "../requests/desk.ts";
import { KEPT_MS, type NewNotice } from "./notice.ts";

/** What a side says of its own records that bears on whoever has relied on them. */
const ANEW: ReadonlySet<string> = new Set(["correct", "narrow"]);

/** The newest of one item that are looked at: whoever has not heard by so many hears of nothing by more. */
const LOOKED_AT = 64;

/**
 * The other side has corrected or narrowed a record: told to everybody who by our own log opened it, used it or carried it
 * on before we had that word, as the list of a recall names them. Whoever has the matter hears of it in any case, by the
 * same event (`from-acts.ts`), and once.
 */
export async function noticesToReliant(
  desk: Pick<Desk, "ports">,
  tx: PgTx,
  known: Known,
  home: HomePart,
  now: number,
): Promise<readonly NewNotice[]> {
  const { identity } = desk.ports;
  const theirs = known.state.judged.filter((each) => each.party !== identity.party && each.void === null);
  const anew = theirs.filter(({ act, t }) => ANEW.has(act.do) && t > now - KEPT_MS).slice(-LOOKED_AT);
  const [first] = theirs;
  const row = anew.length === 0 || !first ? undefined : known.rows.get(rowKey(first.party, first.act.id));
  if (row === undefined) return [];
  // Asked once: whoever reads the matter reads each record of it that is here by then.
  const lines = await derivedFrom(desk, tx, row, home);
  const byId = new Map(theirs.map((each) => [each.act.id, each]));
  const given: NewNotice[] = [];
  for (const { act, t } of anew) {
    const since = byId.get(act.args["ref"] as RecordId)?.t ?? first!.t;
    const until = await heardAt(desk, tx, known, act);
    for (const { by, at, last } of lines)
      if (at <= (until ?? now) && last >= Math.min(since, t))
        given.push({
          event: `reply/${act.id}`,
          officer: by,
          item: known.item,
          kind: "reply",
          reason: act.do,
        });
  }
  return given;
}

/** By our own log, whatever their date is; null until it says so. */
function heardAt(
  { ports: { identity } }: Pick<Desk, "ports">,
  tx: PgTx,
  { rows, lane }: Known,
  act: ItemAct,
): Promise<number | null> {
  const pos = rows.get(rowKey(act.from, act.id))?.pos ?? null;
  return pos === null ? Promise.resolve(null) : tx.firstCover(ownOrigin(identity, lane), pos);
}
