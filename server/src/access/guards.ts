import { isSetuError, type SetuError } from "@setu/core";
import type { Policy } from "@setu/policy";
import type { PgStore } from "../db/pg-store.ts";

/**
 * Both walls are as this program made them: the files of the policy, and the row security of the database. Asked before
 * the node serves anybody, and every hour from then on. Found otherwise, the node serves nobody until people have
 * mended it.
 */
export class Guards {
  readonly #store: Pick<PgStore, "checkWall">;
  readonly #policy: Pick<Policy, "check">;
  #fault: SetuError | null = null;
  #at: number | null = null;

  /** When they were last looked at, and the code of what was found. */
  get state(): { readonly at: number | null; readonly fault: string | null } {
    return { at: this.#at, fault: this.#fault?.code ?? null };
  }

  constructor(store: Pick<PgStore, "checkWall">, policy: Pick<Policy, "check">) {
    this.#store = store;
    this.#policy = policy;
  }

  /** @throws POLICY_INVALID | WALL_OPEN, and BUSY when the database cannot be asked: then what was known stays known */
  async check(): Promise<void> {
    try {
      this.#policy.check();
      await this.#store.checkWall();
      this.#fault = null;
      this.#at = Date.now();
    } catch (error) {
      if (isSetuError(error, "POLICY_INVALID") || isSetuError(error, "WALL_OPEN")) {
        this.#fault = error;
        this.#at = Date.now();
      }
      throw error;
    }
  }

  /** @throws what the last check found */
  assertWhole(): void {
    if (this.#fault) throw this.#fault;
  }
}
