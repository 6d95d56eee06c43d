import assert from "node:assert/strict";
import { test } from "node:test";
import { actBytes, MAX_ACT_BYTES, parseAct, type LogAct } from "./act.ts";
import { CA, idOf, IN } from "./acts.fixture.ts";
import { isKeysAct, keysAct, LOG_KEYS_BYTES, parseKeysAct, SEALING_KEY_BYTES, type KeysAct } from "./keys.ts";
import { bytesOf, coded, vectors, type Bytes } from "./vectors.fixture.ts";

const filled = (length: number, seed: number) => Uint8Array.from({ length }, (_, i) => (i * seed) % 251);
const hashed = (seed: number) =>
  filled(32, seed).toBase64({ alphabet: "base64url", omitPadding: true }) as KeysAct["tls"];
const SAID: KeysAct = {
  do: "announce",
  rotation: idOf(1),
  follows: hashed(3),
  becomes: hashed(5),
  log: filled(LOG_KEYS_BYTES, 7),
  mirror: filled(LOG_KEYS_BYTES, 11),
  tls: hashed(13),
  kem: filled(SEALING_KEY_BYTES, 17),
};
const act = (): LogAct => keysAct(CA, IN, idOf(2), SAID);

test("an announcement of keys is read as it was written, and an act has room for it", () => {
  const bytes = actBytes(act());
  assert.ok(bytes.length < MAX_ACT_BYTES / 2, `${bytes.length} bytes`);
  const read = parseAct(bytes) as LogAct;
  assert.ok(isKeysAct(read));
  assert.deepEqual(parseKeysAct(read), SAID);
});

type Vectors = {
  readonly valid: readonly (Bytes & { readonly name: string })[];
  readonly invalid: readonly (Bytes & {
    readonly name: string;
    readonly code: string;
    readonly field?: string;
  })[];
};
const { valid, invalid } = vectors<Vectors>("keys.json");

test("the vectors: what is announced is read, and written the same; what is of another form is refused by its field", () => {
  for (const vector of valid) {
    const said = parseKeysAct(parseAct(bytesOf(vector)) as LogAct);
    assert.deepEqual(actBytes(keysAct(CA, IN, idOf(2), said)), bytesOf(vector), vector.name);
  }
  for (const vector of invalid)
    assert.throws(
      () => parseKeysAct(parseAct(bytesOf(vector)) as LogAct),
      (error: Error & { detail?: { field?: string } }) =>
        coded(vector.code)(error) && error.detail?.field === vector.field,
      vector.name,
    );
  assert.equal(isKeysAct({ ...act(), do: "close" as never }), false);
});
