import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canonicalBytes, parseCanonical, type ItemId, type Json } from "@setu/core";
import { MAX_PACKAGE_BYTES, parsePackage, verifyPackage, type MlaPackage } from "@setu/link/mla.ts";
import type { PermissionSent, PermissionView } from "@setu/permissions";
import type { Accepted, RequestView, Upload } from "@setu/requests";
import { verifyAssistance } from "../../../cli/src/verify-package.ts";
import { formatCard, type Card } from "../keys/card.ts";
import { packagePage } from "./package-page.ts";
import { askCommand, until, type Browser, type TwoNodes } from "../node/two-nodes.fixture.ts";

const DAY = 86_400_000;
const newId = () => randomBytes(16).toString("hex");
const COURT = { proceeding: "criminal", court: "first-instance" };
const FORM = {
  authority: "Synthetic central authority",
  conducting: "Synthetic police, criminal investigation",
  proceeding: "Investigation into a synthetic fraud",
  law: "Synthetic Criminal Code, section 1: whoever …",
  facts: "A synthetic kit was found.",
  assistance: "The records of the subscriber, certified.",
  purpose: "Evidence at trial",
};
/** The home log of the newest, as reviewers read it. */
const ENTRIES = `SELECT args FROM derived.trail WHERE item = $1 AND what = 'mla' ORDER BY pos DESC LIMIT 1`;
const there = ({ status }: Response) => status === 200;

/** Ottawa makes of what came, and of its own answer, a package that whoever has the two cards verifies (F36). */
export async function walkPackage(nodes: TwoNodes, ottawa: Browser, delhi: Browser): Promise<void> {
  const { store } = nodes.ca;
  const cards = { ca: nodes.ca.card, in: nodes.in.card };
  const uploaded = async (by: Browser, text: string) => {
    const content = new TextEncoder().encode(text);
    const sent = await by.send("POST", "/api/uploads?name=kit.txt&type=text/plain", content);
    return ((await sent.json()) as Upload).id;
  };
  const asked = askCommand({
    body: { title: "Synthetic kit", text: "Whose is it?", lang: "en" },
    files: [await uploaded(delhi, "Synthetic file of theirs")],
  });
  const args = { ...asked.args, calendar: "ca-2026.1" } as never;
  const command = { ...asked, args };
  const { item, id: theirs } = await delhi.post<Accepted>("/api/requests", { command });
  const view = () => ottawa.get<RequestView>(`/api/requests/${item}`);
  await until("the request", () => ottawa.send("GET", `/api/requests/${item}`), there);
  const upload = await uploaded(ottawa, "Synthetic file of ours");
  const part = { ...asked, id: newId(), do: "part", args: {}, files: [upload] };
  const body = { text: "A part of it.", lang: "en" };
  const { after } = await view();
  const { id: ours } = await ottawa.post<Accepted>(`/api/requests/${item}/acts`, {
    command: { ...part, after, body },
  });
  const mine = await until(
    "the receipt",
    () => ottawa.send("GET", `/api/requests/${item}/proofs/${ours}`),
    there,
  );
  assert.equal(mine.status, 200);
  const fileOf = async (record: string) =>
    (await view()).timeline.find(({ id }) => id === record)?.attachments[0]?.a ?? assert.fail("no file");
  const file = await fileOf(ours);
  const theirFile = await fileOf(theirs);
  const path = `/api/requests/${item}/files/${theirFile}/manifest`;
  await until("their file", () => ottawa.send("GET", path), there);

  const packing = { form: FORM, lang: "en", ...COURT, records: [theirs, ours], files: [file] };
  const make = (more: object = {}) =>
    ottawa.send("POST", `/api/requests/${item}/mla`, { ...packing, ...more });
  const refused = async (more: object, code: string) => {
    const answer = (await (await make(more)).json()) as { code: string; detail?: { missing?: string } };
    assert.equal(answer.code, code);
    return answer.detail;
  };
  const { law: _law, facts: _facts, ...short } = FORM;
  assert.equal((await refused({ form: short }, "BAD_FIELD"))?.missing, "law facts");
  await refused({ form: { ...FORM, other: "" } }, "BAD_FIELD");
  await refused({ court: "kangaroo" }, "UNKNOWN_CODE");
  await refused({}, "GATES_OPEN");
  const use = { id: newId(), kind: "assistance", text: "To ask for assistance" };
  await ottawa.post(`/api/requests/${item}/uses`, use);
  await refused({ records: [newId()], files: [] }, "BAD_FIELD");
  await refused({ records: [theirs] }, "BAD_FIELD");
  // Of what is ours no leave is asked; of what is theirs it is, for this court.
  assert.equal((await make({ records: [ours] })).status, 200);
  await refused({}, "LEAVE_NEEDED");

  const say = (what: string, more: object, seen: unknown, text: string | null) => ({
    command: {
      id: newId(),
      do: what,
      args: more,
      after: seen,
      body: text === null ? null : { text, lang: "en" },
    },
  });
  const permission = (browser: Browser, leave: string) =>
    browser.get<PermissionView>(`/api/permissions/${leave}`);
  const given = async (what: { records: readonly string[]; files: readonly string[] }) => {
    const seek = { matter: item, ...what, use: "evidence", ...COURT };
    const seeking = { ...seek, purpose: "investigation", until: Date.now() + 30 * DAY };
    const { item: leave } = await ottawa.post<PermissionSent>(
      "/api/permissions",
      say("seek", seeking, [null, null], "Between the two of us."),
    );
    const found = await until("the question", () => delhi.send("GET", `/api/permissions/${leave}`), there);
    const grant = { ...what, conditions: ["closed-session"], until: Date.now() + DAY };
    const before = ((await found.json()) as PermissionView).after;
    await delhi.post(`/api/permissions/${leave}/acts`, say("grant", grant, before, "For this court."));
    await until(
      "the leave",
      () => permission(ottawa, leave),
      ({ isInForce }) => isInForce,
    );
    return leave;
  };
  const leave = await given({ records: [theirs], files: [] });
  const bytes = await (await until("the package", make, there)).bytes();
  await refused({ court: "appeal" }, "LEAVE_NEEDED");
  assert.equal((await delhi.send("POST", `/api/requests/${item}/mla`, packing)).status, 409);

  const [entry] = await store.tx((tx) => tx.db.rows<{ args: object }>(ENTRIES, [item]));
  const digest = createHash("sha256").update(bytes).digest("base64url");
  assert.partialDeepStrictEqual(entry?.args, {
    digest,
    use: use.id,
    records: [theirs, ours],
    leave: [leave],
  });

  // Leave for a record is none for its file: what a manifest says of it was given too.
  const withFile = { records: [theirs], files: [theirFile] };
  assert.equal(((await refused(withFile, "LEAVE_NEEDED")) as { file?: string }).file, theirFile);
  await given({ records: [], files: [theirFile] });
  const whole = await (await until("the file", () => make(withFile), there)).bytes();
  await proves(bytes, cards, [theirs, ours], whole);

  // On paper: the very bytes, and no others.
  const officer = { id: "ca.officer-1", name: "Synthetic", agency: "ca.ncb-ottawa", lang: "en" } as const;
  const printed = async (file: Uint8Array) =>
    packagePage(nodes.ca.desk ?? assert.fail(), officer, item as ItemId, file);
  const page = await printed(bytes);
  assert.ok(page.kind === "package" && page.view);
  assert.equal(page.view.file.digest, digest);
  assert.deepEqual(
    page.view.pieces.map((piece) => [piece.id, piece.leave.map(({ item: of }) => of), piece.files.length]),
    [
      [theirs, [leave], 0],
      [ours, [], 1],
    ],
  );
  assert.equal(page.view.pieces[0]?.text, "Whose is it?");
  const flipped = Uint8Array.from(bytes);
  flipped[100] = (flipped[100] ?? 0) ^ 1;
  await assert.rejects(printed(flipped), { code: "BAD_PROOF" });

  // Revoked, or recalled: from then on it goes into none.
  const last = await permission(delhi, leave);
  await delhi.post(`/api/permissions/${leave}/acts`, say("revoke", { from: Date.now() }, last.after, null));
  await until(
    "the end",
    () => permission(ottawa, leave),
    ({ isInForce }) => !isInForce,
  );
  await refused({}, "LEAVE_NEEDED");
  const now = await view();
  const recall = {
    ...asked,
    id: newId(),
    files: [],
    do: "recall",
    args: { ref: ours, reason: "wrong-person" },
  };
  await ottawa.post(`/api/requests/${item}/acts`, {
    command: { ...recall, after: now.after, body: null },
  });
  await refused({ records: [ours] }, "ILLEGAL");
}

async function proves(
  bytes: Uint8Array,
  cards: Readonly<Record<"ca" | "in", Card>>,
  records: readonly string[],
  whole: Uint8Array,
): Promise<void> {
  const keysOf = (origin: string) => {
    const [from, , to] = origin.split("/") as ["ca" | "in", string, "ca" | "in"];
    const log = cards[from].logs.find(([key]) => key?.name === origin) ?? [];
    return { origin, log, cosigners: cards[to].mirror };
  };
  const { pieces, package: made, leave } = verifyPackage(bytes, keysOf);
  assert.deepEqual(
    pieces.map(({ act }) => act.id),
    records,
  );
  assert.deepEqual(made.form, FORM);
  assert.equal(made.pieces[1]?.manifests.length, 1);
  // Why leave was asked and given is between the two.
  assert.ok(leave.flat().length >= 2 && leave.flat().every(({ body }) => body === null));

  const folder = await mkdtemp(join(tmpdir(), "setu-mla-"));
  try {
    const path = join(folder, "package");
    const keys = (["ca", "in"] as const).map((party) => join(folder, `${party}.card`));
    await writeFile(keys[0] ?? "", formatCard(cards.ca));
    await writeFile(keys[1] ?? "", formatCard(cards.in));
    const verify = async (file: Uint8Array) => {
      await writeFile(path, file);
      await verifyAssistance(path, { keys, json: true });
    };
    await verify(bytes);
    await verify(whole);
    // The manifest of their file under the leave for the record alone.
    const { leave: forRecord } = parsePackage(bytes);
    await assert.rejects(verify(changed(whole, (each) => ({ ...each, leave: forRecord }))), {
      code: "LEAVE_NEEDED",
    });
    // The leave left out: every proof holds, and nothing says that the piece may be there.
    await assert.rejects(verify(changed(bytes, (each) => ({ ...each, leave: [] }))), {
      code: "LEAVE_NEEDED",
    });
    const later = { proceeding: "criminal", court: "appeal" } as unknown as MlaPackage["before"];
    await assert.rejects(verify(changed(bytes, (each) => ({ ...each, before: later }))), {
      code: "LEAVE_NEEDED",
    });
  } finally {
    await rm(folder, { recursive: true });
  }

  const bad = { code: "BAD_PROOF" };
  const refuses = (change: (each: MlaPackage) => object) =>
    assert.throws(() => verifyPackage(changed(bytes, change), keysOf), bad);
  refuses((each) => ({ ...each, pieces: [...each.pieces, ...each.pieces] }));
  refuses((each) => ({ ...each, item: each.leave[0]?.item }));
  refuses((each) => ({ ...each, made: { ...each.made, party: "uk" } }));
  refuses((each) => ({ ...each, leave: [{ item: each.leave[0]?.item, proofs: [] }] }));
  const [first] = made.pieces;
  assert.ok(first);
  refuses((each) => ({ ...each, pieces: [{ ...first, shows: each.pieces[1]?.shows }] }));
  refuses((each) => ({ ...each, pieces: [{ ...first, shows: { ...(first.shows as object), text: null } }] }));
  refuses((each) => ({ ...each, pieces: [{ ...first, manifests: each.pieces[1]?.manifests }] }));
  // Wherever a byte of what is proven is changed, it is found.
  const from = Buffer.from(bytes).indexOf('"pieces":');
  for (let at = from; at < bytes.length - 20; at += 1_009) {
    const other = Uint8Array.from(bytes);
    other[at] = (other[at] ?? 0) ^ 1;
    try {
      verifyPackage(other, keysOf);
    } catch (error) {
      assert.equal((error as { code: string }).code, "BAD_PROOF", String(at));
      continue;
    }
    // Custody in a manifest is the word of the node that made it.
    assert.deepEqual(withoutCustody(other), withoutCustody(bytes), String(at));
  }
}

const changed = (bytes: Uint8Array, change: (each: MlaPackage) => object): Uint8Array =>
  canonicalBytes(change(parseCanonical(bytes, MAX_PACKAGE_BYTES) as never) as Json);

/** What somebody can check: everything but names, times and hands of a file, and the maker's own words. */
const withoutCustody = (bytes: Uint8Array) =>
  parsePackage(bytes).pieces.map(({ shows, proof }) => ({ shows, proof }));
