import {
  openerOf,
  isItemAct,
  toAct,
  type ItemAct,
  type ItemId,
  type Json,
  type RecordId,
  type WorkflowId,
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
 * An item keeps the version in which it was opened.
 * @param opening of a desk: the version for a new item, by what the peer's last pulse declares
 */
export async function versionIn(
  identity: Identity,
  tx: Tx,
  {
    item,
    lane,
    opening,
  }: {
    readonly item: ItemId;
    readonly lane: string;
    readonly opening: (declared: readonly WorkflowId[]) => WorkflowId;
  },
): Promise<WorkflowId> {
  const opener = openerOf(item);
  const first = (await tx.act(opener, item.slice(opener.length + 1) as RecordId))?.act;
  if (first && isItemAct(first)) return first.wf;
  const { pulse } = await tx.peer(peerOrigin(identity, lane), "none");
  return opening(pulse.versions);
}
