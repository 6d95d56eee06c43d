import type { Random } from "./random.ts";

/** `run` returns false when nothing came of it: then no promise can have moved. */
type Task = { readonly at: number; readonly order: number; readonly run: () => void | false };

/**
 * Virtual time. Events run one by one; after each, every promise that can move has moved before the next begins, so
 * the order of all things is a function of the seed.
 */
export class Schedule {
  now = 0;
  events = 0;
  #order = 0;
  readonly #heap: Task[] = [];
  readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  after(ms: number, run: Task["run"]): void {
    this.#push({ at: this.now + ms, order: this.#order++, run });
  }

  /** Runs until `until` (virtual milliseconds) or until nothing is left. */
  async runUntil(until: number): Promise<void> {
    while (this.#heap.length > 0 && (this.#heap[0] as Task).at <= until) {
      const task = this.#pop();
      this.now = task.at;
      this.events++;
      if (task.run() !== false) await settled();
    }
    this.now = until;
  }

  #push(task: Task): void {
    const heap = this.#heap;
    let i = heap.push(task) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(task, heap[parent] as Task)) break;
      heap[i] = heap[parent] as Task;
      i = parent;
    }
    heap[i] = task;
  }

  #pop(): Task {
    const heap = this.#heap;
    const top = heap[0] as Task;
    const last = heap.pop() as Task;
    if (heap.length === 0) return top;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Task, heap[child] as Task)) child++;
      if (!before(heap[child] as Task, last)) break;
      heap[i] = heap[child] as Task;
      i = child;
    }
    heap[i] = last;
    return top;
  }
}

const before = (a: Task, b: Task): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** Resolves when the queue of promises has run dry: only then does Node look at its ticks. No turn of the event loop, which costs more than most events. */
const settled = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));
