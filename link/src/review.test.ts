import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalBytes, type Count, type Json } from "@setu/core";
import {
  manifestBytes,
  nextShownPulse,
  openingLine,
  parseManifest,
  parseOpeningLine,
  parsePulseLine,
  parseReceiptLine,
  pulseLine,
  type Manifest,
  type OpeningLine,
} from "./review.ts";

const salt = new Uint8Array(32).fill(7);
const shown = { bytes: new Uint8Array([1, 2, 3]), salt };
const log = { origin: "ca/link/in/main/1", of: "own", size: 3, drawn: 3, keys: [] };
const manifest = {
  party: "ca",
  peer: "in",
  made: 1_800_000_000_000,
  sample: { seed: "six white dice", n: 2 },
  logs: [log, { ...log, origin: "ca/home/1", of: "home", keys: ["key"] }],
  files: [{ path: "cards/ca.json", n: 3, sha256: "00" }],
} as unknown as Manifest;

test("what is written is read again", () => {
  assert.deepEqual(parseManifest(manifestBytes(manifest)), manifest);
  const pulse = { pos: 4 as Count, act: shown, home: { size: 9 as Count, salt: new Uint8Array(64) } };
  assert.deepEqual(parsePulseLine(canonicalBytes(pulseLine(pulse))), pulse);
  const openings: OpeningLine[] = [
    { pos: 1 as Count, act: shown, approvals: "[]", body: shown },
    { pos: 2 as Count, act: { destroyed: 8 as Count }, approvals: "[]", body: null },
    { pos: 3 as Count, act: shown, approvals: "[]", body: { withheld: "court" } },
  ];
  for (const each of openings) assert.deepEqual(parseOpeningLine(canonicalBytes(openingLine(each))), each);
});

test("no path leaves the folder, no log has another name than logs have", () => {
  const refused = (change: object) =>
    assert.throws(
      () => parseManifest(manifestBytes({ ...manifest, ...change })),
      { code: "BAD_FIELD" },
      JSON.stringify(change),
    );
  for (const path of ["../keys.json", "/etc/passwd", "a//b", "a/../b", "a\\b", "c:x", "", "A", "a/./b"])
    refused({ files: [{ path, n: 1, sha256: "00" }] });
  for (const origin of ["../x", "ca/link/in/main/0", "ca/link/in/../1", "ca/home", "ca/link/in/main/1/x"])
    refused({ logs: [{ ...log, origin }] });
  refused({ logs: [{ ...log, of: "home" }] });
  refused({ sample: { seed: "x", n: 10_001 } });
  for (const seed of ["", "x".repeat(201), "\u001b[2J", "a\nb", "\u202ea", "\u2028"])
    refused({ sample: { seed, n: 1 } });
  refused({ logs: Array.from({ length: 65 }, (_, i) => ({ ...log, origin: `ca/link/in/main/${i + 1}` })) });
  refused({ logs: [log, log] });
  refused({ logs: [1, 2].map((n) => ({ ...log, of: "home", origin: `ca/home/${n}` })) });
  refused({ logs: [{ ...log, drawn: 4 }] });
  refused({ logs: [{ ...log, size: 2 ** 50, drawn: 2 ** 50 }] });
});

test("all of the newest pulses are shown, and each 64th before", () => {
  const shown = (last: number) => {
    const numbers: number[] = [];
    for (let no = nextShownPulse(0, last); no <= last; no = nextShownPulse(no, last)) numbers.push(no);
    return numbers;
  };
  assert.deepEqual(shown(3), [1, 2, 3]);
  assert.equal(shown(2_048).length, 2_048);
  const many = shown(100_000);
  assert.deepEqual(many.slice(0, 3), [64, 128, 192]);
  assert.equal(
    many.filter((no) => no <= 100_000 - 2_048).every((no) => no % 64 === 0),
    true,
  );
  assert.deepEqual(
    many.slice(-2_048),
    Array.from({ length: 2_048 }, (_, i) => 100_000 - 2_047 + i),
  );
});

test("a salt of another length, an unknown ground and a cut line are refused", () => {
  const refuses = (parse: (bytes: Uint8Array) => unknown, value: Json) =>
    assert.throws(() => parse(canonicalBytes(value)), { code: "BAD_FIELD" }, JSON.stringify(value));
  const good = openingLine({ pos: 1 as Count, act: shown, approvals: "[]", body: null }) as Record<
    string,
    Json
  >;
  refuses(parseOpeningLine, { ...good, act: { bytes: "AQID", salt: "AQID" } });
  refuses(parseOpeningLine, {
    ...good,
    act: { bytes: "AQID=", salt: salt.toBase64({ alphabet: "base64url" }) },
  });
  refuses(parseOpeningLine, { ...good, act: { withheld: "because" } });
  refuses(parseOpeningLine, { ...good, act: { destroyed: -1 } });
  refuses(parseOpeningLine, [good]);
  refuses(parsePulseLine, { pos: 1, act: shownJson, home: { size: 1, salt: shownJson.salt } });
  refuses(parseReceiptLine, { size: 1 });
  assert.throws(() => parseReceiptLine(new TextEncoder().encode('{"size":1,"no')), { code: "NOT_JSON" });
});

const shownJson = {
  bytes: "AQID",
  salt: salt.toBase64({ alphabet: "base64url", omitPadding: true }),
};
