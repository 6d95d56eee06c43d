import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalBytes, parseMarking, type Code, type RecordId } from "@setu/core";
import { sha256 } from "tlog";
import { utf8 } from "./bytes.ts";
import { partsFileOf } from "./subset-file.ts";
import { cutSubset, keepParts, MAX_SUBSET_BYTES, partsBytes } from "./subset.ts";

const WHOLE = "0123456789abcdef0123456789abcdef" as RecordId;
const mark = parseMarking({ tlp: "GREEN", handling: ["H1"], pap: "GREEN", audience: ["ca.rcmp"] });
let drawn = 0;
const kept = keepParts(
  ["first", "second"].map((text) => ({ name: "paragraph" as Code, text, mark })),
  () => sha256(utf8(`chance ${drawn++}`)),
);
const subset = cutSubset(kept, WHOLE, [2]);

test("each of the three files is known by what it says, and no other file is", () => {
  assert.equal(partsFileOf(partsBytes(kept))?.v, "setu-parts/1");
  assert.equal(partsFileOf(canonicalBytes(kept))?.v, "setu-kept/1");
  assert.equal(partsFileOf(subset)?.v, "setu-subset/1");
  const other = ["", "{", "null", "[]", '"setu-subset/1"', '{"v":1}', '{"v":"setu-manifest/1"}', "\xff"];
  for (const text of other) assert.equal(partsFileOf(Buffer.from(text, "latin1")), null, text);
  const large = Buffer.concat([subset, Buffer.alloc(MAX_SUBSET_BYTES, " ")]);
  assert.equal(partsFileOf(large), null, "no verifier reads what is larger");
});

test("what says that it is one and is not one to the byte is refused", () => {
  const text = new TextDecoder().decode(subset);
  const { digests, parts, whole } = JSON.parse(text) as Record<string, never>;
  const cases = [
    ["FORM", JSON.stringify(JSON.parse(text), null, 2)],
    ["FORM", `${text}\n`],
    ["FORM", `\uFEFF${text}`],
    ["FORM", text.replace("second", "third")],
    ["FORM", JSON.stringify({ digests, parts, v: "setu-subset/1" })],
    ["FORM", JSON.stringify({ digests: [], v: "setu-parts/1" })],
    ["FORM", JSON.stringify({ digests, v: "setu-parts/1", whole })],
    ["VERSION", text.replace("setu-subset/1", "setu-subset/2")],
    ["VERSION", '{"v":"setu-parts/__proto__"}'],
  ] as const;
  for (const [reason, wrong] of cases)
    assert.throws(() => partsFileOf(utf8(wrong)), { code: "BAD_SUBSET", detail: { reason } }, wrong);
});
