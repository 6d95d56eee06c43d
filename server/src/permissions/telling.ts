import { isSetuError, type ItemId, type Judged } from "@setu/core";
import { foldUse } from "@setu/requests/using.ts";
import { assertMay } from "../access/deciding.ts";
import { active } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";
import { concerned } from "../notices/from-acts.ts";
import { give, KEPT_MS, type NewNotice } from "../notices/notice.ts";
import { usesSaid } from "../release/acts.ts";
import { readReadable, type Desk, type Known } from "../requests/desk.ts";
import { homePartOf } from "../requests/home-part.ts";
import { homeNow } from "../requests/home.ts";
import { permissionIn, readPermission } from "./following.ts";
import { isShown } from "./seeing.ts";

/**
 * Who is told of leave: of a question whoever can answer it, of an answer and of an end whoever asked and whoever uses it. A
 * notice is of the matter, so nobody finds one of a matter that she may not see; who may not see the permission itself, by
 * its own marking, is given none.
 */
const DAY = 86_400_000;
/** Before leave ends, in the order in which they pass. */
const ENDS = [
  { reason: "ends-30", before: 30 * DAY },
  { reason: "ends-7", before: 7 * DAY },
] as const;
/** A side that asks for very much wakes nobody so often: the list has all of it. */
export const MOST_A_DAY = 20;

const ASKED: ReadonlySet<string> = new Set(["seek", "reply"]);
const ANSWERED: ReadonlySet<string> = new Set(["clarify", "grant", "refuse"]);

const OFFICERS = `SELECT id FROM officer WHERE ${active("$1")} AND NOT machine ORDER BY id`;
const SPENT = `SELECT count(DISTINCT event)::int AS n FROM notice
  WHERE at > $1 AND kind = 'permission' AND reason = ANY ($2::text[]) AND event <> $3`;
const OURS = `SELECT item FROM derived.permission WHERE split_part(item, ':', 1) = $1 AND item > $2 ORDER BY item LIMIT 100`;

type About = { readonly known: Known; readonly matter: Known };

/** What the other side has said of these permissions. A second process, and a replay, find the same and give nothing twice. */
export async function tellPermissions(desk: Desk, tx: PgTx, items: readonly ItemId[]): Promise<void> {
  const now = desk.ports.world.now();
  for (const item of items) {
    const about = await aboutOf(desk, tx, item);
    const theirs = (about?.known.state.judged ?? []).filter(
      ({ party, void: why, t }) => party !== desk.us.party && why === null && t > now - KEPT_MS,
    );
    for (const said of about ? theirs : []) await tellSaid(desk, tx, about!, said, now);
  }
}

async function aboutOf(desk: Desk, tx: PgTx, item: ItemId): Promise<About | null> {
  const known = await readPermission(desk, tx, item);
  const seek = known?.state.judged.find((each) => each.void === null)?.act.args;
  const matter =
    typeof seek?.["matter"] === "string" && (await readReadable(desk, tx, seek["matter"] as ItemId));
  return known && matter ? { known, matter } : null;
}

async function tellSaid(desk: Desk, tx: PgTx, about: About, { act }: Judged, now: number): Promise<void> {
  const event = `permission/${act.id}`;
  if (ASKED.has(act.do)) {
    const [spent] = await tx.db.rows<{ n: number }>(SPENT, [now - DAY, [...ASKED], event]);
    if ((spent?.n ?? 0) >= MOST_A_DAY) return;
    // What has been answered meanwhile waits for nobody.
    if (about.known.state.cell.turn !== "other") return;
    await tell(
      desk,
      tx,
      about,
      { event, reason: act.do, officers: await whoCanAnswer(desk, tx, about) },
      now,
    );
  } else if (act.do === "revoke") {
    await tell(desk, tx, about, { event, reason: act.do, officers: await whoHoldsIt(tx, about) }, now);
  } else if (ANSWERED.has(act.do)) {
    await tell(desk, tx, about, { event, reason: act.do, officers: whoAsked(about) }, now);
  }
}

type Telling = Pick<NewNotice, "event" | "reason"> & { readonly officers: readonly string[] };

/** To those of them who may know of it. */
async function tell(desk: Desk, tx: PgTx, about: About, { event, reason, officers }: Telling, now: number) {
  const told: NewNotice[] = [];
  for (const officer of officers)
    if (await mayKnow(desk, tx, about, officer, "list"))
      told.push({ event, officer, item: about.matter.item, kind: "permission", reason });
  await give(tx, told, now);
}

async function mayKnow(
  desk: Desk,
  tx: PgTx,
  { known, matter: { item } }: About,
  by: string,
  action: "list" | "send",
): Promise<boolean> {
  try {
    const sight = await assertMay(desk, tx, by, { action, item });
    return isShown(known, { sight, home: await homePartOf(tx, item) });
  } catch (error) {
    if (isSetuError(error, "NOT_FOUND") || isSetuError(error, "FORBIDDEN")) return false;
    throw error;
  }
}

/** Who has or watches the matter, of those who may send in it; where there is nobody of these, all who may. */
async function whoCanAnswer(desk: Desk, tx: PgTx, about: About): Promise<readonly string[]> {
  const { matter } = about;
  const home = await homePartOf(tx, matter.item);
  const may = async (officers: readonly string[]) => {
    const found: string[] = [];
    for (const id of officers) if (await mayKnow(desk, tx, about, id, "send")) found.push(id);
    return found;
  };
  const near = await may(concerned(desk.us.party, matter, home));
  if (near.length > 0) return near;
  const all = await tx.db.rows<{ id: string }>(OFFICERS, [desk.ports.world.now()]);
  return may(all.map(({ id }) => id));
}

const whoAsked = ({ known: { state } }: About): readonly string[] =>
  state.judged.flatMap(({ act, void: why }) => (why === null && act.do === "seek" && act.by ? [act.by] : []));

/** Who asked for it, and whoever has recorded a use that rests on it. */
async function whoHoldsIt(tx: PgTx, about: About): Promise<readonly string[]> {
  const said = await usesSaid(tx, [about.matter.item]);
  const uses = [...said.values()].flatMap((acts) => foldUse(acts) ?? []);
  const using = uses.filter(
    ({ leave, state }) => state !== "dropped" && [leave?.["leave"] ?? []].flat().includes(about.known.item),
  );
  return [...new Set([...whoAsked(about), ...using.map(({ by }) => by)])];
}

/**
 * That leave of ours ends in thirty days, and in seven: found by a loop, each told once to each. A mark that had passed when
 * leave was given is told to nobody; of two that passed while this node stood still, the later.
 */
export async function tellEnds(desk: Desk, tx: PgTx): Promise<void> {
  const now = await homeNow(desk.ports, tx);
  for (let after = ""; ;) {
    const rows = await tx.db.rows<{ item: ItemId }>(OURS, [desk.us.party, after]);
    for (const { item } of rows) {
      const about = await aboutOf(desk, tx, item);
      const inForce = about && permissionIn(about.known, about.matter)?.inForce;
      if (!inForce || now >= inForce.until) continue;
      const passed = ENDS.findLast(({ before }) => {
        const at = inForce.until - before;
        return at <= now && at >= inForce.from;
      });
      if (!passed) continue;
      const event = `permission/${passed.reason}/${item}/${inForce.until}`;
      await tell(
        desk,
        tx,
        about,
        { event, reason: passed.reason, officers: await whoHoldsIt(tx, about) },
        now,
      );
    }
    const last = rows.at(-1);
    if (!last) return;
    after = last.item;
  }
}
