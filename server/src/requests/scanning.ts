import { isSetuError, SetuError, type AttachmentRef, type ItemAct } from "@setu/core";
import type { FilePages } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";
import type { Verdict } from "../scanner/clamd.ts";
import type { Desk, Officer } from "./desk.ts";
import { partFor, partsOf, readFile } from "./fetching.ts";
import { openPart } from "./parts.ts";
import { readUploads, type StoredUpload } from "./uploads.ts";

/**
 * Files are scanned in both directions: ours before they can be sent, theirs before they can be looked at or taken.
 * Without a scanner nothing is held and every screen says so; with one that does not answer everything is held.
 */
type Scanned = FilePages["scan"];
type Named = { readonly a: string; readonly c: string };

const SAID = `SELECT verdict, at FROM scan WHERE a = $1 AND c = $2`;
const FOUND = `SELECT act.item, count(*) AS n FROM derived.act JOIN attachment USING (party, id) JOIN scan USING (c)
  WHERE act.item = ANY ($1::text[]) AND scan.verdict = 'found' GROUP BY act.item`;
/** Of a list: those of which the scanner holds a file. Begun at the verdicts, of which few are bad. */
export const HAS_FOUND = `item IN (SELECT act.item FROM scan JOIN attachment USING (c) JOIN derived.act USING (party, id)
  WHERE scan.verdict = 'found')`;
// The first verdict stays: a file that was found harmful is not scanned until it passes.
const PUT = `INSERT INTO scan (a, c, verdict, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`;

/** What is known; asks the scanner when nothing is. A failure is `waiting`, and the next who asks tries again. */
async function scanned(desk: Desk, named: Named, content: () => AsyncIterable<Uint8Array>): Promise<Scanned> {
  const known = await desk.store.tx((tx) => verdictOf(desk, tx, named));
  if (known !== "waiting" || !desk.scanner) return known;
  try {
    const verdict = await desk.scanner.scan(content());
    await desk.store.tx((tx) => tx.db.change(PUT, [named.a, named.c, verdict, desk.ports.world.now()]));
    if (verdict === "found") desk.log("scan-found", { c: named.c });
    return await desk.store.tx((tx) => verdictOf(desk, tx, named));
  } catch (error) {
    if (!isSetuError(error, "UNSCANNED")) throw error;
    desk.log("scan-failed", { c: named.c });
    return "waiting";
  }
}

/** Without asking the scanner: what a transaction may rest on. A verdict counts even after the scanner is gone. */
async function verdictOf(desk: Desk, tx: PgTx, named: Named): Promise<Scanned> {
  const said = await saidOf(tx, named);
  if (said?.verdict === "found") return "found";
  if (!desk.scanner) return "off";
  return said?.verdict ?? "waiting";
}

/** What the scanner said of a file and when; null when it never has. */
export async function saidOf(
  tx: PgTx,
  { a, c }: Named,
): Promise<{ readonly verdict: Verdict; readonly at: number } | null> {
  const [said] = await tx.db.rows<{ verdict: Verdict; at: number }>(SAID, [a, c]);
  return said ?? null;
}

/** How many files of each item are held because the scanner found something; items without one are left out. */
export async function foundIn(tx: PgTx, items: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (items.length === 0) return new Map();
  const rows = await tx.db.rows<{ item: string; n: number }>(FOUND, [items]);
  return new Map(rows.map(({ item, n }) => [item, n]));
}

/** A file of an item, ours or theirs. */
export const scannedFile = (desk: Desk, act: ItemAct, file: AttachmentRef): Promise<Scanned> =>
  scanned(desk, file, () => readFile(desk, act, file));

/**
 * Asks the scanner about uploads that have no verdict yet, before the transaction that rests on it.
 * @throws NOT_FOUND for an upload that is not there or another officer's
 */
export async function scanUploads(desk: Desk, officer: Officer, ids: readonly string[]): Promise<void> {
  if (!desk.scanner) return;
  const uploads = await desk.store.tx((tx) => readUploads(desk, tx, officer, ids));
  for (const upload of uploads) await scanned(desk, upload, () => contentOf(desk, upload));
}

/** Opened part by part. */
export async function* contentOf(desk: Desk, { c, n, material }: StoredUpload): AsyncGenerator<Uint8Array> {
  const all = partsOf(n);
  for (let part = 0; part < all; part++) {
    const sealed = await partFor(desk, c, part);
    if (!sealed) throw new SetuError("NOT_FOUND", "that part is not here");
    yield openPart(material.subarray(0, 32), sealed, part, part === all - 1);
  }
}

/** @throws QUARANTINED | UNSCANNED: no act with such a file is taken to be sent */
export async function assertPass(desk: Desk, tx: PgTx, files: readonly AttachmentRef[]): Promise<void> {
  for (const file of files) {
    const refusal = scanRefusal(await verdictOf(desk, tx, file));
    if (refusal) throw refusal;
  }
}

export const passes = async (desk: Desk, tx: PgTx, file: AttachmentRef): Promise<boolean> =>
  scanRefusal(await verdictOf(desk, tx, file)) === null;

/** The refusal that belongs to it; null when the file may pass. */
export function scanRefusal(scan: Scanned): SetuError | null {
  if (scan === "found")
    return new SetuError("QUARANTINED", "the scanner found something harmful in the file");
  if (scan === "waiting") return new SetuError("UNSCANNED", "the scanner has not answered about the file");
  return null;
}
