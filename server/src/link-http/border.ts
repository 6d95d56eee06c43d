import { SetuError } from "@setu/core";

/** What a peer may bring in on one lane within an hour. A bundle that has begun is taken whole. */
export type Budget = { readonly entries: number; readonly bytes: number };

/** Generous: an honest peer meets it only when a whole history is sent again, which then takes more hours. */
export const BUDGET: Budget = { entries: 200_000, bytes: 2 * 1024 ** 3 };

const HOUR = 3_600_000;

type Lane = { busy: boolean; since: number; entries: number; bytes: number; held: number | null };

/**
 * How much comes in, lane by lane: one push at a time, and no more in an hour than the budget. Memory of this process,
 * on a clock that only goes forward.
 */
export class Border {
  readonly #budgetOf: (lane: string) => Budget;
  readonly #clock: () => number;
  readonly #lanes = new Map<string, Lane>();

  constructor(budgetOf: (lane: string) => Budget, clock: () => number = () => performance.now()) {
    this.#budgetOf = budgetOf;
    this.#clock = clock;
  }

  /**
   * Before a byte of the push is read. @returns what is called when the push has ended, with its size and how much of
   * the log is held then, or with nothing when it was refused on its way
   * @throws BUSY while another push is under way | OVER_QUOTA with the seconds to wait as `retry`
   */
  enter(name: string): (bytes: number, held: number | null) => void {
    const lane = this.#lane(name);
    if (lane.busy) throw new SetuError("BUSY", "another push of this lane is under way");
    const { entries, bytes } = this.#budgetOf(name);
    if (lane.entries >= entries || lane.bytes >= bytes) {
      const retry = Math.max(1, Math.ceil((lane.since + HOUR - this.#clock()) / 1000));
      throw new SetuError("OVER_QUOTA", "the lane has brought in what it may for now", { detail: { retry } });
    }
    lane.busy = true;
    return (brought, held) => {
      lane.busy = false;
      lane.bytes += brought;
      // What is repeated is not counted again; the first push only shows where the log stands.
      if (held !== null) lane.entries += Math.max(0, held - (lane.held ?? held));
      lane.held = held ?? lane.held;
    };
  }

  #lane(name: string): Lane {
    const now = this.#clock();
    const known = this.#lanes.get(name) ?? { busy: false, since: now, entries: 0, bytes: 0, held: null };
    if (now - known.since >= HOUR) Object.assign(known, { since: now, entries: 0, bytes: 0 });
    this.#lanes.set(name, known);
    return known;
  }
}
