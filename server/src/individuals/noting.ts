import { assertDesk } from "../access/deciding.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import { writeHome } from "../requests/home.ts";

/** What was shown, and by what it is the same reading as a minute ago: what has changed since is read anew. */
type Shown<T> = {
  readonly shown: T;
  readonly what: "read" | "query";
  readonly args: Readonly<Record<string, string | number>>;
  readonly state: string | number;
};

/**
 * Whatever shows a case, the register or a consultation to an officer goes through here: it stands in the home log before
 * a byte of it leaves. A screen that asks again within a minute of this process is the same reading.
 * @throws FORBIDDEN
 */
export async function noting<T>(
  desk: Desk,
  { id: by }: Pick<Officer, "id">,
  show: (tx: PgTx) => Promise<Shown<T>>,
): Promise<T> {
  const minute = Math.floor(desk.ports.world.now() / 60_000);
  const { reads } = desk;
  if (reads.minute !== minute) Object.assign(reads, { minute, who: new Set() });
  const { answer, reading } = await desk.store.tx(async (tx) => {
    const grounds = await assertDesk(desk, tx, by, "redress");
    const { shown, what, args, state } = await show(tx);
    const reading = `${by} ${JSON.stringify([what, args, state])}`;
    if (!reads.who.has(reading)) await writeHome(desk.ports, tx, what, { by, ...args, ...grounds });
    return { answer: shown, reading };
  });
  // Only after the commit: what was undone is not written down.
  if (reads.minute === minute) reads.who.add(reading);
  return answer;
}
