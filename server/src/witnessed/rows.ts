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

type CosignatureRow = {
  readonly size: number;
  readonly witness: string;
  readonly t: number;
  readonly signature: Uint8Array;
};
/** What one witness has cosigned, as its line stands in a note. */
export type Kept = { readonly key: VerifierKey; readonly timestamp: number; readonly line: NoteSignature };

export type Span = {
  readonly origin: string;
  readonly above: number;
  readonly upTo: number;
  readonly first: "smallest" | "largest";
};
const between = (order: "ASC" | "DESC") => `SELECT size, witness, t, signature FROM cosignature
  WHERE origin = $1 AND size > $2 AND size <= $3 AND witness = ANY ($4) ORDER BY size ${order} LIMIT 256`;
const ORDERS = { smallest: between("ASC"), largest: between("DESC") };

/** What the witnesses of a policy have cosigned of a log between two sizes, by size, the smallest or the largest first. */
export async function readCosignatures(
  db: Session,
  trust: Trust,
  { origin, above, upTo, first }: Span,
): Promise<ReadonlyMap<number, readonly Kept[]>> {
  const keys = new Map(trust.witnesses.map(({ key }) => [idOf(key), key]));
  const rows = await db.rows<CosignatureRow>(ORDERS[first], [origin, above, upTo, [...keys.keys()]]);
  const found = new Map<number, Kept[]>();
  for (const { size, witness, t, signature } of rows) {
    const key = keys.get(witness);
    if (!key) continue;
    const { name, keyId } = key;
    const kept = { key, timestamp: t, line: { name, keyId, signature: new Uint8Array(signature) } };
    found.set(size, [...(found.get(size) ?? []), kept]);
  }
  return found;
}
