import { SetuError } from "@setu/core";
import type { Store, Tx } from "@setu/link";
import type { Faults, Mutation } from "./faults.ts";
import { emptyState, MemoryTx, type State } from "./memory-store.ts";
import type { Schedule } from "./schedule.ts";

const REMEMBERED = 64;

/** One node's database: commits one after another, faults in between, every past commit at hand. */
export class Disk {
  state: State = emptyState();
  /** The last commits, oldest first: how far a restore can go back. */
  readonly #history: State[] = [this.state];
  full = false;
  quiet = false;
  /** Commits that a crash of the database may take back: only under `synchronous_commit = off`. */
  #soft = 0;
  readonly #schedule: Schedule;
  readonly #faults: Faults;
  readonly #mutation: Mutation | null;

  constructor(schedule: Schedule, faults: Faults, mutation: Mutation | null) {
    this.#schedule = schedule;
    this.#faults = faults;
    this.#mutation = mutation;
  }

  /** @param early the result is given out before the commit: a planted bug */
  connect(life: Life, early = false): Store {
    return { tx: <T>(fn: (tx: Tx) => Promise<T>) => this.#tx(life, fn, early) };
  }

  /** The database process dies and comes back. */
  crash(): void {
    if (this.#mutation === "synchronous-commit-off") this.back(Math.min(this.#soft, 3));
    this.#soft = 0;
  }

  /** Takes back the last `commits`: a restore, or a failover to a standby that was behind. */
  back(commits: number): void {
    const at = Math.max(0, this.#history.length - 1 - commits);
    this.#history.length = at + 1;
    // What may never roll back stands beside the database too (record.md section 6).
    const marks =
      this.#mutation === "mark-in-the-backup" ? new Map() : remembered(this.state.monotone, this.#mutation);
    const restored = this.#history[at] as State;
    this.state = { ...restored, monotone: new Map([...restored.monotone, ...marks]) };
  }

  #commit(before: State, after: State): void {
    if (after === before) return;
    this.state = after;
    this.#history.push(after);
    if (this.#history.length > REMEMBERED) this.#history.shift();
    this.#soft++;
  }

  async #tx<T>(life: Life, fn: (tx: Tx) => Promise<T>, early: boolean): Promise<T> {
    const { random } = this.#schedule;
    if (random.chance(0.3)) await life.pause(random.int(0, 5));
    if (this.full) throw new SetuError("BUSY", "the disk is full");
    const lucky = this.quiet || !random.chance(0.05);
    if (!lucky && this.#faults.abort) throw new SetuError("BUSY", "the transaction was aborted");
    const before = this.state;
    const tx = new MemoryTx(before);
    const result = await fn(tx);
    if (early && tx.state !== before) {
      this.#commitLater(life, fn, random.int(1, 1_000));
      return result;
    }
    if (this.#mutation === "lost-update") await life.pause(random.int(0, 9));
    this.#commit(before, tx.state);
    if (random.chance(0.3)) await life.pause(random.int(0, 5));
    if (!lucky && this.#faults.unknown)
      throw new SetuError("UNKNOWN_OUTCOME", "the connection died at the commit");
    return result;
  }

  /** The planted bug: what was given out is committed later, unless the process dies first. */
  #commitLater(life: Life, fn: (tx: Tx) => Promise<unknown>, ms: number): void {
    this.#schedule.after(ms, () => {
      if (!life.alive) return;
      const before = this.state;
      const tx = new MemoryTx(before);
      fn(tx).then(
        () => this.#commit(before, tx.state),
        () => undefined,
      );
    });
  }
}

/** One life of a process. After its death nothing that it awaited ever goes on. */
export class Life {
  alive = true;
  readonly #schedule: Schedule;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#schedule.after(ms, () => (this.alive ? resolve() : false)));
  }
}

/**
 * What stands beside the database. What was signed is owed from now on: nothing beside the peer knows more of it. A mark of
 * an earlier restore is no higher than what came back since.
 */
function remembered(monotone: State["monotone"], mutation: Mutation | null): ReadonlyMap<string, Marked> {
  const marks = new Map<string, Marked>();
  for (const [key, mark] of monotone) {
    if (key.startsWith("carried:") && mutation === "carried-in-the-backup") continue;
    const kept = key.replace(/^signed:/, "owed:");
    if (!/^(cosigned|carried|owed):/.test(kept) || (marks.get(kept)?.size ?? 0) > mark.size) continue;
    marks.set(kept, mark);
  }
  return marks;
}
type Marked = State["monotone"] extends ReadonlyMap<string, infer M> ? M : never;
