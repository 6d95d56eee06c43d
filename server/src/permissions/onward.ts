import { SetuError, type ItemId, type RecordId } from "@setu/core";
import { formatOnward } from "@setu/link/onward.ts";
import { permits, type Permission } from "@setu/permissions";
import { notThere } from "../access/deciding.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import { homeNow } from "../requests/home.ts";
import { proofOf } from "../requests/proof.ts";
import { reading } from "../requests/reading.ts";
import { assertGivenOn } from "../using/guard.ts";
import { assertHere, assertStands } from "../using/leave.ts";
import { matterOf } from "./about.ts";
import { permissionIn, readPermission } from "./following.ts";
import { isShown } from "./seeing.ts";

/**
 * A record of the other side with the proof of its leave, for the third that the leave names (spec/onward.md): made only
 * while the leave is in force, by whoever has recorded that it is given on, and written down as every other thing that is
 * taken out. The leave is judged in the transaction that makes the file: one that was revoked meanwhile makes none.
 * @throws NOT_FOUND, BAD_FIELD for a record that was destroyed, ILLEGAL for one that was recalled, LEAVE_NEEDED,
 *   GATES_OPEN, BUSY while one of its acts has no receipt
 */
export async function onwardFile(
  desk: Desk,
  officer: Officer,
  { item, record }: { readonly item: ItemId; readonly record: RecordId },
): Promise<{ readonly file: Uint8Array; readonly conditions: Permission["conditions"] }> {
  const matter = await desk.store.tx((tx) => matterOf(tx, item));
  if (matter === null) throw notThere();
  return reading(desk, { by: officer, item: matter, action: "prove" }, async (tx, found, seen) => {
    const known = await readPermission(desk, tx, item);
    if (!known || !isShown(known, seen)) throw notThere();
    const originator = desk.ports.identity.peer.party;
    const permission = permissionIn(known, seen.whole);
    const towards = permission?.towards;
    const wanted = towards && "third" in towards && { matter, originator, record, towards };
    if (!permission || !wanted || !permits(permission, wanted, await homeNow(desk.ports, tx)))
      throw new SetuError("LEAVE_NEEDED", "its originator has not given leave for this, or no longer", {
        detail: { matter, use: "onward" },
      });
    const { third } = wanted.towards;
    await assertHere(tx, found, { from: originator, id: record });
    assertStands(seen.whole, { party: originator, id: record });
    await assertGivenOn(desk, tx, { by: officer.id, item: matter, record, third });
    const given = await proofOf(desk, tx, found, record);
    const leave: string[] = [];
    // Why it was asked and answered is between the two.
    for (const { act } of known.state.judged)
      leave.push(await proofOf(desk, tx, known, act.id, { witnessed: false, body: false }));
    const parts = { record: Buffer.from(given), leave: leave.map((each) => Buffer.from(each)) };
    return { file: formatOnward(parts), conditions: permission.conditions };
  });
}
