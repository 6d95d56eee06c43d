import { randomBytes } from "node:crypto";
import { testDatabase } from "../pg/testing.ts";
import { atRest } from "./at-rest.ts";
import { DERIVED } from "./derived.ts";
import { loadMigrations, migrate } from "./migrate.ts";
import { PgStore, type PgStoreOptions } from "./pg-store.ts";
import { openPool } from "./pool.ts";
import { WALL } from "./walls.ts";

const key =
  loadMigrations()
    .map((migration) => migration.digest)
    .join() +
  DERIVED +
  WALL;

/** A database with the present schema, copied from a template that the run makes once. */
export const migratedDatabase = () =>
  testDatabase({
    key,
    migrate: async (url) => {
      const pool = openPool({ url });
      try {
        await migrate(pool);
        await new PgStore({ pool, atRest: atRest(new Uint8Array(32)) }).replay();
      } finally {
        await pool.end();
      }
    },
  });

/** An empty store on a database of its own. */
export async function testStore(options: Pick<PgStoreOptions, "project" | "rebuild"> = {}) {
  const database = await migratedDatabase();
  const pool = openPool({ url: database.url });
  const store = new PgStore({ pool, atRest: atRest(randomBytes(32)), ...options });
  const close = async () => {
    await pool.end();
    await database.drop();
  };
  return { store, pool, url: database.url, close };
}
