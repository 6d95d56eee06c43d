import type { Args, ItemAct } from "./act.ts";
import type { Json } from "./canonical.ts";
import { toAct } from "./act.ts";
import type { Hash, ItemId, Party, RecordId } from "./words.ts";

export const CA = "ca" as Party;
export const IN = "in" as Party;

/** A different id for each number. */
export const idOf = (n: number): RecordId => n.toString(16).padStart(32, "0") as RecordId;
export const hashOf = (letter: string): Hash => `${letter.repeat(42)}A` as Hash;
export const ITEM = `ca:${idOf(1)}` as ItemId;

/** The opening act of `ITEM` with what a test wants otherwise; it went through the parser. */
export const itemAct = (change: { readonly [field: string]: Json } = {}): ItemAct =>
  toAct({
    after: [null, null],
    args: {},
    att: [],
    body: null,
    by: "officer.1",
    crit: [],
    do: "ask",
    from: CA,
    id: idOf(1),
    item: ITEM,
    mark: { audience: ["cyber.ca"], handling: ["H1"], pap: "AMBER", tlp: "AMBER" },
    ret: "case",
    to: IN,
    wf: "requests/1",
    ...change,
  }) as ItemAct;

/** Arguments as a test writes them: plain words. */
export const argsOf = (args: Json): Args => args as unknown as Args;
