import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_BODY_BYTES, type Opaque } from "@setu/core";
import { coded, draft, LANE, opens, pair, settle } from "./pair.fixture.ts";
import { submit } from "./submit.ts";
import { encodeBundle, parseBundle } from "./wire.ts";

test("what the peer would refuse to hold is refused where it is committed, and the lane goes on", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca);
  const note = (body: string) => draft(ca, item, "note", {}, { body });
  await submit(ca.ports, LANE, await note("x".repeat(MAX_BODY_BYTES)));
  await assert.rejects(
    submit(ca.ports, LANE, await note("x".repeat(MAX_BODY_BYTES + 1))),
    coded("TOO_LARGE"),
  );
  const made = await note("short");
  const long = JSON.stringify(["a".repeat(20_000)]);
  await assert.rejects(submit(ca.ports, LANE, { ...made, approvals: long }), coded("TOO_LARGE"));
  const named = { ...made, act: { ...made.act, by: "A. Person" as Opaque } };
  await assert.rejects(submit(ca.ports, LANE, named), coded("BAD_FIELD"));
  await submit(ca.ports, LANE, made);
  await settle({ ca, inn });
  assert.equal((await inn.theirs()).held, (await ca.own()).size);
});

test("an encapsulation that is no base64url, or another spelling of one, is refused by its field", async () => {
  const { ca } = pair();
  await opens(ca);
  const { bundle } = await ca.caught();
  const text = Buffer.from(encodeBundle(bundle)).toString("latin1");
  const [, enc = ""] = /"enc":"([^"]+)"/.exec(text) ?? [];
  assert.ok(enc.length > 8);
  const spelled = (other: string): Buffer => {
    const bytes = Buffer.from(text.replace(enc, other), "latin1");
    // The frame's length goes with it; it stands behind the magic.
    bytes.writeUInt32BE(bytes.readUInt32BE(14) - (enc.length - other.length), 14);
    return bytes;
  };
  assert.doesNotThrow(() => parseBundle(spelled(enc)));
  // No base64url has 4n + 1 characters; 4n + 2 leave four bits that must be zero.
  for (const other of ["AAAAA", "AAAAAB"])
    assert.throws(() => parseBundle(spelled(other)), coded("BAD_FIELD"), other);
});
