import { needsOf, rowSent, strictest, type ItemId, type Needs } from "@setu/core";
import type { PgTx } from "../db/pg-store.ts";
import { joinedMark, levelOf } from "../access/item-facts.ts";
import type { ParsedCommand } from "../requests/command.ts";
import { aboutOf } from "../permissions/about.ts";
import { readKnown, type Desk } from "../requests/desk.ts";
import { mattersIssued } from "../subsets/files.ts";
import { releaseOf } from "./tables.ts";

/**
 * What has to happen before a command leaves this node (`core/src/release.ts`). The sender chooses neither the row nor the
 * threshold: what bears words or files is content, nothing in a matter is marked less than the matter is, and a part of a
 * record leaves as the record would.
 * @throws UNSUPPORTED_VERSION
 */
export async function needsFor(
  desk: Desk,
  tx: PgTx,
  item: ItemId,
  command: Pick<ParsedCommand, "do" | "args" | "mark" | "body" | "files" | "desk">,
): Promise<Needs> {
  const { do: act, mark, body, files } = command;
  const about = await aboutOf(tx, item, command);
  const marks = [mark];
  for (const each of new Set([item, about, ...(await mattersIssued(desk, tx, files))])) {
    const known = await readKnown(desk, tx, each);
    marks.push(...((known && [joinedMark(known) ?? mark]) ?? []));
  }
  const { tlp, level } = marks.reduce(strictest);
  const row = rowSent(releaseOf(command), act, body !== null || files.length > 0);
  return needsOf(desk.release, row, { tlp, level: levelOf({ ...(level && { level }) }) });
}
