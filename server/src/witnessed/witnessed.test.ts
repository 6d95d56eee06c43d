import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ownOrigin, peerOrigin } from "@setu/link";
import { claimedOrigin, verifyProof } from "@setu/link/proof.ts";
import type { Accepted, LinkView } from "@setu/requests";
import type { Opaque } from "@setu/core";
import { NOTHING, verifyExport } from "../../../verifier/src/index.ts";
import { formatVkey, openNote, parseTrust, signCheckpoint, type Trust } from "tlog";
import { folderSource } from "../../../cli/src/review-source.ts";
import { loadKeys, logSigners } from "../keys/node-keys.ts";
import { homeFiles } from "../node/config.ts";
import { close, listen } from "../node/listening.ts";
import { freePort } from "../node/ports.fixture.ts";
import { askCommand, Browser, twoNodes, until, type TwoNodes } from "../node/two-nodes.fixture.ts";
import { alertRules, firing, readMetrics } from "../operations/alerts.fixture.ts";
import { witnessSamples } from "../operations/gather.ts";
import { openMetrics } from "../operations/openmetrics.ts";
import { exportReview } from "../review/export.ts";
import { reviewNode } from "../review/node.ts";
import { WitnessFolder } from "../witness/folder.ts";
import { witnessServer } from "../witness/service.ts";
import type { Answered, AskWitness } from "./client.ts";
import { parseWitnesses } from "./config.ts";
import { logKeys } from "./keys.ts";
import { witnessedReceipt } from "./receipt.ts";
import { idOf } from "./rows.ts";
import { Witnessing } from "./witnessing.ts";

const temporary = mkdtempSync(join(tmpdir(), "setu-witnessed-"));
const folder = WitnessFolder.make(join(temporary, "witness"), "witness.example/1");
const away = WitnessFolder.make(join(temporary, "away"), "away.example/1");
const server = witnessServer(folder, () => {});
const events: string[] = [];
let nodes: TwoNodes;
let officer: Browser;
let policy: readonly string[];

before(async () => {
  const url = `http://127.0.0.1:${await listen(server, "127.0.0.1", 0)}`;
  const nobody = `http://127.0.0.1:${await freePort()}`;
  policy = [
    ...folder.signers.map(({ key }, at) => `witness W${at} ${formatVkey(key)} ${url}`),
    ...away.signers.slice(0, 1).map(({ key }) => `witness Away ${formatVkey(key)} ${nobody}`),
    "group W all W0 W1",
    "quorum W",
  ];
  nodes = await twoNodes((event) => void events.push(event), { witnesses: { policy, every: 1 } });
  for (const { card } of [nodes.ca, nodes.in]) for (const keys of card.logs) folder.follow(keys);
  officer = new Browser(nodes.ca.url);
  await officer.signIn("ca.officer-1");
});
after(async () => {
  await nodes.close();
  await close(server);
  rmSync(temporary, { recursive: true });
});

const link = () => officer.get<LinkView>("/api/link");
const deskOf = () => nodes.ca.desk ?? assert.fail("no desk");
const RULES = alertRules(
  readFileSync(join(import.meta.dirname, "..", "..", "..", "deploy/alerts.yml"), "utf8"),
);

test("what the peer has received is cosigned by a witness, proven with it, and one that is away costs nothing", async () => {
  const command = askCommand();
  const { item } = await officer.post<Accepted>("/api/requests", { command });
  const origin = ownOrigin(deskOf().ports.identity, "flash");
  const proof = await until(
    "a witnessed proof",
    () => officer.send("GET", `/api/requests/${item}/proofs/${command.id}?witnessed=yes`),
    ({ status }) => status === 200,
  );
  const file = new Uint8Array(await proof.arrayBuffer());
  assert.equal(claimedOrigin(file), origin);
  const keys = { origin, log: nodes.ca.card.logs[0] ?? [], cosigners: nodes.in.card.mirror };
  const trust = parseTrust(Buffer.from(policy.join("\n")));
  assert.deepEqual(
    verifyProof(file, keys, trust).witnesses.map(({ name }) => name),
    ["W0", "W1"],
  );
  // Without the policy its lines are strangers', and the usual proof has not enough for the policy.
  assert.throws(() => verifyProof(file, keys), { detail: { reason: "SIGNATURE_UNEXPECTED" } });
  const usual = await (await officer.send("GET", `/api/requests/${item}/proofs/${command.id}`)).bytes();
  verifyProof(usual, keys);
  assert.throws(() => verifyProof(usual, keys, trust), { detail: { reason: "QUORUM_MISSING" } });

  // Told a name, a size and a root under the log's own signature: nothing says who the peer's node is.
  const note = folder.head(origin)?.note ?? "";
  assert.equal(
    openNote(note, [...(keys.log ?? []), ...folder.signers.map(({ key }) => key)]).unknown.length,
    0,
  );
  assert.ok(folder.logs().every((each) => each.includes("/link/")));

  const view = await until("every lane", link, ({ witnesses }) => witnesses?.enough !== null);
  assert.equal(view.state, "up");
  assert.equal(view.witnesses?.late, false);
  assert.deepEqual(
    view.witnesses?.each.map(({ name, at, refused }) => [name, at !== null, refused]),
    [
      ["W0", true, null],
      ["W1", true, null],
      ["Away", false, "SILENT"],
    ],
  );
  assert.deepEqual(view.alarms, []);
  // Said once for each log, however often it was asked.
  assert.ok(events.filter((event) => event === "witness-refused").length <= 8, String(events));
});

test("a quorum that is a day old is late, on the page and in the figures", async () => {
  const desk = deskOf();
  const late = async (now: number) => {
    const text = openMetrics(await witnessSamples(nodes.ca.store, desk, now));
    const metrics = readMetrics(text);
    return RULES.some((rule) => rule.alert === "SetuWitnessLate" && firing(rule, metrics));
  };
  assert.equal(await late(Date.now()), false);
  assert.equal(await late(Date.now() + 25 * 3_600_000), true);
});

test("a reviewer holds an export against the witnesses that he knows", async () => {
  const { store, desk } = nodes.ca;
  const root = join(temporary, "export");
  const made = reviewNode(nodes.homes.ca, store, desk?.ports ?? assert.fail("no desk"));
  await exportReview(made, root, { by: "r.1" as Opaque, sample: null, withheld: new Map() });
  const verify = async (trust: Trust | undefined) => {
    const given = { source: folderSource(root), memory: NOTHING, ...(trust && { trust }) };
    const { report } = await verifyExport(given);
    return report.findings.filter(({ code }) => /witness|receipt|root/.test(code));
  };
  const trust = parseTrust(Buffer.from(policy.join("\n")));
  const flash = ownOrigin(deskOf().ports.identity, "flash");
  assert.deepEqual(await verify(undefined), []);
  const found = await verify(trust);
  assert.deepEqual(
    found.map(({ code }) => code),
    ["witnessed", "witnessed"],
  );
  assert.equal(found.find(({ log }) => log === flash)?.count, folder.head(flash)?.checkpoint.size);
  const strangers = parseTrust(Buffer.from(policy.slice(2, 3).concat("quorum Away").join("\n")));
  assert.ok((await verify(strangers)).some(({ code }) => code === "witness-bad"));

  // The node and the peer together show the reviewer other entries than those that the witness has seen.
  const head = signCheckpoint(
    { origin: flash, size: 1, root: new Uint8Array(32) },
    [...logSigners(loadKeys(homeFiles(nodes.homes.ca).keys), flash), ...folder.signers],
    1_800_000_000,
  );
  writeFileSync(join(root, flash, "witnessed"), `${JSON.stringify({ note: head, size: 1 })}\n`);
  assert.ok((await verify(trust)).some(({ code, log }) => code === "witness-differs" && log === flash));
  writeFileSync(join(root, flash, "witnessed"), "");
  assert.ok((await verify(trust)).some(({ code, log }) => code === "no-witness" && log === flash));
});

test("what enough witnesses have cosigned is found behind however much too few of them have", async () => {
  const origin = "ca/link/zz/flash/1";
  const trust = parseTrust(Buffer.from(policy.join("\n")));
  const [w0, w1] = trust.witnesses.map(({ key }) => idOf(key));
  const note = signCheckpoint({ origin, size: 302, root: new Uint8Array(32) }, folder.signers, 1_800_000_000);
  const found = await nodes.ca.store.tx(async (tx) => {
    await tx.db.change(
      `INSERT INTO receipt (origin, size, t, note) SELECT $1, n, 1, $2 FROM generate_series(1, 302) AS n WHERE n <> 301`,
      [origin, note],
    );
    await tx.db.change(
      `INSERT INTO cosignature (origin, size, witness, t, signature)
        SELECT $1, n, who, 1, '\\x00' FROM generate_series(1, 302) AS n, unnest($2::text[]) AS who WHERE who = $3 OR n > 300`,
      [origin, [w0, w1], w0],
    );
    return Promise.all(
      (["smallest", "largest"] as const).map((first) =>
        witnessedReceipt(tx, trust, { origin, above: 0, upTo: 302, first }),
      ),
    );
  });
  // At 301 both have cosigned, and no receipt is kept.
  assert.deepEqual(
    found.map((receipt) => receipt?.size),
    [302, 302],
  );
  await nodes.ca.store.tx((tx) => tx.db.change("DELETE FROM receipt WHERE origin = $1", [origin]));
});

/** A witness that answers as it is told to. */
function lying(post: Answered | null, get: Answered | null, followed = false) {
  const desk = deskOf();
  const answers: AskWitness = async (_url, body) => (body === undefined ? get : post);
  const keys = loadKeys(homeFiles(nodes.homes.ca).keys);
  // The peer has changed its keys since: those of ours stand for its new ones.
  const { logs, mirror } = nodes.in.card;
  const changed = { ...nodes.in.card, logs: [] };
  const before = { logs, mirror, since: null, until: null };
  return new Witnessing({
    store: nodes.ca.store,
    // Later than any answer of the true one is fresh.
    ports: { ...desk.ports, world: { ...desk.ports.world, now: () => Date.now() + 3_600_000 } },
    trust: desk.witnesses?.trust ?? assert.fail("no policy"),
    keys: logKeys(() => ({
      keys,
      peer: followed ? changed : nodes.in.card,
      retired: followed ? [before] : [],
    })),
    ready: (lane) => lane === "flash",
    log: () => {},
    ask: answers,
  });
}
const say = (status: number, body: string): Answered => ({ status, body: Buffer.from(body) });
const forged = (party: "ca" | "in", size: number) => {
  const { identity } = deskOf().ports;
  const origin = party === "ca" ? ownOrigin(identity, "flash") : peerOrigin(identity, "flash");
  const signers = logSigners(loadKeys(homeFiles(nodes.homes[party]).keys), origin);
  return signCheckpoint({ origin, size, root: new Uint8Array(32).fill(size) }, signers, 0);
};

test("a witness that says nonsense is written down; what nobody has signed is no evidence", async () => {
  const [address = ""] = lying(null, null).addresses;
  for (const [post, code] of [
    [say(200, ""), "NOTE_MALFORMED"],
    [say(200, "x\n\ny\n"), "REQUEST_MALFORMED"],
    [say(200, `— other.example/1 ${Buffer.alloc(76, 1).toString("base64")}\n`), "SIGNATURE_MISSING"],
    [say(409, "nine\n"), "HTTP_409"],
    [say(409, "9000\n"), "HTTP_409"],
    [say(422, ""), "HTTP_409"],
    [say(500, ""), "HTTP_500"],
    [null, "SILENT"],
  ] as const) {
    await lying(post, say(200, "signed by nobody\n")).round(address);
    const rows = await nodes.ca.store.rows<{ refused: string | null }>(
      "SELECT refused FROM witness_head WHERE witness LIKE 'witness.example%' AND origin LIKE 'ca/link/in/flash%'",
      [],
    );
    assert.ok(
      rows.every(({ refused }) => refused === code),
      JSON.stringify([code, rows]),
    );
  }
  assert.deepEqual((await link()).alarms, []);
});

test("another history of ours under our own signature is an alarm with both statements, and the link goes on", async () => {
  const [address = ""] = lying(null, null).addresses;
  const note = forged("ca", 9000);
  await lying(say(409, "9000\n"), say(200, note)).round(address);
  const { alarms, state } = await link();
  assert.deepEqual(
    alarms.map(({ code, lane }) => [code, lane]),
    [["WITNESS_DIFFERS", "flash"]],
  );
  const evidence = alarms[0]?.evidence ?? "";
  assert.ok(evidence.startsWith(`${note}\n`));
  const keys = nodes.ca.card.logs[0] ?? [];
  assert.equal(openNote(evidence.slice(note.length + 1), keys).verified.length, keys.length);
  assert.equal(state, "up");
});

test("abuse 30: what the peer has shown a witness and not us stops the link, once we hold so much of it", async () => {
  const [address = ""] = lying(null, null).addresses;
  const ahead = lying(null, say(200, forged("in", 9000)));
  await ahead.round(address);
  assert.equal((await link()).state, "up", "it may come still");
  const note = forged("in", 1);
  // Signed with keys that others have followed, it is the peer's word all the same.
  await lying(null, say(200, note), true).round(address);
  const { alarms, state } = await link();
  assert.equal(state, "stopped");
  assert.ok(alarms.some(({ code, evidence }) => code === "FORK" && evidence.endsWith(note)));
});

test("a policy in which one witness counts for two is refused, whatever its keys are called", () => {
  const [ed = "", pq = ""] = folder.signers.map(({ key }) => formatVkey(key));
  const [other = ""] = away.signers.map(({ key }) => formatVkey(key));
  const given = (...lines: readonly string[]) =>
    parseWitnesses({
      policy: [
        `witness A ${ed} https://a.example/`,
        `witness B ${pq} https://a.example/`,
        `witness C ${other} https://c.example/`,
        ...lines,
      ],
    });
  for (const lines of [
    ["group Q 2 A B C", "quorum Q"],
    ["group X any A", "group Y any B", "group Q 2 X Y C", "quorum Q"],
  ])
    assert.throws(() => given(...lines), { code: "BAD_FIELD" }, lines.join());
  for (const lines of [
    ["group W all A B", "group Q 2 W C", "quorum Q"],
    ["group W any A B", "group Q all W C", "quorum Q"],
    ["group Q any A B C", "quorum Q"],
    ["group Q all A B C", "quorum Q"],
  ])
    given(...lines);
});
