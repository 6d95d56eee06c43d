import type { Cosignature, NoteSignature, Trust, VerifierKey } from "tlog";
import type { Session } from "../db/session.ts";

/** Name and id of a key, as its verifier key begins: what a row is of. */
export const idOf = ({ name, keyId }: Pick<VerifierKey, "name" | "keyId">): string =>
  `${name}+${keyId.toString(16).padStart(8, "0")}`;

export type HeadRow = {
  readonly witness: string;
  readonly origin: string;
  readonly size: number;
  /** Milliseconds, by our clock; 0: it never cosigned this log. */
  readonly heard: number;
  readonly refused: string | null;
};

const HEADS = `SELECT witness, origin, size, heard, refused FROM witness_head WHERE witness = ANY ($1) AND origin = ANY ($2)`;

export const readHeads = (
  db: Pick<Session, "rows">,
  witnesses: readonly string[],
  origins: readonly string[],
): Promise<readonly HeadRow[]> => db.rows<HeadRow>(HEADS, [witnesses, origins]);

const PUT_HEAD = `INSERT INTO witness_head (witness, origin, size, heard) VALUES ($1, $2, $3, $4)
  ON CONFLICT (witness, origin) DO UPDATE SET size = excluded.size, heard = excluded.heard, refused = NULL`;
const PUT = `INSERT INTO cosignature (origin, size, witness, t, signature) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`;

export async function putCosignature(
  db: Session,
  at: { readonly origin: string; readonly size: number; readonly now: number },
  { key, timestamp, line }: Cosignature,
): Promise<void> {
  await db.change(PUT, [at.origin, at.size, idOf(key), timestamp, line.signature]);
  await db.change(PUT_HEAD, [idOf(key), at.origin, at.size, at.now]);
}

const REFUSED = `INSERT INTO witness_head (witness, origin, size, heard, refused) VALUES ($1, $2, 0, 0, $3)
  ON CONFLICT (witness, origin) DO UPDATE SET refused = excluded.refused`;

export async function putRefusal(db: Session, id: string, origin: string, code: string): Promise<void> {
  await db.change(REFUSED, [id, origin, code]);
}

/** What one witness has cosigned, as its line stands in a note. */
export type Kept = { readonly key: VerifierKey; readonly timestamp: number; readonly line: NoteSignature };

export type Span = {
  readonly origin: string;
  readonly above: number;
  readonly upTo: number;
  readonly first: "smallest" | "largest";
};
// Of each set of witnesses one size: however many sizes too few of them have cosigned, they hide none that enough have.
const sets = (order: "ASC" | "DESC") => `SELECT size FROM (SELECT DISTINCT ON (whose) size, whose FROM (
    SELECT size, array_agg(witness ORDER BY witness) AS whose FROM cosignature AS each
    WHERE origin = $1 AND size > $2 AND size <= $3 AND witness = ANY ($4)
      AND EXISTS (SELECT FROM receipt WHERE receipt.origin = each.origin AND receipt.size = each.size)
    GROUP BY size) AS sized ORDER BY whose, size ${order}) AS found ORDER BY size ${order}`;
const SETS = { smallest: sets("ASC"), largest: sets("DESC") };

const namesIn = (trust: Trust): readonly string[] => trust.witnesses.map(({ key }) => idOf(key));

/** Sizes with a receipt that the witnesses of a policy have cosigned between two sizes: one for each set of them. */
export async function cosignedSizes(
  db: Session,
  trust: Trust,
  { origin, above, upTo, first }: Span,
): Promise<readonly number[]> {
  const rows = await db.rows<{ size: number }>(SETS[first], [origin, above, upTo, namesIn(trust)]);
  return rows.map(({ size }) => size);
}

const AT = `SELECT witness, t, signature FROM cosignature WHERE origin = $1 AND size = $2 AND witness = ANY ($3)`;

/** What the witnesses of a policy have cosigned of a log at one size. */
export async function readCosignatures(
  db: Session,
  trust: Trust,
  { origin, size }: { readonly origin: string; readonly size: number },
): Promise<readonly Kept[]> {
  type Row = { readonly witness: string; readonly t: number; readonly signature: Uint8Array };
  const keys = new Map(trust.witnesses.map(({ key }) => [idOf(key), key]));
  const rows = await db.rows<Row>(AT, [origin, size, namesIn(trust)]);
  return rows.flatMap(({ witness, t, signature }) => {
    const key = keys.get(witness);
    if (!key) return [];
    const { name, keyId } = key;
    return { key, timestamp: t, line: { name, keyId, signature: new Uint8Array(signature) } };
  });
}
