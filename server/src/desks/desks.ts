import type { ItemAct, ItemId, Workflow, WorkflowId } from "@setu/core";
import { AGENCY_VERSIONS, VERSIONS as OFFICERS } from "@setu/officers";
import { VERSIONS as INDIVIDUALS } from "@setu/individuals";
import { VERSIONS as PERMISSIONS } from "@setu/permissions";
import { VERSIONS as REQUESTS } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";
import { followRecalled } from "../disposal/coming-again.ts";
import { followDesignations, projectDesignations } from "../officers/designations.ts";
import { followPostings } from "../officers/following.ts";
import { followPermissions, projectPermissions } from "../permissions/following.ts";
import { tellPermissions } from "../permissions/telling.ts";
import type { Desk } from "../requests/desk.ts";
import { noteOpened } from "./opened.ts";

/**
 * A desk as the server knows it. The requests have lists, search and a hold of their own (`server/src/requests`); of every
 * other desk the items are found in `derived.opened` and folded when somebody looks.
 */
export type ServedDesk = {
  readonly versions: readonly Workflow[];
  /** Hears in the same transaction of acts of its items, ours and theirs, once they are readable. */
  readonly follow?: (desk: Desk, tx: PgTx, acts: readonly ItemAct[]) => Promise<void>;
  /** What is kept of its items beside their acts, brought up to date; after a replay, from nothing. */
  readonly project?: (desk: Desk, tx: PgTx, items: readonly ItemId[]) => Promise<void>;
};

/** A new desk is a line here. */
const DESKS: readonly ServedDesk[] = [
  { versions: REQUESTS },
  { versions: OFFICERS, follow: followPostings },
  { versions: AGENCY_VERSIONS, follow: followDesignations, project: projectDesignations },
  { versions: INDIVIDUALS },
  {
    versions: PERMISSIONS,
    follow: followPermissions,
    project: async (desk, tx, items) => {
      await projectPermissions(desk, tx, items);
      await tellPermissions(desk, tx, items);
    },
  },
];

/** Every workflow that this node speaks, of every desk. */
export const SPOKEN: readonly Workflow[] = DESKS.flatMap(({ versions }) => versions);

/** In the transaction that has put these acts. Null where no desk but the requests' has any of them, and nothing recalled is touched. */
export function followActs(desk: Desk, tx: PgTx, acts: readonly ItemAct[]): Promise<void> | null {
  const others = acts.filter(({ wf }) => !REQUESTS.some(({ id }) => id === wf));
  const recalled = followRecalled(desk, tx, acts);
  if (others.length === 0) return recalled;
  return recalled === null ? followAll(desk, tx, others) : recalled.then(() => followAll(desk, tx, others));
}

async function followAll(desk: Desk, tx: PgTx, acts: readonly ItemAct[]): Promise<void> {
  const known = acts.filter(({ wf }) => SPOKEN.some(({ id }) => id === wf));
  await noteOpened(
    tx,
    known.filter(({ item, id }) => item.endsWith(`:${id}`)),
  );
  for (const { versions, follow } of DESKS) {
    const theirs = known.filter(({ wf }) => versions.some(({ id }) => id === wf));
    if (follow && theirs.length > 0) await follow(desk, tx, theirs);
  }
}

/** After a replay, and of what changed: which items there are, and whatever their desks keep of them. */
export async function projectDesks(
  desk: Desk,
  tx: PgTx,
  items: readonly { readonly item: ItemId; readonly wf: WorkflowId }[],
): Promise<void> {
  await noteOpened(tx, items);
  for (const { versions, project } of DESKS) {
    const theirs = items.filter(({ wf }) => versions.some(({ id }) => id === wf));
    if (project && theirs.length > 0)
      await project(
        desk,
        tx,
        theirs.map(({ item }) => item),
      );
  }
}
