import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import type { ItemId, Party, RecordId } from "@setu/core";
import type { LogEntry } from "@setu/link/store.ts";
import type { Accepted, RequestView } from "@setu/requests";
import { append, emptyFrontier, root } from "tlog";
import type { PgTx } from "../db/pg-store.ts";
import { askCommand, Browser, twoNodes, until, type TwoNodes } from "../node/two-nodes.fixture.ts";
import { readBody } from "../requests/bodies.ts";
import { readKnown, type Desk } from "../requests/desk.ts";
import { proofOf } from "../requests/proof.ts";
import { headFaults } from "./heads.ts";
import type { Place } from "./part.ts";
import { PARTS, scrubNext } from "./scrub.ts";
import { SEALED } from "./sealed.ts";

let nodes: TwoNodes;
let desk: Desk;
let item: ItemId;
before(async () => {
  nodes = await twoNodes();
  desk = nodes.ca.desk ?? assert.fail("the node is linked");
  const officer = new Browser(nodes.ca.url);
  await officer.signIn("ca.officer-1");
  const put = async () => {
    const bytes = new Uint8Array(randomBytes(3_000));
    const response = await officer.send(
      "POST",
      "/api/uploads?name=a.bin&type=application/octet-stream",
      bytes,
    );
    return ((await response.json()) as { id: string }).id;
  };
  const command = { ...askCommand({ lane: "flash" }), files: [await put()] };
  item = (await officer.post<Accepted>("/api/requests", { command })).item as ItemId;
  await put();
  await until(
    "receipt",
    () => officer.get<RequestView>(`/api/requests/${item}`),
    (view) => typeof view.timeline[0]?.delivery.applied === "number",
  );
  const content = { title: "", text: "Synthetic.", lang: "en", args: {}, mark: null, files: [] };
  await officer.send("PUT", "/api/drafts/new", { revision: 0, content: { acts: { ask: content } } });
});
after(() => nodes.close());

const LOG = "zz/link/yy/x/1";
const PENDING = "ca/link/in/main/1";

/** What this pair of nodes has none of: a log of a full tile on two levels, and every kind of value that waits for a second person. */
async function plant(tx: PgTx): Promise<void> {
  const leaf = (i: number): LogEntry => ({
    leaf: new Uint8Array([i]),
    leafHash: new Uint8Array(randomBytes(32)),
    t: 1,
    seen: 0,
    id: null,
    act: new Uint8Array([1]),
    body: null,
  });
  await tx.appendEntries(
    LOG,
    0,
    Array.from({ length: 256 }, (_, i) => leaf(i)),
  );
  const values: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>> = {
    held: { id: "h", item: "ca:h", officer: "ca.officer-1", until: 9e12, state: "held" },
    proposal: { id: "p", item: "ca:p", officer: "ca.officer-1", at: 1, challenge: "c", state: "open" },
    saved_view: { id: "v", officer: "ca.officer-1", shared: false, at: 1 },
    recalled_part: { id: "r", slot: 1, item: "ca:r", commitment: "c" },
    officer_change: { id: "o", officer: "ca.officer-1", proposed_by: "ca.officer-2", at: 1 },
    client_proposal: { id: "k", client: "program", proposed_by: "ca.officer-1", at: 1 },
    directory_user: { officer: "ca.officer-1", agency: "ca.ncb-ottawa", user_name: "one" },
    suspension_proposal: { id: "s", proposed_by: "ca.officer-1", at: 1 },
  };
  for (const { table, places } of SEALED) {
    const row = values[table];
    if (!row) continue;
    const secret = Object.entries(places).map(([column, placeOf]) => [
      column,
      `\\x${desk.store.atRest.seal(new Uint8Array([1]), placeOf(row)).toString("hex")}`,
    ]);
    const whole = JSON.stringify({ ...DEFAULTS[table], ...row, ...Object.fromEntries(secret) });
    await tx.db.change(`INSERT INTO ${table} SELECT * FROM jsonb_populate_record(NULL::${table}, $1)`, [
      whole,
    ]);
  }
  const alarm = { code: "FORK", at: 1, lane: null, evidence: "Synthetic" } as const;
  await tx.alarm("in" as Party, alarm, false);
}
const DEFAULTS: Readonly<Record<string, object>> = {
  proposal: { alone: false },
  directory_user: { made: 1, modified: 1, gone: false },
};

/** One round, in this transaction; or of one part. */
async function round(tx: PgTx, of?: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [name, part] of PARTS) {
    if (of !== undefined && name !== of) continue;
    let place: Place = null;
    do {
      const step = await part(desk, tx, place);
      found.push(...step.found);
      place = step.next;
    } while (place !== null);
  }
  return found;
}

/** Nothing of it stays. */
async function undone(work: (tx: PgTx) => Promise<void>): Promise<void> {
  const done = new Error("taken back");
  await assert.rejects(
    desk.store.tx(async (tx) => {
      await work(tx);
      throw done;
    }),
    done,
  );
}

const bit = (column: string, at = 20) =>
  `${column} = set_byte(${column}, ${at}, get_byte(${column}, ${at}) # 1)`;
/** One character is another one, whatever stood there: a hash in Base64 may hold any. */
const letter = (column: string, at: string) =>
  `${column} = overlay(${column} placing CASE substr(${column}, ${at}, 1) WHEN 'x' THEN 'y' ELSE 'x' END from ${at})`;
const FLASH = "origin = 'ca/link/in/flash/1' AND pos = 1";
const THEIRS = "origin LIKE 'in/link/%/flash/1' AND pos = 0";
const HOME = "origin = 'ca/home/1' AND pos = 2";
const ONE = (table: string) => `ctid = (SELECT ctid FROM ${table} LIMIT 1)`;

/** Every kind of column that a log, a key, a file or a signature stands in; one bit, or the least that its type can change by. */
const FLIPS: readonly (readonly [table: string, set: string, where: string, found: RegExp])[] = [
  ["entry", bit("leaf"), FLASH, /^ca\/link\/in\/flash\/1 1: leaf$/],
  ["entry", bit("leaf_hash"), FLASH, / 1: leaf$/],
  ["entry", "t = t + 1", FLASH, / 1: t$/],
  ["entry", "seen = seen + 1", FLASH, / 1: (seen|raises)$/],
  ["entry", "raises = NOT raises", FLASH, / 1: raises$/],
  ["entry", "id = left(id, -1) || 'x'", FLASH, / 1: id$/],
  ["entry", bit("act", 40), FLASH, / 1: act$/],
  [
    "entry",
    bit("body", 40),
    "body IS NOT NULL AND origin LIKE 'ca/link/%'",
    /^ca\/link\/in\/\w+\/1 \d+: body$/,
  ],
  ["entry", "body = NULL", "body IS NOT NULL AND origin LIKE 'ca/link/%'", / \d+: body$/],
  ["entry", bit("act", 40), THEIRS, /^in\/link\/ca\/flash\/1 0: act$/],
  ["entry", bit("act", 40), HOME, /^ca\/home\/1 2: act$/],
  ["entry", "id = NULL", HOME, /^ca\/home\/1 2: id or key$/],
  ["entry", "id = left(id, -1) || 'x'", HOME, /^ca\/home\/1 2: id or key$/],
  [
    "entry",
    "id = (SELECT id FROM entry WHERE origin = 'ca/home/1' AND pos = 1)",
    HOME,
    /^ca\/home\/1 2: id or key$/,
  ],
  ["derived.act", bit("act"), FLASH, /^ca\/link\/in\/flash\/1 1: derived act$/],
  ["tile", bit("hashes", 8_000), `origin = '${LOG}'`, /^zz\/link\/yy\/x\/1 0: tile of level 0$/],
  ["tile", bit("root"), `origin = '${LOG}'`, /^zz\/link\/yy\/x\/1 0: root of the tile of level 0$/],
  ["own_log", bit("frontier", 3), "origin LIKE '%/flash/1'", /^ca\/link\/in\/flash\/1 \d+: frontier$/],
  ["own_log", letter("checkpoint", "40"), "origin LIKE '%/flash/1'", /: checkpoint$/],
  ["own_log", letter("checkpoint", "40"), "origin LIKE '%/home/1'", /^ca\/home\/1 .*: checkpoint$/],
  ["peer_log", bit("frontier", 3), "origin LIKE '%/flash/1'", /^in\/link\/ca\/flash\/1 \d+: frontier$/],
  ["peer_log", letter("checkpoint", "40"), "origin LIKE '%/flash/1'", /: checkpoint$/],
  ["receipt", letter("note", "length(note) - 30"), ONE("receipt"), /: receipt$/],
  [
    "attachment_part",
    bit("bytes"),
    "c IN (SELECT c FROM attachment WHERE state = 'whole' UNION SELECT c FROM upload LIMIT 1)",
    /^file [\w-]{43}: bytes$/,
  ],
  ["alarm", "evidence = evidence || 'x'", "code = 'FORK'", /^alarm \d+: evidence$/],
  ...SEALED.flatMap(({ table, places }) =>
    Object.keys(places).map((column): (typeof FLIPS)[number] => [
      table,
      bit(column),
      ONE(table),
      new RegExp(`^${table} .*: ${column}$`),
    ]),
  ),
];

const PART_OF: Readonly<Record<string, string>> = {
  entry: "entries",
  "derived.act": "entries",
  own_log: "entries",
  peer_log: "entries",
  tile: "tiles",
  receipt: "receipts",
  attachment_part: "files",
  alarm: "alarms",
};

test("a bit that has turned in any kind of column is found, and nothing else is", async () => {
  await undone(async (tx) => {
    await plant(tx);
    assert.deepEqual(await round(tx), [], "as it is, everything is as it was written");
    for (const [table, set, where, expected] of FLIPS) {
      await tx.db.change("SAVEPOINT flip", []);
      const changed = await tx.db.change(`UPDATE ${table} SET ${set} WHERE ${where}`, []);
      assert.ok(changed >= 1, `${table}: ${set}`);
      const found = await round(tx, PART_OF[table] ?? "sealed");
      assert.ok(
        found.some((each) => expected.test(each)),
        `${table}: ${set}: ${JSON.stringify(found)}`,
      );
      await tx.db.change("ROLLBACK TO SAVEPOINT flip", []);
    }
  });
});

test("a log that grows by a tile while its head is looked at is as it was written", async () => {
  await undone(async (tx) => {
    await plant(tx);
    const rows = await tx.entries(LOG, 0, 256);
    const frontier = append(
      emptyFrontier(),
      rows.map((entry) => entry.leafHash),
    );
    const head = { origin: LOG, own: true, frontier, checkpoint: "" };
    await tx.appendEntries(LOG, 256, rows);
    assert.deepEqual(await headFaults(desk, tx, head, frontier), []);
    await tx.db.change("DELETE FROM tile WHERE origin = $1", [LOG]);
    assert.deepEqual(await headFaults(desk, tx, head, frontier), [`${LOG} 256: tiles of level 0`]);
  });
});

test("nothing that has turned is given out as a proof, and a text that has is not shown", async () => {
  await undone(async (tx) => {
    const known = (await readKnown(desk, tx, item)) ?? assert.fail();
    const { id } = [...known.rows.values()][0]?.act ?? assert.fail();
    const pos = `origin = 'ca/link/in/flash/1' AND id = '${id}'`;
    assert.match(await proofOf(desk, tx, known, id), /^setu-proof\/1\n/);
    for (const set of [bit("leaf"), bit("act", 40), "seen = seen"]) {
      await tx.db.change("SAVEPOINT flip", []);
      await tx.db.change(`UPDATE entry SET ${set} WHERE ${pos}`, []);
      // A hash beside it, of which the path to the root is made.
      if (set === "seen = seen")
        await tx.db.change(
          `UPDATE entry SET ${bit("leaf_hash")} WHERE origin = 'ca/link/in/flash/1' AND NOT (${pos})`,
          [],
        );
      await assert.rejects(proofOf(desk, tx, known, id), { code: "CORRUPT" }, set);
      await tx.db.change("ROLLBACK TO SAVEPOINT flip", []);
    }
    await tx.db.change(`UPDATE entry SET ${bit("body", 40)} WHERE ${pos}`, []);
    const row = [...known.rows.values()][0] ?? assert.fail();
    assert.deepEqual(await readBody(desk, tx, row), { body: null, state: "unreadable" });
  });
});

test("what waits for its place, what is missing, and a tile above tiles are found too", async () => {
  await undone(async (tx) => {
    await plant(tx);
    const place = [PENDING, "f".repeat(32) as RecordId] as const;
    const row = { origin: place[0], id: place[1], item: `ca:${place[1]}` as ItemId, seen: 1 << 30, t: 1 };
    const sealed = { a: "a", b: null, act: new Uint8Array([1]), body: null } as never;
    await tx.insertPending([{ ...row, sealed }]);
    await tx.putKeys([{ from: "ca" as Party, id: place[1], slot: 0, material: new Uint8Array(64) }]);
    const found = await round(tx);
    assert.deepEqual(found, [`${PENDING} waiting ${place[1]}: act or body`]);
    await tx.db.change("DELETE FROM pending WHERE id = $1", [place[1]]);

    await tx.db.change("SAVEPOINT flip", []);
    await tx.db.change("DELETE FROM entry WHERE origin = 'ca/home/1' AND pos = 1", []);
    assert.equal((await round(tx, "entries"))[0], "ca/home/1 1: missing");
    await tx.db.change("ROLLBACK TO SAVEPOINT flip", []);

    // Its leaves are not here: of the level below nothing is asked.
    const tiles = Array.from({ length: 255 }, (_, i) => i + 1);
    await tx.db.change(
      `INSERT INTO tile SELECT origin, level, no, hashes, root FROM tile, unnest($2::bigint[]) AS no WHERE origin = $1`,
      [LOG, tiles],
    );
    const [{ hash } = assert.fail()] = await tx.db.rows<{ hash: Uint8Array }>(
      "SELECT root AS hash FROM tile WHERE origin = $1 AND index = 0",
      [LOG],
    );
    const hashes = Array.from({ length: 256 }, () => hash);
    const top = root(append(emptyFrontier(), hashes));
    await tx.db.change("INSERT INTO tile VALUES ($1, 1, 0, $2, $3)", [LOG, Buffer.concat(hashes), top]);
    const above = async () => (await round(tx, "tiles")).filter((each) => each.includes("level 1"));
    assert.deepEqual(await above(), []);
    await tx.db.change(`UPDATE tile SET ${bit("hashes", 4_000)} WHERE origin = $1 AND level = 1`, [LOG]);
    assert.deepEqual(await above(), [`${LOG} 0: tile of level 1`]);
  });
});

test("every column of bytes of the database is looked through, or says why not", async () => {
  const columns = await desk.store.rows<{ name: string }>(
    `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
      WHERE table_schema = 'public' AND data_type = 'bytea' ORDER BY 1`,
    [],
  );
  const flipped = new Set(FLIPS.map(([table, set]) => `${table}.${set.slice(0, set.indexOf(" "))}`));
  const left = columns
    .map(({ name }) => name)
    .filter((name) => !flipped.has(name) && !EXEMPT.some(([pattern]) => pattern.test(name)));
  assert.deepEqual(left, []);
});
const EXEMPT: readonly (readonly [column: RegExp, why: string])[] = [
  [/^monotone\.root$/, "held against each head, and against the copy beside the database at a start"],
  [/^alarm\.digest$/, "with the evidence"],
  [/^epoch\.enc$/, "of no use without the secret; a wrong one opens nothing over there, and is asked again"],
  [/^pending\./, "opened before it is signed, and by the test above"],
  [
    /\.(mac|standing_mac)$|^officer\.credentials$|^passkey\./,
    "what is let in bears a code of this node, asked for each time",
  ],
  [/\.hash$/, "of something that somebody else has: it is found by it, or nobody comes in"],
  [
    /^(ceremony|session|officer)\.(content|id_token|seeded)$/,
    "of minutes or of one session; read again from the configuration",
  ],
  [/^cosignature\.signature$/, "of an outside witness: verified where it is used, and asked for again"],
];

test("a round is gone on with by whoever comes next, tells each place once, and the next begins a day later", async () => {
  const at =
    "UPDATE entry SET act = set_byte(act, 40, get_byte(act, 40) # 1) WHERE origin = 'ca/home/1' AND pos = 1";
  await desk.store.rows(at, []);
  const state = async () =>
    (
      await desk.store.rows<{ part: string | null; ended: number | null; found: number }>(
        "SELECT * FROM scrub",
        [],
      )
    )[0];
  const told = async () =>
    (await desk.store.tx((tx) => tx.link("in" as Party))).alarms.filter(({ code }) => code === "CORRUPT");
  assert.equal(await scrubNext(desk), true);
  assert.deepEqual(
    (await told()).map(({ evidence }) => evidence),
    ["ca/home/1 1: act"],
    "at the first step",
  );
  assert.deepEqual([(await state())?.part, (await state())?.ended], ["entries", null]);
  while (await scrubNext(desk));
  assert.deepEqual([(await state())?.part, (await state())?.found], [null, 1]);
  assert.equal(await scrubNext(desk), false, "not again today");
  await desk.store.rows("UPDATE scrub SET began = 1", []);
  while (await scrubNext(desk));
  assert.deepEqual([(await told()).length, (await state())?.found], [1, 1], "and told once");
  await desk.store.rows(at, []);
  await desk.store.rows("UPDATE scrub SET began = 1", []);
  while (await scrubNext(desk));
  assert.equal((await state())?.found, 0);
});
