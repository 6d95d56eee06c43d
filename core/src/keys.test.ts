import assert from "node:assert/strict";
import { test } from "node:test";
import { actBytes, MAX_ACT_BYTES, parseAct, type LogAct } from "./act.ts";
import { CA, idOf, IN } from "./acts.fixture.ts";
import { isKeysAct, keysAct, LOG_KEYS_BYTES, parseKeysAct, SEALING_KEY_BYTES, type KeysAct } from "./keys.ts";
import { coded } from "./vectors.fixture.ts";

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
const act = (said: object = {}): LogAct => keysAct(CA, IN, idOf(2), { ...SAID, ...said });

test("an announcement of keys is read as it was written, and an act has room for it", () => {
  const bytes = actBytes(act());
  assert.ok(bytes.length < MAX_ACT_BYTES / 2, `${bytes.length} bytes`);
  const read = parseAct(bytes) as LogAct;
  assert.ok(isKeysAct(read));
  assert.deepEqual(parseKeysAct(read), SAID);
});

test("what is of another form is refused by its field", () => {
  const strange: readonly (readonly [LogAct, string])[] = [
    [act({ log: filled(LOG_KEYS_BYTES - 1, 7) }), "log"],
    [act({ mirror: filled(LOG_KEYS_BYTES + 48, 7) }), "mirror"],
    [act({ kem: filled(LOG_KEYS_BYTES, 7) }), "kem"],
    [act({ tls: idOf(1) }), "tls"],
    [act({ becomes: SAID.follows }), "becomes"],
    [act({ next: hashed(19) }), "next"],
  ];
  for (const [each, field] of strange)
    assert.throws(
      () => parseKeysAct(each),
      (error: Error & { detail?: { field?: string } }) =>
        coded("BAD_FIELD")(error) && error.detail?.field === field,
      field,
    );
  assert.throws(() => parseKeysAct({ ...act(), crit: ["newer" as never] }), coded("UNSUPPORTED_VERSION"));
  assert.equal(isKeysAct({ ...act(), do: "close" as never }), false);
});
