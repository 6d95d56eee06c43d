import { isItemAct, SetuError, type Act, type ItemId } from "@setu/core";
import {
  homeOrigin,
  judgeRows,
  openAct,
  openBody,
  Register,
  SLOT,
  storedLeaf,
  type ActRow,
  type KeyRow,
  type LogEntry,
  type Ports,
} from "@setu/link";
import { isOwnItem } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";
import { replayOversight } from "../oversight/findings.ts";
import { putTrail, trailLineOf } from "../oversight/trail-store.ts";
import { replayLent } from "../delegations/lending.ts";
import { replayCases } from "../individuals/cases.ts";
import { replayRoster } from "../duty/roster.ts";
import { isReasonAct, replayReasons } from "../reasons/store.ts";
import { isReleaseAct, putReleaseActs, releaseActOf } from "../release/acts.ts";
import { handlingIn, isHandling, putHandlings } from "../requests/custody.ts";
import { lookIn, putLooks } from "../requests/marks.ts";
import {
  homeActOf,
  homeBodyOf,
  putHomeActs,
  type HomeBody,
  type PlacedHomeAct,
} from "../requests/home-acts.ts";

/**
 * Rebuilds the readable acts from the logs, the waiting line and the keyring: what `derived.act` held before it was
 * dropped, byte for byte. An entry that was not taken when it was
 * applied names no act any more (`passEntries`), so nothing is judged a second time here.
 */
const BATCH = 256;
const ORIGINS = `SELECT origin, coalesce(closed_from, size) AS until FROM own_log WHERE split_part(origin, '/', 2) = 'link'
  UNION ALL SELECT origin, applied FROM peer_log ORDER BY origin`;
const WAITING = `SELECT origin, id, seen, a, b, act, t FROM pending ORDER BY origin, place`;

export async function rebuildActs(ports: Ports, tx: PgTx): Promise<ReadonlySet<ItemId>> {
  const items = new Set(await rebuildHome(ports, tx));
  const put = async (rows: readonly ActRow[]) => {
    await tx.putActs(rows);
    for (const { act } of rows) if (isItemAct(act)) items.add(act.item);
  };
  for (const { origin, until } of await tx.db.rows<{ origin: string; until: number }>(ORIGINS, [])) {
    let floor = 0;
    const register = new Register();
    for (let from = 0; from < until; from += BATCH) {
      const entries = await tx.entries(origin, from, Math.min(until, from + BATCH));
      const keys = await actKeys(
        tx,
        origin,
        entries.flatMap(({ id }) => id ?? []),
      );
      const rows: ActRow[] = [];
      for (const [i, entry] of entries.entries()) {
        const key = entry.id === null ? undefined : keys.get(entry.id);
        const opened = key ? tryOpen(ports, storedLeaf(entry), key, entry.act) : null;
        if (opened) {
          rows.push({ origin, pos: from + i, place: null, t: entry.t, seen: entry.seen, floor, ...opened });
        }
        floor = Math.max(floor, entry.seen);
      }
      // Whose acts they are is judged by the same log, so the verdicts come out as they were.
      await put(judgeRows(register, rows, ports.verify));
    }
  }
  for (const row of await tx.db.rows<Waiting>(WAITING, [])) {
    const key = (await actKeys(tx, row.origin, [row.id])).get(row.id);
    const opened = key ? tryOpen(ports, row, key, row.act) : null;
    if (opened)
      await put([
        { origin: row.origin, pos: null, place: null, t: row.t, seen: row.seen, floor: 0, ...opened },
      ]);
  }
  return items;
}

/**
 * Fills `derived.trail`, `derived.mark`, `derived.home_act` and `derived.handling` from the home log.
 * @returns the matters that no other log knows
 */
export async function rebuildHome(ports: Ports, tx: PgTx): Promise<readonly ItemId[]> {
  const own: ItemId[] = [];
  const { party, instance } = ports.identity;
  const origin = homeOrigin(party, instance);
  const { size } = await tx.own(origin, false);
  for (let from = 0; from < size; from += BATCH) {
    const entries = await tx.entries(origin, from, Math.min(size, from + BATCH));
    const keys = await tx.keys(
      party,
      entries.flatMap(({ id }) => id ?? []),
    );
    const opened = entries.flatMap((entry, i) => openHome(ports, keys, entry, from + i));
    await putTrail(
      tx.db,
      opened.map(({ act, at, pos }) => trailLineOf(act, { at, pos })),
    );
    await putLooks(
      tx,
      opened.flatMap(({ act }) => lookIn(act) ?? []),
    );
    await putHandlings(
      tx,
      opened.flatMap(({ act, body, at, pos }) => {
        const handling = handlingIn(act, body.text);
        return handling ? [{ ...handling, at, pos }] : [];
      }),
    );
    const placed = opened.flatMap(({ act, body, at, pos }): PlacedHomeAct[] =>
      isItemAct(act) && !isHandling(act.do) && !isReasonAct(act.do)
        ? [{ ...homeActOf(act, at, body), pos }]
        : [],
    );
    const others = await replayOversight(tx, await replayLent(tx, await replayRoster(tx, placed)));
    const all = await replayCases(tx, others);
    const [said = [], acts = []] = [true, false].map((of) =>
      all.filter((act) => isReleaseAct(act.do) === of),
    );
    await putReleaseActs(tx, said.map(releaseActOf));
    await putHomeActs(tx, acts);
    await replayReasons(tx, opened);
    own.push(...acts.flatMap(({ item }) => (isOwnItem(item) ? [item as ItemId] : [])));
  }
  return own;
}

const NONE: HomeBody = { text: null, paper: null };
const DESTROYED: HomeBody = { text: "", paper: null };

type OpenedHome = {
  readonly act: Act;
  readonly body: HomeBody;
  readonly at: number;
  readonly pos: number;
};

function openHome({ crypto }: Ports, keys: readonly KeyRow[], entry: LogEntry, pos: number): OpenedHome[] {
  const keyOf = (slot: number) => keys.find((key) => key.id === entry.id && key.slot === slot);
  const key = keyOf(SLOT.act);
  const opened = key && tryOpen({ crypto }, storedLeaf(entry), key, entry.act);
  if (!opened) return [];
  const { act } = opened;
  const bodyKey = keyOf(SLOT.body);
  // A text that was destroyed leaves the act, which still says who did what and when.
  const body =
    !isItemAct(act) || act.body === null
      ? NONE
      : entry.body instanceof Uint8Array && bodyKey
        ? homeBodyOf(openBody(crypto, act.body, bodyKey, entry.body))
        : DESTROYED;
  return [{ act, body, at: entry.t, pos }];
}

type Commitments = Parameters<typeof openAct>[1];
type Waiting = Commitments &
  Pick<ActRow, "origin" | "seen" | "t"> & { readonly id: KeyRow["id"]; readonly act: Uint8Array };

async function actKeys(
  tx: PgTx,
  origin: string,
  ids: readonly KeyRow["id"][],
): Promise<ReadonlyMap<string, KeyRow>> {
  const from = origin.slice(0, origin.indexOf("/")) as KeyRow["from"];
  return new Map(
    (await tx.keys(from, ids)).filter((key) => key.slot === SLOT.act).map((key) => [key.id, key]),
  );
}

function tryOpen({ crypto }: Pick<Ports, "crypto">, leaf: Commitments, key: KeyRow, ciphertext: Uint8Array) {
  try {
    return openAct(crypto, leaf, key, ciphertext);
  } catch (error) {
    if (error instanceof SetuError) return null;
    throw error;
  }
}
