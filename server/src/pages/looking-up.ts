import { isOwnItem, refOf, type LogHead, type ReadPage } from "@setu/requests";
import { ownOrigin, peerOrigin } from "@setu/link";
import type { ItemId } from "@setu/core";
import { root } from "tlog";
import type { PgStore, PgTx } from "../db/pg-store.ts";
import { noticesFor } from "../notices/routes.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import { lookAtParts, readManifest } from "../requests/file-routes.ts";
import { recordOpened } from "../requests/opened.ts";
import { reading, readingOwn } from "../requests/reading.ts";
import { saidOf } from "../requests/scanning.ts";
import { viewOf } from "../requests/view.ts";

const TLPS = `SELECT DISTINCT shown ->> 'tlp' AS tlp FROM derived.request WHERE item = ANY ($1::text[])`;
const NAMES = `SELECT id, name FROM officer`;

/** A request, read and said to be opened as on the screens: whoever opens it here has opened it. @throws NOT_FOUND */
export async function requestPage(desk: Desk, by: Officer, item: ItemId): Promise<ReadPage> {
  const read = { by, item };
  if (isOwnItem(item)) return { kind: "request", view: await readingOwn(desk, read), logs: [] };
  const page = await reading(desk, read, async (tx, _, { whole, sight }) => {
    const [view, logs] = await Promise.all([viewOf(desk, tx, whole, sight), logHeads(desk, tx, whole.lane)]);
    return { kind: "request", view, logs } as const;
  });
  if (page.view.untold) await recordOpened(desk, by, item);
  return page;
}

/**
 * What a file is and who had it. Looking at this is no look at the file, but where it shows what stands in it.
 * @throws NOT_FOUND | CANNOT_OPEN
 */
export async function manifestPage(desk: Desk, by: Officer, item: ItemId, a: string): Promise<ReadPage> {
  const { looked, manifest } = await readManifest(desk, { by, item }, a);
  const scan = await desk.store.tx((tx) => saidOf(tx, looked.file));
  const subset = await lookAtParts(desk, by, looked);
  return { kind: "manifest", ref: refOf(item), tlp: looked.act.mark.tlp, manifest, scan, subset };
}

/** Both signed logs of a lane as they are here, without waiting for whoever writes them. */
export async function logHeads(
  { ports: { identity } }: Desk,
  tx: PgTx,
  lane: string,
): Promise<readonly LogHead[]> {
  const [own, peer] = await Promise.all([
    tx.own(ownOrigin(identity, lane), false),
    tx.peer(peerOrigin(identity, lane), "none"),
  ]);
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
  return [
    { side: "us", origin: own.origin, size: own.size, root: base64(root(own.frontier)) },
    { side: "them", origin: peer.origin, size: peer.held, root: base64(root(peer.frontier)) },
  ];
}

/** Titles stand in the list of notices, so that it bears their markings. */
export async function noticesPage(
  desk: () => Desk,
  store: PgStore,
  officer: Officer,
  page: { readonly before: number; readonly now: number },
): Promise<ReadPage> {
  const list = await noticesFor(desk, officer, page);
  const items = list.rows.filter(({ title }) => title !== null).map((row) => row.item);
  const rows = await store.tx((tx) => tx.db.rows<{ tlp: string }>(TLPS, [items]));
  return { kind: "notices", list, tlp: rows.map(({ tlp }) => tlp) };
}

export async function officerNames(store: PgStore): Promise<ReadonlyMap<string, string>> {
  const rows = await store.rows<{ id: string; name: string }>(NAMES, []);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
