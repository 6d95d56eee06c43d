import { appendFileSync } from "node:fs";
import { join } from "node:path";
import type { ItemId } from "@setu/core";
import { ownOrigin, peerOrigin, submitIn } from "@setu/link";
import { logTo } from "@setu/server/http/log.ts";
import { startNode, type RunningNode } from "@setu/server/node/node.ts";
import { parseCommand } from "@setu/server/requests/command.ts";
import type { Desk, Officer } from "@setu/server/requests/desk.ts";
import { draftOf, itemFor } from "@setu/server/requests/drafting.ts";
import { writeHome } from "@setu/server/requests/home.ts";
import { recordOpened } from "@setu/server/requests/opened.ts";
import { storeUpload } from "@setu/server/requests/uploads.ts";
import { progress } from "../terminal.ts";
import { ASKED_BY_CANADA } from "./asked-by-canada.ts";
import { ASKED_BY_INDIA } from "./asked-by-india.ts";
import type { Case, Step } from "./cases.ts";
import { setClock } from "./clock.ts";
import { sideHome, SIDES, type Side } from "./homes.ts";
import { OFFICERS } from "./officers.ts";
import { pdfOf } from "./pdf.ts";
import { batches, planOf, type Due } from "./plan.ts";
import { commandFor, Told } from "./told.ts";
import { makeWorld, type World } from "./world/world.ts";

const HOUR = 3_600_000;
const PATIENCE = 30_000;

type Desks = ReadonlyMap<string, { readonly node: RunningNode; readonly desk: Desk }>;

/**
 * Writes the caseload into two fresh nodes: each act by an officer, through the same judgement and the same
 * transactions as ever, across the real link, at its own hour. Only the clock is not the true one, and the ten seconds
 * of the hold are left out. The nodes are left running: they end with this process, as nodes may at any moment.
 */
export async function seed(home: string, world: World): Promise<void> {
  const now = Date.now();
  const plan = planOf([...ASKED_BY_CANADA, ...ASKED_BY_INDIA, ...makeWorld(world, now)], now);
  setClock((plan[0]?.at ?? now) - HOUR);
  const desks: Desks = new Map(await Promise.all(SIDES.map((side) => startSide(home, side))));
  const show = progress("Writing the caseload", plan.length);
  await together(desks, "heard");
  const told = new Told();
  let done = 0;
  for (const batch of batches(plan)) {
    await writeBatch(desks, told, batch);
    show((done += batch.length));
  }
}

async function startSide(home: string, side: Side): Promise<[string, { node: RunningNode; desk: Desk }]> {
  const folder = sideHome(home, side);
  const log = logTo((line) => appendFileSync(join(folder, "node.log"), line, { mode: 0o600 }));
  const node = await startNode({ home: folder, log });
  if (!node.desk) throw new Error("a node of the demo has no peer");
  return [side.party, { node, desk: node.desk }];
}

/** Acts of different matters that are close in time: they cross the link together. */
async function writeBatch(desks: Desks, told: Told, batch: readonly Due[]): Promise<void> {
  // Once for all of them: an exchange that is under way must not see hours pass.
  setClock(batch.at(-1)?.at ?? Date.now());
  for (const [party, { desk }] of desks) {
    const ours = batch.filter((due) => partyOf(due.step?.by ?? due.one.by) === party);
    if (ours.length > 0) await write(desk, told, ours);
  }
  await together(desks, "applied");
  const read = batch.flatMap((due) => nextReader(due));
  for (const { one, by } of read)
    await recordOpened(deskOf(desks, by), officerOf(by), told.itemOf(one) as ItemId);
}

/** All acts of one side in one transaction, each judged like any other. */
async function write(desk: Desk, told: Told, dues: readonly Due[]): Promise<void> {
  const files = new Map<Due, readonly string[]>();
  for (const due of dues) if (due.step?.pdf) files.set(due, [await upload(desk, due.step)]);
  await desk.store.tx(async (tx) => {
    for (const due of dues) {
      const officer = officerOf(due.step?.by ?? due.one.by);
      const command = parseCommand(commandFor(due, desk, told, files.get(due) ?? []), Date.now());
      const item = itemFor(desk, (told.itemOf(due.one) ?? null) as ItemId | null, command);
      const draft = await draftOf(desk, tx, officer, item, command);
      await writeHome(desk.ports, tx, "command", { by: officer.id, item, ref: command.id });
      await submitIn(desk.ports, tx, command.lane, draft);
      told.add(due.one, partyOf(officer.id), item, command.id, command.do);
    }
  });
}

async function upload(desk: Desk, step: Step): Promise<string> {
  const { name, lines } = step.pdf as NonNullable<Step["pdf"]>;
  const content = async function* () {
    yield pdfOf(name, lines);
  };
  const named = { name, type: "application/pdf" };
  return (await storeUpload(desk, officerOf(step.by), named, content())).id;
}

/** Whoever acts next has read what was written; what came last is still unread. */
function nextReader({ one, step }: Due): readonly { readonly one: Case; readonly by: string }[] {
  const next = one.steps[step ? one.steps.indexOf(step) + 1 : 0];
  return next && partyOf(next.by) !== partyOf(step?.by ?? one.by) ? [{ one, by: next.by }] : [];
}

/**
 * Only when each node has heard that the other has applied all of its acts may more time pass; and none lets its
 * officers ask before it has heard, on that lane, in which versions the other speaks.
 */
async function together(desks: Desks, what: "heard" | "applied"): Promise<void> {
  const end = performance.now() + PATIENCE;
  while (performance.now() < end) {
    const moved = Promise.race([...desks.values()].map(({ node }) => nextCommit(node)));
    const all = await Promise.all([...desks.values()].map(({ desk }) => isTogether(desk, what)));
    if (all.every(Boolean)) return;
    await moved;
  }
  throw new Error("the two nodes did not come together in time");
}

const LAST_OURS = `SELECT coalesce(max(pos) + 1, 0) AS n, count(*) FILTER (WHERE pos IS NULL) AS waiting
  FROM derived.act WHERE origin = $1 AND item IS NOT NULL`;

function isTogether({ store, ports: { identity } }: Desk, what: "heard" | "applied"): Promise<boolean> {
  return store.tx(async (tx) => {
    for (const lane of identity.lanes) {
      const theirs = await tx.peer(peerOrigin(identity, lane), "none");
      if (theirs.pulse.versions.length === 0) return false;
      if (what === "heard") continue;
      const [ours] = await tx.db.rows<{ n: number; waiting: number }>(LAST_OURS, [ownOrigin(identity, lane)]);
      if (!ours || ours.waiting > 0 || theirs.floor < ours.n) return false;
    }
    return true;
  });
}

/** A quarter of a second at the latest: a commit may have come before we listened. */
function nextCommit(node: RunningNode): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const forget = node.store.onCommit(() => resolve());
  const timer = setTimeout(resolve, 250);
  return promise.finally(() => {
    clearTimeout(timer);
    forget();
  });
}

const partyOf = (account: string): string => account.slice(0, account.indexOf("."));
const deskOf = (desks: Desks, account: string): Desk => desks.get(partyOf(account))?.desk as Desk;
const ALL: readonly Officer[] = [...OFFICERS.ca, ...OFFICERS.in];
const officerOf = (id: string): Officer => ALL.find((each) => each.id === id) as Officer;
