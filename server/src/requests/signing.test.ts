import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { parseAct, type Instant, type ItemAct } from "@setu/core";
import { judgeApprovals, type OfficerKeys } from "@setu/link";
import type {
  Accepted,
  CardSigning,
  Command,
  LinkView,
  Recoveries,
  RequestList,
  RequestView,
  SearchResult,
  SendCheck,
  SignChallenge,
} from "@setu/requests";
import type { ReleaseView } from "@setu/requests/release-api.ts";
import type { PgStore } from "../db/pg-store.ts";
import { resumeOfficer, revokeKey, suspendOfficer } from "../officers-log/powers.ts";
import { standingOf } from "../officers-log/said.ts";
import { askCommand, Browser, twoNodes, until, type TwoNodes } from "../node/two-nodes.fixture.ts";
import { FULL_RELEASE, parseRelease } from "../release/config.ts";
import { cardCode } from "../sign-in/card-code.ts";
import { Authority, newCard } from "../sign-in/certificates.fixture.ts";
import { ownOfficerKeys } from "../sign-in/officer-keys.ts";
import { SoftKey, type Lies } from "../sign-in/soft-key.fixture.ts";
import { keyName, verifySignature } from "../sign-in/webauthn.ts";
import { approvalsBy, messageOn, signInto } from "./rejected.fixture.ts";
import { changeEntrances, changeOfficers } from "../standing/rows.fixture.ts";

/** An officer signs what leaves with her own key, and the other government's node verifies that it was she. */
let nodes: TwoNodes;
let officer: Browser;
let key: SoftKey;
let register: OfficerKeys;
const folder = mkdtempSync(join(tmpdir(), "setu-signing-"));
let authority: Authority;
let card: Awaited<ReturnType<typeof newCard>>;
let spent: Awaited<ReturnType<typeof newCard>>;

before(async () => {
  authority = await Authority.make();
  [card, spent] = [await newCard(authority), await newCard(authority, { serial: "0b" })];
  const certificates = {
    socket: join(folder, "proxy.sock"),
    ca: authority.certificate.toString("pem"),
    crl: await authority.revocations(join(folder, "crl"), ["0b"]),
    officers: [card, spent].map(({ pin }) => ({ key: pin, id: "ca.officer-1" as never })),
  };
  const http = { hosts: ["localhost"], bind: "127.0.0.1", port: 0, secure: false };
  const release = parseRelease({
    ...FULL_RELEASE,
    gates: "never",
    fourEyes: "never",
    signed: { tlp: ["RED"], level: 4 },
  });
  nodes = await twoNodes(() => {}, { http, signIn: { passkeys: { synced: true }, certificates }, release });
  officer = await signedIn("ca.officer-1");
  key = await newKey(officer);
  // How the keys reach the other node is not of this test: it is given what the two agree on.
  register = ownOfficerKeys(nodes.ca.store, { id: "localhost", origin: nodes.ca.url });
});
after(async () => {
  await nodes.close();
  rmSync(folder, { recursive: true, force: true });
});

type Options = { readonly challenge: string };

async function signedIn(account: string): Promise<Browser> {
  const browser = new Browser(nodes.ca.url);
  await browser.signIn(account);
  return browser;
}

async function newKey(of: Browser): Promise<SoftKey> {
  const made = new SoftKey(nodes.ca.url);
  const registration = made.register(await of.post<Options>("/api/keys/options", {}));
  await of.post("/api/keys", { name: "Synthetic", registration });
  return made;
}

const challengeFor = async (command: Command): Promise<Options> =>
  (await officer.post<{ options: Options }>("/api/requests/sign", { command })).options;

const code = async (body: object, by = officer, path = "/api/requests"): Promise<string> => {
  const response = await by.send("POST", path, body);
  return response.ok ? "" : ((await response.json()) as { code: string }).code;
};

type Row = { readonly act: Uint8Array; readonly approvals: string; readonly t: Instant };
const actOf = async (store: PgStore, id: string): Promise<Row | undefined> => {
  const { rows } = await store.pool.query<Row>("SELECT act, approvals, t FROM derived.act WHERE id = $1", [
    id,
  ]);
  return rows[0] && { ...rows[0], t: Number(rows[0].t) as Instant };
};
const atPeer = async (id: string): Promise<Row> => {
  const row = await until(
    "the act at the other node",
    () => actOf(nodes.in.store, id),
    (seen) => seen !== undefined,
  );
  assert.ok(row);
  return row;
};

test("what an officer signed is verified at the other node; another act, or a key not in force, is not", async () => {
  const command = askCommand();
  const assertion = key.answer(await challengeFor(command));
  const accepted = await officer.post<Accepted>("/api/requests", { command, assertion });
  // Abuse 29: the same again is the same.
  assert.deepEqual(await officer.post<Accepted>("/api/requests", { command, assertion }), accepted);
  const entry = await atPeer(command.id);
  const judged = await judgeApprovals(entry, register, verifySignature);
  assert.deepEqual(
    judged.map(({ officer: who, kind, reason }) => [who, kind, reason]),
    [["ca.officer-1", "webauthn", null]],
  );

  // On the screens, here and there: the keys have crossed before the act, in the same lane.
  const peer = new Browser(nodes.in.url);
  await peer.signIn("in.officer-1");
  const seen = async (by: Browser) =>
    (await by.get<RequestView>(`/api/requests/ca:${command.id}`)).timeline.map((each) => each.signatures);
  const holds = [{ officer: "ca.officer-1", kind: "webauthn", holds: true, reason: null, since: null }];
  assert.deepEqual(await seen(officer), [holds]);
  assert.deepEqual((await seen(peer))[0], holds);

  const unsigned = askCommand();
  await officer.post("/api/requests", { command: unsigned });
  const other = await atPeer(unsigned.id);
  assert.equal(other.approvals, "[]", "an act that nobody signed says so");
  const moved = await judgeApprovals({ ...other, approvals: entry.approvals }, register, verifySignature);
  assert.deepEqual(
    moved.map(({ reason }) => reason),
    ["challenge"],
  );
  const suspended: OfficerKeys = { keyOf: async (name, t) => (t < entry.t ? register.keyOf(name, t) : null) };
  const late = await judgeApprovals(entry, suspended, verifySignature);
  assert.deepEqual(
    late.map(({ officer: who, reason }) => [who, reason]),
    [[null, "key"]],
  );
});

const offered = async (command: Command, by = officer): Promise<{ code: string; message: string }> => {
  const challenge = await by.post<SignChallenge>("/api/requests/sign", { command });
  const shown = challenge.card?.code ?? assert.fail("no card is asked");
  const { message, signed } = await by.get<CardSigning>(`/api/cards/${shown}`);
  assert.equal(signed, false);
  return { code: shown, message };
};
const brought = (by: Browser, shown: string, made: typeof card, message: string) =>
  code(made.answer(message), by, `/api/cards/${shown}`);

test("a smart card signs the same act where no browser reaches it, and the other node verifies that it was a card", async () => {
  const command = askCommand();
  const { code: shown, message } = await offered(command);
  assert.equal(
    cardCode(Buffer.from(message, "base64url")),
    shown,
    "the program at the card comes to the same code",
  );
  assert.equal(await code({ command, assertion: { card: shown } }), "BAD_APPROVAL", "before it has signed");
  assert.equal(await brought(officer, shown, card, message), "");
  assert.equal((await officer.get<CardSigning>(`/api/cards/${shown.toLowerCase()}`)).signed, true);
  await officer.post<Accepted>("/api/requests", { command, assertion: { card: shown } });

  const judged = await judgeApprovals(await atPeer(command.id), register, verifySignature);
  assert.deepEqual(
    judged.map(({ officer: who, key: name, kind, reason }) => [who, name, kind, reason]),
    [["ca.officer-1", card.pin, "x509", null]],
  );
  // The other node knows the card from the lane, and says on its screens which kind it was.
  const peer = new Browser(nodes.in.url);
  await peer.signIn("in.officer-1");
  const { timeline } = await peer.get<RequestView>(`/api/requests/ca:${command.id}`);
  assert.deepEqual(timeline[0]?.signatures, [
    { officer: "ca.officer-1", kind: "x509", holds: true, reason: null, since: null },
  ]);
  assert.equal(timeline[0]?.void, null);
});

test("abuse 24, 42: a card signs for its officer, in force, exactly what the screen asked, once", async () => {
  const command = askCommand();
  const { code: shown, message } = await offered(command);
  const second = await signedIn("ca.officer-2");
  const { message: other } = await offered(askCommand());
  for (const [what, answer] of [
    ["a card that was revoked", await brought(officer, shown, spent, message)],
    ["a card that is nobody's", await brought(officer, shown, await newCard(authority), message)],
    ["another act", await brought(officer, shown, card, other)],
    ["another officer brings it", await brought(second, shown, card, message)],
  ] as const)
    assert.notEqual(answer, "", what);
  assert.equal((await officer.get<CardSigning>(`/api/cards/${shown}`)).signed, false);
  assert.equal(await brought(officer, shown, card, message), "");
  // A page that shows one thing and sends another is refused, and what was signed can still be sent, once.
  const changed = { ...command, body: { title: "Synthetic", text: "Another text.", lang: "en" as const } };
  const assertion = { card: shown };
  assert.equal(await code({ command: changed, assertion }), "BAD_APPROVAL");
  assert.equal(await code({ command, assertion }, second), "SIGN_IN_STALE");
  assert.equal(await code({ command, assertion }), "");
  const again = { ...command, id: randomBytes(16).toString("hex") };
  assert.equal(await code({ command: again, assertion }), "SIGN_IN_STALE");
  // A card taken out of use signs no more, whatever its authority says.
  const late = askCommand();
  const { code: next, message: bytes } = await offered(late);
  assert.equal(await brought(officer, next, card, bytes), "");
  assert.equal((await officer.send("DELETE", `/api/keys/${card.pin}`)).status, 204);
  assert.equal(await code({ command: late, assertion: { card: next } }), "BAD_APPROVAL");
  assert.equal(await brought(officer, next, card, bytes), "BAD_APPROVAL");
});

test("abuse 24: what is sent is composed anew, and has to be what was signed", async () => {
  const shown = askCommand();
  const assertion = key.answer(await challengeFor(shown));
  for (const change of [
    { body: { title: "Synthetic", text: "Another text.", lang: "en" as const } },
    { args: { ...shown.args, purpose: "prevention" } as never },
    { mark: { ...shown.mark, tlp: "GREEN" } as never },
  ]) {
    assert.equal(
      await code({ command: { ...shown, ...change }, assertion }),
      "BAD_APPROVAL",
      JSON.stringify(change),
    );
    assert.equal(await actOf(nodes.ca.store, shown.id), undefined);
  }
  // A refusal takes nothing: what was signed can still be sent, once.
  assert.equal(await code({ command: shown, assertion }), "");
  assert.equal(
    await code({ command: { ...shown, id: randomBytes(16).toString("hex") }, assertion }),
    "SIGN_IN_STALE",
  );
});

test("abuse 23: nobody signs for an officer: not with another's key, not without the person, not with a copy", async () => {
  const second = await signedIn("ca.officer-2");
  const command = askCommand();
  assert.equal(await code({ command }, second, "/api/requests/sign"), "BAD_APPROVAL", "no key to sign with");
  const theirs = await newKey(second);
  const answered = async (who: SoftKey, lies: Lies = {}) => who.answer(await challengeFor(command), lies);
  assert.equal(await code({ command, assertion: await answered(theirs) }), "BAD_APPROVAL");
  assert.equal(await code({ command, assertion: await answered(key, { flags: 1 }) }), "BAD_APPROVAL");
  assert.equal(await code({ command, assertion: await answered(key, { spoil: true }) }), "BAD_APPROVAL");
  assert.equal(
    await code({ command, assertion: await answered(key) }, second),
    "SIGN_IN_STALE",
    "given to another",
  );
  assert.equal(await actOf(nodes.ca.store, command.id), undefined);

  const copied = await newKey(officer);
  assert.equal(await code({ command, assertion: await answered(copied, { counter: 1 }) }), "KEY_COPIED");
  assert.equal(await actOf(nodes.ca.store, command.id), undefined);
  const { rows } = await nodes.ca.store.pool.query("SELECT code FROM alarm");
  assert.deepEqual(rows, [{ code: "KEY_COPIED" }]);
});

test("what was signed and held leaves as it was signed; if it would be another act by then, it comes back", async () => {
  const due = (id: string) =>
    nodes.ca.store.pool.query("UPDATE held SET until = until - 10000 WHERE id = $1", [id]);
  const held = askCommand({ lane: "main" });
  await officer.post("/api/requests", { command: held, assertion: key.answer(await challengeFor(held)) });
  const later = askCommand({ lane: "main" });
  await officer.post("/api/requests", { command: later, assertion: key.answer(await challengeFor(later)) });
  await due(held.id);
  const judged = await judgeApprovals(await atPeer(held.id), register, verifySignature);
  assert.deepEqual(
    judged.map(({ reason }) => reason),
    [null],
  );

  await changeOfficers(nodes.ca.store, "UPDATE officer SET name = 'Another Name' WHERE id = 'ca.officer-1'");
  await due(later.id);
  const back = () => nodes.ca.store.pool.query("SELECT returned FROM held WHERE id = $1", [later.id]);
  const { rows } = await until("the act comes back", back, (seen) => seen.rows[0]?.returned !== null);
  assert.deepEqual(rows, [{ returned: "STALE" }]);
});

test("an approver's key signs what the author wrote, beside the author's own, and the other node verifies both", async () => {
  const second = await signedIn("ca.officer-2");
  const theirs = await newKey(second);
  const command = askCommand({ mark: { ...askCommand().mark, tlp: "RED" } as never });
  const written = { command, assertion: key.answer(await challengeFor(command)) };
  assert.equal((await officer.post<Accepted>("/api/requests", written)).proposed, true);
  const path = `/api/releases/${command.id}`;
  await officer.post(`${path}/hand`, { officer: "ca.officer-2", text: null });
  const { hash } = await second.get<ReleaseView>(path);
  assert.equal(await code({ hash }, second, `${path}/approve`), "STEP_UP");
  const challenge = async () => (await second.post<{ options: Options }>(`${path}/sign`, {})).options;
  const stranger = key.answer(await challenge());
  assert.equal(await code({ hash, assertion: stranger }, second, `${path}/approve`), "BAD_APPROVAL");
  assert.equal(await actOf(nodes.ca.store, command.id), undefined);
  await second.post(`${path}/approve`, { hash, assertion: theirs.answer(await challenge()) });
  const judged = await judgeApprovals(await atPeer(command.id), register, verifySignature);
  assert.deepEqual(
    judged.map(({ officer: who, reason }) => [who, reason]),
    [
      ["ca.officer-1", null],
      ["ca.officer-2", null],
    ],
  );
});

test("abuse 53: who releases alone signs it, and the other node verifies whose key it was", async () => {
  const command = askCommand({ mark: { ...askCommand().mark, tlp: "RED" } as never });
  assert.equal((await officer.post<Accepted>("/api/requests", { command })).proposed, true);
  const path = `/api/releases/${command.id}`;
  const { hash } = await officer.get<ReleaseView>(path);
  const said = { hash, reason: "life", text: "A synthetic threat" };
  assert.equal(await code(said, officer, `${path}/alone`), "STEP_UP");
  const { options } = await officer.post<{ options: Options }>(`${path}/sign`, {});
  await officer.post(`${path}/alone`, { ...said, assertion: key.answer(options) });
  const judged = await judgeApprovals(await atPeer(command.id), register, verifySignature);
  assert.deepEqual(
    judged.map(({ officer: who, reason }) => [who, reason]),
    [["ca.officer-1", null]],
  );
});

test("an id that is another officer's, or of a request that one sees no more, is answered as any that is taken", async () => {
  const [one, two] = [await signedIn("ca.officer-1"), await signedIn("ca.officer-2")];
  const command = askCommand();
  await one.post<Accepted>("/api/requests", { command });
  const refusals = async (by: Browser) =>
    (await by.post<SendCheck>("/api/requests/check", { command })).refusals;
  const isTaken = async (by: Browser, why: string) => {
    assert.equal(await code({ command }, by), "DUPLICATE", why);
    assert.equal(await code({ command }, by, "/api/requests/sign"), "DUPLICATE", why);
    assert.deepEqual(await refusals(by), ["DUPLICATE"], why);
  };
  await newKey(two);
  await isTaken(two, "held");
  await until(
    "the act in our log",
    () => actOf(nodes.ca.store, command.id),
    (act) => act !== undefined,
  );
  await isTaken(two, "sent, and read by both");
  assert.deepEqual(await one.post<Accepted>("/api/requests", { command }), {
    id: command.id,
    item: `ca:${command.id}`,
    heldUntil: null,
  });
  const cleared = (compartments: string) =>
    changeOfficers(nodes.ca.store, "UPDATE officer SET compartments = $1 WHERE id = 'ca.officer-1'", [
      compartments,
    ]);
  await cleared("{amal}");
  const closed = { id: askCommand().id, do: "compartment", args: { names: ["amal"] } };
  await one.post(`/api/requests/ca:${command.id}/home`, { command: closed });
  await cleared("{}");
  assert.equal((await one.send("GET", `/api/requests/ca:${command.id}`)).status, 404);
  await isTaken(one, "her own, which she sees no more");
});

test("abuse 43: the other node rejects what a stolen key signs after its revocation, a signature over another record, and acts of who is suspended from then on", async () => {
  const { desk, store } = nodes.ca;
  assert.ok(desk);
  const peer = new Browser(nodes.in.url);
  await peer.signIn("in.officer-1");
  const stolen = await newKey(officer);
  const command = askCommand();
  const signed = await officer.post<{ options: Options }>("/api/requests/sign", { command });
  await officer.post<Accepted>("/api/requests", { command, assertion: stolen.answer(signed.options) });
  const entry = await atPeer(command.id);
  const asked = parseAct(entry.act) as ItemAct;
  const theirs = async (id: string) => {
    const { timeline } = await peer.get<RequestView>(`/api/requests/ca:${command.id}`);
    const act = timeline.find((each) => each.id === id);
    return act && { void: act.void, reasons: act.signatures.map(({ holds, reason }) => [holds, reason]) };
  };
  const arrives = async (act: ItemAct, approvals: string, text?: string) => {
    await signInto(desk.ports, command.lane, act, approvals, text);
    return until(
      "the forged act",
      () => theirs(act.id),
      (seen) => seen !== undefined,
    );
  };
  assert.deepEqual(await theirs(command.id), { void: null, reasons: [[true, null]] });

  // The signature of the request under another act; then of the same officer over exactly that act.
  const { rows: before } = await peer.get<RequestList>("/api/requests?view=all");
  const other = await arrives(messageOn(asked, "ca.officer-1"), entry.approvals, "A synthetic zibeline.");
  assert.deepEqual(other, { void: "bad-approval", reasons: [[false, "challenge"]] });
  // It is there to be seen, and moves nothing: no line of a list, no search finds the matter by it.
  assert.deepEqual((await peer.get<RequestList>("/api/requests?view=all")).rows, before);
  assert.deepEqual((await peer.get<SearchResult>("/api/search?q=zibeline")).matters, []);
  const covered = messageOn(asked, "ca.officer-1");
  assert.deepEqual(await arrives(covered, approvalsBy(stolen, covered)), {
    void: null,
    reasons: [[true, null]],
  });
  const alarms = async () =>
    (await peer.get<LinkView>("/api/link")).alarms.filter((alarm) => alarm.code === "VOID_ACT").length;
  assert.equal(await alarms(), 1);

  // Suspended: what stands before it stays; what comes after is nobody's, and honest programs take nothing of hers.
  const early = messageOn(asked, "ca.officer-2");
  assert.equal((await arrives(early, "[]"))?.void, null);
  const two = await signedIn("ca.officer-2");
  await store.tx((tx) => suspendOfficer(desk, tx, "ca.officer-2"));
  assert.equal(await code({ command: askCommand() }, two), "SIGNED_OUT");
  const standing = async () =>
    (await nodes.in.store.tx((tx) => standingOf(nodes.in.desk!.ports.identity, tx, "ca" as never))).find(
      ({ officer: who }) => who === "ca.officer-2",
    );
  await until("the suspension", standing, (known) => (known?.suspended ?? null) !== null);
  assert.equal((await arrives(messageOn(asked, "ca.officer-2"), "[]"))?.void, "suspended-officer");
  assert.equal((await theirs(early.id))?.void, null);
  await store.tx((tx) => resumeOfficer(desk, tx, "ca.officer-2"));
  await until("the end of the suspension", standing, (known) => known?.suspended === null);
  assert.equal((await arrives(messageOn(asked, "ca.officer-2"), "[]"))?.void, null);

  // Abuse 43: what a stolen key signs after its revocation; what it had signed since is flagged, and stays.
  const name = keyName(stolen.spki);
  const since = entry.t - 1;
  await store.tx((tx) =>
    revokeKey(desk, tx, { officer: "ca.officer-1", key: name, since: since as Instant }),
  );
  await until(
    "the revocation",
    () => nodes.in.store.tx((tx) => standingOf(nodes.in.desk!.ports.identity, tx, "ca" as never)),
    (known) => known.some(({ keys }) => keys.some((each) => each.key === name && each.revoked !== null)),
  );
  // Taken out of use by herself: the lanes say so in the same transaction.
  const spare = await newKey(officer);
  const spareName = keyName(spare.spki);
  assert.equal((await officer.send("DELETE", `/api/keys/${spareName}`)).status, 204);
  const own = await store.tx((tx) => standingOf(desk.ports.identity, tx, "ca" as never));
  const removed = own.flatMap(({ keys }) => keys).find((each) => each.key === spareName);
  assert.ok(removed?.revoked, "revoked without being asked");
  assert.equal(removed.since, null, "and nobody else had it");

  const late = messageOn(asked, "ca.officer-1");
  const rejected = await arrives(late, approvalsBy(stolen, late));
  assert.deepEqual(rejected, { void: "bad-approval", reasons: [[false, "revoked"]] });
  const { timeline } = await peer.get<RequestView>(`/api/requests/ca:${command.id}`);
  const flagged = timeline.find((act) => act.id === command.id)?.signatures;
  assert.deepEqual(flagged, [
    { officer: "ca.officer-1", kind: "webauthn", holds: true, reason: null, since },
  ]);

  // Rebuilt from the logs, the verdicts are what they were.
  const given = await verdicts(nodes.in.store);
  await nodes.in.store.replay();
  assert.deepEqual(await verdicts(nodes.in.store), given);
  assert.ok(given.length >= 5);
});

const verdicts = async (store: PgStore) =>
  (
    await store.pool.query(
      "SELECT id, pos, persons FROM derived.act WHERE persons IS NOT NULL ORDER BY origin, pos",
    )
  ).rows;

test("two administrators, each there in person, give an officer without keys a new code; nobody else does", async () => {
  const [one, two] = [await signedIn("ca.officer-1"), await signedIn("ca.officer-2")];
  await changeOfficers(
    nodes.ca.store,
    `INSERT INTO officer (id, name, agency, lang, powers, accredited_until)
    VALUES ('ca.officer-3', 'Officer Three', 'ca.ncb-ottawa', 'en', '{read}', 4102444800000)`,
  );
  const lost = { officer: "ca.officer-3" };
  assert.equal(await code(lost, one, "/api/recoveries"), "FORBIDDEN");
  assert.deepEqual(await one.get("/api/recoveries"), { may: false, open: [] });
  await changeOfficers(
    nodes.ca.store,
    "UPDATE officer SET powers = '{administer}' WHERE id <> 'ca.officer-3'",
  );
  await one.post("/api/recoveries", lost);
  const { open } = await two.get<Recoveries>("/api/recoveries");
  assert.deepEqual(
    open.map(({ askedBy }) => askedBy),
    ["ca.officer-1"],
  );
  assert.equal(await code({}, one, "/api/recoveries/ca.officer-3"), "ILLEGAL");
  await changeEntrances(nodes.ca.store, "session", "proved = 0 WHERE officer = 'ca.officer-2'");
  assert.equal(await code({}, two, "/api/recoveries/ca.officer-3"), "STEP_UP");
  await two.signIn("ca.officer-2");
  const powers = (which: string) =>
    changeOfficers(nodes.ca.store, "UPDATE officer SET powers = $1 WHERE id = 'ca.officer-1'", [which]);
  await powers("{read}");
  assert.equal(await code({}, two, "/api/recoveries/ca.officer-3"), "NOT_FOUND", "who asked is none now");
  await powers("{administer}");
  const { code: made } = await two.post<{ code: string }>("/api/recoveries/ca.officer-3", {});
  const options = await fetch(`${nodes.ca.url}/api/sign-in/enrol/options`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code: made }),
  });
  assert.equal(((await options.json()) as { user: { name: string } }).user.name, "ca.officer-3");
});
