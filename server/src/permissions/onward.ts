import { SetuError, type ItemId, type RecordId } from "@setu/core";
import { formatOnward } from "@setu/link/onward.ts";
import { permissionOf, permits } from "@setu/permissions";
import type { Desk, Officer } from "../requests/desk.ts";
import { proofOf } from "../requests/proof.ts";
import { reading } from "../requests/reading.ts";
import { assertUsable } from "../using/guard.ts";
import { readPermission } from "./following.ts";
import { matterIn, viewPermission } from "./reading.ts";

/**
 * A record of the other side with the proof of its leave, for the third that the leave names (spec/onward.md): made only
 * while the leave is in force, and written down as every other thing that is taken out.
 * @throws NOT_FOUND, LEAVE_NEEDED, BUSY while one of its acts has no receipt
 */
export async function onwardFile(
  desk: Desk,
  officer: Officer,
  { item, record }: { readonly item: ItemId; readonly record: RecordId },
): Promise<Uint8Array> {
  const { acts } = await viewPermission(desk, officer, item);
  const known = await desk.store.tx((tx) => readPermission(desk, tx, item));
  if (!known) throw new SetuError("NOT_FOUND", "there is no such permission");
  const matter = matterIn(known);
  const originator = desk.ports.identity.peer.party;
  const permission = permissionOf(known.state);
  const third = permission?.towards.use === "onward" && "third" in permission.towards && permission.towards;
  const wanted = third && { matter, originator, record, towards: third };
  if (!permission || !wanted || !permits(permission, wanted, desk.ports.world.now()))
    throw new SetuError("LEAVE_NEEDED", "its originator has not given leave for this, or no longer");
  return reading(desk, { by: officer, item: matter, action: "prove" }, async (tx, found) => {
    const given = await proofOf(desk, tx, found, record);
    await assertUsable(desk, tx, { by: officer.id, item: matter, use: "onward" });
    const leave: string[] = [];
    // Why it was asked and answered is between the two.
    for (const { id } of acts)
      leave.push(await proofOf(desk, tx, known, id as RecordId, { witnessed: false, body: false }));
    return formatOnward({ record: Buffer.from(given), leave: leave.map((each) => Buffer.from(each)) });
  });
}
