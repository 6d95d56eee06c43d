import { logAdministration } from "@setu/server/admin/log.ts";
import { beginRun, purgeNext, stopRun } from "@setu/server/disposal/purge.ts";
import { rewriteFreed } from "@setu/server/disposal/rewrite.ts";
import { purgeView } from "@setu/server/disposal/view.ts";
import { homeLog } from "@setu/server/requests/home.ts";
import { SetuError } from "@setu/core";
import type { PurgeView } from "@setu/requests/disposal.ts";
import { withStore } from "./store.ts";
import { answer, minute, say, table, type Talk } from "./terminal.ts";

/** What is told after so many matters of a run. */
const TOLD = 100;

/** `run`: begins a run or goes on with the one that is open, to its end. @throws NOT_LINKED | STALE where none is to stop */
export async function purge(home: string, what: "show" | "run" | "stop", talk: Talk): Promise<void> {
  await withStore(home, async ({ store, desk, config }) => {
    if (!desk) throw new SetuError("NOT_LINKED", "this node is not linked yet");
    await store.replay("if-needed");
    const { now } = desk.ports.world;
    // Who has the node's folder is the operator, whom no account names.
    const by = config.party;
    if (what === "stop")
      await store.tx(async (tx) => {
        await homeLog(desk.ports, tx);
        if (!(await stopRun(tx, by, now()))) throw new SetuError("STALE", "no run is under way");
        await logAdministration(desk, tx, by, "purge-stop");
      });
    if (what === "run") {
      await store.tx(async (tx) => {
        await homeLog(desk.ports, tx);
        if (await beginRun(tx, now())) await logAdministration(desk, tx, by, "purge-begin");
      });
      for (let done = 1; await purgeNext(desk); done++)
        if (done % TOLD === 0) say(`${done} matters looked at`);
      await rewriteFreed(store, now());
    }
    const view = await store.tx((tx) => purgeView(desk, tx, now()));
    answer(talk, view, () => table(linesOf(view)));
  });
}

function linesOf({
  rules,
  last,
  due,
  soon,
  kept,
  destroyed,
  unwritten,
}: PurgeView): readonly (readonly string[])[] {
  const why = Object.entries(kept).filter(([, n]) => n > 0);
  return [
    ...rules.map(({ class: name, days }) => [`rule for ${name}`, `${days} days`]),
    [
      "last run",
      last === null ? "none" : `${minute(last.began)}, ${last.ended === null ? "under way" : "ended"}`,
    ],
    ...(last === null ? [] : [["matters destroyed in it", String(last.destroyed)]]),
    ["due now", String(due)],
    ["due within 30 days", String(soon)],
    ...why.map(([name, n]) => [`kept: ${name}`, String(n)]),
    ["records destroyed, ever", String(destroyed)],
    ["of these not written over yet", String(unwritten)],
  ];
}
