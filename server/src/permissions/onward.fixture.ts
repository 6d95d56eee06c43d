import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { parseOnward, formatOnward, verifyOnward } from "@setu/link/onward.ts";
import { leaveShown, type PermissionSent, type PermissionView } from "@setu/permissions";
import type { Accepted } from "@setu/requests";
import type { Card } from "../keys/card.ts";
import { askCommand, until, type Browser } from "../node/two-nodes.fixture.ts";

const DAY = 86_400_000;
const newId = () => randomBytes(16).toString("hex");

/** A record of New Delhi's goes from Ottawa to a third with New Delhi's leave, and the third verifies it alone (F24). */
export async function walkOnward(
  ottawa: Browser,
  delhi: Browser,
  cards: Readonly<Record<"ca" | "in", Card>>,
): Promise<void> {
  const asked = askCommand({
    body: { title: "Synthetic", text: "Synthetic record to give on.", lang: "en" },
  });
  const args = { ...asked.args, calendar: "ca-2026.1" } as never;
  const { item: matter, id: record } = await delhi.post<Accepted>("/api/requests", {
    command: { ...asked, args },
  });
  const there = ({ status }: Response) => status === 200;
  await until("the request", () => ottawa.send("GET", `/api/requests/${matter}`), there);
  const said = (what: string, more: object, after: unknown, text: string) => ({
    command: { id: newId(), do: what, args: more, after, body: { text, lang: "en" } },
  });
  const third = "uk.ncb-london";
  const seek = { matter, records: [record], files: [], use: "onward", third, purpose: "investigation" };
  const { item } = await ottawa.post<PermissionSent>(
    "/api/permissions",
    said("seek", { ...seek, until: Date.now() + 30 * DAY }, [null, null], "Between the two of us."),
  );
  const path = `/api/permissions/${item}/onward/${record}`;
  const view = (browser: Browser) => browser.get<PermissionView>(`/api/permissions/${item}`);
  const found = await until("the question", () => delhi.send("GET", `/api/permissions/${item}`), there);
  // Asked is not granted.
  assert.equal((await ottawa.send("GET", path)).status, 409);
  const { after } = (await found.json()) as PermissionView;
  const grant = { records: [record], files: [], conditions: ["not-to-third-state"], until: Date.now() + DAY };
  await delhi.post(`/api/permissions/${item}/acts`, said("grant", grant, after, "For London alone."));
  await until(
    "the leave",
    () => view(ottawa),
    ({ isInForce }) => isInForce,
  );
  // What came is not given on before its use is decided, here as everywhere.
  assert.equal(((await (await ottawa.send("GET", path)).json()) as { code: string }).code, "GATES_OPEN");
  await ottawa.post(`/api/requests/${matter}/uses`, {
    id: newId(),
    kind: "onward",
    text: "To London, by leave.",
    leave: { records: [record], files: [], third },
  });
  const answer = await until("the file", () => ottawa.send("GET", path), there);
  const file = await answer.bytes();
  assert.equal((await ottawa.send("GET", `/api/permissions/${item}/onward/${newId()}`)).status, 409);

  const keysOf = (origin: string) => {
    const [from, , to] = origin.split("/") as ["ca" | "in", string, "ca" | "in"];
    const log = cards[from].logs.find(([key]) => key?.name === origin) ?? [];
    return { origin, log, cosigners: cards[to].mirror };
  };
  const proven = verifyOnward(file, keysOf);
  assert.match(Buffer.from(proven.record.body ?? []).toString(), /Synthetic record to give on/);
  assert.ok(
    !Buffer.from(file).toString().includes(Buffer.from("Between the two").toString("base64").slice(0, 12)),
  );
  assert.ok(proven.leave.every(({ body }) => body === null));
  const leave = leaveShown({ ...proven, third }, Date.now());
  assert.deepEqual(leave?.conditions, ["not-to-third-state"]);
  assert.equal(leaveShown({ ...proven, third: "uk.other" }, Date.now()), null);
  assert.equal(leaveShown({ ...proven, third }, Date.now() + 2 * DAY), null);

  // Taken back, it is not made again; what was made before goes on saying what it said.
  const before = await view(delhi);
  const revoke = said("revoke", { from: Date.now() }, before.after, "No longer.");
  await delhi.post(`/api/permissions/${item}/acts`, { command: { ...revoke.command, body: null } });
  await until(
    "the end",
    () => view(ottawa),
    ({ isInForce }) => !isInForce,
  );
  assert.equal((await ottawa.send("GET", path)).status, 409);

  // The grant left out, another record put in its place, a byte changed: each is refused or allows nothing.
  const parts = parseOnward(file);
  const seekOnly = verifyOnward(formatOnward({ ...parts, leave: parts.leave.slice(0, 1) }), keysOf);
  assert.equal(leaveShown({ ...seekOnly, third }, Date.now()), null);
  const bad = { code: "BAD_PROOF" };
  const [first] = parts.leave;
  assert.throws(() => verifyOnward(formatOnward({ ...parts, record: first ?? file }), keysOf), bad);
  for (let at = 3; at < file.length; at += 997) {
    const changed = Uint8Array.from(file);
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.throws(() => verifyOnward(changed, keysOf), bad, String(at));
  }
}
