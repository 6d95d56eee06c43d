import { SetuError, type Hash, type ItemId, type Judged } from "@setu/core";
import type { MlaPackage } from "@setu/link/mla.ts";
import { restsOn, type Towards } from "@setu/permissions";
import { notThere, type Sight } from "../access/deciding.ts";
import type { PgTx } from "../db/pg-store.ts";
import { permissionsHeld, readPermission } from "../permissions/following.ts";
import { isShown } from "../permissions/seeing.ts";
import type { Desk, Known } from "../requests/desk.ts";
import type { homePartOf } from "../requests/home-part.ts";
import { proofOf } from "../requests/proof.ts";

type Resting = {
  readonly known: Known;
  readonly acts: readonly Judged[];
  /** Of these acts: what a manifest says of a file is said of something that its originator gave, too. */
  readonly files: readonly Hash[];
  readonly ways: readonly Towards[];
  readonly at: number;
};

/** The permissions that a package rests on, each once. @throws LEAVE_NEEDED with the record and, of a file, which */
export async function leaveFor(
  desk: Desk,
  tx: PgTx,
  { known, acts, files, ways, at }: Resting,
): Promise<readonly ItemId[]> {
  const held = await permissionsHeld(desk, tx, known.item);
  const rests = new Set<ItemId>();
  for (const { act } of acts.filter(({ party }) => party !== desk.us.party)) {
    const named = act.att.flatMap(({ a }) => (files.includes(a) ? [{ file: a }] : []));
    for (const what of [{ record: act.id }, ...named])
      for (const towards of ways) {
        const wanted = { matter: known.item, originator: act.from, towards, mark: act.mark, now: at };
        const found = restsOn(held, { ...wanted, ...what });
        if (found === null)
          throw new SetuError("LEAVE_NEEDED", "its originator has to be asked first", {
            detail: { matter: known.item, use: towards.use, record: act.id, ...what },
          });
        const permission = held.find((each) => each === found);
        if (permission) rests.add(permission.item);
      }
  }
  return [...rests].toSorted();
}

/** The acts by which leave was asked and given. Why is between the two. */
export async function proofsOf(
  desk: Desk,
  tx: PgTx,
  items: readonly ItemId[],
  seeing: { readonly sight: Sight; readonly home: Awaited<ReturnType<typeof homePartOf>> },
): Promise<MlaPackage["leave"]> {
  const leave: MlaPackage["leave"][number][] = [];
  for (const item of items) {
    const known = await readPermission(desk, tx, item);
    if (!known || !isShown(known, seeing)) throw notThere();
    const proofs: string[] = [];
    for (const { act } of known.state.judged)
      proofs.push(await proofOf(desk, tx, known, act.id, { witnessed: false, body: false }));
    leave.push({ item, proofs });
  }
  return leave;
}
