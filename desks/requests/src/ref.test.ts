import assert from "node:assert/strict";
import { test } from "node:test";
import { isSetuError, type ErrorCode, type ItemId } from "@setu/core";
import fc from "fast-check";
import { readRef, refOf } from "./ref.ts";

const ref = (party: string, hex: string) => refOf(`${party}:${hex.padEnd(32, "f")}` as ItemId);
const hexes = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }).map((id) => id.toString(16).padStart(32, "0"));
const items = fc.tuple(fc.constantFrom("ca", "in", "un1"), hexes).map(([party, id]) => `${party}:${id}`);
const coded = (code: string) => (error: unknown) => isSetuError(error, code as ErrorCode);
const look = (sign: string) => ({ O: "0", I: "1", L: "1", U: "V" })[sign] ?? sign;
const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

test("a reference is the first forty bits of the item's id, as people say them, and a check character", () => {
  assert.deepEqual(
    [ref("ca", "0000000000"), ref("ca", "ffffffffff"), ref("in", "0123456789")].map((each) =>
      each.slice(0, -2),
    ),
    ["CA-0000-0000", "CA-ZZZZ-ZZZZ", "IN-04HM-ASW9"],
  );
  // What was said on the telephone yesterday must be found tomorrow.
  assert.equal(ref("ca", "0000000001"), "CA-0000-0001-F");
  fc.assert(
    fc.property(items, (item) => {
      const made = refOf(item as ItemId);
      assert.match(made, /^[A-Z][A-Z0-9]+-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]$/);
      const read = readRef(made);
      assert.equal(read.ref, made);
      assert.ok(item.startsWith(read.begins));
    }),
  );
});

test("it is found however it is typed: small, spaced, without hyphens, with look-alike letters", () => {
  const made = ref("ca", "0000100001");
  const { begins } = readRef(made);
  for (const typed of [
    made.toLowerCase(),
    ` ${made.replaceAll("-", " ")} `,
    made.replaceAll("-", ""),
    made.replaceAll("-", "–"),
    made.replaceAll("0", "o").replaceAll("1", "l"),
  ]) {
    assert.equal(readRef(typed).begins, begins, typed);
  }
});

test("law: one wrong sign, anywhere, is noticed", () => {
  fc.assert(
    fc.property(items, fc.nat(), fc.nat(), (item, at, by) => {
      const signs = [...refOf(item as ItemId)];
      const places = signs.flatMap((sign, place) => (sign === "-" ? [] : [place]));
      const place = places[at % places.length]!;
      const others = [...SIGNS].filter((sign) => sign !== look(signs[place]!));
      const inParty = place < signs.indexOf("-");
      const wrong = others[by % others.length]!;
      // A party begins with a letter.
      fc.pre(!inParty || /[A-Z]/.test(wrong));
      signs[place] = wrong;
      assert.throws(() => readRef(signs.join("")), coded("WRONG_CHECK"), signs.join(""));
    }),
    { numRuns: 2_000 },
  );
});

test("law: two neighbours that changed places are noticed", () => {
  fc.assert(
    fc.property(items, fc.nat(), (item, at) => {
      const signs = [...refOf(item as ItemId).replaceAll("-", "")];
      const place = at % (signs.length - 1);
      const [left, right] = [signs[place]!, signs[place + 1]!];
      fc.pre(look(left) !== look(right));
      [signs[place], signs[place + 1]] = [right, left];
      assert.throws(() => readRef(signs.join("")), isSetuError, signs.join(""));
      const first = signs.slice(0, -9).join("");
      if (/^[A-Z][A-Z0-9]+$/.test(first)) assert.throws(() => readRef(signs.join("")), coded("WRONG_CHECK"));
    }),
    { numRuns: 2_000 },
  );
});

test("what is no reference is said to be none", () => {
  for (const text of ["", "CA", "CA-7K3M-9QXT", "CA-7K3M-9QXU-5", "7K3M-9QXT-5", "x".repeat(1_000_000)]) {
    assert.throws(() => readRef(text), coded("BAD_FIELD"), text.slice(0, 20));
  }
});
