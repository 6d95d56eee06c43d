import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { filled, refuses, text } from "./testing.ts";
import {
  MAX_ENTRY_BYTES,
  bundles,
  encodeBundle,
  hashTiles,
  parseBundle,
  parseTilePath,
  tilePath,
} from "./tiles.ts";
import type { Tile } from "./tiles.ts";

const PATHS: [string, Tile][] = [
  ["tile/0/x001/x234/067", { level: 0, index: 1234067, width: 256 }],
  ["tile/0/000", { level: 0, index: 0, width: 256 }],
  ["tile/0/999", { level: 0, index: 999, width: 256 }],
  ["tile/0/x001/000", { level: 0, index: 1000, width: 256 }],
  ["tile/1/273.p/112", { level: 1, index: 273, width: 112 }],
  ["tile/63/005.p/1", { level: 63, index: 5, width: 1 }],
  ["tile/10/x012/345.p/255", { level: 10, index: 12345, width: 255 }],
  ["tile/entries/x999/999", { level: "entries", index: 999_999, width: 256 }],
  ["tile/entries/000.p/9", { level: "entries", index: 0, width: 9 }],
  ["tile/0/x009/x007/x199/x254/x740/991", { level: 0, index: Number.MAX_SAFE_INTEGER, width: 256 }],
];

test("paths of tiles and bundles, both ways", () => {
  for (const [path, tile] of PATHS) {
    assert.equal(tilePath(tile), path);
    assert.deepEqual(parseTilePath(path), tile);
  }
});

test("every tile has one path", () => {
  const tile = fc.record(
    {
      level: fc.oneof(fc.constant("entries" as const), fc.integer({ min: 0, max: 63 })),
      index: fc.oneof(fc.maxSafeNat(), fc.nat(2_000_000)),
      width: fc.integer({ min: 1, max: 256 }),
    },
    { noNullPrototype: true },
  );
  fc.assert(fc.property(tile, (any) => assert.deepEqual(parseTilePath(tilePath(any)), any)));
});

test("other spellings of a path, and paths out of the directory, are refused", () => {
  const bad = [
    "",
    "checkpoint",
    "tile/0",
    "tile/0/",
    "tile/0/0",
    "tile/0/00",
    "tile/0/0000",
    "tile/0/x000/001",
    "tile/0/001/002",
    "tile/0/x001",
    "tile/0/x001/x002",
    "tile/0/X001/002",
    "tile/00/000",
    "tile/01/000",
    "tile/64/000",
    "tile/100/000",
    "tile/-1/000",
    "tile/Entries/000",
    "tile/0/000.p/0",
    "tile/0/000.p/256",
    "tile/0/000.p/01",
    "tile/0/000.p/1000",
    "tile/0/000.p/",
    "tile/0/000.p",
    "tile/0/000/p/1",
    "/tile/0/000",
    "tile/0/000/",
    "tile/0/000\n",
    "xtile/0/000",
    "tile/0/../000",
    "tile/entries/../../secret",
    "tile/0/x009/x007/x199/x254/x740/992",
    "tile/0/x001/x009/x007/x199/x254/x740/991",
  ];
  for (const path of bad) refuses(() => parseTilePath(path), "TILE_PATH");
});

test("coordinates that no path has are refused", () => {
  const good: Tile = { level: 0, index: 0, width: 256 };
  const changes: Partial<Tile>[] = [
    ...[-1, 64, 0.5, Number.NaN].map((level) => ({ level })),
    ...[-1, 0.5, 2 ** 53].map((index) => ({ index })),
    ...[0, 257, 1.5, -1].map((width) => ({ width })),
  ];
  for (const change of changes) refuses(() => tilePath({ ...good, ...change }), "TILE_PATH");
});

test("the tree of 70,000 entries of the specification has its tiles", () => {
  const tiles = [...hashTiles(70_000)];
  assert.equal(tiles.filter(({ level, width }) => level === 0 && width === 256).length, 273);
  assert.deepEqual(
    tiles.filter(({ width }) => width < 256),
    [
      { level: 0, index: 273, width: 112 },
      { level: 1, index: 1, width: 17 },
      { level: 2, index: 0, width: 1 },
    ],
  );
  assert.equal(tiles.length, 277);
  assert.deepEqual(
    [...hashTiles(256)],
    [
      { level: 0, index: 0, width: 256 },
      { level: 1, index: 0, width: 1 },
    ],
  );
  assert.deepEqual([...hashTiles(1)], [{ level: 0, index: 0, width: 1 }]);
  assert.deepEqual([...hashTiles(0)], []);
  assert.deepEqual([...bundles(0)], []);
  assert.deepEqual([...bundles(256)], [{ level: "entries", index: 0, width: 256 }]);
  assert.deepEqual([...bundles(257)].at(-1), { level: "entries", index: 1, width: 1 });
  refuses(() => [...hashTiles(-1)], "SIZE_RANGE");
  refuses(() => [...bundles(2 ** 53)], "SIZE_RANGE");
});

test("a bundle is each entry behind its length", () => {
  const bundle = encodeBundle([text("ab"), new Uint8Array(), filled(9, 258)]);
  assert.equal(bundle.toHex(), `0002616200000102${"09".repeat(258)}`);
  assert.deepEqual(parseBundle(bundle, 3), [text("ab"), new Uint8Array(), filled(9, 258)]);
  assert.deepEqual(parseBundle(encodeBundle([text("a"), new Uint8Array()]), 2)[1], new Uint8Array());
  const view = Uint8Array.of(7, ...bundle, 7).subarray(1, -1);
  assert.deepEqual(parseBundle(view, 3)[0], text("ab"));
});

test("entries up to 65,535 bytes, and 1 to 256 of them", () => {
  const longest = filled(1, MAX_ENTRY_BYTES);
  assert.deepEqual(parseBundle(encodeBundle([longest]), 1), [longest]);
  refuses(() => encodeBundle([filled(1, MAX_ENTRY_BYTES + 1)]), "ENTRY_SIZE");
  assert.equal(parseBundle(encodeBundle(Array(256).fill(text("x"))), 256).length, 256);
  refuses(() => encodeBundle(Array(257).fill(text("x"))), "ENTRY_COUNT");
  refuses(() => encodeBundle([]), "ENTRY_COUNT");
  for (const width of [0, 257, -1, 1.5]) refuses(() => parseBundle(filled(0, 600), width), "ENTRY_COUNT");
});

test("a bundle that is cut, too long or of another width is refused", () => {
  const bundle = encodeBundle([text("ab"), text("c")]);
  for (let length = 0; length < bundle.length; length += 1) {
    refuses(() => parseBundle(bundle.subarray(0, length), 2), "BUNDLE_MALFORMED");
  }
  refuses(() => parseBundle(Uint8Array.of(...bundle, 0), 2), "BUNDLE_MALFORMED");
  refuses(() => parseBundle(bundle, 1), "BUNDLE_MALFORMED");
  refuses(() => parseBundle(bundle, 3), "BUNDLE_MALFORMED");
});
