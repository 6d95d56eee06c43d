import { randomBytes } from "node:crypto";
import type { ItemId, RecordId } from "@setu/core";
import { putOversightAct } from "../oversight/findings.ts";
import type { Desk } from "../requests/desk.ts";

export const newId = (): RecordId => randomBytes(16).toString("hex") as RecordId;

/** Oversight holds a matter, without its officer and her log. @returns what ends the hold */
export async function recordHold({ store }: Desk, item: ItemId): Promise<() => Promise<void>> {
  const act = { finding: null, item, at: 1, by: "ca.reviewer", args: {}, text: "Synthetic" };
  const put = (what: string, pos: number) =>
    store.tx((tx) => putOversightAct(tx.db, { ...act, id: newId(), do: what, pos }));
  await put("hold", 1_000_001);
  return () => put("hold-end", 1_000_002);
}
