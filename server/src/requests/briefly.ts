import type { PgTx } from "../db/pg-store.ts";

/** So long a reader waits for a figure that only says how much more there is. */
const BRIEF = "SET LOCAL statement_timeout = '100ms'";
const LASTING = "SET LOCAL statement_timeout = 0";
const CANCELED = "57014";

/** Null for what takes too long: how much an officer sees of a million lines that are not hers costs reading them all. */
export async function briefly<T>(tx: PgTx, work: () => Promise<T>): Promise<T | null> {
  try {
    const [, , done] = await Promise.all([
      tx.db.change("SAVEPOINT briefly", []),
      tx.db.change(BRIEF, []),
      work(),
    ]);
    await tx.db.change(LASTING, []);
    return done;
  } catch (error) {
    if ((error as { code?: string }).code !== CANCELED) throw error;
    await tx.db.change("ROLLBACK TO briefly", []);
    return null;
  }
}
