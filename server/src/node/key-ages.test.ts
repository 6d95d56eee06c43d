import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { formatCard, fingerprint } from "../keys/card.ts";
import { keyAges, warningOf, type KeyUse } from "./key-ages.ts";
import { homeFiles } from "./config.ts";
import { acceptCard, initNode } from "./init.ts";
import { makeNext, takeNext } from "./succession.ts";
import { configOf } from "./two-nodes.fixture.ts";
import { Authority } from "../sign-in/certificates.fixture.ts";

const DAY = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), "setu-ages-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const home = join(folder, "ca");

test("people are told 30, 14 and 7 days before an end and when it has passed, of a list of revocations in its last day", () => {
  const now = Date.UTC(2026, 10, 24);
  const due = (days: number, use: KeyUse = "tls") => warningOf({ use, until: now + days * DAY }, now);
  assert.deepEqual(
    [31, 30, 15, 14, 8, 7, 1, 0, -1].map((days) => due(days)),
    [null, 30, 30, 14, 14, 7, 7, 0, 0],
  );
  assert.deepEqual(
    [7, 1.5, 1, 0].map((days) => due(days, "revocations")),
    [null, null, 1, 0],
  );
  assert.equal(warningOf({ use: "log", until: null }, now), null);
});

test("every key of a node is named with its use, its dates and its place, and none with its secret", async () => {
  await initNode(home, await configOf("ca", "in", "postgres://none"));
  const india = await initNode(join(folder, "in"), await configOf("in", "ca", "postgres://none"));
  const uses = () => keyAges(home).map(({ use }) => use);
  const own = ["log", "log", "cosigning", "tls", "sealing", "at-rest"];
  assert.deepEqual(uses(), own);
  acceptCard(home, Buffer.from(formatCard(india)), fingerprint(india));
  await makeNext(home, join(folder, "next.json"));
  assert.deepEqual(uses(), [...own, "next", "peer-card"]);
  takeNext(home, join(folder, "next.json"), 5);
  const ages = keyAges(home);
  assert.deepEqual(
    ages.filter(({ use }) => use === "sealing").length,
    2,
    "the former still opens what it sealed",
  );
  assert.deepEqual(
    ages
      .filter(({ compromisedSince }) => compromisedSince !== null)
      .map(({ use, compromisedSince }) => [use, compromisedSince]),
    [["former", 5]],
  );
  const text = JSON.stringify(ages);
  const { log, mirror, atRest } = JSON.parse(readFileSync(homeFiles(home).keys, "utf8")) as Record<
    string,
    string
  >;
  for (const secret of [log, mirror, atRest]) assert.ok(secret && !text.includes(secret));
});

test("of officers' cards the authority and the list of revocations have an end, and a list that is not there has ended", async () => {
  const files = homeFiles(home);
  const config = JSON.parse(readFileSync(files.config, "utf8")) as Record<string, unknown>;
  const crl = join(folder, "list.crl");
  const ca = await Authority.make();
  const certificates = { socket: join(folder, "s"), ca: ca.certificate.toString("pem"), crl, officers: [] };
  writeFileSync(files.config, JSON.stringify({ ...config, demo: false, signIn: { certificates } }));
  const list = () => keyAges(home).find(({ use }) => use === "revocations");
  assert.equal(warningOf(list() ?? assert.fail(), Date.now()), 0);
  await ca.revocations(crl, []);
  const there = list() ?? assert.fail();
  assert.ok((there.until ?? 0) > Date.now() && (there.since ?? Infinity) <= Date.now());
  const end = keyAges(home).find(({ use }) => use === "authority")?.until;
  assert.equal(end, ca.certificate.notAfter.getTime());
});
