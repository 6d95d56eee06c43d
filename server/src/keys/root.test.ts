import assert from "node:assert/strict";
import { test } from "node:test";
import { isSetuError, type Hash, type Party } from "@setu/core";
import { changeRoot, found, signCard } from "./ceremony.ts";
import { fromPaper, newSecret, onPaper, signWith } from "./root-key.ts";
import { holderPage, LANGUAGES } from "./root-page.ts";
import {
  extending,
  formatRecord,
  parseRecord,
  rootFingerprint,
  signedBytes,
  verifyRecord,
  type Recorded,
} from "./root.ts";

const holders = ["Asha Example", "Bernard Example", "Chen Example"].map((name) => ({
  name,
  secret: newSecret(),
}));
const others = ["Dev Example", "Emma Example", "Farid Example"].map((name) => ({
  name,
  secret: newSecret(),
}));
const [a, b, c] = holders.map(({ secret }) => secret) as [Uint8Array, Uint8Array, Uint8Array];
const at = (minute: number) => ({ at: Date.UTC(2026, 10, 23, 9, minute), offline: true });
const card = (n: number) => Buffer.alloc(32, n).toString("base64url") as Hash;
const founded = found("ca" as Party, holders, at(0));
const reason = (expected: string) => (error: unknown) =>
  isSetuError(error, "ROOT_REFUSED") && error.detail["reason"] === expected;
/** As the other side reads it: from bytes. */
const read = (record: readonly Recorded[]) => parseRecord(Buffer.from(formatRecord(record)));

test("any two of three sign a card, and one alone does not, however often", () => {
  for (const pair of [
    [a, b],
    [b, c],
    [c, a],
  ])
    assert.equal(verifyRecord(read(signCard(founded, card(1), pair, at(1)))).card, card(1));
  for (const one of [[a], [a, a]])
    assert.throws(() => signCard(founded, card(1), one, at(1)), reason("threshold"));
  assert.throws(
    () => signCard(founded, card(1), [a, newSecret()], at(1)),
    (error) => isSetuError(error, "USAGE"),
  );
});

test("both algorithms have to hold, and not a byte of what was signed can change", () => {
  const record = signCard(founded, card(1), [a, b], at(1));
  const last = record[1] as Recorded;
  const [first, second] = last.signatures;
  assert.ok(first && second);
  for (const scheme of ["ed25519", "mldsa65"] as const)
    assert.throws(
      () =>
        verifyRecord(
          read([
            founded[0] as Recorded,
            { ...last, signatures: [{ ...first, [scheme]: second[scheme] }, second] },
          ]),
        ),
      reason("signature"),
      scheme,
    );
  for (const change of [{ card: card(2) }, { at: last.act.at + 1 }, { offline: false }])
    assert.throws(
      () => verifyRecord(read([founded[0] as Recorded, { ...last, act: { ...last.act, ...change } }])),
      reason("signature"),
      JSON.stringify(change),
    );
});

test("a root begins with a signature of every holder, whose keys are three", () => {
  const [first] = founded as [Recorded];
  assert.throws(
    () => verifyRecord([{ ...first, signatures: first.signatures.slice(1) }]),
    reason("threshold"),
  );
  assert.throws(() => verifyRecord([]), reason("empty"));
  const twice = found(
    "ca" as Party,
    [holders[0] ?? assert.fail(), holders[1] ?? assert.fail(), { name: "Again", secret: newSecret() }],
    at(0),
  );
  const root = twice[0]?.root ?? assert.fail();
  const same = {
    ...root,
    holders: root.holders.map((each, i) =>
      i === 2 ? { ...each, ed25519: root.holders[0]?.ed25519 ?? each.ed25519 } : each,
    ),
  };
  for (const wrong of [same, { ...root, threshold: 1 }, { ...root, threshold: 3 }])
    assert.throws(
      () => read([{ ...(twice[0] ?? assert.fail()), root: wrong }]),
      (error) => isSetuError(error, "BAD_FIELD"),
    );
});

test("a changed root is signed by the old threshold and every new holder; then the old signs nothing", () => {
  const [d, e] = others.map(({ secret }) => secret) as [Uint8Array, Uint8Array];
  const changed = changeRoot(signCard(founded, card(1), [a, b], at(1)), others, [a, c], at(2));
  const { root } = verifyRecord(read(changed));
  assert.notEqual(rootFingerprint(root), rootFingerprint(verifyRecord(founded).root));
  assert.equal(verifyRecord(signCard(changed, card(2), [d, e], at(3))).card, card(2));
  assert.throws(
    () => signCard(changed, card(2), [a, b], at(3)),
    (error) => isSetuError(error, "USAGE"),
  );
  assert.throws(() => changeRoot(founded, others, [a], at(2)), reason("threshold"));
  // A thief of one key, with holders of his own: all of the new have signed, one of the old.
  const last = changed[2] as Recorded;
  const [one] = last.signatures;
  const fewer = {
    ...last,
    signatures: last.signatures.filter((each) => each === one || each.root === last.act.root),
  };
  assert.throws(() => verifyRecord(read([...changed.slice(0, 2), fewer])), reason("threshold"));
  // One of the new is not there: her medium would be dead, and nobody would know.
  const absent = { ...last, signatures: last.signatures.slice(0, -1) };
  assert.throws(() => verifyRecord(read([...changed.slice(0, 2), absent])), reason("threshold"));
});

test("what was accepted is gone on from: neither cut, nor skipped, nor told in another way", () => {
  const accepted = signCard(founded, card(1), [a, b], at(1));
  const longer = signCard(signCard(accepted, card(2), [b, c], at(2)), card(3), [a, c], at(3));
  assert.deepEqual([extending(accepted, longer).no, extending(accepted, longer).card], [4, card(3)]);
  assert.throws(() => extending(accepted, founded), reason("rollback"));
  assert.throws(() => extending(accepted, signCard(founded, card(9), [a, b], at(1))), reason("fork"));
  assert.throws(() => extending(accepted, [...longer.slice(0, 2), ...longer.slice(3)]), reason("order"));
  // Signed by two as well, and tied to another act than the one before it.
  const act = { ...(longer[2] ?? assert.fail()).act, prev: card(8) };
  const signatures = [a, b].map((secret, holder) => ({
    root: act.root,
    holder,
    ...signWith(secret, signedBytes(act)),
  }));
  assert.throws(() => verifyRecord([...accepted, { act, root: null, signatures }]), reason("order"));
  assert.throws(() => extending(accepted, found("ca" as Party, others, at(0))), reason("fork"));
});

test("on paper the secret comes back, a slip of the pen is found, and no page has it unasked", () => {
  const written = onPaper(a);
  assert.deepEqual(fromPaper(`  ${written.toUpperCase()}\n`), a);
  const slip = written.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
  assert.throws(
    () => fromPaper(slip),
    (error) => isSetuError(error, "WRONG_CHECK"),
  );
  const { root } = verifyRecord(founded);
  const withLetters = holderPage(root, 0, "hi", null, Buffer.from("letters"));
  assert.ok(
    withLetters.includes(`base64,${Buffer.from("letters").toString("base64")}`),
    "for a machine without them",
  );
  for (const lang of LANGUAGES) {
    const page = holderPage(root, 0, lang, null);
    assert.ok(page.includes(rootFingerprint(root).slice(0, 23)) && page.includes("Asha Example"), lang);
    assert.ok(!page.includes(written.slice(0, 9)), lang);
    assert.ok(holderPage(root, 0, lang, written).includes(written), lang);
  }
});
