import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isSetuError } from "@setu/core";
import { EVERYTHING } from "../access/everything.fixture.ts";
import { testStore } from "../db/testing.ts";
import type { PgTx } from "../db/pg-store.ts";
import { Sessions } from "../http/sessions.ts";
import { makeFeed } from "../me/feed.ts";
import { saveOfficers } from "../node/officers.ts";
import { officerOfCode } from "./enrolment.ts";
import { agreeToRecovery, askRecovery, openRecoveries } from "./recovery.ts";
import { makeToken } from "./tokens.ts";
import { changeOfficers } from "../standing/rows.fixture.ts";

const [ONE, TWO, LOST] = ["ca.admin-1", "ca.admin-2", "ca.officer-1"] as const;
/** Further accounts of the persons behind the first and the last. */
const [ONE_TOO, LOST_TOO] = ["ca.admin-1-too", "ca.admin-3"] as const;
const PERSON: Readonly<Record<string, string>> = { [ONE_TOO]: ONE, [LOST_TOO]: LOST };
const NOW = Date.UTC(2026, 0, 5);
let stored: Awaited<ReturnType<typeof testStore>>;
before(async () => {
  stored = await testStore();
  const officers = [ONE, TWO, LOST, ONE_TOO, LOST_TOO].map((id) => ({
    id,
    person: PERSON[id] ?? id,
    name: "Officer",
    agency: "ca.ncb-ottawa",
    lang: "en" as const,
    ...EVERYTHING,
  }));
  await saveOfficers(stored.store, officers);
});
after(() => stored.close());

const tx = <T>(work: (tx: PgTx) => Promise<T>) => stored.store.tx(work);
const ask = (by: string, officer: string, now = NOW) => tx((each) => askRecovery(each, { by, officer, now }));
const agree = (by: string, officer: string, now = NOW) =>
  tx((each) => agreeToRecovery(each, { by, officer, now }, () => Promise.resolve(true)));
const coded = (code: "ILLEGAL" | "NOT_FOUND") => (error: unknown) => isSetuError(error, code);

test("an officer without keys gets a code when two others want it, once, and what she had is void", async () => {
  const sessions = new Sessions(stored.store, () => NOW);
  const before = await sessions.begin({ officer: LOST, way: "passkey", passkey: "x" });
  await makeToken(stored.store, LOST, { name: "Synthetic", writes: true, hours: 1 }, NOW);
  await changeOfficers(
    stored.store,
    `INSERT INTO passkey (key, credential, officer, name, algorithm, cose, spki, counter, transports, synced, backed_up, made)
     VALUES ('x', 'x', $1, 'Lost', -7, '', '', 0, '{}', false, false, 0)`,
    [LOST],
  );
  await makeFeed(stored.store, LOST, NOW);
  await assert.rejects(ask(LOST, LOST), coded("ILLEGAL"), "for oneself");
  await assert.rejects(ask(LOST_TOO, LOST), coded("ILLEGAL"), "for oneself by another account");
  await assert.rejects(ask(ONE, "ca.nobody"), coded("NOT_FOUND"));
  await assert.rejects(agree(TWO, LOST), coded("NOT_FOUND"), "nobody has asked");
  await ask(ONE, LOST);
  assert.deepEqual(await tx(({ db }) => openRecoveries(db, NOW)), [{ officer: LOST, askedBy: ONE, at: NOW }]);
  await assert.rejects(agree(ONE, LOST), coded("ILLEGAL"), "whoever asked");
  await assert.rejects(agree(ONE_TOO, LOST), coded("ILLEGAL"), "whoever asked, by another account");
  await assert.rejects(agree(LOST_TOO, LOST), coded("ILLEGAL"), "whom it is for, by another account");
  await assert.rejects(agree(LOST, LOST), coded("ILLEGAL"), "whom it is for");
  await assert.rejects(agree(TWO, LOST, NOW + 25 * 3_600_000), coded("NOT_FOUND"), "too long ago");
  await sessions.read(before);

  const code = await agree(TWO, LOST);
  assert.equal(await officerOfCode(stored.store, code, NOW), LOST);
  await assert.rejects(sessions.read(before), (error) => isSetuError(error, "SIGNED_OUT"));
  const { rows } = await stored.pool.query(
    "SELECT (SELECT count(*) FROM token)::int AS tokens, (SELECT count(*) FROM feed)::int AS feeds, (SELECT why FROM passkey) AS why",
  );
  assert.deepEqual(rows, [{ tokens: 0, feeds: 0, why: "removed" }]);
  await assert.rejects(agree(TWO, LOST), coded("NOT_FOUND"), "a second time");
});

test("administrators together get no code for the account of who reviews them", async () => {
  const appoint = (powers: readonly string[]) =>
    changeOfficers(stored.store, "UPDATE officer SET powers = $1 WHERE id = $2", [powers, LOST]);
  await ask(ONE, LOST);
  await appoint(["oversee"]);
  await assert.rejects(agree(TWO, LOST), coded("ILLEGAL"), "appointed since");
  await assert.rejects(ask(ONE, LOST), coded("ILLEGAL"));
  await appoint(["read"]);
  await agree(TWO, LOST);
});
