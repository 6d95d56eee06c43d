import { SetuError } from "@setu/core";
import type { Life } from "./disk.ts";
import type { Faults } from "./faults.ts";
import type { Schedule } from "./schedule.ts";

const TIMEOUT = 1_000;

/** Loses, delays, repeats, and for a while carries nothing. What it carries it never changes: TLS sees to that. */
export class Network {
  cut = false;
  quiet = false;
  readonly #schedule: Schedule;
  readonly #faults: Faults;

  constructor(schedule: Schedule, faults: Faults) {
    this.#schedule = schedule;
    this.#faults = faults;
  }

  /** A request and its answer. `serve` finds a living process when the request arrives, or throws. */
  call<T>(caller: Life, serve: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      let open = true;
      const answered = (settle: () => void) => (): void | false => {
        if (!open || !caller.alive) return false;
        open = false;
        settle();
      };
      const deliver = () =>
        void serve().then(
          (value) => this.#carry(answered(() => resolve(value))),
          (error: unknown) => this.#carry(answered(() => reject(error))),
        );
      this.#carry(deliver);
      if (!this.quiet && this.#schedule.random.chance(this.#faults.duplication)) this.#carry(deliver);
      this.#schedule.after(
        TIMEOUT,
        answered(() => reject(new SetuError("PEER_SILENT", "no answer"))),
      );
    });
  }

  #carry(deliver: () => void | false): void {
    const { random } = this.#schedule;
    if (!this.quiet && (this.cut || random.chance(this.#faults.loss))) return;
    this.#schedule.after(random.int(1, this.quiet ? 5 : this.#faults.delay), deliver);
  }
}
