import { fold, workflowsOf, type Entry, type ItemAct } from "@setu/core";
import { permissionOf, permits, type Permission } from "./permission.ts";
import { permissions } from "./workflow.ts";

/** An act as a proof shows it: where it stands in the log of whoever wrote it, and when by that log. */
export type Shown = {
  readonly act: ItemAct;
  readonly position: number;
  readonly t: Entry["t"];
  readonly seen: number;
};

export type Given = { readonly record: Shown; readonly leave: readonly Shown[]; readonly third: string };

/**
 * The leave under which a record was given on to a third, as far as the acts shown say: folded as both nodes fold them.
 * What was said later, and whether anything was left out, they cannot say.
 * @param third as the leave names it. @returns null where they allow it not, or not at `now`
 */
export function leaveShown({ record, leave, third }: Given, now: number): Permission | null {
  const [first] = leave;
  if (!first) return null;
  const entries = leave
    .toSorted((a, b) => a.position - b.position)
    .map(({ act, position, t, seen }): Entry => ({
      party: act.from,
      pos: position,
      t,
      seen,
      floor: 0,
      act,
      persons: null,
    }));
  const state = fold(workflowsOf([permissions]), first.act.item, entries, () => undefined);
  const permission = state && permissionOf(state);
  if (!permission) return null;
  const wanted = {
    matter: record.act.item,
    originator: record.act.from,
    record: record.act.id,
    towards: { use: "onward", third } as const,
  };
  return permits(permission, wanted, now) ? permission : null;
}
