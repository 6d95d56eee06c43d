import assert from "node:assert/strict";
import { test } from "node:test";
import type { ItemId, Party, RecordId } from "@setu/core";
import { fileWords, readPiece, type FilePlace } from "./file-words.ts";

const hex = (n: number) => String(n).padStart(32, "0");
const file: FilePlace = {
  item: `in:${hex(1)}` as ItemId,
  party: "in" as Party,
  id: hex(2) as RecordId,
  slot: 2,
};

test("a long text is found whole, also what stands on the edge of two pieces, each in the piece that is shown", async () => {
  const text = `${"a ".repeat(23_996)}Capercaillie ${"b ".repeat(40_000)}+91 98765 43210`;
  const pieces = await fileWords(file, text);
  assert.equal(pieces.length, 3);
  for (const word of ["capercaillie", "=919876543210"]) {
    const holding = pieces.filter(({ words }) => words.includes(word));
    assert.ok(holding.length > 0, word);
    for (const { act } of holding) assert.match(readPiece(act)?.of(text) ?? "", /Capercaillie|98765 43210/);
  }
  assert.deepEqual(await fileWords(file, "… !?"), []);
});

test("a place of the index that is no piece of a file is none", () => {
  for (const act of ["", hex(1), `in/${hex(1)}`, `in/${hex(1)}/2`, `in/${hex(1)}/2/x`, `in/${hex(1)}/2/0/0`])
    assert.equal(readPiece(act), null, act);
  assert.equal(readPiece(`in/${hex(1)}/2/0`)?.slot, 2);
});
