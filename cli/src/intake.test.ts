import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Browser, twoNodes, type TwoNodes } from "@setu/server/node/two-nodes.fixture.ts";
import type { ReadFields, RequestList, RequestView } from "@setu/requests";
import type { IntakeAnswer } from "./intake.ts";

/** `setu intake` at a running node, from files as people have them. */
let nodes: TwoNodes;
const folder = mkdtempSync(join(tmpdir(), "setu-intake-"));
before(async () => {
  nodes = await twoNodes();
});
after(async () => {
  await nodes.close();
  rmSync(folder, { recursive: true });
});

type Ran = { readonly exit: number; readonly out: string; readonly err: string };

const setu = (args: readonly string[], input?: string): Promise<Ran> =>
  setuAt(["intake", ...args, "--json"], input);

function setuAt(args: readonly string[], input?: string): Promise<Ran> {
  const main = join(import.meta.dirname, "main.ts");
  const at = ["--url", nodes.ca.url, "--account", "ca.officer-1"];
  return new Promise((done) => {
    const child = execFile(process.execPath, [main, ...args, ...at], (error, out, err) =>
      done({ exit: error === null ? 0 : Number(error.code), out, err }),
    );
    child.stdin?.end(input);
  });
}
const answerOf = ({ out }: Ran): IntakeAnswer => JSON.parse(out) as IntakeAnswer;
const states = (ran: Ran) => answerOf(ran).rows.map(({ row, state }) => [row, state]);
const file = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const officer = async (): Promise<Browser> => {
  const browser = new Browser(nodes.ca.url);
  await browser.signIn("ca.officer-1");
  return browser;
};

const TABLE = `cameBy,received,title,from,text
paper,2026-01-05,Letter of an invented office,Desk 7,"two
lines, one comma"
telephone,2030-01-01,Not yet,,
interpol,2026-01-06T08:15,Diffusion 1,,
`;

test("a table: dry, then taken row by row, the wrong one named, and the same file again makes nothing twice", async () => {
  const path = file("register.csv", TABLE);
  const dry = await setu([path, "--dry-run"]);
  assert.equal(dry.exit, 2, dry.err);
  assert.deepEqual(states(dry), [
    [2, "new"],
    [3, "wrong"],
    [4, "new"],
  ]);
  const browser = await officer();
  const listed = () => browser.get<RequestList>("/api/requests?view=all");
  assert.equal((await listed()).total, 0, "a dry run registers nothing");

  const taken = await setu([path]);
  assert.equal(taken.exit, 2);
  assert.deepEqual(states(taken), [
    [2, "registered"],
    [3, "wrong"],
    [4, "registered"],
  ]);
  assert.deepEqual(answerOf(taken).rows[1]?.problems, [{ field: "received", code: "future" }]);
  const { rows, total } = await listed();
  assert.equal(total, 2);
  assert.deepEqual(
    rows.map(({ cameBy, ref }) => [cameBy, ref]),
    [
      ["interpol", answerOf(taken).rows[2]?.ref],
      ["paper", answerOf(taken).rows[0]?.ref],
    ],
  );
  assert.deepEqual(states(await setu([path])), [
    [2, "known"],
    [3, "wrong"],
    [4, "known"],
  ]);
  assert.equal((await listed()).total, 2);
});

test("a message from standard input, with its dates and its source, is on its page", async () => {
  const message =
    "Received: by mail.example.net; Tue, 3 Nov 2026 06:20:11 +0000\r\nDate: Tue, 3 Nov 2026 11:49:58 +0530\r\n" +
    "From: Desk <desk@example.org>\r\nSubject: =?utf-8?Q?R=C3=A9f=C3=A9rence?= 12\r\n\r\nA line.\r\n";
  const ran = await setu(["-", "--as", "eml"], message);
  assert.equal(ran.exit, 0, ran.err);
  const [row] = answerOf(ran).rows;
  assert.deepEqual([row?.state, row?.title], ["registered", "Référence 12"]);
  const browser = await officer();
  const { ours } = await browser.get<RequestView>(`/api/requests/${row?.item}`);
  assert.equal(ours.intake?.by, "ca.officer-1");
  assert.equal(ours.intake?.args["received"], Date.parse("2026-11-03T06:20:11Z"));
  assert.equal(ours.intake?.paper?.from, "Desk <desk@example.org>");
  assert.match(ours.intake?.paper?.source?.sha256 ?? "", /^[0-9a-f]{64}$/);
  const shown = await setuAt(["request", "show", row?.ref ?? ""]);
  for (const part of [
    /came by +mail; registered here by ca\.officer-1/,
    /from +Desk <desk@example\.org>/,
    /\| A line\./,
  ])
    assert.match(shown.out, part);
});

test("of a message without a date an officer says when it came, and that stands beside it as his word", async () => {
  const path = file("undated.eml", "From: Desk <desk@example.org>\r\nSubject: No date\r\n\r\nx\r\n");
  const undated = await setu([path]);
  assert.deepEqual(
    [undated.exit, answerOf(undated).rows[0]?.problems],
    [2, [{ field: "received", code: "missing" }]],
  );
  const ran = await setu([path, "--received", "2026-02-11T09:30:00-05:00"]);
  assert.equal(ran.exit, 0, ran.err);
  const shown = await setuAt(["request", "show", answerOf(ran).rows[0]?.ref ?? ""]);
  assert.match(shown.out, /received +2026-02-11T14:30Z, date given by the officer/);
  const table = await setu([file("dated.csv", TABLE), "--received", "2026-02-11"]);
  assert.match(table.err, /USAGE/);
});

test("many rows with long texts go in parts that a node takes", async () => {
  const rows = Array.from({ length: 60 }, (_, i) => `other,2026-02-01,Long ${i},${"क".repeat(15_000)}`);
  const path = file("long.csv", `cameBy,received,title,text\n${rows.join("\n")}\n`);
  const ran = await setu([path]);
  assert.equal(ran.exit, 0, ran.err);
  assert.ok(states(ran).every(([, state]) => state === "registered"));
});

test("what is typed is read by the node as a row of a table is, and a field that nobody has is refused", async () => {
  const browser = await officer();
  const read = (fields: object) => browser.send("POST", "/api/intake/fields", { fields });
  const good = (await (
    await read({ cameBy: "paper", received: "2026-01-05", title: "t" })
  ).json()) as ReadFields;
  assert.equal(
    good.entry?.args["received"],
    Date.parse("2026-01-05T00:00:00-05:00"),
    "the day of the desk's wall",
  );
  const bad = (await (await read({ title: "t" })).json()) as ReadFields;
  assert.deepEqual(
    bad.problems.map(({ field, code }) => `${field} ${code}`),
    ["cameBy missing", "received missing"],
  );
  for (const fields of [{ colour: "x" }, { title: 1 }, { title: ["t"] }, []])
    assert.equal((await read(fields)).status, 422, JSON.stringify(fields));
  assert.equal((await browser.send("POST", "/api/intake/file?as=exe&name=x", Buffer.from("x"))).status, 422);
});

test("what is no table, too large, or of no known kind is refused by a code", async () => {
  const code = ({ err }: Ran) => (JSON.parse(err.trim().split("\n").at(-1) ?? "") as { code: string }).code;
  assert.equal(code(await setu([file("letter.txt", "x")])), "USAGE");
  assert.equal(code(await setu([file("other.csv", "a;b;c\n1;2;3\n")])), "BAD_FIELD");
  assert.equal(code(await setu([file("huge.eml", "x".repeat(10 * 1024 * 1024 + 1))])), "TOO_LARGE");
  assert.equal(code(await setu([file("head.eml", `Subject: ${"x".repeat(1_000_000)}\n\nx`)])), "TOO_LARGE");
});
