import type { Args } from "@setu/core";
import type { OwnLog } from "@setu/link/store.ts";
import type { Grounds } from "../access/deciding.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk } from "../requests/desk.ts";
import { sayOfRelease } from "./acts.ts";
import { tellWaits } from "./telling.ts";
import { keepProposal, type Proposed } from "./proposals.ts";

/** What an officer has sent and may not leave by her word alone: kept as it will leave, until another decides. */
export async function propose(
  desk: Desk,
  tx: PgTx,
  { grounds, ...proposed }: Proposed & { readonly grounds: Grounds },
  head: Promise<OwnLog>,
): Promise<void> {
  const { officer, item, command } = proposed;
  const { challenge } = await keepProposal(desk, tx, proposed);
  const args = { what: command.do, hash: challenge } as unknown as Args;
  const said = { proposal: command.id, item, by: officer.id, do: "propose", args, text: null };
  await sayOfRelease(desk, tx, said, { before: [], head, grounds });
  await tellWaits(desk, tx, command.id);
}
