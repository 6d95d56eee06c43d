import { SetuError, type ItemId } from "@setu/core";
import type { ReadPage } from "@setu/requests";
import { assertDesk } from "../access/deciding.ts";
import { braking } from "../reasons/brake.ts";
import { releasesFor, releaseView } from "../release/view.ts";
import type { Desk, Officer } from "../requests/desk.ts";

/** What waits for a release, as on the screens. @throws FORBIDDEN */
export const releasesPage = (desk: Desk, by: Officer): Promise<ReadPage> =>
  desk.store.tx(async (tx) => {
    await assertDesk(desk, tx, by.id, "own");
    return { kind: "releases", releases: await releasesFor(desk, tx, by) };
  });

/**
 * One of them whole, read and written down as on the screens; nothing is decided here.
 * @param of its matter, which stands in the address so that a reason is asked for that matter
 * @throws NOT_FOUND | REASON_NEEDED | SLOWED
 */
export async function releasePage(desk: Desk, by: Officer, of: ItemId, id: string): Promise<ReadPage> {
  const shown = desk.store.tx(async (tx) => {
    const view = await releaseView(desk, tx, by, id);
    if (view.item !== of) throw new SetuError("NOT_FOUND", "nothing waits under this id");
    return view;
  });
  return { kind: "release", view: await braking(desk, by.id, "open", shown) };
}
