import type { Args, ItemId } from "@setu/core";
import type { Draft } from "@setu/link";
import type { OwnLog } from "@setu/link/store.ts";
import type { Grounds } from "../access/deciding.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { ParsedCommand } from "../requests/command.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import type { Signed } from "../requests/signing.ts";
import { sayOfRelease } from "./acts.ts";
import { keepProposal } from "./proposals.ts";

/** What an officer has sent and may not leave by her word alone: kept as it will leave, until another decides. */
export async function propose(
  desk: Desk,
  tx: PgTx,
  {
    officer,
    item,
    command,
    draft,
    signed,
    grounds,
  }: {
    readonly officer: Officer;
    readonly item: ItemId;
    readonly command: ParsedCommand;
    readonly draft: Draft;
    readonly signed: Signed | null;
    readonly grounds: Grounds;
  },
  head: Promise<OwnLog>,
): Promise<void> {
  const { challenge } = await keepProposal(desk, tx, { officer, item, command, draft, signed });
  const args = { what: command.do, hash: challenge } as unknown as Args;
  const said = { proposal: command.id, item, by: officer.id, do: "propose", args, text: null };
  await sayOfRelease(desk, tx, said, { before: [], head, grounds });
}
