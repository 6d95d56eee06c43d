import { isSetuError, SetuError, type AttachmentRef, type ItemAct } from "@setu/core";
import { SLOT } from "@setu/link";
import type { FilePages } from "@setu/requests";
import { HOSTILE, lookApart, Refused, type Claim, type Seen } from "@setu/viewer";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk } from "./desk.ts";
import { readFile } from "./fetching.ts";

/**
 * Looking at a file without opening it on one's own machine: the viewer's process turns it into pictures and words,
 * which are content and kept as such: sealed, derived (`derived.rendering`), gone with the key of the file.
 */
export type LookedAt = { readonly act: ItemAct; readonly file: AttachmentRef; readonly claim: Claim };

/** Renderings that are kept, in bytes, and looked at anew when they were dropped. */
const KEPT_BYTES = 256 * 1024 * 1024;
const AT_ONCE = 2;
const WAITING = 16;
/** How long an answer waits for the viewer before it says that it works. */
const PATIENCE = 1_500;
/** What a busy machine may have caused is tried again after a while. */
const AGAIN_AFTER = 10 * 60_000;
export const PASSING: ReadonlySet<string> = new Set(["too-slow", "crashed"]);

const READ = `SELECT at, shown FROM derived.rendering WHERE party = $1 AND id = $2 AND slot = $3`;
const USED = `UPDATE derived.rendering SET at = $4 WHERE party = $1 AND id = $2 AND slot = $3`;
const PAGE = `SELECT png FROM derived.rendering_page WHERE party = $1 AND id = $2 AND slot = $3 AND no = $4`;
const FORGET = `DELETE FROM derived.rendering WHERE party = $1 AND id = $2 AND slot = $3`;
// Where the key has gone meanwhile, nothing is kept.
const PUT = `INSERT INTO derived.rendering (party, id, slot, at, bytes, shown)
  SELECT party, id, slot, $4, $5, $6 FROM keyring WHERE party = $1 AND id = $2 AND slot = $3`;
const PUT_PAGE = `INSERT INTO derived.rendering_page (party, id, slot, no, png) VALUES ($1, $2, $3, $4, $5)`;
const EVICT = `DELETE FROM derived.rendering USING (
    SELECT party, id, slot, sum(bytes) OVER (ORDER BY at DESC, party, id, slot) AS total FROM derived.rendering) AS kept
  WHERE (rendering.party, rendering.id, rendering.slot) = (kept.party, kept.id, kept.slot) AND kept.total > $1`;

type Shown = Omit<FilePages, "state" | "scan"> & { readonly state: "ready" | "held" | "unavailable" };

/** The looks of this process that have begun and not ended. */
export class Looks {
  readonly #running = new Map<string, Promise<void>>();

  /** @throws BUSY when too many wait */
  begin(desk: Desk, looked: LookedAt): Promise<void> {
    const key = placeOf(looked).join("/");
    const known = this.#running.get(key);
    if (known) return known;
    if (this.#running.size >= WAITING)
      throw new SetuError("BUSY", "many files are being looked at; try again");
    const before = [...this.#running.values()].at(-AT_ONCE) ?? Promise.resolve();
    const running = before
      .then(() => render(desk, looked))
      .catch((error: unknown) => {
        desk.log("look-failed", { id: looked.act.id, code: isSetuError(error) ? error.code : "INTERNAL" });
      })
      .finally(() => this.#running.delete(key));
    this.#running.set(key, running);
    return running;
  }
}

/** What can be shown now; begins the work when nothing is kept. @throws BUSY */
export async function pagesOf(desk: Desk, looked: LookedAt): Promise<Omit<FilePages, "scan">> {
  const kept = await keptOf(desk, looked);
  if (kept) return kept;
  let patience: NodeJS.Timeout | undefined;
  const waited = new Promise<boolean>((resolve) => {
    patience = setTimeout(resolve, PATIENCE, false);
  });
  const ended = await Promise.race([desk.looks.begin(desk, looked).then(() => true), waited]);
  clearTimeout(patience);
  const made = await keptOf(desk, looked);
  if (made) return made;
  return ended
    ? { ...NOTHING, state: "unavailable", reason: "crashed" }
    : { ...NOTHING, state: "working", reason: null };
}

/** @throws NOT_FOUND while no such page is kept */
export async function pageOf(desk: Desk, looked: LookedAt, no: number): Promise<Uint8Array> {
  const place = placeOf(looked);
  const [row] = await desk.store.tx((tx) => tx.db.rows<{ png: Uint8Array }>(PAGE, [...place, no]));
  if (!row) throw new SetuError("NOT_FOUND", "there is no such page");
  return desk.store.atRest.open(row.png, sealPlace(looked, no));
}

export const NOTHING = { kind: null, flags: [], count: 0, pages: [], text: null };

type Place = readonly [party: string, id: string, slot: number];
const placeOf = ({ act, file }: Pick<LookedAt, "act" | "file">): Place => [
  act.from,
  act.id,
  SLOT.attachment + act.att.indexOf(file),
];
const sealPlace = (looked: Pick<LookedAt, "act" | "file">, no: number | "shown"): string =>
  `rendering ${placeOf(looked).join(" ")} ${no}`;

async function keptOf(desk: Desk, looked: LookedAt): Promise<Shown | null> {
  const place = placeOf(looked);
  const now = desk.ports.world.now();
  return desk.store.tx(async (tx) => {
    const [row] = await tx.db.rows<{ at: number; shown: Uint8Array }>(READ, [...place]);
    if (!row) return null;
    const shown = openShown(desk, looked, row.shown);
    if (shown.reason !== null && PASSING.has(shown.reason)) {
      if (now - row.at < AGAIN_AFTER) return shown;
      await tx.db.change(FORGET, [...place]);
      return null;
    }
    await tx.db.change(USED, [...place, now]);
    return shown;
  });
}

async function render(desk: Desk, looked: LookedAt): Promise<void> {
  const parts: Uint8Array[] = [];
  for await (const part of readFile(desk, looked.act, looked.file)) parts.push(part);
  let seen: Seen | null = null;
  let reason: string | null = null;
  try {
    seen = await lookApart(Buffer.concat(parts), looked.claim);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    reason = error.code;
    desk.log("look-refused", { id: looked.act.id, reason });
  }
  await desk.store.tx((tx) => keep(desk, tx, looked, { seen, reason }));
}

type Outcome = { readonly seen: Seen | null; readonly reason: string | null };

async function keep(desk: Desk, tx: PgTx, looked: LookedAt, { seen, reason }: Outcome): Promise<void> {
  const place = placeOf(looked);
  const shown: Shown = seen
    ? {
        state: "ready",
        reason: null,
        kind: seen.kind,
        flags: seen.flags,
        count: seen.pages,
        pages: seen.shown.map(({ width: w, height: h }) => ({ w, h })),
        text: seen.text,
      }
    : { ...NOTHING, state: HOSTILE.has(reason as never) ? "held" : "unavailable", reason };
  const sealed = desk.store.atRest.seal(Buffer.from(JSON.stringify(shown)), sealPlace(looked, "shown"));
  const pages = (seen?.shown ?? []).map(({ png }, no) => desk.store.atRest.seal(png, sealPlace(looked, no)));
  const bytes = pages.reduce((sum, page) => sum + page.length, sealed.length);
  await tx.db.change(FORGET, [...place]);
  const put = await tx.db.change(PUT, [...place, desk.ports.world.now(), bytes, sealed]);
  if (put === 0) return;
  for (const [no, page] of pages.entries()) await tx.db.change(PUT_PAGE, [...place, no, page]);
  await tx.db.change(EVICT, [KEPT_BYTES]);
}

function openShown(desk: Desk, looked: Pick<LookedAt, "act" | "file">, sealed: Uint8Array): Shown {
  const opened = desk.store.atRest.open(sealed, sealPlace(looked, "shown"));
  return JSON.parse(new TextDecoder().decode(opened)) as Shown;
}
