import { newId } from "@setu/ui/api.ts";
import { exactNow } from "@setu/ui/now.ts";
import { draftKey } from "@setu/ui/leaving.ts";
import type { Acts, Clashes } from "./draft-merge.ts";
import { listOf, put, remove, removeBefore } from "./draft-disk.ts";
import { Sealer, type Sealed } from "./draft-seal.ts";

/** What is written under one key, and what the server had when it was begun. */
export type Kept = {
  readonly key: string;
  readonly base: { readonly revision: number; readonly acts: Acts } | null;
  readonly acts: Acts;
  readonly clashes: Clashes;
};
export type Found = { readonly id: string; readonly kept: Kept };

/** Who has not come back after so long has found his words elsewhere. */
const LONGEST_MS = 7 * 86_400_000;
/** A page that is being loaded again holds its lock for a moment longer. */
const PATIENCE_MS = 400;

/** This page among all that are open: it holds a lock of that name for as long as it lives. */
const PAGE = newId();
const lockOf = (page: string): string => `setu-drafts ${page}`;

/**
 * The drafts of this page on the officer's own disk. A living page's are its own; those of a page that is gone belong
 * to the first that asks. Where the browser cannot keep anything (no disk, no secure origin), nothing is kept and the
 * screens say so.
 */
class Keeper {
  #sealer: Promise<Sealer> | null = null;
  #isClosed = false;

  /** @returns whether it lies on the disk now */
  async keep(id: string, kept: Kept): Promise<boolean> {
    if (this.#isClosed) return false;
    try {
      const sealed = await (await this.#open()).seal(id, PAGE, exactNow(), kept);
      if (this.#isClosed) return false;
      await put(sealed);
      return true;
    } catch {
      return false;
    }
  }

  async drop(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await remove(ids).catch(() => {});
  }

  /** What pages of this officer have left that are gone; from now on it is this page's. */
  async takeOver(): Promise<readonly Found[]> {
    if (this.#isClosed) return [];
    try {
      const sealer = await this.#open();
      const sealed = (await listOf(sealer.owner)).filter(({ page }) => page !== PAGE);
      const pages = new Set(sealed.map(({ page }) => page));
      const found = await Promise.all([...pages].map((page) => this.#takeOverFrom(page, sealer)));
      return found.flat();
    } catch {
      return [];
    }
  }

  async #takeOverFrom(page: string, sealer: Sealer): Promise<readonly Found[]> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const mine = async (): Promise<readonly Sealed[]> => {
      const left = (await listOf(sealer.owner)).filter((each) => each.page === page);
      for (const each of left) await put({ ...each, page: PAGE });
      return left;
    };
    // Whoever still holds it lives.
    const left = await navigator.locks.request(lockOf(page), { signal }, mine).catch(() => []);
    const found = await Promise.all(
      left.map(async (each) => ({ id: each.id, kept: (await sealer.open(each)) as Kept | null })),
    );
    await this.drop(found.filter(({ kept }) => kept === null).map(({ id }) => id));
    return found.filter((each): each is Found => each.kept !== null);
  }

  /** Whether anything of this officer lies here, of whichever page. */
  async hasAny(): Promise<boolean> {
    try {
      return (await listOf((await this.#open()).owner)).length > 0;
    } catch {
      return false;
    }
  }

  /** Nothing of this officer stays here, and nothing more is written until somebody signs in. */
  async wipe(): Promise<void> {
    this.#isClosed = true;
    try {
      const all = await listOf((await this.#open()).owner);
      await remove(all.map(({ id }) => id));
    } catch {
      // Where nothing can be read, nothing was written.
    }
  }

  reopen(): void {
    this.#isClosed = false;
  }

  #open(): Promise<Sealer> {
    this.#sealer ??= this.#begin().catch((error: unknown) => {
      this.#sealer = null;
      throw error;
    });
    return this.#sealer;
  }

  async #begin(): Promise<Sealer> {
    // Before the first record: one without a living page is taken over by the next page that asks.
    await new Promise<void>((held, failed) => {
      const never = new Promise<never>(() => {});
      navigator.locks
        .request(lockOf(PAGE), () => {
          held();
          return never;
        })
        .catch(failed);
    });
    await removeBefore(exactNow() - LONGEST_MS);
    return Sealer.of(draftKey());
  }
}

export const keeper = new Keeper();
