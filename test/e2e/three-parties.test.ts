import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ERRORS } from "@setu/core";
import type { PermissionSent, PermissionView } from "@setu/permissions";
import type { Accepted, Command, RequestView, SearchResult, Session, Upload } from "@setu/requests";
import type { Uses } from "@setu/requests/using-api.ts";
import { askCommand, Browser, TAKING, until } from "@setu/server/node/two-nodes.fixture.ts";
import { MAIN, remove, temporary } from "./demo.fixture.ts";
import { threeParties, type Parties } from "./parties.fixture.ts";

/**
 * Canada gives India a record, India gives it on to London with Canada's leave over another link, Canada takes it back, and
 * both answers return. Canada and London have never met.
 */
const folder = temporary();
const LONDON = "uk.ncb-london";
/** India's own number for the matter, on both of its nodes. */
const COMMON = "CBI/2026/00417";
const DAY = 86_400_000;
/** Four nodes that have just started may find each other at the second attempt. */
const PATIENCE = 60_000;
const newId = () => randomBytes(16).toString("hex");
let parties: Parties;
before(async () => {
  parties = await threeParties(folder);
});
after(async () => {
  await parties?.close();
  remove(folder);
});

async function setu(...args: readonly string[]): Promise<{ status: number; stdout: string }> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "ignore"],
  });
  let stdout = "";
  child.stdout.on("data", (part: Buffer) => (stdout += String(part)));
  const [status] = (await once(child, "close")) as [number];
  return { status, stdout };
}

const ok = ({ status }: Response) => status === 200;
const view = (at: Browser, item: string) => at.get<RequestView>(`/api/requests/${item}`);
const arrives = (at: Browser, item: string) =>
  until("the request", () => at.send("GET", `/api/requests/${item}`), ok, PATIENCE);
/** The same command until it is taken: no node lets its officers ask before the other has said what it speaks. */
const asks = async (at: Browser, command: Command): Promise<Accepted> => {
  const post = () => at.send("POST", "/api/requests", { command });
  const sent = await until("that the other side is heard", post, ({ status }) => status !== 409, PATIENCE);
  assert.equal(sent.status, 200);
  return (await sent.json()) as Accepted;
};
const askOf = (calendar: string, audience: readonly string[], rest: Partial<Command>): Command => {
  const asked = askCommand(rest);
  return {
    ...asked,
    args: { ...asked.args, calendar } as never,
    mark: { ...asked.mark, audience } as never,
  };
};
/** Of a record of one's own, which everybody who has it may read of. */
const recall = (at: Browser, item: string, audience: readonly string[], args: object) => {
  const { after: _, ...asked } = askOf("", audience, { do: "recall", body: null });
  return at.post(`/api/requests/${item}/acts`, { command: { ...asked, args } });
};
const permission = (what: string, args: object, heads: unknown) => ({
  command: { id: newId(), do: what, args, after: heads, body: null },
});
const home = (at: Browser, item: string, what: string, args: object, text: string | null = null) =>
  at.post(`/api/requests/${item}/home`, { command: { id: newId(), do: what, args, text } });
const inCommon = (at: Browser) => at.get<SearchResult>(`/api/search?q=${encodeURIComponent(COMMON)}`);

/** Two officers of the node whose own copy it is; its node then attests it by itself. */
async function destroy(at: Browser, item: string, ref: string): Promise<void> {
  const order = newId();
  const command = { id: order, do: "destroy", args: { ground: "recalled", ref }, text: null };
  await at.post(`/api/requests/${item}/home`, { command });
  const second = new Browser(at.url);
  await second.signIn(`${(await at.get<Session>("/api/session")).officer.id.slice(0, 2)}.officer-2`);
  await home(second, item, "destroy-agree", { of: order });
}
const toldOf = (at: Browser, item: string) =>
  until(
    "the recall",
    () => view(at, item),
    ({ timeline }) => timeline[0]?.recalled !== null,
  );
const recalled = (at: Browser, item: string, state: string) =>
  until(
    `${state} at ${at.url}`,
    () => view(at, item),
    ({ timeline }) => timeline[0]?.recalled?.state === state,
  );

test("a record goes on to a third with its originator's leave, is verified there, is recalled over both links and answered", async () => {
  const [ottawa, delhi] = [parties.canada.officer, parties.toCanada.officer];
  const [delhi2, london] = [parties.toLondon.officer, parties.london.officer];
  const [pair, other] = [
    ["ca.ncb-ottawa", "in.ncb-new-delhi"],
    ["in.ncb-new-delhi", LONDON],
  ];
  const asked = askOf("in-2026.1", pair, {
    body: { title: "Synthetic", text: "Synthetic words of Canada.", lang: "en" },
  });
  const { item: first, id: record } = await asks(ottawa, asked);
  await arrives(delhi, first);

  // Leave: asked for one third by name, given under a condition, used, and the use told.
  const seek = {
    matter: first,
    records: [record],
    files: [],
    use: "onward",
    third: LONDON,
    purpose: "investigation",
    until: Date.now() + 30 * DAY,
  };
  const sought = permission("seek", seek, [null, null]);
  const { item: leave } = await delhi.post<PermissionSent>("/api/permissions", sought);
  const path = `/api/permissions/${leave}`;
  const file = `${path}/onward/${record}`;
  await until("the question", () => ottawa.send("GET", path), ok);
  assert.equal((await delhi.send("GET", file)).status, 409, "asked is not granted");
  const { after: heads } = await ottawa.get<PermissionView>(path);
  const grant = { records: [record], files: [], conditions: ["not-sole-evidence"], until: Date.now() + DAY };
  await ottawa.post(`${path}/acts`, permission("grant", grant, heads));
  await until(
    "the leave",
    () => delhi.get<PermissionView>(path),
    ({ isInForce }) => isInForce,
  );
  const use = {
    id: newId(),
    kind: "onward",
    text: "For London",
    leave: { records: [record], files: [], third: LONDON },
  };
  assert.equal((await delhi.send("POST", `/api/requests/${first}/uses`, use)).status, 200);
  const given = await until("the file", () => delhi.send("GET", file), ok).then((each) => each.bytes());

  // Over the other link, from the other node, under India's one number.
  const upload = async (name: string, bytes: Uint8Array) => {
    const sent = await delhi2.send("POST", `/api/uploads?name=${name}&type=application/octet-stream`, bytes);
    return ((await sent.json()) as Upload).id;
  };
  const passing = askOf("ca-2026.1", other, {
    body: { title: "Synthetic", text: "With leave of its originator.", lang: "en" },
    files: [await upload("record.setu-onward", given)],
  });
  const { item: second, id: passed } = await asks(delhi2, passing);
  for (const [at, item] of [
    [delhi, first],
    [delhi2, second],
  ] as const)
    await home(at, item, "refer", { kind: "police-file" }, COMMON);
  for (const [at, item] of [
    [delhi, first],
    [delhi2, second],
  ] as const)
    await until(
      "the common number",
      () => inCommon(at),
      ({ matters }) => matters.some(({ row }) => row.item === item),
    );
  for (const at of [ottawa, london]) assert.deepEqual((await inCommon(at)).matters, [], "India's own");

  const arrived = await until(
    "the file in London",
    () => view(london, second).catch(() => null),
    (seen) => seen?.timeline[0]?.attachments[0]?.parts.have === 1,
  );
  const a = arrived?.timeline[0]?.attachments[0]?.a;
  const taken = await london.send("POST", `/api/requests/${second}/files/${a}`, TAKING);
  writeFileSync(join(folder, "given.setu"), await taken.bytes());
  const verify = (...cards: readonly string[]) =>
    setu("verify-onward", "given.setu", "--third", LONDON, "--json", "--keys", ...cards);
  const proven = await verify(parties.canada.card, parties.toCanada.card);
  assert.equal(proven.status, 0);
  const said = JSON.parse(proven.stdout) as Record<string, unknown>;
  assert.deepEqual([said["from"], said["through"], said["record"]], ["ca", "in", record]);
  assert.deepEqual(said["conditions"], ["not-sole-evidence"]);
  // The node that brought it is India's too, and its keys are no others' for that.
  const { status } = await verify(parties.canada.card, parties.toLondon.card);
  assert.equal(status, ERRORS.BAD_PROOF.exit);

  // Taken back: the leave, and the record itself.
  const { after: now } = await ottawa.get<PermissionView>(path);
  await ottawa.post(`${path}/acts`, permission("revoke", { from: Date.now() }, now));
  await recall(ottawa, first, pair, { ref: record, reason: "wrong-person" });
  await until(
    "the end",
    () => delhi.send("GET", file),
    ({ status }) => status === 409,
  );
  const held = await toldOf(delhi, first);
  // Whoever looks after it reads to whom it went, and finds the other matter by the number.
  const { uses } = await delhi.get<Uses>(`/api/requests/${first}/uses`);
  assert.deepEqual(
    uses.map(({ kind, leave: by }) => [kind, by?.[0]?.item]),
    [["onward", leave]],
  );
  assert.ok(held.timeline[0]?.recalled?.derived?.some(({ what, of }) => what === "use" && of === "onward"));
  await recall(delhi2, second, other, { ref: passed, reason: "source-withdrawn" });
  await toldOf(london, second);
  await destroy(london, second, passed);
  const back = await recalled(delhi2, second, "attested");
  assert.equal(back.timeline[0]?.recalled?.answer?.do, "disposed");
  await destroy(delhi, first, record);
  const end = await recalled(ottawa, first, "attested");
  assert.equal(end.timeline[0]?.recalled?.answer?.ground, "recalled");
});

test("what is suspended on one link waits there, is listed there, and leaves the other alone", async () => {
  const { toLondon, toCanada } = parties;
  const asked = (calendar: string, other: string): Command =>
    askOf(calendar, ["in.ncb-new-delhi", other].toSorted(), { lane: "main" });
  const kept = await asks(toLondon.officer, asked("ca-2026.1", LONDON));
  const now = Date.now();
  const scope = { offences: [], agencies: [], level: 0, direction: "asking", reason: "review" };
  const said = { id: newId(), ...scope, from: now - 1, review: now + DAY };
  await toLondon.officer.post("/api/suspensions", said);
  const second = new Browser(toLondon.officer.url);
  await second.signIn("in.officer-2");
  await second.post(`/api/suspensions/${said.id}/confirm`, {});
  const waiting = await setu(
    "suspension",
    "waiting",
    "--url",
    toLondon.officer.url,
    "--account",
    "in.officer-1",
  );
  assert.equal(waiting.status, 0);
  assert.match(waiting.stdout, new RegExp(`(?:held|returned) +${kept.id} +\\S+ +ask .*suspended by in`));
  const refused = { command: asked("ca-2026.1", LONDON) };
  const answer = await toLondon.officer.send("POST", "/api/requests", refused);
  assert.equal(((await answer.json()) as { code: string }).code, "EXCHANGE_SUSPENDED");
  await asks(toCanada.officer, asked("ca-2026.1", "ca.ncb-ottawa"));
});
