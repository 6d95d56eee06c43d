import { needsOf, rowSent, strictest, type ItemId, type Needs } from "@setu/core";
import type { Tx } from "@setu/link";
import { release3 } from "@setu/requests";
import { joinedMark, levelOf } from "../access/item-facts.ts";
import type { ParsedCommand } from "../requests/command.ts";
import { readKnown, type Desk } from "../requests/desk.ts";

/**
 * What has to happen before a command leaves this node (`core/src/release.ts`). The sender chooses neither the row nor the
 * threshold: what bears words or files is content, and nothing in a matter is marked less than the matter is.
 * @throws UNSUPPORTED_VERSION
 */
export async function needsFor(
  desk: Desk,
  tx: Tx,
  item: ItemId,
  { do: act, mark, body, files }: Pick<ParsedCommand, "do" | "mark" | "body" | "files">,
): Promise<Needs> {
  const known = await readKnown(desk, tx, item);
  const joined = known && joinedMark(known);
  const { tlp, level } = joined === null ? mark : strictest(joined, mark);
  const row = rowSent(release3, act, body !== null || files.length > 0);
  return needsOf(desk.release, row, { tlp, level: levelOf({ ...(level && { level }) }) });
}
