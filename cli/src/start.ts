import { join } from "node:path";
import { logTo } from "@setu/server/http/log.ts";
import { lastResort } from "@setu/server/last-resort.ts";
import { startNode } from "@setu/server/node/node.ts";
import { interrupted } from "./interrupt.ts";
import { answer, say, type Talk } from "./terminal.ts";

export const WEB = join(import.meta.dirname, "..", "..", "web");

const PATIENCE = 3_000;

/** Runs one server process of the node. Its events go to standard error, one line of JSON each. */
export async function start(home: string, talk: Talk): Promise<void> {
  const log = logTo((line) => process.stderr.write(line));
  lastResort(log);
  const node = await startNode({ home, log, web: WEB });
  answer(talk, { party: node.party, address: node.url, linkPort: node.linkPort }, node.url);
  if (!talk.json) say("Ctrl-C stops it.");
  await interrupted();
  // What was acknowledged is durable, so an orderly end may be cut short: a peer can hold a connection open for long.
  setTimeout(() => process.exit(0), PATIENCE).unref();
  await node.stop();
  // The channel to the process that started this one would keep it alive.
  process.exit(0);
}
