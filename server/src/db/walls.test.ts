import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type pg from "pg";
import { openPolicy, type ItemFacts, type OfficerFacts } from "@setu/policy";
import { ITEM, NOW, OFFICER } from "@setu/policy/facts.fixture.ts";
import { testDatabase } from "../pg/testing.ts";
import { atRest } from "./at-rest.ts";
import { putItems } from "./items.fixture.ts";
import { migrate } from "./migrate.ts";
import { PgStore, type PgTx } from "./pg-store.ts";
import { openPool } from "./pool.ts";
import { sessionOf } from "./session.ts";
import { testStore } from "./testing.ts";
import { checkWall, ensureReader } from "./walls.ts";

let alone: Awaited<ReturnType<typeof testStore>>;
before(async () => void (alone = await testStore()));
after(() => alone.close());
beforeEach(() =>
  alone.pool.query(
    "DELETE FROM derived.home_act; DELETE FROM derived.act; DELETE FROM keyring; DELETE FROM derived.request",
  ),
);

const ITEMS = "SELECT item FROM derived.request ORDER BY item";
const seen = ({ db }: PgTx) =>
  db.rows<{ item: string }>(ITEMS, []).then((rows) => rows.map(({ item }) => item));
const seenBy = (who: OfficerFacts) => alone.store.readAs(who, NOW, seen);
const put = (...items: readonly Partial<ItemFacts>[]) =>
  putItems(
    alone.pool,
    items.map((each, n) => ({ ...ITEM, item: `ca:${n}`, ...each })),
  );

/** What a test does to the wall is undone with the transaction: roles are of the whole server. */
async function undone(work: (client: pg.PoolClient) => Promise<unknown>): Promise<void> {
  const client = await alone.pool.connect();
  try {
    await client.query("BEGIN");
    await work(client);
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
}

test("a statement that asks for everything gets what this officer may read, in this transaction alone", async () => {
  await put(
    {},
    { audience: ["ca.agency-2"] },
    { compartments: ["gamma"] },
    { sealed: true },
    { expires: NOW },
  );
  assert.deepEqual(await seenBy(OFFICER), ["ca:0"]);
  assert.deepEqual(await seenBy({ ...OFFICER, agency: "ca.agency-2" }), ["ca:1"]);
  assert.deepEqual(await seenBy({ ...OFFICER, active: false }), []);
  // The node itself, on the same connections.
  assert.equal((await alone.store.tx(seen)).length, 5);
});

test("acts, notes and what was made of files are reached with their item", async () => {
  await put({}, { audience: ["ca.agency-2"] });
  await alone.pool.query(
    `INSERT INTO keyring SELECT 'ca', n::text, 2, '\\x00' FROM generate_series(0, 1) AS n`,
  );
  const tables = {
    "derived.act": "SELECT 'ca', n::text, 'o', n, 0, 0, 0, 'ca:' || n, '', ''",
    "derived.home_act": "SELECT n::text, n, 'ca:' || n, 0, '', 'note', '{}'",
    "derived.file": "SELECT 'ca', n::text, 2, 'ca:' || n, 'read', 0, 0",
    "derived.rendering": "SELECT 'ca', n::text, 2, 0, 0, ''",
    "derived.rendering_page": "SELECT 'ca', n::text, 2, 0, ''",
  };
  for (const [table, made] of Object.entries(tables)) {
    await alone.pool.query(`INSERT INTO ${table} ${made} FROM generate_series(0, 1) AS n`);
    const ids = ({ db }: PgTx) => db.rows<{ id: string }>(`SELECT id FROM ${table} ORDER BY id`, []);
    assert.deepEqual(await alone.store.readAs(OFFICER, NOW, ids), [{ id: "0" }], table);
    assert.equal((await alone.store.tx(ids)).length, 2, table);
  }
});

test("behind the wall nothing is written, and credentials and the logs' heads are not read", async () => {
  await put({});
  const refused = (sql: string) =>
    assert.rejects(
      alone.store.readAs(OFFICER, NOW, ({ db }) => db.change(sql, [])),
      { code: "42501" },
      sql,
    );
  for (const sql of [
    "DELETE FROM derived.request",
    "UPDATE derived.request SET audience = '{}'",
    "INSERT INTO derived.ready VALUES ('x')",
    "SELECT * FROM session",
    "SELECT * FROM held",
    "SELECT * FROM draft",
    "SELECT mail FROM officer",
    "SELECT * FROM epoch",
    "SELECT * FROM own_log",
    "SELECT * FROM monotone",
    "ALTER TABLE derived.request DISABLE ROW LEVEL SECURITY",
    "CREATE TABLE derived.copy ()",
  ])
    await refused(sql);
});

test("where nobody was named, nothing is read", async () => {
  await put({}, { author: "", audience: [""] });
  await undone(async (client) => {
    await client.query("SET LOCAL ROLE setu_reader");
    await assert.rejects(client.query(ITEMS), { code: /^(?:42704|22P02)$/ });
  });
  // On a connection that has served an officer the settings are there, and empty.
  await seenBy(OFFICER);
  assert.deepEqual(await seenBy({ ...OFFICER, id: "", agency: "" }), []);
  await assert.rejects(seenBy({ ...OFFICER, clearance: Number.NaN }), { code: /^(?:22P02|25P02)$/ });
});

test("abuse 12: SQL in whatever an officer is called stays a value, and a condition that is always true opens nothing", async () => {
  const odd = ["' OR true --", "'}'::text[]) OR (true", '{"alpha"}', "$1", "\\', true) --", "a,b", ""];
  await put({}, { audience: ["ca.agency-2"] }, ...odd.map((agency) => ({ audience: [agency] })));
  const policy = openPolicy();
  for (const [n, agency] of odd.entries()) {
    const who = { ...OFFICER, id: `id ${agency}`, agency, compartments: odd };
    assert.deepEqual(await seenBy(who), [`ca:${n + 2}`], agency);
    const values: unknown[] = [];
    const where = policy.visible(who, "list", NOW).where((value) => `$${values.push(value)}`);
    assert.deepEqual(
      (await alone.pool.query(`SELECT item FROM derived.request WHERE ${where}`, values)).rows,
      [{ item: `ca:${n + 2}` }],
    );
  }
  const always = "SELECT item FROM derived.request WHERE item = '' OR true";
  assert.deepEqual(await alone.store.readAs(OFFICER, NOW, ({ db }) => db.rows(always, [])), [
    { item: "ca:0" },
  ]);
});

const OPENED: readonly (readonly [what: string, sql: string, told: RegExp])[] = [
  [
    "a policy is dropped",
    "DROP POLICY officers ON derived.request",
    /missing: policy officers on derived.request/,
  ],
  [
    "a policy is widened",
    "ALTER POLICY officers ON derived.request USING (true)",
    /policy officers on derived.request/,
  ],
  [
    "a policy is added",
    "CREATE POLICY more ON derived.act USING (true)",
    /added: policy more on derived.act/,
  ],
  [
    "row security is switched off",
    "ALTER TABLE derived.act DISABLE ROW LEVEL SECURITY",
    /not forced on derived.act/,
  ],
  [
    "the owner is let past",
    "ALTER TABLE derived.request NO FORCE ROW LEVEL SECURITY",
    /not forced on derived.request/,
  ],
  ["the role is let past", "ALTER ROLE setu_reader BYPASSRLS", /may do more than read/],
  ["the role may sign in", "ALTER ROLE setu_reader LOGIN", /may do more than read/],
  ["the role becomes a superuser", "ALTER ROLE setu_reader SUPERUSER", /may do more than read/],
  [
    "the role is put into another",
    "CREATE ROLE setu_test_other; GRANT setu_test_other TO setu_reader",
    /added: setu_reader is a member of setu_test_other/,
  ],
  ["a table is given to it", "GRANT SELECT ON session TO setu_reader", /added: SELECT on session granted/],
  [
    "a column is given to everybody",
    "GRANT SELECT (hash) ON session TO PUBLIC",
    /added: SELECT on session.hash/,
  ],
  ["a table becomes its own", "ALTER TABLE session OWNER TO setu_reader", /added: \S+ on session granted/],
  [
    "a function looks past it",
    "CREATE FUNCTION derived.all() RETURNS SETOF text SECURITY DEFINER LANGUAGE sql AS 'SELECT item FROM derived.request'",
    /added: function derived."all"\(\)/,
  ],
  ["a constraint is dropped", "ALTER TABLE record DROP CONSTRAINT record_pkey", /missing: /],
  ["an index is dropped", "DROP INDEX derived.act_place", /missing: CREATE UNIQUE INDEX act_place/],
];
for (const [what, sql, told] of OPENED) {
  test(`abuse 46: ${what}, and the node refuses`, () =>
    undone(async (client) => {
      const db = sessionOf(client);
      await checkWall(db);
      await client.query(sql);
      await assert.rejects(checkWall(db), (error: Error & { code?: string }) => {
        assert.equal(error.code, "WALL_OPEN");
        assert.match(error.message, told);
        return true;
      });
    }));
}

test("abuse 46: a wall found open stops officers' reading until it is found whole", async () => {
  await put({});
  await alone.pool.query("ALTER TABLE derived.request DISABLE ROW LEVEL SECURITY");
  await assert.rejects(alone.store.checkWall(), { code: "WALL_OPEN" });
  await assert.rejects(seenBy(OFFICER), { code: "WALL_OPEN" });
  await alone.store.replay("now");
  await alone.store.checkWall();
  assert.deepEqual(await seenBy(OFFICER), []);
});

test("a login that may not make roles is told what the administrator has to run", () =>
  undone(async (client) => {
    await client.query("CREATE ROLE setu_test_login LOGIN; SET LOCAL SESSION AUTHORIZATION setu_test_login");
    await assert.rejects(ensureReader(client, "setu_test_reader"), {
      code: "USAGE",
      message: /CREATE ROLE setu_test_reader NOLOGIN; GRANT setu_test_reader TO setu_test_login$/,
    });
    await client.query("RESET SESSION AUTHORIZATION");
    await client.query(
      "CREATE ROLE setu_test_reader NOLOGIN; SET LOCAL SESSION AUTHORIZATION setu_test_login",
    );
    await assert.rejects(ensureReader(client, "setu_test_reader"), { code: "USAGE" });
    await client.query("RESET SESSION AUTHORIZATION");
    await client.query("GRANT setu_test_reader TO setu_test_login");
    await client.query("SET LOCAL SESSION AUTHORIZATION setu_test_login");
    await ensureReader(client, "setu_test_reader");
  }));

test("a login that may make roles makes the reader's, and becomes it", () =>
  undone(async (client) => {
    await client.query(
      "CREATE ROLE setu_test_login LOGIN CREATEROLE; SET LOCAL SESSION AUTHORIZATION setu_test_login",
    );
    await ensureReader(client, "setu_test_reader");
    await client.query("SET LOCAL ROLE setu_test_reader");
  }));

test("an owner who is no superuser raises the wall, keeps writing, and reads everything himself", async () => {
  const database = await testDatabase();
  const login = new URL(database.url).pathname.slice(1);
  const admin = openPool({ url: database.url });
  const pool = openPool({ url: `${database.url}&options=${encodeURIComponent(`-c role=${login}`)}` });
  try {
    await admin.query(`CREATE ROLE ${login}; ALTER DATABASE ${login} OWNER TO ${login}`);
    await admin.query(`GRANT setu_reader TO ${login}`);
    await migrate(pool);
    const store = new PgStore({ pool, atRest: atRest(new Uint8Array(32)) });
    await store.replay();
    await putItems(pool, [ITEM, { ...ITEM, item: "ca:1", audience: [] }]);
    await store.checkWall();
    assert.equal((await store.readAs(OFFICER, NOW, seen)).length, 1);
    assert.equal((await store.tx(seen)).length, 2);
    await admin.query(`DROP POLICY node ON derived.request`);
    await admin.query(`REVOKE setu_reader FROM ${login}`);
    // Forced: the owner himself is behind it.
    assert.equal((await store.tx(seen)).length, 0);
  } finally {
    await pool.end();
    await admin.query(
      `REASSIGN OWNED BY ${login} TO CURRENT_USER; DROP OWNED BY ${login}; DROP ROLE ${login}`,
    );
    await admin.end();
    await database.drop();
  }
});
