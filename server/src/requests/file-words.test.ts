import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { ItemId } from "@setu/core";
import { loneDesk, type LoneDesk } from "./desk.fixture.ts";
import { dropFileWords, fileWords, putFileWords, readPiece, type Rendered } from "./file-words.ts";

let alone: LoneDesk;
before(async () => {
  alone = await loneDesk();
});
after(() => alone.close());

const hex = (n: number) => String(n).padStart(32, "0");
const file = (slot: number): Rendered => ({ item: `in:${hex(1)}` as ItemId, party: "in", id: hex(2), slot });

test("a long text is found whole, also what stands on the edge of two pieces, each in the piece that is shown", async () => {
  const text = `${"a ".repeat(23_996)}Capercaillie ${"b ".repeat(40_000)}+91 98765 43210`;
  const pieces = await fileWords(file(2), text);
  assert.equal(pieces.length, 3);
  for (const word of ["capercaillie", "=919876543210"]) {
    const holding = pieces.filter(({ words }) => words.includes(word));
    assert.ok(holding.length > 0, word);
    for (const { act } of holding) assert.match(readPiece(act)?.of(text) ?? "", /Capercaillie|98765 43210/);
  }
  assert.deepEqual(await fileWords(file(2), "… !?"), []);
});

test("what is dropped is the words of that file alone, whatever its slot begins with", async () => {
  const { desk, pool } = alone;
  const kept = async () =>
    (
      (await pool.query("SELECT act FROM derived.word WHERE place = 'inside' ORDER BY act")).rows as {
        act: string;
      }[]
    ).map(({ act }) => act.split("/").slice(2).join("/"));
  await desk.store.tx(async (tx) => {
    for (const slot of [2, 20])
      await putFileWords(tx, file(slot), await fileWords(file(slot), "words ".repeat(10_000)));
  });
  assert.deepEqual(await kept(), ["2/0", "2/1", "20/0", "20/1"]);
  await desk.store.tx((tx) => dropFileWords(tx, [file(2)]));
  assert.deepEqual(await kept(), ["20/0", "20/1"]);
});

test("a place of the index that is no piece of a file is none", () => {
  for (const act of ["", hex(1), `in/${hex(1)}`, `in/${hex(1)}/2`, `in/${hex(1)}/2/x`, `in/${hex(1)}/2/0/0`])
    assert.equal(readPiece(act), null, act);
  assert.equal(readPiece(`in/${hex(1)}/2/0`)?.slot, 2);
});
