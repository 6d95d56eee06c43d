import type { PgTx } from "../db/pg-store.ts";
import type { Desk } from "../requests/desk.ts";

/** Where the next step begins, as JSON; null: at the beginning. */
export type Place = Readonly<Record<string, unknown>> | null;

export type Step = {
  /** Null: this part has come to its end. */
  readonly next: Place;
  /** What is no longer as it was written: `where: which column`, of ids and numbers alone. */
  readonly found: readonly string[];
};

/** One kind of what is stored, looked through in steps of bounded size. */
export type Part = (desk: Desk, tx: PgTx, place: Place) => Promise<Step>;

export const END: Step = { next: null, found: [] };
