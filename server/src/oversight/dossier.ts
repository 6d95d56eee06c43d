import { actBytes, itemId, SetuError, type ItemId } from "@setu/core";
import { homeOrigin } from "@setu/link";
import { isOwnItem, readRef, refOf, type LogHead, type RequestView } from "@setu/requests";
import type { Completeness, Dossier } from "@setu/requests/dossier.ts";
import type { TrailRow } from "@setu/requests/trail.ts";
import { createHash } from "node:crypto";
import { assertMay, notThere } from "../access/deciding.ts";
import type { PgTx } from "../db/pg-store.ts";
import { logHeads } from "../pages/looking-up.ts";
import { readKnown, type Desk, type Known, type Officer } from "../requests/desk.ts";
import { homePartOf } from "../requests/home-part.ts";
import { ownView } from "../requests/own.ts";
import { viewOf } from "../requests/view.ts";
import { decisionsOf } from "./decisions.ts";
import { namedItems, readTrail } from "./trail.ts";

/** Who knew what: consulting, taking, and being found by somebody's search. */
const KNOWING: ReadonlySet<string> = new Set(["read", "look", "take", "query"]);
/** So much of a matter's trail is shown; the trail itself has all of it. */
const MOST = 2_000;
const HOME = `SELECT count(*) AS n FROM derived.trail WHERE item = $1`;
const READABLE = `SELECT count(*) AS n FROM derived.trail`;
const GONE: ReadonlySet<string> = new Set(["destroyed", "lost", "refused", "unreadable"]);

/** `view`: null where nothing of it ever crossed. */
export type WholeDossier = {
  readonly dossier: Dossier;
  readonly view: RequestView | null;
  readonly logs: readonly LogHead[];
};

/**
 * A matter as it is said: by id, or by a reference that only one matter has.
 * @throws NOT_FOUND; BAD_FIELD | WRONG_CHECK for what is neither
 */
export async function itemSaid(tx: PgTx, said: string): Promise<ItemId> {
  if (said.includes(":")) return itemId(said, "item");
  const items = await namedItems(tx, readRef(said).begins);
  const [item] = items;
  if (item === undefined) throw notThere();
  if (items.length > 1)
    throw new SetuError("BAD_FIELD", "several matters have this reference", {
      detail: { field: "reference" },
    });
  return itemId(item, "item");
}

/** All that this node knows of how a matter was decided, in one piece. @throws NOT_FOUND */
export async function dossierOf(
  desk: Desk,
  tx: PgTx,
  { id: by }: Officer,
  item: ItemId,
): Promise<WholeDossier> {
  const known = isOwnItem(item) ? null : await readKnown(desk, tx, item);
  const view = await viewIn(desk, tx, { by, item, known });
  const trail = await trailOf(desk, tx, item);
  if (trail.length === 0 && view === null) throw notThere();
  const acts = known ? [...known.rows.values()] : [];
  const dossier: Dossier = {
    item,
    ref: refOf(item),
    decisions: await decisionsOf(tx, item),
    knew: trail.filter((row) => KNOWING.has(row.do)),
    hashes: Object.fromEntries(
      acts.map(({ act }) => [act.id, createHash("sha256").update(actBytes(act)).digest("hex")]),
    ),
    complete: await completeness(desk, tx, { item, known, view }),
  };
  return { dossier, view, logs: known === null ? [] : await logHeads(desk, tx, known.lane) };
}

async function viewIn(
  desk: Desk,
  tx: PgTx,
  { by, item, known }: { readonly by: string; readonly item: ItemId; readonly known: Known | null },
): Promise<RequestView | null> {
  if (known === null && !isOwnItem(item)) return null;
  const sight = await assertMay(desk, tx, by, { action: "read", item });
  return known === null
    ? ownView(tx, { item, home: await homePartOf(tx, item) }, sight)
    : viewOf(desk, tx, known, sight);
}

async function trailOf(desk: Desk, tx: PgTx, item: ItemId): Promise<readonly TrailRow[]> {
  const query = { items: [item], hits: item, officer: null, verb: null, from: null, to: null };
  const { rows } = await readTrail(desk, tx, query, { before: Number.MAX_SAFE_INTEGER, limit: MOST });
  return rows.toReversed();
}

async function completeness(
  { ports: { identity } }: Desk,
  tx: PgTx,
  {
    item,
    known,
    view,
  }: { readonly item: ItemId; readonly known: Known | null; readonly view: RequestView | null },
): Promise<Completeness> {
  const count = async (sql: string, values: readonly unknown[]) =>
    (await tx.db.rows<{ n: number }>(sql, values))[0]?.n ?? 0;
  const { size } = await tx.own(homeOrigin(identity.party, identity.instance), false);
  const acts = known ? [...known.rows.values()] : [];
  const ours = acts.filter(({ act }) => act.from === identity.party).length;
  return {
    home: await count(HOME, [item]),
    ours,
    theirs: acts.length - ours,
    gone: view?.timeline.filter(({ bodyState }) => GONE.has(bodyState)).length ?? 0,
    size,
    unreadable: size - (await count(READABLE, [])),
  };
}
