import type { ItemId } from "@setu/core";
import { assertMay, notThere, type Grounds } from "../access/deciding.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { ParsedCommand } from "../requests/command.ts";
import type { Desk } from "../requests/desk.ts";
import { homePartOf } from "../requests/home-part.ts";
import { aboutOf } from "./about.ts";

/**
 * Who may send in a matter may ask for leave about it and answer: there is no power of its own. What is marked more
 * strictly than the matter is for nobody whom that marking keeps out.
 * @throws as assertMay
 */
export async function assertMayAct(
  desk: Desk,
  tx: PgTx,
  by: string,
  { item, command }: { readonly item: ItemId | null; readonly command: ParsedCommand },
): Promise<Grounds> {
  const about = await aboutOf(tx, item ?? (command.args["matter"] as ItemId), command);
  const sight = await assertMay(desk, tx, by, { action: "send", item: about });
  if (sight.withheld(command, await homePartOf(tx, about)) !== null) throw notThere();
  return sight.grounds;
}
