/**
 * Who may begin a transaction now. What is urgent begins at once. Everything else takes turns, so that connections and
 * processor are left for what is urgent; and while that is under way, and for a moment after each step that moved it, as
 * the next is on its way from the other node or from a screen, one at a time. So the main lane slows down for the flash
 * lane and never stops.
 */
const ORDINARY = 12;
const BESIDE_URGENT = 1;
const AFTER_MS = 20;

export class Turns {
  #ordinary = 0;
  #urgent = 0;
  /** Until when the next urgent step is expected, on a clock that only goes forward. */
  #until = 0;
  #looking = false;
  readonly #waiting: (() => void)[] = [];

  /** Whether something urgent is under way or expected. */
  get pressing(): boolean {
    return this.#urgent > 0 || performance.now() < this.#until;
  }

  async urgent<T>(work: () => Promise<T>): Promise<T> {
    this.#urgent += 1;
    try {
      return await work();
    } finally {
      this.#urgent -= 1;
      this.#call();
    }
  }

  /** Something urgent has moved: its next step will be here in a moment. */
  expect(): void {
    this.#until = performance.now() + AFTER_MS;
  }

  async ordinary<T>(work: () => Promise<T>): Promise<T> {
    // Who was called has been counted by who called.
    if (this.#ordinary >= this.#most) await new Promise<void>((called) => this.#waiting.push(called));
    else this.#ordinary += 1;
    // With one at a time there is always one who calls the next; more are called when nothing is urgent any more.
    if (this.pressing) this.#later();
    try {
      return await work();
    } finally {
      this.#ordinary -= 1;
      this.#call();
    }
  }

  get #most(): number {
    return this.pressing ? BESIDE_URGENT : ORDINARY;
  }

  #call(): void {
    while (this.#ordinary < this.#most) {
      const called = this.#waiting.shift();
      if (!called) return;
      this.#ordinary += 1;
      called();
    }
  }

  #later(): void {
    if (this.#looking) return;
    this.#looking = true;
    setTimeout(() => {
      this.#looking = false;
      if (this.pressing && this.#waiting.length > 0) this.#later();
      else this.#call();
    }, AFTER_MS).unref();
  }
}
