import { randomBytes } from "node:crypto";
import { isItemAct, openerOf, type ItemAct, type ItemId, type RecordId } from "@setu/core";
import { ownOrigin, peerOrigin } from "@setu/link";
import { requests4 } from "@setu/requests";
import { askAs } from "../access/asking-as.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import { actAtHome } from "../requests/home-acts.ts";
import { homePartOf } from "../requests/home-part.ts";
import { projectStale } from "../requests/projection.ts";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { listNotices } from "./routes.ts";

export const newId = (): RecordId => randomBytes(16).toString("hex") as RecordId;

/** What the other side says and we have applied, without a link. */
export async function theySay(
  desk: Desk,
  what: string,
  {
    item,
    args = {},
    after,
    wf,
    mark = askCommand().mark,
    seen = 0,
  }: {
    /** How much of ours they had applied. */
    seen?: number;
    mark?: object;
    item?: ItemId;
    args?: object;
    after?: readonly [string | null, string | null];
    wf?: string;
  } = {},
): Promise<{ readonly item: ItemId; readonly id: RecordId }> {
  const { identity, world } = desk.ports;
  const id = newId();
  const target = item ?? (`${identity.peer.party}:${id}` as ItemId);
  const act = {
    crit: [],
    wf: wf ?? (await versionOf(desk, target)),
    from: identity.peer.party,
    to: identity.party,
    id,
    item: target,
    by: "in.officer-1",
    do: what,
    args,
    mark,
    ret: "case",
    body: null,
    att: [],
    ...(after !== undefined && { after }),
  } as unknown as ItemAct;
  const origin = peerOrigin(identity, "flash");
  await desk.store.tx(async (tx) => {
    const [row] = await tx.db.rows<{ n: number }>("SELECT count(*) AS n FROM entry WHERE origin = $1", [
      ownOrigin(identity, "flash"),
    ]);
    const t = world.now();
    const pos = row?.n ?? 0;
    await tx.putActs([{ origin, pos, place: null, t, seen, floor: 0, act, approvals: "[]" }]);
    await cover(desk, tx, pos);
  });
  return { item: target, id };
}

/** Of the item's opening, if it is here. */
async function versionOf(desk: Desk, item: ItemId): Promise<string> {
  const opener = openerOf(item);
  const row = await desk.store.tx((tx) => tx.act(opener, item.slice(opener.length + 1) as RecordId));
  return row && isItemAct(row.act) ? row.act.wf : requests4.id;
}

/** An entry of ours that says that we have seen it: there the clock of what we owe begins. */
async function cover(desk: Desk, tx: PgTx, pos: number): Promise<void> {
  const origin = ownOrigin(desk.ports.identity, "flash");
  await tx.db.change(
    `INSERT INTO entry (origin, pos, leaf, leaf_hash, t, seen, raises, act)
     SELECT $1, 1000 + $2::bigint, '', decode(repeat('00', 32), 'hex'), $3, 1 + $2::bigint, true, ''`,
    [origin, pos, desk.ports.world.now()],
  );
}

/** India asks Canada; routine, so that its clock is long. */
export const theyAsk = (desk: Desk, mark: object = askCommand().mark) =>
  theySay(desk, "ask", {
    mark,
    args: { ...(askCommand().args as object), calendar: "ca-2026.1" },
    after: [null, null],
  });

export async function home(desk: Desk, by: Officer, item: ItemId, what: string, args: object, text?: string) {
  const id = newId();

  const { head } = await desk.store.tx((tx) => homePartOf(tx, item));
  await actAtHome(desk, by, item, { id, do: what, args: args as never, text: text ?? null, after: head });
  return id;
}

/** What the lines loop does. */
export async function settle(desk: Desk): Promise<void> {
  while ((await desk.store.tx((tx) => projectStale(desk, tx))) > 0);
}

/** Kind and reason of all that an officer has been told, oldest first. */
export async function toldTo(desk: Desk, officer: Officer): Promise<readonly string[]> {
  const { rows } = await askAs(desk, officer, { action: "hear" }, (tx, reaching) =>
    listNotices(tx, reaching, { before: Number.MAX_SAFE_INTEGER, outlined: [] }),
  );
  return rows.toReversed().map(({ kind, reason }) => (kind === reason ? kind : `${kind} ${reason}`));
}
