import { isItemAct, type Act, type ItemId } from "@setu/core";
import { isBraked, isOwnReason, REASON_ACT, type ReasonVerb } from "@setu/requests/reasons.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Session } from "../db/session.ts";

/**
 * What the home log says of reasons and of how much an officer has read, as rows by which it is asked (`derived.reason`,
 * `derived.reading`): written with each entry, and again by a replay.
 */
export type Reason = {
  readonly id: string;
  readonly by: string;
  readonly item: string;
  readonly verb: ReasonVerb;
  readonly code: string;
  readonly until: number;
};

/** `stop-…`, `lift`: of the brake; then `by` is the officer whom it concerns. */
export type Counted = {
  readonly pos: number;
  readonly by: string;
  readonly at: number;
  readonly what: "open" | "take" | "stop-open" | "stop-take" | "lift";
  /** Empty: of no single item. */
  readonly item: string;
  readonly lines: number;
};

export type Given = Pick<Reason, "id" | "code">;

const PUT_REASON = `INSERT INTO derived.reason (id, by, item, verb, code, until)
  SELECT id, by, item, verb, code, until FROM jsonb_to_recordset($1::jsonb)
  AS new (id text, by text, item text, verb text, code text, until bigint)`;
const PUT_COUNTED = `INSERT INTO derived.reading (pos, by, at, what, item, lines)
  SELECT pos, by, at, what, item, lines FROM jsonb_to_recordset($1::jsonb)
  AS new (pos bigint, by text, at bigint, what text, item text, lines integer)`;
// Whether a release in the matter waits for somebody else than its author, and the reason that was given last.
const CIRCUMSTANCES = `SELECT EXISTS (SELECT FROM proposal WHERE item = $2 AND state = 'open' AND officer <> $1) AS waits,
    given.id, given.code
  FROM (VALUES (1)) AS one LEFT JOIN LATERAL (SELECT id, code FROM derived.reason
    WHERE by = $1 AND item = $2 AND verb = $3 AND until > $4 ORDER BY until DESC LIMIT 1) AS given ON true`;

export async function putReasons(db: Session, reasons: readonly Reason[]): Promise<void> {
  if (reasons.length > 0) await db.change(PUT_REASON, [JSON.stringify(reasons)]);
}

export async function putCounted(db: Session, rows: readonly Counted[]): Promise<void> {
  if (rows.length > 0) await db.change(PUT_COUNTED, [JSON.stringify(rows)]);
}

/** What may stand for an officer who has neither a part in a matter nor duty on it. */
export async function circumstancesOf(
  db: Pick<Session, "rows">,
  {
    by,
    item,
    verb,
    now,
  }: { readonly by: string; readonly item: ItemId; readonly verb: ReasonVerb; readonly now: number },
): Promise<{ readonly waits: boolean; readonly given: Given | null }> {
  const [row] = await db.rows<{ waits: boolean; id: string | null; code: string | null }>(CIRCUMSTANCES, [
    by,
    item,
    verb,
    now,
  ]);
  const { waits = false, id = null, code = null } = row ?? {};
  return { waits, given: id === null || code === null ? null : { id, code } };
}

export const isReasonAct = (what: string): boolean => what === REASON_ACT || what === LIFT_ACT;

/** That a supervisor has lifted the brake of an officer, and why. */
export const LIFT_ACT = "lift-brake";
/** That the brake has stopped one. */
export const STOP_TRACE = "brake";

type Entry = { readonly act: Act; readonly at: number; readonly pos: number };

/** Null for an entry that does not count. */
export function countedIn({ act, at, pos }: Entry): Counted | null {
  const { args } = act;
  const by = String(isItemAct(act) ? act.by : args["by"]);
  const item = String(isItemAct(act) ? act.item : (args["item"] ?? ""));
  switch (act.do as string) {
    case "read": {
      const { because, verb, taken } = args;
      if (because === undefined || !isBraked(String(because), Number(taken ?? 0) === 1)) return null;
      return { pos, by, at, what: verb === "disclosure" ? "take" : "open", item, lines: 1 };
    }
    case "query":
      if (args["export"] === undefined || isOwnReason(String(args["because"]))) return null;
      return { pos, by, at, what: "take", item: "", lines: Number(args["found"]) };
    case STOP_TRACE:
      return {
        pos,
        by,
        at,
        what: args["what"] === ("take" as never) ? "stop-take" : "stop-open",
        item: "",
        lines: 0,
      };
    case LIFT_ACT:
      return { pos, by: String(args["officer"]), at, what: "lift", item: "", lines: 0 };
    default:
      return null;
  }
}

export async function replayReasons({ db }: PgTx, entries: readonly Entry[]): Promise<void> {
  await putReasons(
    db,
    entries.flatMap(({ act }): Reason[] => {
      if (!isItemAct(act) || (act.do as string) !== REASON_ACT) return [];
      const { verb, code, until } = act.args;
      return [
        {
          id: act.id,
          by: act.by,
          item: act.item,
          verb: verb as ReasonVerb,
          code: String(code),
          until: Number(until),
        },
      ];
    }),
  );
  await putCounted(
    db,
    entries.flatMap((entry) => countedIn(entry) ?? []),
  );
}
