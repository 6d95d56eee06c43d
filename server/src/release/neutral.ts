import { SetuError, type ItemId, type Marking } from "@setu/core";
import { CANNOT_ASSIST } from "@setu/core/codes/index.ts";
import type { Tx } from "@setu/link";
import { isPermission } from "@setu/permissions";
import type { ParsedCommand } from "../requests/command.ts";
import { readKnown, type Desk } from "../requests/desk.ts";
import { legalClock } from "../requests/legal-clock.ts";
import { sentArgs } from "../requests/sent-args.ts";

/**
 * A refusal whose ground the other side must not learn. All such refusals are one: the same code, no text, no file, the
 * marking of the request, and they leave when the deadline comes. What differs tells.
 */
export const isNeutral = (command: Pick<ParsedCommand, "do" | "args">): boolean =>
  command.do === "refuse" && sentArgs(command)["ground"] === CANNOT_ASSIST;

/** @throws BAD_FIELD for a text or a file, which would tell one ground from another */
export async function neutralMark(
  desk: Desk,
  tx: Tx,
  item: ItemId,
  { body, files, mark }: ParsedCommand,
): Promise<Marking> {
  if (body !== null || files.length > 0)
    throw new SetuError("BAD_FIELD", "a refusal on this ground says nothing more", {
      detail: { field: body === null ? "files" : "text" },
    });
  return (await readKnown(desk, tx, item))?.state.judged[0]?.act.mark ?? mark;
}

/** When it leaves: at the deadline of the request, at once where that has passed. A later move sends it back (`after`). */
export async function neutralInstant(desk: Desk, tx: Tx, item: ItemId): Promise<number> {
  const known = await readKnown(desk, tx, item);
  // Of a permission: when it would have been over anyhow (spec/permissions.md).
  if (known && isPermission(known.state.workflow.id))
    return Number(known.state.judged[0]?.act.args["until"] ?? 0);
  return (known && (await legalClock(desk, tx, known)).clock.due) ?? 0;
}
