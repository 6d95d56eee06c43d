import { withStore } from "./store.ts";
import { answer, say, type Talk } from "./terminal.ts";

const COUNT =
  "SELECT (SELECT count(*) FROM derived.act) AS acts, (SELECT count(*) FROM derived.request) AS requests";

/** Drops everything but the four stores and rebuilds it, in one transaction: readers see the old state or the new. */
export async function replay(home: string, talk: Talk): Promise<void> {
  await withStore(home, async ({ store }) => {
    const began = performance.now();
    say("Rebuilding from the logs.");
    await store.replay("now");
    const { rows } = await store.pool.query<{ acts: string; requests: string }>(COUNT);
    const seconds = Math.round(performance.now() - began) / 1000;
    const found = { acts: Number(rows[0]?.acts), requests: Number(rows[0]?.requests), seconds };
    answer(talk, found, `${found.acts} acts, ${found.requests} requests, ${seconds} s`);
  });
}
