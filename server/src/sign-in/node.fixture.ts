import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migratedDatabase } from "../db/testing.ts";
import type { Log } from "../http/log.ts";
import { fingerprint, formatCard } from "../keys/card.ts";
import { acceptCard, initNode } from "../node/init.ts";
import { startNode, type RunningNode } from "../node/node.ts";
import { configOf } from "../node/two-nodes.fixture.ts";
import type { SignInConfig } from "./config.ts";

type Options = {
  readonly log?: Log;
  readonly web?: string;
  /** Whether it has the card of a peer, which is away. */
  readonly linked?: boolean;
};

/** One node whose officers have to prove who they are. Nobody needs a peer to sign in. */
export async function provingNode(
  signIn: SignInConfig,
  { log = () => {}, web, linked = false }: Options = {},
): Promise<RunningNode & { close(): Promise<void> }> {
  const home = mkdtempSync(join(tmpdir(), "setu-proving-"));
  const database = await migratedDatabase();
  const config = await configOf("ca", "in", database.url);
  // WebAuthn knows no addresses in numbers.
  const http = { ...config.http, hosts: ["localhost"] };
  await initNode(join(home, "ca"), { ...config, http, demo: false, signIn });
  if (linked) {
    const peer = await initNode(join(home, "in"), await configOf("in", "ca", database.url));
    acceptCard(join(home, "ca"), Buffer.from(formatCard(peer)), fingerprint(peer));
  }
  const node = await startNode({ home: join(home, "ca"), log, ...(web !== undefined && { web }) });
  return {
    ...node,
    close: async () => {
      await node.stop();
      await database.drop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
