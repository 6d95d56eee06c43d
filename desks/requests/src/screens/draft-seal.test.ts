import assert from "node:assert/strict";
import { test } from "node:test";
import { Sealer } from "./draft-seal.ts";

const [mine, theirs] = ["11", "22"].map((byte) => byte.repeat(32)) as [string, string];

test("a draft opens for its officer in its place, and for nobody else, nowhere else, and not when it was changed", async () => {
  const [sealer, again, other] = [await Sealer.of(mine), await Sealer.of(mine), await Sealer.of(theirs)];
  const value = { acts: { message: { text: "शब्द, des mots" } } };
  const sealed = await sealer.seal("one", "page", 1, value);
  assert.deepEqual(await again.open(sealed), value);
  assert.equal(again.owner, sealer.owner);
  assert.notEqual(other.owner, sealer.owner);
  assert.equal(await other.open(sealed), null);
  assert.equal(await sealer.open({ ...sealed, id: "two" }), null);
  const bytes = new Uint8Array(sealed.bytes.slice(0));
  bytes[0]! ^= 1;
  assert.equal(await sealer.open({ ...sealed, bytes: bytes.buffer }), null);
  assert.notDeepEqual((await sealer.seal("one", "page", 1, value)).nonce, sealed.nonce);
});
