import type { ItemId } from "@setu/core";
import { refOf, release4 } from "@setu/requests";
import type { Waiting, WaitingLine } from "@setu/requests/suspension.ts";
import { askAs } from "../access/asking-as.ts";
import { assertDesk } from "../access/deciding.ts";
import type { PgTx } from "../db/pg-store.ts";
import { findProposal } from "../release/proposals.ts";
import { releasesFor } from "../release/view.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import { draftsOf, NEW } from "../requests/drafts.ts";
import { keptOf } from "../requests/held.ts";
import { leavingAsDraft, leavingOf, stopOf, type Leaving } from "./door.ts";
import type { Hit } from "./said.ts";

/**
 * What waits on this side, for one reader: what came back to her, what is in its hold, what she is writing, and the
 * proposals that she may read. Nothing of it leaves by a resumption; each is sent by a person who looks at it, the
 * earliest clock first. What waits on the other side nobody here knows.
 */
const SHOWN = 200;
const DUE = `SELECT item, (shown #>> '{clock,due}')::bigint AS due FROM derived.request WHERE item = ANY ($1::text[]) AND `;

type Found = Omit<WaitingLine, "stop" | "due" | "ref"> & {
  readonly item: ItemId | null;
  readonly leaving: Leaving;
};

export async function waitingFor(desk: Desk, officer: Officer): Promise<Waiting> {
  const stopped = await desk.store.tx(async (tx) => {
    await assertDesk(desk, tx, officer.id, "own");
    const found = [
      ...(await sent(desk, tx, officer)),
      ...(await proposed(desk, tx, officer)),
      ...(await written(desk, tx, officer)),
    ];
    const asked = new Map<string, Promise<Hit | null>>();
    const lines: Omit<WaitingLine, "due">[] = [];
    for (const { leaving, ...line } of found) {
      const key = JSON.stringify([
        line.item,
        line.do,
        { ...leaving, args: [leaving.args["offence"], leaving.args["ref"]] },
      ]);
      const hit = asked.get(key) ?? stopOf(desk, tx, line.item, leaving, true);
      asked.set(key, hit);
      const stop = await hit;
      // What was begun after the exchange went on never waited for it.
      if (stop && (stop.ended === null || stop.ended >= line.at))
        lines.push({ ...line, ref: line.item && refOf(line.item), stop });
    }
    return lines;
  });
  const due = await dueOf(desk, officer, stopped);
  const lines = stopped
    .map((line): WaitingLine => ({ ...line, due: due.get(line.item ?? "") ?? null }))
    .toSorted((a, b) => (a.due ?? Infinity) - (b.due ?? Infinity) || a.at - b.at);
  return { lines: lines.slice(0, SHOWN), total: lines.length, now: desk.ports.world.now() };
}

async function sent(desk: Desk, tx: PgTx, { id: officer }: Officer): Promise<readonly Found[]> {
  const kept = await keptOf(desk, tx, officer, "EXCHANGE_SUSPENDED");
  return kept.map(({ id, item, command, returnedAt }) => ({
    kind: returnedAt === null ? "held" : "returned",
    id,
    item: command.do === "ask" ? null : item,
    do: command.do,
    at: returnedAt ?? desk.ports.world.now(),
    leaving: leavingOf(command),
  }));
}

async function proposed(desk: Desk, tx: PgTx, officer: Officer): Promise<readonly Found[]> {
  const { waiting, mine } = await releasesFor(desk, tx, officer);
  const seen = new Map([...waiting, ...mine].map((line) => [line.id, line]));
  const found: Found[] = [];
  for (const { id, at, item } of seen.values()) {
    const command = (await findProposal(desk, tx, id))?.command;
    const known = command?.do === "ask" ? null : (item as ItemId);
    if (command)
      found.push({ kind: "proposal", id, item: known, do: command.do, at, leaving: leavingOf(command) });
  }
  return found;
}

async function written(desk: Desk, tx: PgTx, { id: officer }: Officer): Promise<readonly Found[]> {
  const drafts = await draftsOf(tx, desk.store.atRest, officer);
  return drafts.flatMap(({ key, at, content }) =>
    Object.entries(content.acts)
      // A note of ours leaves nowhere.
      .filter(([what]) => Object.hasOwn(release4, what))
      .map(([what, draft]) => ({
        kind: "draft" as const,
        id: `${key} ${what}`,
        item: key === NEW ? null : (key as ItemId),
        do: what,
        at,
        leaving: leavingAsDraft(what, draft),
      })),
  );
}

/** Behind both walls: of a request that she may not see any more no clock is told, though the draft is hers. */
async function dueOf(
  desk: Desk,
  officer: Officer,
  lines: readonly Pick<WaitingLine, "item">[],
): Promise<ReadonlyMap<string, number | null>> {
  const items = [...new Set(lines.flatMap(({ item }) => (item === null ? [] : [item])))];
  if (items.length === 0) return new Map();
  const rows = await askAs(desk, officer, { action: "list" }, (tx, { sees }) => {
    const values: unknown[] = [items];
    const visible = sees.where((given) => `$${values.push(given)}`);
    return tx.db.rows<{ item: string; due: number | null }>(DUE + visible, values);
  });
  return new Map(rows.map(({ item, due }) => [item, due]));
}
