import type { PgStore } from "../db/pg-store.ts";

/** Who reviews now: asked of the database anew after so long. */
const KEPT = 10_000;
const REVIEWERS = `SELECT id FROM officer WHERE 'oversee' = ANY (powers)`;

/**
 * Whose doings the node's own log does not tell: it is read by those who administer, and a reviewer's are sealed from
 * them. They stand in the home log.
 */
export class Unseen {
  readonly #store: Pick<PgStore, "rows">;
  #known: { readonly at: number; readonly ids: ReadonlySet<string> } | null = null;

  constructor(store: Pick<PgStore, "rows">) {
    this.#store = store;
  }

  async has(officer: string | null): Promise<boolean> {
    if (officer === null) return false;
    if (this.#known === null || performance.now() - this.#known.at > KEPT) {
      const rows = await this.#store.rows<{ id: string }>(REVIEWERS, []);
      this.#known = { at: performance.now(), ids: new Set(rows.map(({ id }) => id)) };
    }
    return this.#known.ids.has(officer);
  }
}
