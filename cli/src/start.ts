import { join } from "node:path";
import { logTo } from "@setu/server/http/log.ts";
import { startNode } from "@setu/server/node/node.ts";
import { interrupted } from "./interrupt.ts";
import { answer, say, type Talk } from "./terminal.ts";

export const WEB = join(import.meta.dirname, "..", "..", "web");

/** Runs one server process of the node. Its events go to standard error, one line of JSON each. */
export async function start(home: string, talk: Talk): Promise<void> {
  const log = logTo((line) => process.stderr.write(line));
  const node = await startNode({ home, log, web: WEB });
  answer(talk, { party: node.party, address: node.url, linkPort: node.linkPort }, node.url);
  if (!talk.json) say("Ctrl-C stops it.");
  await interrupted();
  await node.stop();
}
