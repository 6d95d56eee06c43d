import assert from "node:assert/strict";
import { test } from "node:test";
import type { Party, RecordId } from "@setu/core";
import { storeSuite } from "@setu/link/store.suite.ts";
import { firstCorrupt } from "@setu/link/whole.ts";
import pg from "pg";
import { append, emptyFrontier, leafHash } from "tlog";
import { testStore } from "./testing.ts";

storeSuite("PostgreSQL", testStore);

const OURS = "canada/link/india/main/1";

test("the store survives the loss of its connections, and says when it does not know", async () => {
  const { store, url, close } = await testStore();
  const killer = new pg.Client({ connectionString: url });
  await killer.connect();
  const killAll = () =>
    killer.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()",
    );
  try {
    // Lost before the commit was sent: nothing happened, and the answer says so.
    await assert.rejects(
      store.tx(async (tx) => {
        await tx.advance("k", 1, new Uint8Array(32));
        await killAll();
        await tx.advance("k", 2, new Uint8Array(32));
      }),
      { code: "BUSY" },
    );
    await store.tx((tx) => tx.advance("k", 1, new Uint8Array(32)));
    // Lost when COMMIT goes out: it may or may not have happened.
    await assert.rejects(
      store.tx(async (tx) => {
        await tx.advance("k", 3, new Uint8Array(32));
        await killAll();
      }),
      { code: "UNKNOWN_OUTCOME" },
    );
    await store.tx((tx) => tx.advance("k", 4, new Uint8Array(32)));
  } finally {
    await killer.end();
    await close();
  }
});

test("a deadlock is undone and done again", async () => {
  const { store, close } = await testStore();
  const logs = [`${OURS}a`, `${OURS}b`] as const;
  try {
    await store.tx(async (tx) => {
      for (const origin of logs) await tx.own(origin, true);
    });
    let runs = 0;
    let met = () => {};
    const both = new Promise<void>((resolve) => (met = resolve));
    const crossing = (order: readonly string[]) =>
      store.tx(async (tx) => {
        for (const origin of order) {
          const own = await tx.own(origin, true);
          await tx.saveOwn({ ...own, lastT: own.lastT + 1 });
          // Each holds its first lock before either asks for its second.
          if (origin === order[0] && ++runs === 2) met();
          await both;
        }
      });
    await Promise.all([crossing(logs), crossing(logs.toReversed())]);
    assert.ok(runs > 2);
    for (const origin of logs) assert.equal((await store.tx((tx) => tx.own(origin, false))).lastT, 2);
  } finally {
    await close();
  }
});

test("work that began over emptied derived tables counts for nothing and is done again over full ones", async () => {
  let filled = 0;
  const { store, pool, close } = await testStore({ rebuild: async () => void filled++ });
  try {
    await pool.query("TRUNCATE derived.ready");
    const seen: number[] = [];
    await store.tx(async (tx) => {
      await tx.advance("k", 1, new Uint8Array(32));
      seen.push(filled);
    });
    assert.deepEqual(seen, [0, 1]);
    // An error that comes of empty tables is no answer either.
    await pool.query("TRUNCATE derived.ready");
    const answer = await store.tx(async () => {
      if (filled === 1) throw new Error("there is no such item");
      return "found";
    });
    assert.equal(answer, "found");
  } finally {
    await close();
  }
});

test("a statement that leaves with COMMIT and fails undoes the whole; one that comes after it is refused", async () => {
  let last: "fails" | "comes late" = "fails";
  const { store, close } = await testStore({
    project: async (tx) => {
      if (last === "fails") await tx.db.change("INSERT INTO record VALUES (NULL, NULL, NULL)", []);
      else for (const key of ["a", "b"]) await tx.mark(key);
    },
  });
  const write = () => store.tx(async (tx) => tx.saveOwn({ ...(await tx.own(OURS, true)), lastT: 5 }));
  try {
    await assert.rejects(write, /null value/);
    assert.equal((await store.tx((tx) => tx.own(OURS, false))).lastT, 0);
    last = "comes late";
    await assert.rejects(write, { code: "UNKNOWN_OUTCOME" });
    assert.equal((await store.tx((tx) => tx.own(OURS, false))).lastT, 5);
  } finally {
    await close();
  }
});

test("keys and epoch secrets do not stand readable in the database", async () => {
  const { store, pool, close } = await testStore();
  const secret = new TextEncoder().encode("a secret of thirty-two bytes, so");
  try {
    await store.tx(async (tx) => {
      await tx.putKeys([{ from: "canada" as Party, id: "0".repeat(32) as never, slot: 0, material: secret }]);
      await tx.putEpoch({
        id: "e",
        peer: "india" as Party,
        day: 1,
        kemKey: "k",
        enc: new Uint8Array(1),
        secret,
      });
    });
    const { rows } = await pool.query("SELECT material AS v FROM keyring UNION ALL SELECT secret FROM epoch");
    assert.equal(rows.length, 2);
    for (const { v } of rows as { v: Buffer }[]) assert.equal(v.includes(Buffer.from(secret)), false);
    // A row moved to another place opens nothing.
    await pool.query("UPDATE keyring SET slot = 1");
    await assert.rejects(
      store.tx((tx) => tx.keys("canada" as Party, ["0".repeat(32) as never])),
      { code: "CANNOT_OPEN" },
    );
  } finally {
    await close();
  }
});

test("what was destroyed does not come back under another name; a place of the home log may be another record's", async () => {
  const { store, close } = await testStore();
  try {
    const id = (n: number) => String(n).repeat(32) as RecordId;
    const [theirs, home] = ["india/link/canada/main/1", "canada/home/1"];
    for (const [n, origin] of [theirs, home].entries())
      await store.rows(
        "INSERT INTO disposal (party, id, origin, pos, at, ground, by) VALUES ('canada', $1, $2, 0, 1, 'recalled', 'x')",
        [id(n), origin],
      );
    const entry = { leaf: new Uint8Array(1), leafHash: new Uint8Array(32), t: 1, seen: 0 };
    const given = { ...entry, id: id(7), act: new Uint8Array(1), body: new Uint8Array([1, 2]) };
    await store.tx(async (tx) => {
      for (const origin of [theirs, home]) await tx.appendEntries(origin, 0, [given]);
    });
    const bodyIn = (origin: string) => store.tx(async (tx) => (await tx.entries(origin, 0, 1))[0]?.body);
    assert.equal(await bodyIn(theirs), "destroyed");
    assert.deepEqual(await bodyIn(home), new Uint8Array([1, 2]));
  } finally {
    await close();
  }
});

test("a stream of commits does not keep `applied` from advancing", async () => {
  const { store, close } = await testStore();
  let going = true;
  const commits = Array.from({ length: 4 }, async () => {
    while (going) {
      await store.tx(async (tx) => {
        await tx.peer("india/link/canada/main/1", "share");
        await new Promise((resolve) => setTimeout(resolve, 15));
      });
    }
  });
  try {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const began = Date.now();
    for (let i = 0; i < 3; i++) await store.tx((tx) => tx.peer("india/link/canada/main/1", "alone"));
    assert.ok(Date.now() - began < 10_000);
  } finally {
    going = false;
    await Promise.all(commits);
    await close();
  }
});

test("one bit that has turned in the root of a stored tile, or in a leaf hash beyond the last full one, is found where it lies", async () => {
  const { store, url, close } = await testStore();
  const other = new pg.Client({ connectionString: url });
  await other.connect();
  const leaves = Array.from({ length: 300 }, (_, i) => Buffer.from(`leaf ${i}`));
  const frontier = append(emptyFrontier(), leaves.map(leafHash));
  const found = () => store.tx((tx) => firstCorrupt(tx, { origin: OURS, frontier }));
  const flip = (what: string) => other.query(what, [OURS]);
  try {
    const entries = leaves.map((leaf) => ({
      leaf,
      leafHash: leafHash(leaf),
      t: 1,
      seen: 0,
      id: null,
      act: leaf,
      body: null,
    }));
    await store.tx((tx) => tx.appendEntries(OURS, 0, entries));
    assert.equal(await found(), null);
    // 300 leaves are subtrees of 256, 32, 8 and 4.
    for (const [column, from] of [
      ["tile SET root = set_bit(root, 9, 1 - get_bit(root, 9)) WHERE origin = $1", 0],
      [
        "entry SET leaf_hash = set_bit(leaf_hash, 9, 1 - get_bit(leaf_hash, 9)) WHERE origin = $1 AND pos = 290",
        288,
      ],
    ] as const) {
      await flip(`UPDATE ${column}`);
      assert.equal(await found(), from, column);
      await flip(`UPDATE ${column}`);
      assert.equal(await found(), null);
    }
  } finally {
    await other.end();
    await close();
  }
});
