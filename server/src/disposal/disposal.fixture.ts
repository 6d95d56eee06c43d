import { randomBytes } from "node:crypto";
import type { ItemId, RecordId } from "@setu/core";
import { putOversightAct } from "../oversight/findings.ts";
import type { Desk } from "../requests/desk.ts";

export const newId = (): RecordId => randomBytes(16).toString("hex") as RecordId;

let beyond = 1_000_000;

/** Oversight holds a matter, without its officer and her log. @returns what ends the hold */
export async function recordHold({ store }: Desk, item: ItemId): Promise<() => Promise<void>> {
  const act = { finding: null, item, at: 1, by: "ca.reviewer", args: {}, text: "Synthetic" };
  const put = (what: string, pos: number) =>
    store.tx((tx) => putOversightAct(tx.db, { ...act, id: newId(), do: what, pos }));
  // Beyond the log, and no place of it.
  await put("hold", (beyond += 2));
  return () => put("hold-end", beyond + 1);
}
