import { badField, isSetuError, type ItemId, type Json } from "@setu/core";
import { OF_NO_ITEM, refOf, type Notice, type NoticeKind, type NoticeList } from "@setu/requests";
import type { Hono } from "hono";
import { askAs, itemsSeen, type Reaching } from "../access/asking-as.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { AppOptions, Env } from "../http/app.ts";
import { queryOf, readJson, type BodyLimits } from "../http/guard.ts";
import { strict } from "../requests/command.ts";
import type { Desk, Officer } from "../requests/desk.ts";

/** The list of what an officer has been told. */
const PAGE = 50;
const MAX_IDS = 500;
/**
 * An act of the officer's own that failed is told though its item is not there; a question of a colleague's where the
 * officer may know at least that the item exists.
 */
const FAILED = "failed" satisfies NoticeKind;
const ASKED = "access" satisfies NoticeKind;
const WHATEVER = [FAILED, ...OF_NO_ITEM].map((kind) => `'${kind}'`).join(", ");
const TOLD = `(request.item IS NOT NULL OR kind IN (${WHATEVER}) OR (kind = '${ASKED}' AND notice.item = ANY ($2::text[])))`;
const ASKED_OF = `SELECT DISTINCT item FROM notice WHERE officer = $1 AND screen AND kind = '${ASKED}'`;
const LIST = (
  sees: string,
) => `SELECT notice.no AS id, kind, reason, notice.item, notice.at, read_at IS NOT NULL AS read,
    shown ->> 'title' AS title, shown ->> 'lang' AS lang, coalesce(shown ->> 'feedbackDue', shown #>> '{clock,due}')::bigint AS due
  FROM notice LEFT JOIN derived.request ON request.item = notice.item AND ${sees}
  WHERE officer = $1 AND screen AND ${TOLD} AND no < $3 ORDER BY no DESC LIMIT ${PAGE + 1}`;
const UNREAD = (sees: string) => `SELECT count(*) AS n FROM notice
  LEFT JOIN derived.request ON request.item = notice.item AND ${sees}
  WHERE officer = $1 AND screen AND ${TOLD} AND read_at IS NULL`;
const READ = `UPDATE notice SET read_at = $4 WHERE officer = $1 AND read_at IS NULL AND (no = ANY ($2::bigint[]) OR no <= $3)`;

export function noticeRoutes(
  app: Hono<Env>,
  { store, desk, now, events }: AppOptions,
  limits: BodyLimits,
): void {
  app.get("/api/notices", async (c) => {
    const { after } = queryOf(c, ["after"]);
    const before =
      after === undefined ? Number.MAX_SAFE_INTEGER : Number(/^\d{1,15}$/.exec(after)?.[0] ?? NaN);
    if (Number.isNaN(before)) throw badField("after", "number");
    const list = await noticesFor(desk, c.get("signedIn").officer, { before, now: now() });
    return c.json(list satisfies NoticeList);
  });

  app.post("/api/notices/read", async (c) => {
    const { ids = [], all = 0 } = strict(await readJson(c, limits), "read", [], ["all", "ids"]);
    if (!Array.isArray(ids) || ids.length > MAX_IDS || !ids.every(isNumber))
      throw badField("ids", "list of numbers");
    if (!isNumber(all)) throw badField("all", "number");
    const { id } = c.get("signedIn").officer;
    await store.rows(READ, [id, ids, all, now()]);
    // Other screens of the same officer count again.
    events.send({ kind: "notice", id: all }, id);
    return c.body(null, 204);
  });
}

const isNumber = (value: Json): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** What an officer has been told of what she may still see. A node that is not linked has told nothing. */
export async function noticesFor(
  desk: () => Desk,
  officer: Pick<Officer, "id">,
  { before, now }: { readonly before: number; readonly now: number },
): Promise<NoticeList> {
  let at: Desk;
  try {
    at = desk();
  } catch (error) {
    if (isSetuError(error, "NOT_LINKED")) return { unread: 0, rows: [], next: null, now };
    throw error;
  }
  const asked = await at.store.rows<{ item: ItemId }>(ASKED_OF, [officer.id]);
  const about = { items: asked.map(({ item }) => item), action: "outline" } as const;
  const outlined = [...(await itemsSeen(at, officer, about))];
  const hearing = { action: "hear", now } as const;
  return askAs(at, officer, hearing, async (tx, reaching) => ({
    ...(await listNotices(tx, reaching, { before, outlined })),
    now,
  }));
}

/** @param outlined items of which the officer may know that they exist, whatever else */
export async function listNotices(
  tx: PgTx,
  { officer, sees }: Reaching,
  { before, outlined }: { readonly before: number; readonly outlined: readonly string[] },
): Promise<Omit<NoticeList, "now">> {
  type Row = Omit<Notice, "ref" | "item"> & { readonly item: ItemId };
  const visible = (values: unknown[]) => sees.where((given) => `$${values.push(given)}`, "request");
  const [listed, counted]: [unknown[], unknown[]] = [
    [officer.id, outlined, before],
    [officer.id, outlined],
  ];
  const [rows, [count]] = await Promise.all([
    tx.db.rows<Row>(LIST(visible(listed)), listed),
    tx.db.rows<{ n: number }>(UNREAD(visible(counted)), counted),
  ]);
  const shown = rows.slice(0, PAGE).map((row) => ({ ...row, ref: refOf(row.item) }));
  return { unread: count?.n ?? 0, rows: shown, next: rows.length > PAGE ? (shown.at(-1)?.id ?? null) : null };
}
