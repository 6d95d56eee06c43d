import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { itemOf, type ItemId, type Party } from "@setu/core";
import type { ItemAction, ItemFacts } from "@setu/policy";
import type {
  Colleague,
  MyPowers,
  NoticeList,
  Outline,
  RequestList,
  RequestView,
  SearchResult,
} from "@setu/requests";
import { refOf, RULES, TOPICS } from "@setu/requests";
import { askCommand, until } from "../node/two-nodes.fixture.ts";
import { theyAsk, theySay } from "../notices/notices.fixture.ts";
import { LISTS_REASON } from "../reasons/reasons.fixture.ts";
import { readKnown } from "../requests/desk.ts";
import { submitDue } from "../requests/held.ts";
import { itemFactsIn } from "./deciding.ts";
import { joinedMark } from "./item-facts.ts";
import { officerFacts } from "./officers.ts";
import { CANARY, matrix, newId, OFFICERS, Visitor } from "./matrix.fixture.ts";
import { changeOfficers } from "../standing/rows.fixture.ts";

/** security.md section 5, abuse 26, 51, 52 and 55, on one node: what a person could notice of what she may not see. */
let world: Awaited<ReturnType<typeof matrix>>;
const visitors = new Map<string, Visitor>();
before(async () => {
  world = await matrix();
  for (const { id } of OFFICERS) {
    const visitor = new Visitor(world.app);
    if ((await visitor.signIn(id)) !== 200) continue;
    visitors.set(id, visitor);
    await visitor.send("POST", ...LISTS_REASON);
  }
  const { desk } = world;
  for (const matter of Object.values(world.items)) {
    const known = await desk.store.tx((tx) => readKnown(desk, tx, matter));
    const args = {
      ...MEANT,
      matter,
      use: "onward",
      third: "in.third",
      purpose: "investigation",
      until: LATER,
    };
    const said = {
      wf: "permissions/1",
      args,
      after: [null, null],
      mark: known && joinedMark(known),
    } as const;
    about.set(matter, (await theySay(desk, "seek", said as never)).item);
  }
});
after(() => world.close());

const as = (id: string): Visitor => visitors.get(`ca.${id}`) ?? assert.fail(`${id} is not signed in`);
const nowhere = (): ItemId => itemOf("ca" as Party, newId());
const mark = () => ({ ...askCommand().mark });
const command = (rest: object) => ({
  command: { ...askCommand({ id: newId() }), do: "message", args: {}, mark: mark(), ...rest },
});

type Verb = {
  readonly action: ItemAction;
  /** Where one rule is behind many verbs: the items on which this one is tried. */
  readonly on?: readonly string[];
  readonly ask: (who: Visitor, item: ItemId) => Promise<Response>;
};
const home =
  (what: string, args: object = {}, text?: string) =>
  (who: Visitor, item: ItemId): Promise<Response> =>
    who.send("POST", `/api/requests/${item}/home`, {
      command: { id: newId(), do: what, args, ...(text && { text }) },
    });
const get =
  (path: (item: ItemId) => string) =>
  (who: Visitor, item: ItemId): Promise<Response> =>
    who.send("GET", path(item));
/** By matter, a permission about it that the other side asks for; of what is no matter, none. */
const about = new Map<string, ItemId>();
const permission = (item: ItemId): ItemId => about.get(item) ?? itemOf("in" as Party, newId());
const LATER = 4_000_000_000_000;
const MEANT = { records: ["0".repeat(32)], files: [] };
const onPermission = (what: string, args: object = {}, on = ["open", "compartment", "drugs"]): Verb => ({
  action: "send",
  on,
  ask: (who, item) =>
    who.send("POST", `/api/permissions/${permission(item)}/acts`, {
      command: { id: newId(), do: what, args, after: [null, null], body: null },
    }),
});
/** Who may send in a matter asks for leave about it and answers, and nobody else; who may read it reads of it. */
const PERMISSIONS: Readonly<Record<string, Verb>> = {
  leaves: { action: "read", ask: get((item) => `/api/requests/${item}/permissions`) },
  leave: { action: "read", ask: get((item) => `/api/permissions/${permission(item)}`) },
  "give-on": {
    action: "prove",
    ask: get((item) => `/api/permissions/${permission(item)}/onward/${"0".repeat(32)}`),
  },
  seek: {
    action: "send",
    ask: (who, item) => {
      const named = { use: "onward", third: "uk.ncb", purpose: "investigation" };
      const args = { ...MEANT, ...named, matter: item, until: LATER };
      const seek = { id: newId(), do: "seek", args, after: [null, null], body: null };
      return who.send("POST", "/api/permissions", { command: seek });
    },
  },
  clarify: onPermission("clarify"),
  grant: onPermission("grant", { ...MEANT, conditions: [], until: LATER }),
  refuse: onPermission("refuse", { ground: "not-held" }),
  revoke: onPermission("revoke", { from: 1 }),
  reply: onPermission("reply"),
  withdraw: onPermission("withdraw"),
  used: onPermission("used", { at: 1 }),
  return: onPermission("return"),
};
const VERBS: Readonly<Record<string, Verb>> = {
  ...PERMISSIONS,
  read: { action: "read", ask: get((item) => `/api/requests/${item}`) },
  page: { action: "read", ask: get((item) => `/read/requests/${item}`) },
  present: { action: "list", ask: get((item) => `/api/presence/${item}`) },
  prove: { action: "prove", ask: get((item) => `/api/requests/${item}/proofs/${"0".repeat(32)}`) },
  look: { action: "look", ask: get((item) => `/api/requests/${item}/files/${"a".repeat(43)}/pages`) },
  take: { action: "download", ask: get((item) => `/api/requests/${item}/files/${"a".repeat(43)}`) },
  manifest: { action: "prove", ask: get((item) => `/api/requests/${item}/files/${"a".repeat(43)}/manifest`) },
  reason: {
    action: "list",
    ask: (who, item) =>
      who.send("POST", `/api/requests/${item}/reason`, { verb: "disclosure", code: "supervision", why: "x" }),
  },
  uses: { action: "read", ask: get((item) => `/api/requests/${item}/uses`) },
  use: {
    action: "draft",
    ask: (who, item) =>
      who.send("POST", `/api/requests/${item}/uses`, { id: newId(), kind: "listing", text: "x" }),
  },
  note: { action: "note", ask: home("note", { mentions: [] }, "x") },
  watch: { action: "watch", ask: home("unwatch", { officer: "ca.nobody" }) },
  refer: { action: "refer", ask: home("refer", { kind: "other" }, "x") },
  away: { action: "put-away", ask: home("resume") },
  follow: { action: "follow-up", ask: home("follow-up", {}) },
  assign: { action: "assign", ask: home("assign", { officer: "ca.nobody" }) },
  seal: { action: "unseal", ask: home("undo", { of: "0".repeat(32) }) },
  compartment: { action: "compartment", ask: home("compartment") },
  "pass-on": { action: "pass-on", ask: home("pass-on", {}, "x") },
  send: {
    action: "send",
    ask: (who, item) =>
      who.send("POST", `/api/requests/${item}/acts`, command({ do: "answer", after: [null, null] })),
  },
  sign: {
    action: "send",
    ask: (who, item) => who.send("POST", "/api/requests/sign", { item, ...command({}) }),
  },
  check: {
    action: "draft",
    ask: (who, item) => who.send("POST", "/api/requests/check", { item, ...command({}) }),
  },
  draft: {
    action: "draft",
    ask: (who, item) => who.send("PUT", `/api/drafts/${item}`, { revision: 9, content: { acts: {} } }),
  },
};
/** What these ask for is judged by another rule than the verb's own, or is not there for anybody. */
const OTHERWISE: Readonly<Record<string, ItemAction>> = { watch: "assign", seal: "note" };

test("abuse 51: every item, every officer and every verb is answered as the policy decides", async () => {
  const { desk, items } = world;
  const now = desk.ports.world.now();
  const wrong: string[] = [];
  let asked = 0;
  for (const [id, visitor] of visitors) {
    const officer = await officerFacts(desk.store, id, now);
    for (const [name, item] of Object.entries(items)) {
      const facts = await desk.store.tx((tx) => itemFactsIn(desk, tx, item));
      assert.ok(facts, name);
      const may = (action: ItemAction) =>
        desk.policy.decide(officer, action, facts, { now, open: facts.open }).allow;
      const verbs = Object.entries(VERBS).filter(([, { on }]) => on?.includes(name) !== false);
      const answers = await Promise.all(
        verbs.map(async ([verb, { action, ask }]) => {
          const answer = await ask(visitor, item);
          return { verb, action, answer, body: await answer.text() };
        }),
      );
      for (const { verb, action, answer, body } of answers) {
        const known = may("read") || may("outline");
        const allowed = may(OTHERWISE[verb] ?? action);
        const refused = answer.status === 403 && body.includes("FORBIDDEN");
        const hidden = answer.status === 404 && body.includes("NOT_FOUND");
        asked++;
        // What is allowed may still not be there (a file), or be wrong in itself; it is never forbidden.
        const right = allowed ? !refused : known ? refused : hidden;
        if (!right) wrong.push(`${id} ${verb} ${name}: ${answer.status} ${body.slice(0, 120)}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(asked > 1_500, String(asked));
});

const headersOf = ({ headers }: Response) => [...headers].filter(([name]) => name !== "date");

test("abuse 51: what may not be seen is answered as what is not there, to the byte", async () => {
  const { items } = world;
  for (const [verb, { ask }] of Object.entries(VERBS)) {
    const [hidden, absent] = [
      await ask(as("officer-2"), items.compartment),
      await ask(as("officer-2"), nowhere()),
    ];
    assert.deepEqual([hidden.status, headersOf(hidden)], [absent.status, headersOf(absent)], verb);
    assert.equal((await hidden.text()).replaceAll(items.compartment, ""), await absent.text(), verb);
  }
});

/** How far apart the medians of both are, and how far one of them spreads by itself. */
async function timed(rounds: number): Promise<{ readonly apart: number; readonly noise: number }> {
  const times: Record<"hidden" | "absent", number[]> = { hidden: [], absent: [] };
  for (let round = 0; round < rounds; round++) {
    for (const kind of round % 2 ? (["hidden", "absent"] as const) : (["absent", "hidden"] as const)) {
      const item = kind === "hidden" ? world.items.compartment : nowhere();
      const began = performance.now();
      await (await as("officer-2").send("GET", `/api/requests/${item}`)).text();
      if (round >= 10) times[kind].push(performance.now() - began);
    }
  }
  const at = (list: number[], part: number) =>
    list.toSorted((x, y) => x - y)[Math.floor(list.length * part)] ?? 0;
  // A burst of other work may fall on either kind.
  const spread = (kind: number[]) => at(kind, 0.75) - at(kind, 0.25);
  const noise = Math.max(spread(times.absent), spread(times.hidden));
  return { noise: Math.max(noise, 0.5), apart: Math.abs(at(times.hidden, 0.5) - at(times.absent, 0.5)) };
}

test("abuse 51: nor by the time it takes", async () => {
  const seen: string[] = [];
  // The loop of a running node does this within a fifth of a second of each change.
  await as("officer-1").text("/api/requests");
  // What is told by time is told each time; what a busy machine does is not.
  for (let attempt = 0; attempt < 5; attempt++) {
    const { apart, noise } = await timed(60);
    if (apart <= noise) return;
    seen.push(`medians ${apart} ms apart, noise ${noise} ms`);
  }
  assert.fail(seen.join("; "));
});

const LISTS = [
  "/api/requests?view=all",
  "/api/requests?view=all&sort=due",
  "/api/requests?state=follow-up",
  `/api/requests?q=${CANARY}`,
  "/api/requests.csv",
  `/api/search?q=${CANARY}`,
  `/api/search?q=ref-${CANARY}`,
  "/api/requests/new",
  "/api/picture",
  "/api/notices",
  "/api/presence",
  "/api/drafts",
  "/api/views",
  "/api/outlines",
  "/api/powers",
  "/api/officers",
  "/read/all",
  "/read/notices",
  `/read/search?q=${CANARY}`,
] as const;

test("abuse 52: of what lies in a compartment, who is outside it meets no word, no number and no reference", async () => {
  const { items } = world;
  const ref = refOf(items.compartment);
  const { path } = (await (await as("officer-2").send("POST", "/api/feed", {})).json()) as { path: string };
  const open = await as("officer-2").text(`/api/requests/${items.open}`);
  const told = [open, await as("officer-2").text(path), await as("officer-2").text(`/api/references/${ref}`)];
  for (const where of LISTS) {
    const answer = await as("officer-2").send("GET", where);
    // What was asked for is said again by the page that asks.
    told.push((await answer.text()).replaceAll(`"q":"${CANARY}"`, ""), JSON.stringify([...answer.headers]));
  }
  for (const text of told)
    for (const secret of [CANARY, items.compartment, ref])
      assert.ok(!text.toLowerCase().includes(secret.toLowerCase()), `${secret} in ${text.slice(0, 3_000)}`);
  // Who is within finds all of it: the test would notice a canary that is nowhere.
  const within = await Promise.all(LISTS.map((where) => as("within").text(where)));
  assert.ok(within.filter((text) => text.includes(CANARY)).length >= 6);
  const { matters } = JSON.parse(await as("within").text(`/api/search?q=ref-${CANARY}`)) as SearchResult;
  assert.deepEqual(
    matters.map(({ row }) => row.item),
    [items.compartment],
  );
  const count = async (who: string) =>
    (JSON.parse(await as(who).text("/api/requests?view=all")) as RequestList).total;
  assert.equal((await count("within")) - (await count("officer-2")), 1);
});

test("abuse 52: a colleague outside is told of nothing that happens there: no notice, no event", async () => {
  const { items, pool, events } = world;
  await pool.query(
    `INSERT INTO notice (event, officer, item, kind, reason, at, screen) SELECT 'x/' || id, id, $1, 'mentioned', 'mentioned', 1, true
     FROM unnest(ARRAY['ca.officer-2', 'ca.within']) AS id`,
    [items.compartment],
  );
  const notices = async (who: string) => JSON.parse(await as(who).text("/api/notices")) as NoticeList;
  const [outside, within] = [await notices("officer-2"), await notices("within")];
  const about = ({ rows }: NoticeList) => rows.filter(({ item }) => item === items.compartment).length;
  assert.deepEqual([about(outside), about(within)], [0, 1]);
  assert.equal(within.unread - outside.unread, 1);

  const heard = new Map<string, string>();
  const streams = await Promise.all(
    ["officer-2", "within"].map(async (who) => {
      const stream = (await as(who).send("GET", "/api/events")).body?.getReader();
      assert.ok(stream);
      heard.set(who, "");
      void (async () => {
        for (let part = await stream.read(); !part.done; part = await stream.read())
          heard.set(who, `${heard.get(who)}${Buffer.from((part.value ?? []) as Uint8Array).toString()}`);
      })();
      return stream;
    }),
  );
  await until(
    "open",
    async () => [...heard.values()],
    (all) => all.every((text) => text.includes("open")),
  );
  events.send({ kind: "item", item: items.compartment });
  events.send({ kind: "presence", item: items.compartment });
  events.send({ kind: "item", item: items.open });
  await until(
    "told",
    async () => [...heard.values()],
    (all) => all.every((text) => text.includes(items.open)),
  );
  assert.ok(heard.get("within")?.includes(items.compartment));
  const told = JSON.stringify({ kind: "item", item: items.open });
  assert.equal(heard.get("officer-2"), `: open\n\ndata: ${told}\nid: 1\n\n`);
  for (const stream of streams) await stream.cancel();
});

test(
  "abuse 26: who is suspended hears and sees nothing from the next moment on",
  { timeout: 20_000 },
  async () => {
    const { events, items } = world;
    const visitor = new Visitor(world.app);
    assert.equal(await visitor.signIn("ca.within"), 200);
    const stream = (await visitor.send("GET", "/api/events")).body?.getReader();
    assert.ok(stream);
    await stream.read();
    await changeOfficers(world.desk.store, "UPDATE officer SET suspended = true WHERE id = 'ca.within'");
    try {
      events.send({ kind: "item", item: items.open });
      let text = "";
      for (let part = await stream.read(); !part.done; part = await stream.read())
        text += Buffer.from(part.value).toString();
      assert.ok(text.includes('"session"') && !text.includes(items.open), text);
      assert.equal((await visitor.send("GET", "/api/requests")).status, 401);
      assert.notEqual(await new Visitor(world.app).signIn("ca.within"), 200);
    } finally {
      await changeOfficers(world.desk.store, "UPDATE officer SET suspended = false WHERE id = 'ca.within'");
    }
  },
);

test(
  "abuse 26: what is taken from an officer ends her stream, so that her screen asks anew",
  { timeout: 20_000 },
  async () => {
    const { events, items } = world;
    const stream = (await as("within").send("GET", "/api/events")).body?.getReader();
    assert.ok(stream);
    await stream.read();
    await changeOfficers(world.desk.store, "UPDATE officer SET compartments = '{}' WHERE id = 'ca.within'");
    try {
      events.send({ kind: "item", item: items.compartment });
      let text = "";
      for (let part = await stream.read(); !part.done; part = await stream.read())
        text += Buffer.from(part.value).toString();
      assert.equal(text, "");
    } finally {
      await changeOfficers(
        world.desk.store,
        "UPDATE officer SET compartments = ARRAY['amal'] WHERE id = 'ca.within'",
      );
    }
  },
);

test("who has no power, or no longer any, sees nothing; nobody's term lasts for ever", async () => {
  const { rows } = JSON.parse(await as("powerless").text("/api/requests?view=all")) as RequestList;
  assert.deepEqual(rows, []);
  assert.ok(!visitors.has("ca.suspended") && !visitors.has("ca.expired"));
});

test("a text for named eyes is withheld from the others, with its rule and without its length", async () => {
  const { desk, items, officer, pass } = world;
  const { accept, submitDue } = await import("../requests/held.ts");
  const { parseCommand } = await import("../requests/command.ts");
  const said = askCommand({ id: newId(), body: { text: `Only for named eyes: ${CANARY}.`, lang: "en" } });
  const { after: _, ...message } = { ...said, do: "message", args: {}, mark: { ...mark(), tlp: "RED" } };
  await accept(desk, officer, items.open, parseCommand(message, Date.now()));
  pass(11_000);
  await submitDue(desk);
  const seen = async (who: string) => {
    const view = JSON.parse(await as(who).text(`/api/requests/${items.open}`)) as RequestView;
    const act = view.timeline.find(({ id }) => id === message.id);
    assert.ok(act);
    return { view, act };
  };
  const [named, other] = [await seen("officer-1"), await seen("officer-2")];
  assert.match(named.act.body?.text ?? "", /named eyes/);
  assert.deepEqual(
    [other.act.bodyState, other.act.rule, other.act.body, other.act.by, other.act.attachments],
    ["withheld", "red", null, null, []],
  );
  assert.ok(!JSON.stringify(other.view).includes(CANARY));
  const proof = await as("officer-2").send("GET", `/api/requests/${items.open}/proofs/${message.id}`);
  assert.equal(proof.status, 404);
  // Nor does a search tell that the word is there.
  const found = JSON.parse(await as("officer-2").text(`/api/search?q=${CANARY} open`)) as SearchResult;
  assert.deepEqual(found.matters, []);
});

test("what nobody here may read is said to who leads, who passes it on", async () => {
  const { items } = world;
  const outlines = async (who: string) => JSON.parse(await as(who).text("/api/outlines")) as Outline[];
  const before = await outlines("officer-1");
  assert.deepEqual(
    before.map(({ item, why }) => [item, why]).toSorted(),
    [
      [items.nameless, "named"],
      [items.nobodys, "audience"],
    ].toSorted(),
  );
  assert.deepEqual(Object.keys(before[0] ?? {}).toSorted(), ["due", "item", "ref", "updated", "why"]);
  assert.deepEqual(await outlines("reader"), []);
  const visible = async (item: ItemId) => (await as("reader").send("GET", `/api/requests/${item}`)).status;
  assert.deepEqual([await visible(items.nobodys), await visible(items.nameless)], [404, 404]);
  const pass = (who: string, item: ItemId, args: object) =>
    home("pass-on", args, "It is theirs.")(as(who), item);
  assert.equal((await pass("reader", items.nobodys, { agency: "ca.ncb-ottawa" })).status, 404);
  assert.equal((await pass("officer-1", items.nobodys, { agency: "ca.ncb-ottawa" })).status, 204);
  assert.equal((await pass("officer-1", items.nameless, { officer: "ca.reader" })).status, 204);
  assert.deepEqual([await visible(items.nobodys), await visible(items.nameless)], [200, 200]);
  assert.deepEqual(await outlines("officer-1"), []);
  // What somebody may read is passed on by nobody.
  assert.equal((await pass("officer-1", items.open, { agency: "ca.elsewhere" })).status, 409);
});

test("what lies unseen is found by an index, however much is seen", async () => {
  const { pool } = world;
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const { rows: columns } = await client.query<{ name: string }>(
      `SELECT attname AS name FROM pg_attribute WHERE attrelid = 'derived.request'::regclass AND attnum > 1 AND attgenerated = ''`,
    );
    const names = columns.map(({ name }) => name).join(", ");
    await client.query(`INSERT INTO derived.request (item, ${names}) SELECT 'ca:' || n, ${names}
      FROM derived.request CROSS JOIN generate_series(1, 5000) AS n WHERE item = '${world.items.open}'`);
    await client.query("ANALYZE derived.request");
    const read = async () => {
      const { rows } = await client.query(
        "SELECT seq_tup_read + idx_tup_fetch AS n FROM pg_stat_xact_user_tables WHERE relname = 'request'",
      );
      return Number((rows as { n: string }[])[0]?.n);
    };
    const before = await read();
    const { rows } = await client.query(
      "SELECT derived.unseen(ARRAY['ca.ncb-ottawa', 'ca.elsewhere'], ARRAY['cyber/0', 'cyber/0'])",
    );
    const looked = (await read()) - before;
    assert.ok(rows.length < 10 && looked < 200, `${looked} lines were read for ${rows.length}`);
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
});

test("abuse 51: a topic at a level that she may not read is not there; where she may not write or send the rule says so", async () => {
  const { items } = world;
  const [above, absent] = await Promise.all(
    [items.level, nowhere()].map((item) => as("topical").send("GET", `/api/requests/${item}`)),
  );
  assert.ok(above && absent);
  assert.deepEqual([above.status, await above.text()], [404, await absent.text()]);
  const { rows } = JSON.parse(await as("topical").text("/api/requests?view=all")) as RequestList;
  const listed = rows.map(({ item }) => item);
  assert.deepEqual(
    [listed.includes(items.open), listed.includes(items.drugs), listed.includes(items.level)],
    [true, true, false],
  );
  const stopped = async (item: ItemId) =>
    (JSON.parse(await as("topical").text(`/api/requests/${item}`)) as RequestView).stopped;
  assert.deepEqual(
    [(await stopped(items.open)).send, (await stopped(items.open)).note],
    ["topic-send", undefined],
  );
  assert.deepEqual(
    [(await stopped(items.drugs)).send, (await stopped(items.drugs)).note],
    [undefined, "topic-draft"],
  );
  const mine = async (who: string) => JSON.parse(await as(who).text("/api/powers")) as MyPowers;
  const { topics, asks } = await mine("topical");
  assert.deepEqual(topics, { read: { cyber: 1, drugs: 0 }, draft: { cyber: 4 }, send: { drugs: 0 } });
  assert.deepEqual([asks, (await mine("officer-1")).asks], [[], [...TOPICS]]);
  const ask = async (who: string, offence: string) => {
    const given = askCommand({ id: newId() });
    const answer = await as(who).send("POST", "/api/requests", {
      command: { ...given, args: { ...given.args, offence } },
    });
    const { detail } = (await answer.json()) as { detail?: { rule?: string } };
    return [answer.status, detail?.rule];
  };
  assert.deepEqual(await ask("topical", "ransomware"), [403, "topic-send"]);
  assert.deepEqual(await ask("topical", "drug-trafficking"), [403, "topic-draft"]);
});

test("abuse 52: what came back to its author is listed only while she may read where it belonged", async () => {
  const { desk, pass } = world;
  const { accept, submitDue } = await import("../requests/held.ts");
  const { parseCommand } = await import("../requests/command.ts");
  const within = { id: "ca.within", name: "within", agency: "ca.ncb-ottawa", lang: "en" as const };
  // What is in the flash lane is not held.
  const given = askCommand({ id: newId(), lane: "main" });
  const asked = { ...given, args: { ...given.args, offence: "corruption" } };
  const { item } = await accept(desk, within, null, parseCommand(asked, Date.now()));
  pass(11_000);
  await submitDue(desk);
  const body = { text: `About ${CANARY}.`, lang: "en" as const };
  const { after: _, ...message } = { ...asked, id: newId(), do: "message", args: {}, body };
  await accept(desk, within, item as ItemId, parseCommand(message, Date.now()));
  const reads = (given: object) =>
    changeOfficers(desk.store, "UPDATE officer SET topics = jsonb_set(topics, '{read}', $1) WHERE id = $2", [
      given,
      within.id,
    ]);
  await reads({ cyber: 4, general: 4 });
  pass(11_000);
  await submitDue(desk);
  const listed = async () => (await as("within").text("/api/drafts")).includes(CANARY);
  assert.equal(await listed(), false);
  await reads({ cyber: 4, general: 4, fraud: 4 });
  assert.equal(await listed(), true);
  await reads(Object.fromEntries(TOPICS.map((topic) => [topic, 4])));
});

test("what nobody may read for its topic is said to who leads, who gives it to those who may", async () => {
  const { items, pool } = world;
  const outlines = async () => JSON.parse(await as("officer-1").text("/api/outlines")) as Outline[];
  const before = await pool.query("SELECT id, topics FROM officer");
  await changeOfficers(
    world.desk.store,
    "UPDATE officer SET topics = topics #- '{read,drugs}' WHERE id <> 'ca.elsewhere'",
  );
  try {
    assert.deepEqual(
      (await outlines()).map(({ item, why }) => [item, why]),
      [[items.drugs, "topic"]],
    );
    const seen = async (who: string) => (await as(who).send("GET", `/api/requests/${items.drugs}`)).status;
    assert.deepEqual(
      [await seen("officer-2"), await seen("reader"), await seen("elsewhere")],
      [403, 404, 403],
    );
    const pass = home("pass-on", { agency: "ca.elsewhere" }, "They work on it.");
    assert.equal((await pass(as("officer-1"), items.drugs)).status, 204);
    assert.deepEqual([await seen("reader"), await seen("elsewhere")], [404, 200]);
    assert.deepEqual(await outlines(), []);
  } finally {
    for (const { id, topics } of before.rows as { id: string; topics: object }[])
      await changeOfficers(world.desk.store, "UPDATE officer SET topics = $2 WHERE id = $1", [id, topics]);
  }
});

test("an act that is stopped on a visible item says which rule stops it", async () => {
  const view = async (who: string) =>
    JSON.parse(await as(who).text(`/api/requests/${world.items.open}`)) as RequestView;
  assert.deepEqual((await view("officer-1")).stopped, {});
  assert.deepEqual((await view("reader")).stopped, {
    send: "send",
    note: "draft",
    assign: "assign",
    seal: "seal",
  });
  const reviewer = await view("reviewer");
  assert.equal(reviewer.stopped.send, "oversight-changes-nothing");
  const mine = JSON.parse(await as("reader").text("/api/powers")) as MyPowers;
  assert.deepEqual(mine.powers, ["read"]);
  assert.equal(mine.may.find(({ action }) => action === "ask")?.may, "none");
  assert.ok(mine.people.supervise.some(({ id }) => id === "ca.officer-1"));
});

test("work is given to nobody who only looks on: it would be lost from the list of what nobody has", async () => {
  const { items } = world;
  const give = (what: string, officer: string) =>
    home(
      what,
      { officer: `ca.${officer}`, from: null },
      what === "task" ? "Call them." : undefined,
    )(as("officer-1"), items.open);
  const refused = async (officer: string, rule: string) => {
    for (const what of ["assign", "task"]) {
      const answer = await give(what, officer);
      assert.equal(answer.status, 403, `${what} to ${officer}`);
      assert.equal(((await answer.json()) as { detail: { rule: string } }).detail.rule, rule);
    }
  };
  await refused("reviewer", "oversight-changes-nothing");
  await refused("reader", "draft");
  // Nor is it offered: what each can be given is told with the names.
  const given = new Map(
    (JSON.parse(await as("officer-1").text("/api/officers")) as Colleague[]).map((each) => [
      each.id,
      each.given,
    ]),
  );
  assert.deepEqual(
    ["officer-2", "reader", "administrator", "powerless"].map((who) => given.get(`ca.${who}`)),
    ["work", "word", "nothing", "nothing"],
  );
  const view = JSON.parse(await as("officer-1").text(`/api/requests/${items.open}`)) as RequestView;
  assert.deepEqual([view.ours.assignee, view.ours.tasks], [null, []]);
});

test("a reviewer is seen by nobody whose work she reviews, and leaves nothing to be seen", async () => {
  const { items, events } = world;
  const listed = async (who: string) =>
    (JSON.parse(await as(who).text("/api/officers")) as Colleague[]).some(({ id }) => id === "ca.reviewer");
  assert.deepEqual(
    await Promise.all(["officer-1", "reader", "powerless", "reviewer", "administrator"].map(listed)),
    [false, false, false, true, true],
  );

  const told: string[] = [];
  events.before = ({ kind }) => void told.push(kind);
  const here = await as("reviewer").send("POST", `/api/presence/${items.open}`, { doing: "reading" });
  const seen = await as("officer-1").text(`/api/presence/${items.open}`);
  assert.deepEqual([here.status, seen, told], [200, "[]", []]);
  await as("officer-2").send("POST", `/api/presence/${items.open}`, { doing: "reading" });
  assert.match(await as("officer-1").text(`/api/presence/${items.open}`), /ca\.officer-2/);

  const rule = async (answer: Response) => [
    answer.status,
    ((await answer.json()) as { detail?: { rule: string } }).detail?.rule,
  ];
  const share = (who: string, shared: boolean) =>
    as(who).send("POST", "/api/views", { id: newId(), name: "Shared", query: "who=mine", shared });
  const upload = (who: string) => as(who).send("POST", "/api/uploads?name=a.txt&type=text/plain", {});
  assert.deepEqual(await rule(await share("reviewer", true)), [403, "oversight-changes-nothing"]);
  assert.deepEqual(await rule(await upload("reviewer")), [403, "oversight-changes-nothing"]);
  assert.deepEqual(await rule(await upload("reader")), [403, "draft"]);
  const kept = await Promise.all([share("reviewer", false), share("reader", true), upload("officer-1")]);
  assert.deepEqual(
    kept.map(({ status }) => status),
    [200, 200, 200],
  );
});

test("access is asked for with one answer, whatever is there; who leads hears of what is", async () => {
  const { items } = world;
  const ask = (item: ItemId) => as("officer-2").send("POST", "/api/access", { ref: refOf(item) });
  const [there, absent] = [await ask(items.compartment), await ask(nowhere())];
  assert.deepEqual(
    [there.status, headersOf(there), await there.text()],
    [202, headersOf(absent), await absent.text()],
  );
  const { rows } = JSON.parse(await as("officer-1").text("/api/notices")) as NoticeList;
  const asked = rows.filter(({ kind }) => kind === "access");
  assert.deepEqual(
    asked.map(({ item, reason }) => [item, reason]),
    [[items.compartment, "ca.officer-2"]],
  );
});

test("abuse 52: a lead hears that access is asked to an item only while she may know that it exists", async () => {
  const { items, pool } = world;
  const ask = (item: ItemId) => as("reader").send("POST", "/api/access", { ref: refOf(item) });
  assert.deepEqual([(await ask(items.compartment)).status, (await ask(items.sealed)).status], [202, 202]);
  const given = async (item: ItemId) =>
    (
      await pool.query(
        "SELECT officer FROM notice WHERE item = $1 AND kind = 'access' AND reason = 'ca.reader' ORDER BY officer",
        [item],
      )
    ).rows.map((row) => (row as { officer: string }).officer);
  // Each of these leads; `uncleared` and `officer-2` are outside the compartment.
  assert.deepEqual(await given(items.compartment), ["ca.elsewhere", "ca.officer-1", "ca.within"]);
  assert.deepEqual(await given(items.sealed), ["ca.officer-1"]);
  const listed = async () => {
    const { rows, unread } = JSON.parse(await as("elsewhere").text("/api/notices")) as NoticeList;
    return { about: rows.filter(({ item }) => item === items.compartment).length, unread };
  };
  const before = await listed();
  assert.ok(before.about > 0, "she may know that it exists, though she may not read it");
  await changeOfficers(world.desk.store, "UPDATE officer SET compartments = '{}' WHERE id = 'ca.elsewhere'");
  try {
    assert.deepEqual(await listed(), { about: 0, unread: before.unread - before.about });
  } finally {
    await changeOfficers(
      world.desk.store,
      "UPDATE officer SET compartments = ARRAY['amal'] WHERE id = 'ca.elsewhere'",
    );
  }
});

test("who had asked is told when it may be read, and whoever was to help has nothing more to do", async () => {
  const { items, pool } = world;
  const about = async (who: string) =>
    (JSON.parse(await as(who).text("/api/notices")) as NoticeList).rows.flatMap(
      ({ kind, item, reason, read }) => (kind === "access" && item === items.sealed ? [[reason, read]] : []),
    );
  assert.deepEqual([await about("officer-1"), await about("reader")], [[["ca.reader", false]], []]);
  const watch = home("watch", { officer: "ca.reader" });
  assert.equal((await watch(as("officer-1"), items.sealed)).status, 204);
  assert.deepEqual(
    [await about("officer-1"), await about("reader")],
    [[["ca.reader", true]], [["granted", false]]],
  );
  // Another act that opens it says nothing again; nor is anybody told who had asked and still may not.
  await home("unwatch", { officer: "ca.reader" })(as("officer-1"), items.sealed);
  await watch(as("officer-1"), items.sealed);
  assert.deepEqual(await about("reader"), [["granted", false]]);
  const { rows } = await pool.query("SELECT DISTINCT officer FROM notice WHERE reason = 'granted'");
  assert.deepEqual(rows, [{ officer: "ca.reader" }]);
});

test("who may lift what stops the asker hears of it too, though she does not lead", async () => {
  const { items, pool } = world;
  await changeOfficers(
    world.desk.store,
    "UPDATE officer SET powers = array_remove(powers, 'supervise') WHERE id = 'ca.within'",
  );
  try {
    await pool.query("DELETE FROM notice WHERE item = $1 AND kind = 'access'", [items.compartment]);
    const ask = await as("officer-2").send("POST", "/api/access", { ref: refOf(items.compartment) });
    assert.equal(ask.status, 202);
    const { rows } = await pool.query(
      "SELECT officer FROM notice WHERE item = $1 AND kind = 'access' ORDER BY officer",
      [items.compartment],
    );
    assert.deepEqual(
      rows.map((row) => (row as { officer: string }).officer),
      ["ca.elsewhere", "ca.officer-1", "ca.within"],
    );
  } finally {
    await changeOfficers(
      world.desk.store,
      "UPDATE officer SET powers = array_append(powers, 'supervise') WHERE id = 'ca.within'",
    );
  }
});

test("abuse 55: a decision that cannot be made is a denial", async () => {
  const { desk, items } = world;
  const now = desk.ports.world.now();
  const officer = await officerFacts(desk.store, "ca.officer-1", now);
  const facts = (await desk.store.tx((tx) => itemFactsIn(desk, tx, items.open))) as ItemFacts;
  assert.equal(desk.policy.decide(officer, "read", facts, { now }).allow, true);
  for (const broken of [
    { ...facts, level: "0" },
    { ...facts, audience: undefined },
    { ...facts, sealed: null },
  ])
    assert.equal(desk.policy.decide(officer, "read", broken as never, { now }).allow, false);
});

test("each rule of the policy has a sentence, and says who can change what it stops", () => {
  assert.deepEqual(Object.keys(RULES).toSorted(), world.desk.policy.ids.toSorted());
});

test("what the policy asks of each item is rebuilt from the logs, byte for byte", async () => {
  const { desk, pool } = world;
  await as("officer-1").text("/api/requests");
  // What they ask here stands in no log, so it goes: this is the last test.
  const kept = async () =>
    (await pool.query("SELECT * FROM derived.request WHERE item LIKE 'ca:%' ORDER BY item")).rows;
  const before = await kept();
  assert.ok(before.some((row) => (row as { sealed: boolean }).sealed));
  await desk.store.replay("now");
  assert.deepEqual(await kept(), before);
});

test("postings are read by whoever has an account and acted on by who leads; another desk's item is as none", async () => {
  const { desk, items } = world;
  const now = desk.ports.world.now();
  const nominate = () => ({
    command: { id: newId(), do: "nominate", args: {}, after: [null, null], body: null },
  });
  const move = () => ({ command: { id: newId(), do: "end", args: {}, after: [null, null], body: null } });
  for (const [id, visitor] of visitors) {
    const officer = await officerFacts(desk.store, id, now);
    const leads = desk.policy.decide(officer, "lead", null, { now }).allow;
    const read = await visitor.send("GET", "/api/postings");
    assert.deepEqual([read.status, ((await read.json()) as { may: boolean }).may], [200, leads], id);
    for (const [path, body] of [
      ["/api/postings", nominate()],
      [`/api/postings/${items.open}/acts`, move()],
    ] as const) {
      const answer = await visitor.send("POST", path, body);
      // Who leads is told what is wrong with it; whoever does not is told that, whatever is wrong with it.
      assert.equal(((await answer.json()) as { code: string }).code === "FORBIDDEN", !leads, `${id} ${path}`);
    }
    const [other, absent] = await Promise.all(
      [items.open, nowhere()].map((item) => visitor.text(`/api/postings/${item}`)),
    );
    assert.equal(other, absent, id);
  }
});

/** What an officer of an agency meets of one matter, wherever she looks; all that bears its title. */
async function meets(who: string, item: ItemId, word: string): Promise<readonly string[]> {
  const { path } = (await (await as(who).send("POST", "/api/feed", {})).json()) as { path: string };
  const where = [
    "/api/requests?view=all",
    `/api/requests?q=${word}`,
    "/api/requests.csv",
    `/api/search?q=${word}`,
    `/api/requests/${item}`,
    `/api/references/${refOf(item)}`,
    "/read/all",
    `/read/search?q=${word}`,
    `/read/requests/${item}`,
    path,
  ];
  const found: string[] = [];
  for (const each of where) {
    const text = (await as(who).text(each)).replaceAll(`"q":"${word}"`, "").toLowerCase();
    if (text.includes(word) || text.includes(refOf(item).toLowerCase())) found.push(each.split("?")[0] ?? "");
  }
  return found;
}

test("an agency that is taken out of the audience meets nothing more of what was shared with it, nor a number", async () => {
  const { desk, pass } = world;
  const wide = { ...askCommand().mark, audience: ["ca.elsewhere", "ca.ncb-ottawa", "in.ncb-new-delhi"] };
  const body = { title: "Matter of the wagtail", text: "The wagtail was seen.", lang: "en" };
  const command = { ...askCommand({ id: newId() }), mark: wide, body };
  const asked = await as("officer-1").send("POST", "/api/requests", { command });
  const { item } = (await asked.json()) as { item: ItemId };
  pass(61_000);
  await submitDue(desk);
  const total = async (who: string) =>
    (JSON.parse(await as(who).text("/api/requests?view=all")) as RequestList).total;
  const before = { elsewhere: await total("elsewhere"), within: await total("within") };
  const shared = await meets("elsewhere", item, "wagtail");
  assert.ok(shared.length >= 8, shared.join());

  const narrow = { ...wide, audience: ["ca.ncb-ottawa", "in.ncb-new-delhi"] };
  const wider = { ...narrow, handling: ["H0"] };
  await theySay(desk, "message", { item, mark: wide });
  await theySay(desk, "narrow", { item, mark: { ...wider, audience: ["ca.nobody"] } });
  assert.deepEqual(await meets("elsewhere", item, "wagtail"), shared, "what is void takes nothing away");
  await theySay(desk, "narrow", { item, mark: narrow });
  assert.deepEqual(await meets("elsewhere", item, "wagtail"), []);
  assert.deepEqual(await meets("within", item, "wagtail"), shared);
  assert.deepEqual(
    { elsewhere: await total("elsewhere"), within: await total("within") },
    { ...before, elsewhere: before.elsewhere - 1 },
  );
  const refused = [];
  // Who leads may pass on what exists: that somebody holds it already is all that this says.
  for (const { action, ask } of Object.values(VERBS))
    if (action !== "pass-on") refused.push((await ask(as("elsewhere"), item)).status);
  assert.deepEqual(
    [...new Set(refused)].filter((status) => status !== 403 && status !== 404),
    [],
  );
});

test("to whom a matter was passed on before it was narrowed holds it no more, and it is passed on to nobody", async () => {
  const { desk } = world;
  const mark = { ...askCommand().mark, audience: ["ca.nobody", "in.ncb-new-delhi"] };
  const { item, id } = await theyAsk(desk, mark);
  const pass = async () =>
    home("pass-on", { agency: "ca.elsewhere" }, "They work on it.")(as("officer-1"), item);
  const seen = async () => (await as("elsewhere").send("GET", `/api/requests/${item}`)).status;
  assert.equal((await pass()).status, 204);
  assert.equal(await seen(), 200);
  await theySay(desk, "narrow", { item, args: { ref: id }, mark });
  assert.notEqual(await seen(), 200);
  const again = await pass();
  assert.equal(((await again.json()) as { code: string }).code, "ORIGINATOR_CONTROLLED");
});

test("a marking that was narrowed to named eyes, or to an end, holds for the whole matter", async () => {
  const { desk } = world;
  const { mark } = askCommand();
  for (const stricter of [{ tlp: "RED" }, { expires: 1 }]) {
    const { item, id } = await theyAsk(desk, mark);
    const seen = async () => (await as("reader").send("GET", `/api/requests/${item}`)).status;
    assert.equal(await seen(), 200);
    await theySay(desk, "narrow", { item, args: { ref: id }, mark: { ...mark, ...stricter } });
    assert.equal(await seen(), 404, JSON.stringify(stricter));
  }
});
