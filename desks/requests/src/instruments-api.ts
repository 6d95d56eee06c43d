import type { Instrument } from "@setu/core/instruments/index.ts";

/**
 * On what exchanges rest, by this node's own register:
 *   GET /api/instruments                       Instruments
 */
export type InstrumentLine = Pick<Instrument, "id" | "basis" | "title" | "until"> & {
  /** Within how many days it ends; 0: it has ended; null: not soon, or never. */
  readonly ends: 0 | 30 | 90 | null;
};

/** `on`: what a request names, where it is in force and covers it; none: it rests on nothing. `instead`: what else does. */
export type Rests = {
  readonly on: readonly InstrumentLine[];
  readonly instead: readonly InstrumentLine[];
};

/** What ends first stands first. */
export type Instruments = {
  readonly instruments: readonly (Instrument &
    Pick<InstrumentLine, "ends"> & { readonly inForce: boolean })[];
  readonly now: number;
};
