import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type {
  Leaves,
  PermissionCommand,
  PermissionRow,
  Permissions,
  PermissionSent,
  PermissionView,
} from "@setu/permissions";
import type { Accepted } from "@setu/requests";
import type { Uses } from "@setu/requests/using-api.ts";
import { askCommand, until, type Browser } from "../node/two-nodes.fixture.ts";

/** Leave to use as evidence over two real nodes: asked, clarified, granted, used, revoked (F23, F24). */
const DAY = 86_400_000;
const newId = () => randomBytes(16).toString("hex");
const one = (browser: Browser, item: string) => browser.get<PermissionView>(`/api/permissions/${item}`);
const COURT = { proceeding: "criminal", court: "first-instance" };

const shows = (browser: Browser, item: string, status: string): Promise<PermissionRow> =>
  until(
    status,
    async () => (await browser.get<Permissions>("/api/permissions")).rows.find((row) => row.item === item),
    (row) => row?.status === status,
  ) as Promise<PermissionRow>;

const sent = (what: string, args: object, after: PermissionCommand["after"], text: string | null) => ({
  command: { id: newId(), do: what, args, after, body: text === null ? null : { text, lang: "en" } },
});

async function act(
  browser: Browser,
  item: string,
  what: string,
  args: object = {},
  text: string | null = null,
) {
  const { after } = await one(browser, item);
  return browser.post<PermissionSent>(`/api/permissions/${item}/acts`, sent(what, args, after, text));
}

/** What New Delhi's question says may go before a court only with its leave. */
export async function walkPermission(ottawa: Browser, delhi: Browser): Promise<void> {
  const asked = askCommand({ body: { title: "Synthetic", text: "Synthetic record.", lang: "en" } });
  const args = { ...asked.args, calendar: "ca-2026.1" } as never;
  const { item: matter, id: record } = await delhi.post<Accepted>("/api/requests", {
    command: { ...asked, args },
  });
  await until(
    "the request in Ottawa",
    () => ottawa.send("GET", `/api/requests/${matter}`),
    ({ status }) => status === 200,
  );
  const leaves = await ottawa.get<Leaves>(`/api/requests/${matter}/permissions`);
  assert.equal(leaves.spoken, true);
  assert.deepEqual(
    leaves.records.map((line) => [line.record, line.asks]),
    [[record, { evidence: true, onward: true }]],
  );
  // Of our own records nobody asks leave, and the other side's desk is told of none.
  assert.deepEqual((await delhi.get<Leaves>(`/api/requests/${matter}/permissions`)).records, []);

  const use = (court: object = COURT) =>
    ottawa.send("POST", `/api/requests/${matter}/uses`, {
      id: newId(),
      kind: "evidence",
      text: "To show it to the court",
      leave: { records: [record], files: [], ...court },
    });
  const refused = async (answer: Response, code: string) =>
    assert.equal(((await answer.json()) as { code: string }).code, code);
  await refused(await use(), "LEAVE_NEEDED");

  const seek = {
    matter,
    records: [record],
    files: [],
    use: "evidence",
    ...COURT,
    purpose: "investigation",
    until: Date.now() + 30 * DAY,
  };
  const post = (seeking: object) =>
    ottawa.send("POST", "/api/permissions", sent("seek", seeking, [null, null], "For the trial."));
  await refused(await post({ ...seek, records: [newId()] }), "BAD_FIELD");
  await refused(await post({ ...seek, court: "kangaroo" }), "UNKNOWN_CODE");
  await refused(await post({ ...seek, agency: "ca.ncb-ottawa" }), "BAD_FIELD");
  await refused(await post({ ...seek, until: Date.now() - 1 }), "BAD_FIELD");
  await refused(await post({ ...seek, matter: `ca:${newId()}` }), "NOT_FOUND");
  const { item } = (await (await post(seek)).json()) as PermissionSent;

  const row = await shows(delhi, item, "permission-asked");
  assert.deepEqual([row.side, row.turn, row.ref, row.isInForce], ["them", "us", leaves.ref, false]);
  assert.equal((await one(delhi, item)).acts[0]?.text, "For the trial.");
  // Nothing of another desk is reached by the id of a permission.
  assert.equal((await delhi.send("GET", `/api/requests/${item}`)).status, 404);

  await act(delhi, item, "clarify", {}, "Which court?");
  await shows(ottawa, item, "permission-clarifying");
  await act(ottawa, item, "reply", {}, "The one that was named.");
  await shows(delhi, item, "permission-clarified");
  await refused(await use(), "LEAVE_NEEDED");

  const until20 = Date.now() + 20 * DAY;
  const grant = { records: [record], files: [], conditions: ["closed-session"], until: until20 };
  const { after } = await one(delhi, item);
  const wider = { ...grant, records: [record, newId()] };
  for (const other of [wider, { ...grant, court: "appeal" }, { ...grant, use: "onward" }])
    await refused(
      await delhi.send("POST", `/api/permissions/${item}/acts`, sent("grant", other, after, null)),
      "BAD_FIELD",
    );
  await act(delhi, item, "grant", grant, "With our leave.");
  const granted = await shows(ottawa, item, "permission-granted");
  assert.deepEqual(
    [granted.isInForce, granted.permission?.conditions, granted.until],
    [true, ["closed-session"], until20],
  );

  // Another court is another question.
  await refused(await use({ ...COURT, court: "appeal" }), "LEAVE_NEEDED");
  const used = await use();
  assert.equal(used.status, 200, await used.clone().text());
  const { uses } = await ottawa.get<Uses>(`/api/requests/${matter}/uses`);
  assert.deepEqual(
    uses.map(({ kind, state, leave }) => [kind, state, leave]),
    [["evidence", "used", [{ item, conditions: ["closed-session"] }]]],
  );
  await act(ottawa, item, "used", { at: Date.now() });

  await until(
    "what was done is told",
    () => one(delhi, item),
    ({ acts }) => acts.some((each) => each.do === "used"),
  );
  await act(delhi, item, "revoke", { from: Date.now() });
  await shows(ottawa, item, "permission-revoked");
  await refused(await use(), "LEAVE_NEEDED");
  const after2 = await one(ottawa, item);
  assert.deepEqual(
    after2.rests.map(({ kind }) => kind),
    ["evidence"],
    "what rests on it is shown, and stands",
  );
  assert.deepEqual(after2.moves, ["used", "return"]);
  await act(ottawa, item, "return");
  await shows(delhi, item, "permission-returned-revoked");
  const shared = (view: PermissionView) =>
    view.acts.map(({ id, do: what, text }) => [id, what, text]).toSorted();
  await until(
    "the same on both",
    async () => [shared(await one(ottawa, item)), shared(await one(delhi, item))],
    ([here, there]) => JSON.stringify(here) === JSON.stringify(there),
  );
}
