import { fold, workflowsOf, type Entry, type Hash, type ItemAct } from "@setu/core";
import { isOfUse, permissionOf, permits, type Permission, type Towards } from "./permission.ts";
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
 * The leave under which a record was given on to a third, as far as the acts shown say.
 * @param third as the leave names it. @returns null where they allow it not, or not at `now`
 */
export const leaveShown = ({ record, leave, third }: Given, now: number): Permission | null =>
  leaveTowards({ record, leave, towards: { use: "onward", third } }, now);

/**
 * The leave by which a record, or one file of it, may be used before or for somebody, as far as the acts shown say: folded as
 * both nodes fold them. What was said later, and whether anything was left out, they cannot say.
 * @param file as the record names it; absent: the record
 * @returns null where they allow it not, or not at `now`
 */
export function leaveTowards(
  {
    record,
    leave,
    towards,
    file,
  }: Omit<Given, "third"> & { readonly towards: Towards; readonly file?: Hash | undefined },
  now: number,
): Permission | null {
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
  // An id may have been used twice: of several questions the acts alone do not show which was answered, so the grant does.
  const grant = state?.other.last["grant"]?.act.args;
  if (!permission || !grant || !isOfUse(permission.holder, grant, permission.towards)) return null;
  const wanted = {
    matter: record.act.item,
    originator: record.act.from,
    towards,
    ...(file === undefined ? { record: record.act.id } : { file }),
  };
  return permits(permission, wanted, now) ? permission : null;
}
