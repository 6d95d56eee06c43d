import { isSetuError, type Party } from "@setu/core";
import { turned } from "@setu/link/whole.ts";
import type { Checkpoint } from "tlog";
import type { Desk } from "../requests/desk.ts";
import { isSpoken } from "./heads.ts";
import { END, type Part } from "./part.ts";

/** Signed by both nodes; a step takes as many as can be verified beside officers who work. */
const RECEIPTS = `SELECT origin, size, note FROM receipt WHERE (origin, size) > ($1, $2::bigint) ORDER BY origin, size LIMIT 8`;
type Receipt = { readonly origin: string; readonly size: number; readonly note: string };

export const receipts: Part = async (desk, tx, place) => {
  const { origin, size } = (place ?? { origin: "", size: -1 }) as Omit<Receipt, "note">;
  const rows = await tx.db.rows<Receipt>(RECEIPTS, [origin, size]);
  const last = rows.at(-1);
  if (!last) return END;
  const found = rows.filter((row) => isSpoken(desk, row.origin) && opened(desk, row)?.size !== row.size);
  return {
    next: { origin: last.origin, size: last.size },
    found: found.map((row) => `${row.origin} ${row.size}: receipt`),
  };
};

function opened({ ports: { keys } }: Desk, { note, origin }: Receipt): Checkpoint | null {
  try {
    return keys.openOwn(note, origin);
  } catch (error) {
    if (isSetuError(error)) return null;
    throw error;
  }
}

/** What is committed and has no position: found here before the moment at which it would be signed. */
const ORIGINS = `SELECT DISTINCT origin FROM pending WHERE origin > $1 ORDER BY origin LIMIT 1`;
const MANY = 256;

export const waiting: Part = async (desk, tx, place) => {
  const [log] = await tx.db.rows<{ origin: string }>(ORIGINS, [place?.["origin"] ?? ""]);
  if (!log) return END;
  const { origin } = log;
  const bad = await turned(desk.ports, tx, await tx.pending(origin, Number.MAX_SAFE_INTEGER, MANY));
  return { next: { origin }, found: bad.map(({ id }) => `${origin} waiting ${id}: act or body`) };
};

/** The digest of an alarm is that of its evidence (db/statements.ts). */
const ALARMS = `SELECT no, digest = sha256(convert_to(coalesce(lane, '') || chr(10) || evidence, 'UTF8')) AS whole
  FROM alarm WHERE no > $1 AND peer = $2 ORDER BY no LIMIT 256`;

export const alarms: Part = async (desk, tx, place) => {
  const peer: Party = desk.ports.identity.peer.party;
  const rows = await tx.db.rows<{ no: number; whole: boolean }>(ALARMS, [Number(place?.["no"] ?? 0), peer]);
  const last = rows.at(-1);
  if (!last) return END;
  return {
    next: { no: last.no },
    found: rows.flatMap(({ no, whole }) => (whole ? [] : [`alarm ${no}: evidence`])),
  };
};
