import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "./bytes.ts";
import { formatOnward, MAX_ONWARD_BYTES, parseOnward, verifyOnward } from "./onward.ts";
import { MAX_PROOF_BYTES } from "./proof.ts";

const bad = { code: "BAD_PROOF" };
const [one, two] = [utf8("first proof\n"), utf8("second\n")];

test("the parts come back, and a file has one spelling", () => {
  const file = formatOnward({ record: one, leave: [two, one] });
  const { record, leave } = parseOnward(file);
  assert.deepEqual([record, ...leave], [one, two, one]);
  assert.deepEqual(formatOnward({ record, leave }), file);
});

test("bounds come before anything is looked at", () => {
  const text = new TextDecoder().decode(formatOnward({ record: one, leave: [two] }));
  for (const broken of [
    "",
    "\n\n",
    text.replace("setu-onward/1", "setu-onward/2"),
    text.replace("proof 12", "proof 012"),
    text.replace("proof 12", "proof 13"),
    text.replace("proof 12", "proof 9999999"),
    text.replace("proof 12\n", ""),
    `${text}x`,
    text.slice(0, -1),
    text.replaceAll("\n", "\r\n"),
    text.replace("proof 12\n", "proof 12\n".repeat(16)),
  ])
    assert.throws(() => parseOnward(utf8(broken)), bad, broken.slice(0, 40));
  assert.throws(() => parseOnward(new Uint8Array(MAX_ONWARD_BYTES + 1)), bad);
  assert.throws(() => formatOnward({ record: one, leave: [] }), bad);
  assert.throws(() => formatOnward({ record: one, leave: Array(16).fill(two) as Uint8Array[] }), bad);
  assert.throws(() => formatOnward({ record: new Uint8Array(MAX_PROOF_BYTES + 1), leave: [two] }), bad);
});

test("what is no proof proves nothing", () => {
  const file = formatOnward({ record: one, leave: [two] });
  const keysOf = (origin: string) => ({ origin, log: [], cosigners: [] });
  assert.throws(() => verifyOnward(file, keysOf), bad);
});
