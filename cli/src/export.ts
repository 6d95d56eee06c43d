import { existsSync, renameSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { SetuError } from "@setu/core";
import { ownOrigin, peerOrigin } from "@setu/link";
import { exportLog as writeLog } from "@setu/server/node/export.ts";
import { requireLane, withStore } from "./store.ts";
import { answer, say, type Talk } from "./terminal.ts";

/** A whole directory or none: it is written beside its place and renamed. @throws DUPLICATE | NOT_FOUND */
export async function exportLog(
  home: string,
  lane: string,
  folder: string,
  of: "own" | "peer",
  talk: Talk,
): Promise<void> {
  const target = resolve(folder);
  if (existsSync(target)) throw new SetuError("DUPLICATE", `${target} exists already`);
  await withStore(home, async ({ store, ports, config }) => {
    requireLane(config, lane);
    if (!ports) throw new SetuError("NOT_LINKED", "this node has no peer yet, so it has no log");
    const origin = of === "own" ? ownOrigin(ports.identity, lane) : peerOrigin(ports.identity, lane);
    const unfinished = `${target}.part`;
    rmSync(unfinished, { recursive: true, force: true });
    const size = await writeLog(store, origin, unfinished);
    renameSync(unfinished, target);
    say(`Wrote the ${size} entries of ${origin}: their leaves, no contents and no keys.`);
    answer(talk, { origin, size, folder: target }, target);
  });
}
