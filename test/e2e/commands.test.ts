import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { ERRORS } from "@setu/core";
import type { PurgeView } from "@setu/requests/disposal.ts";
import type { Accepted, RequestView } from "@setu/requests";
import type { Statistics } from "@setu/requests/statistics.ts";
import type { Report } from "@setu/verifier";
import { MAIN, remove, temporary } from "./demo.fixture.ts";
import { twoProcesses, type NodeProcess } from "./nodes.fixture.ts";

/** Everything that the screens can do, from files and standard input. The flash lane is not held. */
const folder = temporary();
let ca: NodeProcess;
let india: NodeProcess;
before(async () => {
  [ca, india] = await twoProcesses(folder);
});
after(async () => {
  await Promise.all([ca, india].map((node) => node?.stop()));
  remove(folder);
});

const { DATABASE_URL: _, ...env } = process.env;

/** Not `spawnSync`: nothing here may wait for a process that waits for us. */
async function setu(
  args: readonly string[],
  input = "",
): Promise<{ status: number; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, env });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (part: Buffer) => (stdout += String(part)));
  child.stderr.on("data", (part: Buffer) => (stderr += String(part)));
  child.stdin.end(input);
  const [status] = (await once(child, "close")) as [number];
  return { status, stdout, stderr };
}

async function json<T>(args: readonly string[], input?: string): Promise<T> {
  const { status, stdout, stderr } = await setu([...args, "--json"], input);
  assert.equal(status, 0, `${args.join(" ")}: ${stderr}`);
  return JSON.parse(stdout) as T;
}

const at = (node: NodeProcess) => ["--home", node.home, "--account", `${node.side.party}.officer-1`];

test("a code for an officer's first key, beside a running node, and not for who is none", async () => {
  const enrol = (who: string) => ["officer", "enrol", who, "--home", ca.home];
  const made = await json<{ officer: string; code: string; until: string }>(enrol("ca.officer-1"));
  assert.match(made.code, /^(?:[0-9A-Z]{5}-){4}[0-9A-Z]{5}$/);
  assert.equal((await setu(enrol("in.officer-1"))).status, ERRORS.NOT_FOUND.exit);
});

test("an officer is suspended and resumed beside a running node; a recall has to be meant", async () => {
  const change = (what: string, who: string) => ["officer", what, who, "--home", ca.home];
  const lists = async () =>
    (await setu(["request", "list", "--home", ca.home, "--account", "ca.officer-2"])).status;
  assert.deepEqual(await json(change("suspend", "ca.officer-2")), {
    officer: "ca.officer-2",
    change: "suspend",
  });
  assert.equal(await lists(), ERRORS.FORBIDDEN.exit);
  const [recall, resume, unknown] = await Promise.all([
    setu(change("recall", "ca.officer-2")),
    setu(change("resume", "ca.officer-2")),
    setu(change("suspend", "in.officer-1")),
  ]);
  assert.deepEqual(
    [recall.status, resume.status, unknown.status],
    [ERRORS.USAGE.exit, 0, ERRORS.NOT_FOUND.exit],
  );
  assert.equal(await lists(), 0);
});

test("an officer is nominated and agreed to from the command line", async () => {
  const terms = [
    "--post",
    "liaison-officer",
    "--mandate",
    "fraud",
    "--language",
    "en",
    "--from",
    "2026-01-01T00:00:00Z",
  ];
  const more = ["--until", "2030-01-01T00:00:00Z", "--name", "A. Synthetic", "--json"];
  const nominate = () => setu(["officers", "nominate", "ca.officer-1", ...terms, ...more, ...at(ca)]);
  // The other node may not have said yet what it speaks.
  let sent = await nominate();
  while (sent.status === ERRORS.UNSUPPORTED_VERSION.exit) sent = await nominate();
  const { item } = JSON.parse(sent.stdout) as { item: string };
  const theirs = () =>
    json<readonly { item: string; name: string | null }[]>(["officers", "list", ...at(india)]);
  let rows = await theirs();
  for (const end = Date.now() + 20_000; rows.length === 0 && Date.now() < end;) rows = await theirs();
  assert.deepEqual(
    rows.map((row) => [row.item, row.name]),
    [[item, "A. Synthetic"]],
  );
  assert.equal((await setu(["officers", "end", item, ...at(india)])).status, ERRORS.STALE.exit);
  await json(["officers", "agree", "ca.officer-1", ...at(india)]);
  const shown = await setu(["officers", "show", item, ...at(india)]);
  assert.match(shown.stdout, /standing +agreed[^]*we +agree/);
});

test("what a person asks about herself goes from the registration to the letter on the command line", async () => {
  const cases = (...args: readonly string[]) => ["individuals", ...args, ...at(ca)];
  const asked = {
    kind: "access",
    came: "letter",
    lang: "fr",
    received: "2026-01-05T09:00:00Z",
    text: "Asks.",
    person: { name: "Synthetic Person", born: "1980-01-31", contact: "" },
  };
  const { id } = await json<{ id: string }>(cases("register", "-"), JSON.stringify(asked));
  await json(cases("identify", id, "--how", "consular"));
  await json(cases("admit", id, "--at", "2026-01-06T09:00:00Z"));
  await json(cases("search", id, "Synthetic", "Person"));
  const decide = (account: string) =>
    setu([
      "individuals",
      "decide",
      id,
      "--outcome",
      "nothing-to-disclose",
      "--text",
      "Nothing was found.",
      "--home",
      ca.home,
      "--account",
      account,
    ]);
  assert.equal((await decide("ca.officer-1")).status, ERRORS.FORBIDDEN.exit, "who registered it");
  assert.equal((await decide("ca.officer-2")).status, 0);
  const { ref, late } = await json<{ ref: string; late: boolean }>(cases("show", id));
  assert.equal(late, true, "four months are over");
  // Late as it is, its letter leaves at the end of that month.
  assert.equal((await setu(cases("letter", ref, "--lang", "hi"))).status, ERRORS.NOT_YET.exit);
  const listed = await setu(cases("list"));
  assert.match(listed.stdout, new RegExp(`${ref} +access +decided \\(late\\).*Synthetic Person`));
  assert.equal((await setu(cases("show", "OWN-0000-0000-0"))).status, ERRORS.NOT_FOUND.exit);
});

const ASK = {
  title: "Host of an address",
  text: "A threat came from 198.51.100.23. Who hosts it?",
  lang: "en",
  lane: "flash",
  mark: { tlp: "AMBER", handling: ["H1"], pap: "AMBER", audience: ["ca.ncb-ottawa", "in.ncb-new-delhi"] },
  args: {
    purpose: "protection-of-person",
    offence: "extortion",
    basis: "interpol-channel",
    link: "unknown",
    kinds: ["ip-address-use"],
    language: "en",
    urgency: "flash",
    reason: "threat-to-life",
    use: "threat-to-life-only",
  },
};

suite("a request from the command line", () => {
  let asked: Accepted;

  test("the check says what would leave, and sends nothing", async () => {
    writeFileSync(join(folder, "ask.json"), JSON.stringify(ASK));
    const { stdout, stderr } = await setu(["request", "new", "ask.json", "--dry-run", "--json", ...at(ca)]);
    assert.deepEqual((JSON.parse(stdout) as { contains: object }).contains, { ip: 1 });
    assert.match(stderr, /This leaves Canada \(ca\) for India \(in\)\. TLP:AMBER/);
    assert.equal((await json<{ total: number }>(["request", "list", "--view", "all", ...at(ca)])).total, 0);
    const nobody = { ...ASK, mark: { ...ASK.mark, audience: [] } };
    const refused = await setu(["request", "new", "-", "--json", ...at(ca)], JSON.stringify(nobody));
    assert.equal(refused.status, ERRORS.AUDIENCE_EMPTY.exit);
    assert.match(refused.stderr.trim().split("\n").at(-1) ?? "", /"AUDIENCE_EMPTY"/);
  });

  test("half a template is refused, on the lane that is not held too, and the place is named", async () => {
    const half = { ...ASK, text: "Who hosted it in the period {{period}}?" };
    const refused = await setu(["request", "new", "-", ...at(ca)], JSON.stringify(half));
    assert.equal(refused.status, ERRORS.OPEN_PLACE.exit);
    assert.match(refused.stderr, /\{\{period\}\}/);
    assert.equal((await json<{ total: number }>(["request", "list", "--view", "all", ...at(ca)])).total, 0);
  });

  test("it goes in from a file, with an attachment, and comes out on the other side", async () => {
    writeFileSync(join(folder, "note.txt"), "Synthetic headers\n");
    const input = { ...ASK, id: "0123456789abcdef0123456789abcdef", files: ["note.txt"] };
    writeFileSync(join(folder, "ask.json"), JSON.stringify(input));
    const send = ["request", "new", "ask.json", "--wait", ...at(ca)];
    asked = await json<Accepted>(send);
    // The same input again is the same act.
    assert.equal((await json<Accepted>(send)).item, asked.item);
    const view = await json<RequestView>(["request", "show", asked.item, ...at(india)]);
    assert.equal(view.title, ASK.title);
    const [file] = view.timeline[0]?.attachments ?? [];
    assert.equal(file?.name, "note.txt");
    const byReference = await json<RequestView>(["request", "show", view.ref.toLowerCase(), ...at(india)]);
    assert.equal(byReference.item, asked.item);
    const saved = join(folder, "saved.txt");
    let taken = await setu(["request", "file", asked.item, file?.a ?? "", "-o", saved, ...at(india)]);
    for (let i = 0; i < 50 && taken.status !== 0; i++)
      taken = await setu(["request", "file", asked.item, file?.a ?? "", "-o", saved, ...at(india)]);
    assert.equal(taken.status, 0, taken.stderr);
    assert.equal(readFileSync(saved, "utf8"), "Synthetic headers\n");
  });

  test("it is answered from standard input and by options, and a stale answer is refused", async () => {
    const before = await json<RequestView>(["request", "show", asked.item, ...at(india)]);
    await json(["request", "acknowledge", asked.item, "--wait", ...at(india)]);
    const french = { lang: "fr", text: "Hébergée dans une ville.", how: "machine", by: "" };
    const part = { text: "It is hosted in a city.", lang: "en", translations: [french] };
    const stale = { ...part, after: before.after };
    const refused = await setu(
      ["request", "part", asked.item, "-", "--json", ...at(india)],
      JSON.stringify(stale),
    );
    assert.equal(refused.status, ERRORS.STALE.exit, refused.stderr);
    await json(["request", "part", asked.item, "-", "--wait", ...at(india)], JSON.stringify(part));
    const ground = ["--ground", "data-category", "--text", "The rest needs an order."];
    await json(["request", "refuse", asked.item, ...ground, "--wait", ...at(india)]);
    for (const node of [ca, india]) {
      const { status } = await json<RequestView>(["request", "show", asked.item, ...at(node)]);
      assert.equal(status, "part-answered-rest-refused");
    }
    const { stdout } = await setu(["request", "show", asked.item, ...at(ca)]);
    assert.match(stdout, /courtesy translation into fr, the original decides; by machine\s+\| Hébergée/);
    const unknown = await setu([
      "request",
      "close",
      asked.item,
      "--outcome",
      "splendid",
      "--json",
      ...at(ca),
    ]);
    assert.equal(unknown.status, ERRORS.UNKNOWN_CODE.exit);
    const misspelt = await setu(["request", "close", asked.item, "-", "--json", ...at(ca)], '{"txet": "?"}');
    assert.equal(misspelt.status, ERRORS.BAD_FIELD.exit);
    assert.match(misspelt.stderr, /txet/);
  });

  test("both sides evaluate what was given, and see alike who said what and what stands", async () => {
    const shown = (node: NodeProcess) => json<RequestView>(["request", "show", asked.item, ...at(node)]);
    const given = (await shown(india)).timeline.find((act) => act.do === "part")?.id ?? "";
    const say = (node: NodeProcess, act: string, ...args: readonly string[]) =>
      json<Accepted>(["request", act, asked.item, ...args, "--wait", ...at(node)]);
    const b2 = ["--scheme", "admiralty-6x6", "--source", "b", "--information", "i2"];
    const c3 = ["--scheme", "europol-4x4", "--source", "c", "--information", "i3"];
    await say(india, "evaluate", "--ref", given, ...b2);
    const notOurs = await setu(["request", "evaluate", asked.item, "--ref", given, ...b2, ...at(ca)]);
    assert.equal(notOurs.status, ERRORS.ILLEGAL.exit, "nobody speaks for the other side");
    const notice = await say(ca, "re-evaluate", "--ref", given, ...c3);
    await say(india, "agree", "--ref", notice.id);
    for (const node of [ca, india]) {
      const evaluation = (await shown(node)).timeline.find((act) => act.id === given)?.evaluation;
      const [giver, receiver] = node === india ? ["us", "them"] : ["them", "us"];
      assert.deepEqual([evaluation?.given?.side, evaluation?.given?.source], [giver, "b"]);
      assert.deepEqual([evaluation?.agreed?.side, evaluation?.agreed?.source], [receiver, "c"]);
    }
    const { stdout } = await setu(["request", "show", asked.item, ...at(ca)]);
    assert.match(stdout, /evaluated: B2 \(admiralty-6x6, ≈ B2 or B3\), they say/);
    assert.match(stdout, /otherwise: C3 \(europol-4x4\), we say; agree; notice [0-9a-f]{32}\n\s+stands: C3/);
    assert.match(stdout, /outcome due/);
  });

  test("both sides give proofs that verify with the two cards, and with nothing less", async () => {
    const cards: string[] = [];
    for (const node of [ca, india]) {
      const { stdout } = await setu(["card", "--home", node.home]);
      cards.push(join(folder, `${node.side.party}.card`));
      writeFileSync(cards.at(-1) ?? "", stdout);
    }
    for (const node of [ca, india]) {
      const proof = join(folder, `${node.side.party}.proof`);
      await json(["request", "proof", asked.item, asked.id, "-o", proof, ...at(node)]);
      const proven = await json<{ act: { id: string }; body: string }>(["verify", proof, "--keys", ...cards]);
      assert.equal(proven.act.id, asked.id);
      assert.match(proven.body, /198\.51\.100\.23/);
      const alone = await setu(["verify", proof, "--keys", cards[0] ?? "", "--json"]);
      assert.equal(alone.status, ERRORS.BAD_PROOF.exit);
      // From a pipe, with the last byte missing.
      const cut = readFileSync(proof, "utf8").slice(0, -1);
      assert.equal((await setu(["verify", "-", "--keys", ...cards], cut)).status, ERRORS.BAD_PROOF.exit);
    }
  });

  test("replay, export and doctor work beside the running node", async () => {
    const before = await json<RequestView>(["request", "show", asked.item, ...at(ca)]);
    const rebuilt = await json<{ requests: number }>(["replay", "--home", ca.home]);
    assert.equal(rebuilt.requests, 1);
    const after = await json<RequestView>(["request", "show", asked.item, ...at(ca)]);
    assert.deepEqual({ ...after, clock: null }, { ...before, clock: null });
    const purge = (...what: readonly string[]) => json<PurgeView>(["purge", ...what, "--home", ca.home]);
    assert.deepEqual([(await purge()).rules, (await purge()).last], [[], null]);
    assert.equal(typeof (await purge("--run")).last?.ended, "number");
    assert.equal((await setu(["purge", "--stop", "--home", ca.home])).status, ERRORS.STALE.exit);
    const { size } = await json<{ size: number }>(["export", "flash", "out", "--home", ca.home]);
    assert.ok(size > 0);
    assert.equal(
      (await setu(["export", "flash", "out", "--home", ca.home, "--json"])).status,
      ERRORS.DUPLICATE.exit,
    );
    assert.equal((await setu(["export", "slow", "out2", "--home", ca.home])).status, ERRORS.NOT_FOUND.exit);
    const findings = await json<readonly { name: string; state: string; meaning: string }[]>([
      "doctor",
      "--home",
      ca.home,
    ]);
    assert.deepEqual(
      findings.filter(({ state }) => state === "fault"),
      [],
    );
    assert.match(findings.find(({ name }) => name === "peer")?.meaning ?? "", /X25519MLKEM768/);
    const stateOf = (sought: string) => findings.find(({ name }) => name === sought)?.state;
    assert.deepEqual(["walls", "work that waits"].map(stateOf), ["ok", "ok"]);
    assert.ok(stateOf("calendars") !== undefined && stateOf("people") !== undefined);
  });

  test("a reviewer checks both nodes beside their work: what he asked for is opened, what is kept back is counted", async () => {
    const seed = ["--seed", "six white dice", "--entries", "500"];
    writeFileSync(
      join(folder, "withheld.json"),
      JSON.stringify({ withheld: [{ log: "ca/link/in/flash/1", pos: 1, part: "act", ground: "court" }] }),
    );
    const by = ["--reviewer", "ca.oversight-1"];
    const prints: string[] = [];
    // Beside running nodes the one that is verified comes last: the other's copy is then never the longer one.
    for (const node of [india, ca]) {
      const { fingerprint } = await json<{ fingerprint: string }>(["card", "--home", node.home]);
      prints.push(fingerprint);
      const kept = node === ca ? ["--withhold", "withheld.json"] : [];
      const to = `${node.side.party}.review`;
      await json(["export-review", to, ...by, ...seed, ...kept, "--home", node.home]);
    }
    writeFileSync(join(folder, "published"), prints.join("\n"));
    const given = [...seed, "--fingerprints", "published", "--remember", "kept"];
    const judged = await setu(["verify-export", "ca.review", "--other", "in.review", ...given, "--json"]);
    assert.equal(judged.status, 0, judged.stdout);
    const report = JSON.parse(judged.stdout) as Report;
    assert.equal(report.verdict, "whole");
    assert.ok(report.cards.every(({ known }) => known));
    for (const { origin, of, attested, sample } of report.logs) {
      const withheld = origin === "ca/link/in/flash/1" ? 1 : 0;
      assert.ok(of === "peer" || (attested?.size ?? 0) > 0, origin);
      assert.deepEqual(
        [sample?.withheld, sample?.opened, sample?.unanswered],
        [withheld, (sample?.drawn ?? 0) - withheld, 0],
      );
    }
    // Later, with what was kept: the logs have grown, and go on where they were.
    await json(["export-review", "ca.later", ...by, "--home", ca.home]);
    const later = await setu(["verify-export", "ca.later", "--remember", "kept"]);
    assert.equal(later.status, 0, later.stdout);
    assert.match(later.stdout, /Nothing contradicts/);
    assert.doesNotMatch(later.stdout, /remember nothing|not been compared/);
  });

  test("the yearly figures are the same at both nodes, in numbers and in words", async () => {
    const year = String(new Date().getUTCFullYear());
    const report = (node: NodeProcess, ...more: readonly string[]) => [
      "report",
      "statistics",
      "--year",
      year,
      "--home",
      node.home,
      ...more,
    ];
    const figures = (node: NodeProcess) => json<Statistics>(report(node, "--format", "json"));
    const [ours, theirs] = [await figures(ca), await figures(india)];
    assert.deepEqual([ours.shared["ca"], ours.shared["in"]], [theirs.shared["ca"], theirs.shared["in"]]);
    assert.ok((ours.shared["ca"]?.asked ?? 0) + (ours.shared["in"]?.asked ?? 0) > 0);
    const csv = await setu(report(ca, "--lang", "fr"));
    assert.ok(csv.stdout.includes('"Demandes envoyées","ca"'), csv.stdout.slice(0, 400));
    const html = await setu(report(ca, "--format", "html", "--lang", "hi"));
    assert.ok(html.stdout.startsWith("<!doctype html>") && html.stdout.includes("भेजे गए अनुरोध"));
  });

  test("doctor says what is wrong and what to do when the peer is away", async () => {
    await india.stop();
    const { status, stdout } = await setu(["doctor", "--home", ca.home, "--json"]);
    assert.equal(status, ERRORS.STALE.exit);
    const peer = (JSON.parse(stdout) as { name: string; state: string; fix: string }[]).find(
      ({ name }) => name === "peer",
    );
    assert.equal(peer?.state, "fault");
    assert.match(peer?.fix ?? "", /see that the peer runs/);
  });
});
