import { assertDesk } from "../access/deciding.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import { writeHome } from "../requests/home.ts";

/** What a reviewer is shown, of which matter, and how much of it there was. */
export type Shown<T> = { readonly shown: T; readonly found: number; readonly item?: string };

/**
 * Whatever oversight looks at goes through here: it changes nothing, and that it was looked at stands in the home log
 * before a byte leaves. Only the trail, which is oversight's own, ever shows that entry.
 * @param asked codes, ids and instants of what was looked for
 * @throws FORBIDDEN for who does not oversee
 */
export const overseeing = <T>(
  desk: Desk,
  { id: by }: Pick<Officer, "id">,
  { what, asked = {} }: { readonly what: string; readonly asked?: Readonly<Record<string, string | number>> },
  show: (tx: PgTx) => Promise<Shown<T>>,
): Promise<T> =>
  desk.store.tx(async (tx) => {
    const grounds = await assertDesk(desk, tx, by, "oversee");
    const { shown, found, item } = await show(tx);
    await writeHome(desk.ports, tx, "oversee", {
      ...asked,
      by,
      what,
      found,
      ...(item && { item }),
      ...grounds,
    });
    return shown;
  });
