import type { Hash, ItemId, RecordId } from "@setu/core";
import type { ActLeave } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk } from "../requests/desk.ts";
import { homeNow } from "../requests/home.ts";
import { permissionsHeld } from "./following.ts";
import { isShown, sightOf, type Seeing } from "./seeing.ts";

/**
 * Leave stands beside what it binds wherever that is shown, printed or taken out: for what, until when, and under which
 * conditions. It is ours alone that binds us here, and only while it is in force. Whoever may not see a permission by its own
 * marking is shown nothing of it.
 */
const ABOUT = `SELECT DISTINCT matter FROM derived.permission WHERE matter = ANY ($1::text[]) AND split_part(item, ':', 1) = $2`;

type Bound = ActLeave & { readonly records: readonly RecordId[]; readonly covered: readonly Hash[] };

async function inForce(desk: Desk, tx: PgTx, matter: ItemId, seeing: Seeing): Promise<readonly Bound[]> {
  const held = await permissionsHeld(desk, tx, matter);
  if (held.length === 0) return [];
  const now = await homeNow(desk.ports, tx);
  return held.flatMap(({ item, known, towards, records, files, conditions, inForce: when }) =>
    when === null || now < when.from || now >= when.until || !isShown(known, seeing)
      ? []
      : [{ item, towards, conditions, until: when.until, files: [], records, covered: files }],
  );
}

/** By the id of the act, as its reader may know of it: of the record, or of the files of it that are named. */
export async function leaveByAct(
  desk: Desk,
  tx: PgTx,
  matter: ItemId,
  seeing: Seeing,
): Promise<(act: { readonly id: string; readonly files: readonly string[] }) => readonly ActLeave[]> {
  const all = await inForce(desk, tx, matter, seeing);
  return ({ id, files }) =>
    all.flatMap(({ records, covered, ...leave }) => {
      const of = files.filter((file) => covered.some((each) => each === file));
      return of.length > 0 || records.some((each) => each === id) ? [{ ...leave, files: of }] : [];
    });
}

/** The conditions under which leave in force covers a record, or a file, each once: what is taken out bears them in its name. */
export async function conditionsOn(
  desk: Desk,
  tx: PgTx,
  { by, matter }: { readonly by: string; readonly matter: ItemId },
  of: { readonly record: string } | { readonly file: string },
): Promise<readonly string[]> {
  const seeing = await sightOf(desk, tx, by, matter);
  const bound = (seeing ? await inForce(desk, tx, matter, seeing) : []).filter(({ records, covered }) =>
    "record" in of ? records.some((each) => each === of.record) : covered.some((each) => each === of.file),
  );
  return [...new Set(bound.flatMap(({ conditions }) => conditions))].toSorted();
}

/** By matter, the conditions of all leave in force about it that she may know of: a list that is taken out bears them. */
export async function conditionsAmong(
  desk: Desk,
  tx: PgTx,
  by: string,
  items: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const { matter } of await tx.db.rows<{ matter: ItemId }>(ABOUT, [items, desk.us.party])) {
    const seeing = await sightOf(desk, tx, by, matter);
    const all = seeing ? await inForce(desk, tx, matter, seeing) : [];
    const codes = [...new Set(all.flatMap(({ conditions }) => conditions))].toSorted();
    if (codes.length > 0) found.set(matter, codes);
  }
  return found;
}

/** `name.closed-session.ext`: the codes are of a closed list, so nothing of them can end a header. */
export const namedBound = (name: string, conditions: readonly string[], ending = ""): string =>
  [name, ...conditions].join(".") + ending;
