import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { isSetuError } from "@setu/core";
import { fingerprint, formatCard, type Card } from "@setu/server/keys/card.ts";
import { parseRecord, verifyRecord } from "@setu/server/keys/root.ts";
import { initNode } from "@setu/server/node/init.ts";
import { configOf } from "@setu/server/node/two-nodes.fixture.ts";
import { change, makeRoot, sign, verify } from "./root.ts";

const folder = mkdtempSync(join(tmpdir(), "setu-ceremony-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const talk = { json: true };
const record = join(folder, "record.json");
const key = (holder: number, of = folder) => join(of, `holder-${holder}`, "key.json");
const people = ["Asha Example", "Bernard Example", "Chen Example"];
const state = () => verifyRecord(parseRecord(readFileSync(record)));

test("a ceremony: three folders, a card signed by two, other holders, and a record that anybody checks", async () => {
  const options = { holder: people, paper: ["Chen Example"], practice: true };
  makeRoot(folder, "ca", options, talk);
  assert.deepEqual(readdirSync(folder).toSorted(), ["holder-1", "holder-2", "holder-3", "record.json"]);
  assert.equal(statSync(key(1)).mode & 0o777, 0o600);
  const secret = (holder: number) =>
    (JSON.parse(readFileSync(key(holder), "utf8")) as { secret: string }).secret;
  const page = (holder: number) => readFileSync(join(folder, `holder-${holder}`, "page.fr.html"), "utf8");
  assert.ok(page(3).includes(secret(3)), "who asked for it has it on paper");
  assert.ok(!page(1).includes(secret(1)));
  assert.ok(!readFileSync(record, "utf8").includes(secret(1)));

  const home = join(folder, "node");
  const own = await initNode(home, await configOf("ca", "in", "postgres://none"));
  const card = join(folder, "card.json");
  writeFileSync(card, formatCard(own));
  await sign(record, card, { key: [key(1), key(3)], practice: true, confirm: fingerprint(own) }, talk);
  await verify(record, card, talk);
  await assert.rejects(
    sign(record, card, { key: [key(2)], practice: true, confirm: fingerprint(own) }, talk),
    (error) => isSetuError(error, "ROOT_REFUSED"),
  );
  const heard = fingerprint({ ...own, kem: own.kem.toReversed() });
  await assert.rejects(
    sign(record, card, { key: [key(1), key(3)], practice: true, confirm: heard }, talk),
    (error) => isSetuError(error, "WRONG_PEER"),
  );
  assert.equal(state().no, 2, "what was refused is not in the record");

  // One medium is lost: the two others let three new persons in.
  rmSync(key(2));
  const later = join(folder, "later");
  const next = { holder: ["Dev Example", "Emma Example", "Farid Example"], practice: true };
  await change(record, later, { ...next, key: [key(1), key(3)] }, talk);
  assert.deepEqual(
    state().root.holders.map(({ name }) => name),
    next.holder,
  );
  await sign(
    record,
    card,
    { key: [key(1, later), key(2, later)], practice: true, confirm: fingerprint(own) },
    talk,
  );
  await assert.rejects(
    verify(record, other(own), talk),
    (error) => isSetuError(error, "ROOT_REFUSED") && error.detail["reason"] === "card",
  );
});

test("a second root in one folder, two persons, and one person twice are no ceremony", () => {
  const usage = (error: unknown) => isSetuError(error, "USAGE");
  assert.throws(() => makeRoot(folder, "ca", { holder: people, practice: true }, talk));
  for (const holder of [people.slice(1), ["Asha Example", "Asha Example", "Chen Example"]])
    assert.throws(() => makeRoot(join(folder, "none"), "ca", { holder, practice: true }, talk), usage);
  assert.equal(readdirSync(folder).includes("none"), false);
});

function other(own: Card): string {
  const path = join(folder, "other.json");
  writeFileSync(path, formatCard({ ...own, address: { ...own.address, port: 1 } }));
  return path;
}
