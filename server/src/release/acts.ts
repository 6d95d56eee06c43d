import { type Args, type ItemId, type RecordId } from "@setu/core";
import type { Grounds } from "../access/deciding.ts";
import type { OwnLog } from "@setu/link/store.ts";
import { judgeRelease, RELEASE_ACTS, type ReleaseAct } from "@setu/requests/releasing.ts";
import { judgeUse, USE_ACTS } from "@setu/requests/using.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk } from "../requests/desk.ts";
import type { PlacedHomeAct } from "../requests/home-acts.ts";
import { homeRecord } from "../requests/home-record.ts";
import { appendHome } from "../requests/home.ts";

/**
 * What is said of a proposal, in the home log and readable beside it. The head of the home log is held by whoever writes,
 * so that of two who decide at once the second is judged by what the first has written.
 */
const COLUMNS = `id, proposal, item, at, by, what AS do, args, text`;
const OF = `SELECT ${COLUMNS} FROM derived.release_act WHERE proposal = $1 ORDER BY pos`;
const ANSWERS = `SELECT ${COLUMNS} FROM derived.release_act WHERE item = $1 AND what = 'gate' ORDER BY pos`;
const PUT = `INSERT INTO derived.release_act (pos, id, proposal, item, at, by, what, args, text)
  SELECT pos, id, proposal, item, at, by, what, args, text FROM jsonb_to_recordset($1::jsonb)
  AS new (pos bigint, id text, proposal text, item text, at bigint, by text, what text, args jsonb, text text)`;

/** What is said of a use here has the form of what is said of a release, and stands in the same table. */
export const isReleaseAct = (what: string): boolean =>
  Object.hasOwn(RELEASE_ACTS, what) || Object.hasOwn(USE_ACTS, what);

export const actsOf = (tx: PgTx, proposal: string): Promise<ReleaseAct[]> =>
  tx.db.rows<ReleaseAct>(OF, [proposal]);

const USES = `SELECT ${COLUMNS} FROM derived.release_act AS said WHERE item = ANY ($1::text[]) AND EXISTS (SELECT
    FROM derived.release_act AS first WHERE first.proposal = said.proposal AND first.what = 'use') ORDER BY pos`;

/** What was said of every use of these items, by the id of the use. */
export const usesSaid = async (
  tx: Pick<PgTx, "db">,
  items: readonly string[],
): Promise<ReadonlyMap<string, readonly ReleaseAct[]>> =>
  Map.groupBy(await tx.db.rows<ReleaseAct>(USES, [items]), ({ proposal }) => proposal);

/** Every answer that was ever given in a matter. */
export const answersIn = (tx: PgTx, item: ItemId): Promise<ReleaseAct[]> =>
  tx.db.rows<ReleaseAct>(ANSWERS, [item]);

export type Said = {
  readonly proposal: string;
  readonly item: ItemId;
  readonly by: string;
  readonly do: string;
  readonly args: Args;
  readonly text: string | null;
};

/**
 * @param before the acts of this proposal, or of this use, read while `head` was held
 * @throws as judgeRelease or judgeUse, and the store
 */
export async function sayOfRelease(
  desk: Desk,
  tx: PgTx,
  said: Said,
  {
    before,
    head,
    grounds,
    of = "release",
  }: {
    readonly before: readonly ReleaseAct[];
    readonly head: Promise<OwnLog>;
    readonly grounds: Grounds;
    readonly of?: "release" | "use";
  },
): Promise<ReleaseAct> {
  const { identity, world } = desk.ports;
  const id = Buffer.from(world.random(16)).toString("hex") as RecordId;
  const args = { ...said.args, of: said.proposal } as unknown as Args;
  const next: ReleaseAct = { ...said, id, args, at: world.now() };
  (of === "use" ? judgeUse : judgeRelease)(before, next);
  const record = homeRecord(identity, { ...next, id, item: said.item }, grounds);
  const { pos, t } = await appendHome(desk.ports, tx, record, head);
  const placed = { ...next, at: t };
  await putReleaseActs(tx, [{ ...placed, pos }]);
  return placed;
}

export type PlacedReleaseAct = ReleaseAct & { readonly pos: number };

export async function putReleaseActs(tx: PgTx, acts: readonly PlacedReleaseAct[]): Promise<void> {
  if (acts.length === 0) return;
  const rows = acts.map(({ do: what, ...rest }) => ({ ...rest, what }));
  await tx.db.change(PUT, [JSON.stringify(rows)]);
}

/** An act of the home log as it stands here. */
export const releaseActOf = ({
  id,
  item,
  by,
  at,
  do: what,
  args,
  text,
  pos,
}: PlacedHomeAct): PlacedReleaseAct => ({
  id,
  item,
  by,
  at,
  args,
  text,
  pos,
  do: what,
  proposal: String(args["of"]),
});
