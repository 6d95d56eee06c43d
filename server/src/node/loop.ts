import type { LoopState } from "@setu/requests";
import type { Log } from "../http/log.ts";
import { faultOf } from "../http/fault.ts";

/**
 * Background work that is woken at once when there is something to do and looks by itself now and then: a wake-up may
 * be lost, the looking is the truth.
 */
export class Loop {
  readonly #name: string;
  readonly #work: () => Promise<number>;
  readonly #log: Log;
  readonly #backOff: BackOff;
  #wake: () => void = () => {};
  #woken = false;
  #stopping = false;
  #running: Promise<void> | null = null;
  #last: number | null = null;
  #failing: LoopState["failing"] = null;
  /** When the round that runs, or the next one, was to begin; by the clock that only goes forward. */
  #due = Infinity;

  /** @param work one round; resolves with the milliseconds until the next, 0 for at once */
  constructor(name: string, log: Log, work: () => Promise<number>) {
    this.#name = name;
    this.#log = log;
    this.#work = work;
    this.#backOff = new BackOff();
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** How its rounds have gone, for whoever looks after the machine. */
  get state(): LoopState {
    return { name: this.#name, last: this.#last, failing: this.#failing };
  }

  /** Seconds since a round should have begun or ended; a round that runs counts from its beginning. */
  get late(): number {
    return Math.max(0, performance.now() - this.#due) / 1000;
  }

  /** Something is there. Does not shorten the pause after a failure. */
  wake(): void {
    this.#woken = true;
    this.#wake();
  }

  /** The other side has shown that it is alive: what failed may work now. */
  retry(): void {
    if (this.#backOff.isFresh()) return;
    this.#backOff.reset();
    this.wake();
  }

  /** Resolves when the round in progress has ended. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      let wait: number;
      let failed = false;
      this.#woken = false;
      this.#due = performance.now();
      try {
        wait = await this.#work();
        this.#backOff.reset();
        this.#last = Date.now();
        this.#failing = null;
      } catch (error) {
        wait = this.#backOff.next();
        failed = true;
        const fault = faultOf(error);
        this.#failing = { since: this.#failing?.since ?? Date.now(), code: fault.code };
        this.#log("loop-failed", { loop: this.#name, ...fault, wait });
      }
      this.#due = performance.now() + wait;
      // Stopped during the round: nobody would wake it from its pause.
      if (!this.#stopping && wait > 0 && (failed || !this.#woken)) await this.#sleep(wait, failed);
    }
  }

  #sleep(ms: number, failed: boolean): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      this.#wake = () => {
        if (!failed || this.#stopping || this.#backOff.isFresh()) done();
      };
      function done() {
        clearTimeout(timer);
        resolve();
      }
    });
  }
}

/** One call for all that ask within so many milliseconds. */
export function gathered(ms: number, call: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      call();
    }, ms).unref();
  };
}

const FIRST = 200;
const LONGEST = 15_000;

class BackOff {
  #ms = 0;

  reset(): void {
    this.#ms = 0;
  }

  isFresh(): boolean {
    return this.#ms === 0;
  }

  /** Doubling, with a part that is random, so that two nodes do not knock in step. */
  next(): number {
    this.#ms = Math.min(LONGEST, Math.max(FIRST, this.#ms * 2));
    return this.#ms * (0.75 + Math.random() / 2);
  }
}
