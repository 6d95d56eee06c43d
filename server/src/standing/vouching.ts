import type { Session, Witnessed } from "../db/session.ts";
import { STANDING, WHOLE, type Sealed } from "./witness.ts";

const ONE = `SELECT id, ${STANDING()}, ${WHOLE()} FROM officer WHERE id = $1`;

/** Before a key counts: whether this officer's row and all her keys are what this program wrote. */
export async function vouchesFor(db: Pick<Session, "rows"> & Witnessed, officer: string): Promise<boolean> {
  const [row] = await db.rows<Sealed>(ONE, [officer]);
  return row !== undefined && db.witness.vouches(row);
}
