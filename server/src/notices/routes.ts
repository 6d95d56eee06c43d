import { badField, type ItemId, type Json } from "@setu/core";
import { refOf, type Notice, type NoticeList } from "@setu/requests";
import type { Hono } from "hono";
import type { PgTx } from "../db/pg-store.ts";
import type { AppOptions, Env } from "../http/app.ts";
import { queryOf, readJson, type BodyLimits } from "../http/guard.ts";
import { strict } from "../requests/command.ts";

/** The list of what an officer has been told. */
const PAGE = 50;
const MAX_IDS = 500;
const LIST = `SELECT notice.no AS id, kind, reason, notice.item, notice.at, read_at IS NOT NULL AS read,
    shown ->> 'title' AS title, shown ->> 'lang' AS lang, coalesce(shown ->> 'feedbackDue', shown #>> '{clock,due}')::bigint AS due
  FROM notice LEFT JOIN derived.request ON request.item = notice.item
  WHERE officer = $1 AND screen AND no < $2 ORDER BY no DESC LIMIT ${PAGE + 1}`;
const UNREAD = `SELECT count(*) AS n FROM notice WHERE officer = $1 AND screen AND read_at IS NULL`;
const READ = `UPDATE notice SET read_at = $4 WHERE officer = $1 AND read_at IS NULL AND (no = ANY ($2::bigint[]) OR no <= $3)`;

export function noticeRoutes(app: Hono<Env>, { store, now, events }: AppOptions, limits: BodyLimits): void {
  app.get("/api/notices", async (c) => {
    const { after } = queryOf(c, ["after"]);
    const before =
      after === undefined ? Number.MAX_SAFE_INTEGER : Number(/^\d{1,15}$/.exec(after)?.[0] ?? NaN);
    if (Number.isNaN(before)) throw badField("after", "number");
    const { id } = c.get("signedIn").officer;
    return c.json({
      ...(await store.tx((tx) => listNotices(tx, id, before))),
      now: now(),
    } satisfies NoticeList);
  });

  app.post("/api/notices/read", async (c) => {
    const { ids = [], all = 0 } = strict(await readJson(c, limits), "read", [], ["all", "ids"]);
    if (!Array.isArray(ids) || ids.length > MAX_IDS || !ids.every(isNumber))
      throw badField("ids", "list of numbers");
    if (!isNumber(all)) throw badField("all", "number");
    const { id } = c.get("signedIn").officer;
    await store.rows(READ, [id, ids, all, now()]);
    // Other screens of the same officer count again.
    events.send({ kind: "notice", id: all });
    return c.body(null, 204);
  });
}

const isNumber = (value: Json): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

export async function listNotices(
  tx: PgTx,
  officer: string,
  before = Number.MAX_SAFE_INTEGER,
): Promise<Omit<NoticeList, "now">> {
  type Row = Omit<Notice, "ref" | "item"> & { readonly item: ItemId };
  const [rows, [count]] = await Promise.all([
    tx.db.rows<Row>(LIST, [officer, before]),
    tx.db.rows<{ n: number }>(UNREAD, [officer]),
  ]);
  const shown = rows.slice(0, PAGE).map((row) => ({ ...row, ref: refOf(row.item) }));
  return { unread: count?.n ?? 0, rows: shown, next: rows.length > PAGE ? (shown.at(-1)?.id ?? null) : null };
}
