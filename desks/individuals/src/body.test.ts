import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalBytes, isSetuError } from "@setu/core";
import fc from "fast-check";
import { MAX, parseBody, parsePerson } from "./body.ts";

const BODY = { v: 1, text: "On a synthetic person.", lang: "hi", by: { name: "Officer", agency: "in.ncb" } };
const PERSON = { name: "Synthetic Person", born: "1980-01-31", contact: "" };
const refused = (work: () => unknown, code: string) => assert.throws(work, { code });

test("a body of the other side is read as it was written, and hostile bytes are refused by their code", () => {
  assert.deepEqual(parseBody(canonicalBytes(BODY)), BODY);
  const with_ = (rest: object) => canonicalBytes({ ...BODY, ...rest });
  refused(() => parseBody(with_({ v: 2 })), "BAD_FIELD");
  refused(() => parseBody(with_({ lang: "xx" })), "BAD_FIELD");
  refused(() => parseBody(with_({ by: null })), "BAD_FIELD");
  refused(() => parseBody(with_({ text: "x".repeat(MAX.text + 1) })), "TOO_LARGE");
  refused(() => parseBody(new TextEncoder().encode("{")), "NOT_JSON");
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.json().map((text) => new TextEncoder().encode(text)),
      ),
      (bytes) => {
        try {
          parseBody(bytes);
        } catch (error) {
          assert.ok(isSetuError(error), String(error));
        }
      },
    ),
  );
});

test("a person has a name, and a date of birth that is a day or nothing", () => {
  assert.deepEqual(parsePerson(PERSON), PERSON);
  assert.equal(parsePerson({ ...PERSON, born: "" }).born, "");
  for (const wrong of [{ name: " " }, { born: "1980-02-30" }, { born: "yesterday" }, { contact: 1 }])
    refused(() => parsePerson({ ...PERSON, ...wrong }), "BAD_FIELD");
  refused(() => parsePerson({ ...PERSON, name: "x".repeat(MAX.name + 1) }), "TOO_LARGE");
  refused(() => parsePerson(null), "BAD_FIELD");
});
