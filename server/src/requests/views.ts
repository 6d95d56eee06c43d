import { canonicalBytes, parseBounded, SetuError, type Json, type RecordId } from "@setu/core";
import type { SavedView } from "@setu/requests";
import { assertSomewhere } from "../access/deciding.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk, Officer } from "./desk.ts";
import { badParameter, parseListQuery, VIEW_PARAMETERS } from "./listing-query.ts";

/** Lists that an officer has given a name, for herself or for all officers of this node. They never leave it. */
export const MAX_VIEWS = 50;
const MAX_NAME = 80;
const MAX_QUERY = 600;
const MAX_BYTES = 8 * 1024;

const SHOWN = `SELECT id, officer, shared, content FROM saved_view WHERE officer = $1 OR shared ORDER BY at, id`;
const LOCK = `SELECT id FROM officer WHERE id = $1 FOR UPDATE`;
const COUNT = `SELECT count(*) AS n FROM saved_view WHERE officer = $1 AND id <> $2`;
const PUT = `INSERT INTO saved_view (id, officer, shared, at, content) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (id) DO UPDATE SET shared = excluded.shared, content = excluded.content
  WHERE saved_view.officer = excluded.officer`;
const DELETE = `DELETE FROM saved_view WHERE id = $1 AND officer = $2`;

type Row = Pick<SavedView, "id" | "shared"> & { readonly officer: string; readonly content: Uint8Array };
type Content = Pick<SavedView, "name" | "query">;
export type NewView = Omit<SavedView, "owner" | "id"> & { readonly id: RecordId };

export const viewPlace = (id: string) => `saved view ${id}`;

/** One's own and the shared ones, in the order in which they were made. */
export async function viewsFor(desk: Desk, tx: PgTx, officer: Officer): Promise<SavedView[]> {
  const rows = await tx.db.rows<Row>(SHOWN, [officer.id]);
  return rows.map(({ id, officer: owner, shared, content }) => {
    const { name, query } = parseBounded(
      desk.store.atRest.open(content, viewPlace(id)),
      MAX_BYTES,
    ) as Content;
    return { id, name, query, shared, owner };
  });
}

/**
 * The same id again changes the view. What is shared tells the others that one is there: whoever could be told of a
 * matter herself may. @throws BAD_FIELD | FORBIDDEN | OVER_QUOTA | DUPLICATE when the id is another officer's
 */
export async function saveView(desk: Desk, tx: PgTx, officer: Officer, view: NewView): Promise<SavedView> {
  const name = view.name.trim();
  if (name === "" || name.length > MAX_NAME || /\p{Cc}/u.test(name)) throw badParameter("name");
  const query = viewQuery(view.query);
  if (view.shared) await assertSomewhere(desk, tx, officer.id, ["watch"]);
  // Two tabs at once would both find room for one more.
  await tx.db.rows(LOCK, [officer.id]);
  const [count] = await tx.db.rows<{ n: number }>(COUNT, [officer.id, view.id]);
  if ((count?.n ?? 0) >= MAX_VIEWS) {
    throw new SetuError("OVER_QUOTA", `an officer saves at most ${MAX_VIEWS} views`, {
      detail: { max: MAX_VIEWS },
    });
  }
  const sealed = desk.store.atRest.seal(canonicalBytes({ name, query } satisfies Json), viewPlace(view.id));
  const saved = await tx.db.change(PUT, [view.id, officer.id, view.shared, desk.ports.world.now(), sealed]);
  if (saved !== 1) throw new SetuError("DUPLICATE", "the id names the view of another officer");
  return { id: view.id, name, query, shared: view.shared, owner: officer.id };
}

/** @throws NOT_FOUND for what is not there, or is another officer's */
export async function deleteView(tx: PgTx, officer: Officer, id: RecordId): Promise<void> {
  if ((await tx.db.change(DELETE, [id, officer.id])) !== 1) {
    throw new SetuError("NOT_FOUND", "no view of yours has this id");
  }
}

/** As it stands in the address of a list: what the list would refuse is not saved. @throws BAD_FIELD */
function viewQuery(given: string): string {
  const asked = new URLSearchParams(given);
  const names = [...asked.keys()];
  const known = names.every((name) => VIEW_PARAMETERS.includes(name)) && new Set(names).size === names.length;
  if (given.length > MAX_QUERY || !known) throw badParameter("query");
  parseListQuery(Object.fromEntries(asked));
  return asked.toString();
}
