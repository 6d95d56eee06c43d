import { movesOf, type ItemId, type Judged } from "@setu/core";
import {
  asksLeave,
  VERSIONS,
  type Leaves,
  type PermissionAct,
  type PermissionRow,
  type Permissions,
  type PermissionView,
} from "@setu/permissions";
import { refOf } from "@setu/requests";
import { peerOrigin } from "@setu/link";
import { assertDesk, notThere } from "../access/deciding.ts";
import { joinedMark } from "../access/item-facts.ts";
import type { PgTx } from "../db/pg-store.ts";
import { openedOf } from "../desks/opened.ts";
import { readBody } from "../requests/bodies.ts";
import { readKnown, readReadable, rowKey, type Desk, type Known, type Officer } from "../requests/desk.ts";
import { heldOf } from "../requests/held.ts";
import { homeNow } from "../requests/home.ts";
import { preloaded } from "../requests/preload.ts";
import { readingBeside } from "../requests/reading.ts";
import { matterOf } from "./about.ts";
import { permissionIn, permissionsAbout, readPermission } from "./following.ts";
import { restingOn } from "./resting.ts";
import { isShown, sightOf, type Seeing } from "./seeing.ts";

/**
 * Permissions as an officer may see them: those about matters that she may see, and of these no more than their own
 * marking lets her. What she may not see is in no list and in no count.
 */
export function listPermissions(desk: Desk, officer: Officer): Promise<Permissions> {
  return desk.store.tx(async (tx) => {
    await assertDesk(desk, tx, officer.id, "own");
    const items = await openedOf(tx, VERSIONS, desk.ports.identity.party);
    const batch = await preloaded(tx, desk.ports.identity, items, () => false);
    const seen = seeing(desk, tx, officer);
    const shown: Known[] = [];
    for (const item of items) {
      const known = await readPermission(desk, batch, item);
      if (known && (await seen(known))) shown.push(known);
    }
    const about = [...new Set(shown.map(matterIn))];
    const matters = await preloaded(tx, desk.ports.identity, about, () => false);
    const byId = new Map<ItemId, Known>();
    for (const item of about) {
      const matter = await readReadable(desk, matters, item);
      if (matter) byId.set(item, matter);
    }
    const now = await homeNow(desk.ports, tx);
    const rows = shown.flatMap((known) => {
      const matter = byId.get(matterIn(known));
      return matter ? [rowOf(desk, known, matter, now)] : [];
    });
    return { now, rows: rows.toSorted(byTurn) };
  });
}

const byTurn = (a: PermissionRow, b: PermissionRow): number =>
  Number(b.turn === "us") - Number(a.turn === "us") || a.until - b.until || a.at - b.at;

/** Asked once of each matter, however many permissions are about it. */
function seeing(desk: Desk, tx: PgTx, { id }: Officer): (known: Known) => Promise<boolean> {
  const sights = new Map<string, ReturnType<typeof sightOf>>();
  return async (known) => {
    const matter = matterIn(known);
    let sight = sights.get(matter);
    if (!sight) sights.set(matter, (sight = sightOf(desk, tx, id, matter)));
    const found = await sight;
    return found !== null && isShown(known, found);
  };
}

const openingOf = ({ state }: Known): Judged => {
  const opening = state.judged.find(({ void: why }) => why === null);
  if (!opening) throw new Error("a permission has no opening");
  return opening;
};

const matterIn = (known: Known): ItemId => openingOf(known).act.args["matter"] as ItemId;

/** @param now by the home log, as a use of it is judged: what has ended is not shown in force because a clock was set back */
function rowOf(desk: Desk, known: Known, matter: Known, now: number): PermissionRow {
  const { state, item } = known;
  const us = desk.ports.identity.party;
  const { act, t } = openingOf(known);
  const permission = permissionIn(known, matter);
  const inForce = permission?.inForce ?? null;
  const granted = state.other.last["grant"]?.act.args["until"];
  const side = state.opener.party === us ? "us" : "them";
  const { turn } = state.cell;
  const whose = turn === "opener" ? side : side === "us" ? "them" : "us";
  return {
    item,
    matter: String(act.args["matter"]),
    ref: refOf(matterIn(known)),
    side,
    status: state.cell.status,
    turn: turn === "none" ? "none" : whose,
    at: t,
    tlp: (joinedMark(known) ?? act.mark).tlp,
    permission,
    until: inForce?.until ?? Number(granted ?? act.args["until"]),
    isInForce: inForce !== null && inForce.from <= now && now < inForce.until,
    moves: movesOf(state, us),
  };
}

/** One with the acts of both halves: read as its matter is, with the same reason. @throws NOT_FOUND and as `reading` */
export async function viewPermission(desk: Desk, officer: Officer, item: ItemId): Promise<PermissionView> {
  const matter = await desk.store.tx((tx) => matterOf(tx, item));
  if (matter === null) throw notThere();
  return readingBeside(desk, { by: officer, item: matter }, async (tx) => {
    const known = await readPermission(desk, tx, item);
    const found = await sightOf(desk, tx, officer.id, matter);
    const about = await readReadable(desk, tx, matter);
    if (!known || !about || !found || !isShown(known, found)) throw notThere();
    const { opener, other } = known.state;
    const [mine, yours] = desk.us.party === opener.party ? [opener, other] : [other, opener];
    const acts: PermissionAct[] = [];
    for (const judged of known.state.judged) acts.push(await actOf(desk, tx, known, judged, found));
    const now = await homeNow(desk.ports, tx);
    return {
      ...rowOf(desk, known, about, now),
      now,
      after: [mine.head, yours.head],
      acts: acts.toSorted((a, b) => a.at - b.at),
      held: await waitingOn(desk, tx, item, found),
      rule: found.sight.stopped()["send"] ?? null,
      rests: await restingOn(tx, matter, item),
    };
  });
}

async function waitingOn(desk: Desk, tx: PgTx, item: ItemId, { sight, home }: Seeing) {
  return (await heldOf(desk, tx, item))
    .filter(({ mark }) => sight.withheld({ mark }, home) === null)
    .map(({ id, do: what, heldUntil, returned }) => ({
      id,
      do: what,
      heldUntil,
      returned: returned?.code ?? null,
    }));
}

async function actOf(
  desk: Desk,
  tx: PgTx,
  known: Known,
  { act, party, t, void: why }: Judged,
  { sight, home }: Seeing,
): Promise<PermissionAct> {
  const row = known.rows.get(rowKey(party, act.id));
  if (!row) throw new Error("a judged act has no row");
  const withheld = sight.withheld(act, home) !== null;
  const { body, state } = withheld
    ? { body: null, state: "withheld" as const }
    : await readBody(desk, tx, row);
  return {
    id: act.id,
    side: party === desk.us.party ? "us" : "them",
    by: act.by,
    do: act.do,
    at: t,
    args: withheld ? {} : act.args,
    void: why,
    text: body?.text ?? null,
    bodyState: state,
  };
}

function purposeOf(known: Known, { sight, home }: Seeing): string | null {
  const { act } = openingOf(known);
  const { purpose } = act.args;
  return typeof purpose === "string" && sight.withheld(act, home) === null ? purpose : null;
}

/** What of a matter asks for leave, and by what leave there is. Read as the matter is. @throws as `reading` */
export const leavesOf = (desk: Desk, officer: Officer, matter: ItemId): Promise<Leaves> =>
  readingBeside(desk, { by: officer, item: matter }, async (tx) => {
    const known = await readKnown(desk, tx, matter);
    const found = await sightOf(desk, tx, officer.id, matter);
    if (!known || !found) throw notThere();
    const { peer } = desk.ports.identity;
    const records = known.state.judged.flatMap(({ act, party, t, void: why }) => {
      if (party !== peer.party || why !== null || found.sight.withheld(act, found.home) !== null) return [];
      const asks = {
        evidence: asksLeave(act.mark, { use: "evidence", proceeding: "", court: "" }),
        onward: asksLeave(act.mark, { use: "onward", third: "" }),
      };
      return [{ record: act.id, do: act.do, at: t, files: act.att.map(({ a }) => a), asks }];
    });
    const now = await homeNow(desk.ports, tx);
    const rows: PermissionRow[] = [];
    for (const item of await permissionsAbout(desk, tx, matter)) {
      const permission = await readPermission(desk, tx, item);
      if (permission && isShown(permission, found)) rows.push(rowOf(desk, permission, known, now));
    }
    const { pulse } = await tx.peer(peerOrigin(desk.ports.identity, known.lane), "none");
    return {
      matter,
      ref: refOf(matter),
      purpose: purposeOf(known, found),
      now,
      records,
      permissions: rows.toSorted(byTurn),
      spoken: VERSIONS.some(({ id }) => pulse.versions.includes(id)),
      rule: found.sight.stopped()["send"] ?? null,
    };
  });
