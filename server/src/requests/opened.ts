import type { Code, ItemId, RecordId } from "@setu/core";
import { isSetuError } from "@setu/core";
import { submit, type Draft, type Ports } from "@setu/link";
import { isOwnItem } from "@setu/requests";
import { reviews } from "../access/officers.ts";
import { rowKey, type Desk, type Known, type Officer } from "./desk.ts";
import { reading, readingOwn } from "./reading.ts";
import { EVIDENCE } from "./rows.ts";

/**
 * An officer has opened an item. That is written at home, and the other side is told once for each of its acts that
 * somebody here had not opened before: it is evidence, sent by the node for the officer.
 */
export async function recordOpened(desk: Desk, officer: Officer, item: ItemId): Promise<void> {
  let found: Known | null;
  try {
    // Of a matter of our own there is nobody to tell.
    if (isOwnItem(item)) return void (await readingOwn(desk, { by: officer, item }));
    found = await reading(desk, { by: officer, item }, async (_, known, { sight }) =>
      // A reviewer leaves no trace across the border.
      reviews(sight.officer) ? null : known,
    );
    if (found === null) return;
  } catch (error) {
    if (isSetuError(error, "NOT_FOUND")) return;
    throw error;
  }
  for (const draft of evidenceOf(desk.ports, officer, found)) {
    try {
      await submit(desk.ports, found.lane, draft);
    } catch (error) {
      // The read stands at home whatever the link does.
      if (!isSetuError(error)) throw error;
    }
  }
}

/** That an officer has opened them, for each act of theirs of which it has not been said. */
export function evidenceOf(
  { identity, world }: Pick<Ports, "identity" | "world">,
  officer: Officer,
  { item, state, rows }: Known,
): readonly Draft[] {
  const told = new Set(
    state.judged.flatMap((each) =>
      each.act.do === "opened" && each.party === identity.party ? [each.act.args["ref"]] : [],
    ),
  );
  const news = state.judged.filter(
    (each) =>
      each.party !== identity.party &&
      !EVIDENCE.has(each.act.do) &&
      !told.has(each.act.id) &&
      // What was withheld from her she has not opened.
      rows.has(rowKey(each.party, each.act.id)),
  );
  return news.map(({ act }) => ({
    act: {
      crit: [],
      wf: state.workflow.id,
      from: identity.party,
      to: identity.peer.party,
      id: Buffer.from(world.random(16)).toString("hex") as RecordId,
      item,
      by: officer.id as typeof act.by,
      do: "opened" as Code,
      args: { ref: act.id },
      mark: act.mark,
      ret: act.ret,
      att: [],
    },
    body: null,
    approvals: "[]",
    attachments: [],
  }));
}
