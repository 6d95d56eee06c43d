import { query } from "./harness.fixture.ts";
import { testDatabase } from "./testing.ts";

/* One test file of several that start at once: says how often it had to migrate, and what its database holds. */
let migrated = 0;
const database = await testDatabase({
  key: process.argv[2] ?? "",
  async migrate(url) {
    migrated += 1;
    await query(url, "CREATE TABLE made (n int)");
    await query(url, "INSERT INTO made VALUES (1)");
  },
});
await query(database.url, "INSERT INTO made VALUES (2)");
const rows = await query(database.url, "SELECT count(*)::int AS n FROM made");
process.stdout.write(JSON.stringify({ migrated, rows }));
await database.drop();
