import { isOwnReason } from "@setu/requests/reasons.ts";
import type { Desk } from "../requests/desk.ts";
import { homeLog, writeHome } from "../requests/home.ts";
import { assertUnbraked, braking } from "./brake.ts";
import { reasonToTakeOut } from "./giving.ts";
import { putCounted } from "./store.ts";

/**
 * That lines of lists leave this node, who takes them, why and how many, in the home log before the first of them does.
 * @throws REASON_NEEDED where the officer has not said why; TOO_MANY_READS
 */
export async function noteTakenOut(
  desk: Desk,
  by: string,
  { found, format }: { readonly found: number; readonly format: string },
): Promise<void> {
  const noted = desk.store.tx(async (tx) => {
    const head = homeLog(desk.ports, tx);
    const why = await reasonToTakeOut(desk, tx, by);
    // Whoever wrote to the home log before is counted.
    await head;
    const own = isOwnReason(why.because);
    if (!own) await assertUnbraked(desk, tx, { by, what: "take", item: "", lines: found });
    const args = { by, found, export: format, verb: "disclosure", ...why, policy: desk.policy.hash };
    const { pos, t } = await writeHome(desk.ports, tx, "query", args, head);
    if (!own) await putCounted(tx.db, [{ pos, by, at: t, what: "take", item: "", lines: found }]);
  });
  await braking(desk, by, "take", noted);
}
