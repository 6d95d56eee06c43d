import {
  openerOf,
  isItemAct,
  toAct,
  type ItemAct,
  type ItemId,
  type Json,
  type RecordId,
  type WorkflowId,
  type Workflow,
} from "@setu/core";
import { peerOrigin, type Identity, type Tx } from "@setu/link";

/** What an officer says on any desk, before it is sealed. */
export type Said = {
  readonly id: string;
  readonly item: ItemId;
  readonly wf: WorkflowId;
  readonly by: string;
  readonly do: string;
  readonly args: unknown;
  readonly after?: readonly [string | null, string | null];
  readonly mark: unknown;
  readonly att?: readonly unknown[];
};

/** The act without its body, through the parser that the other side will use. @throws BAD_FIELD */
export function actFrom(
  { party, peer }: Identity,
  { id, item, wf, by, do: what, args, after, mark, att = [] }: Said,
): Omit<ItemAct, "body"> {
  const act = toAct({
    crit: [],
    wf,
    from: party,
    to: peer.party,
    id,
    item,
    by,
    do: what,
    args: args as Json,
    ...(after && { after: after as unknown as Json }),
    mark: mark as Json,
    ret: "standard",
    body: null,
    att: att as Json,
  }) as ItemAct;
  const { body: _, ...rest } = act;
  return rest;
}

/**
 * An item keeps the version in which it was opened; a new one gets the newest that the peer's last pulse declares. To a
 * peer that has declared none the oldest is offered, and refused like any other that it does not speak.
 */
export async function versionIn(
  identity: Identity,
  tx: Tx,
  {
    item,
    lane,
    versions,
  }: { readonly item: ItemId; readonly lane: string; readonly versions: readonly Workflow[] },
): Promise<WorkflowId> {
  const opener = openerOf(item);
  const opening = (await tx.act(opener, item.slice(opener.length + 1) as RecordId))?.act;
  if (opening && isItemAct(opening)) return opening.wf;
  const { pulse } = await tx.peer(peerOrigin(identity, lane), "none");
  const spoken = versions.find(({ id }) => pulse.versions.includes(id)) ?? versions.at(-1);
  if (!spoken) throw new Error("a desk speaks some version");
  return spoken.id;
}
