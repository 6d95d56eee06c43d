import { createHash } from "node:crypto";
import type { PgTx } from "../db/pg-store.ts";
import { END, type Part } from "./part.ts";

/** One attached file a step, part by part: the hash of its sealed bytes is its name. Of what is not whole yet nothing is said. */
const NEXT = `SELECT c, min(parts) AS parts FROM (
    SELECT c, parts FROM attachment WHERE state = 'whole' AND c > $1
    UNION ALL SELECT c, NULL FROM upload WHERE c > $1
  ) AS file GROUP BY c ORDER BY c LIMIT 1`;
const PART = `SELECT bytes FROM attachment_part WHERE c = $1 AND part = $2`;

export const files: Part = async (_desk, tx, place) => {
  const [file] = await tx.db.rows<{ c: string; parts: number | null }>(NEXT, [place?.["c"] ?? ""]);
  if (!file) return END;
  const { c, parts } = file;
  const { digest, count } = await hashed(tx, c);
  const whole = digest === c && (parts === null || parts === count);
  return { next: { c }, found: whole ? [] : [`file ${c}: bytes`] };
};

async function hashed(tx: PgTx, c: string): Promise<{ readonly digest: string; readonly count: number }> {
  const hash = createHash("sha256");
  for (let count = 0; ; count++) {
    const [row] = await tx.db.rows<{ bytes: Uint8Array }>(PART, [c, count]);
    if (!row) return { digest: hash.digest("base64url"), count };
    hash.update(row.bytes);
  }
}
