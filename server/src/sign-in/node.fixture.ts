import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migratedDatabase } from "../db/testing.ts";
import type { Log } from "../http/log.ts";
import { initNode } from "../node/init.ts";
import { startNode, type RunningNode } from "../node/node.ts";
import { configOf } from "../node/two-nodes.fixture.ts";
import type { SignInConfig } from "./config.ts";

/** One node whose officers have to prove who they are. It has no peer yet: nobody needs one to sign in. */
export async function provingNode(
  signIn: SignInConfig,
  { log = () => {}, web }: { readonly log?: Log; readonly web?: string } = {},
): Promise<RunningNode & { close(): Promise<void> }> {
  const home = mkdtempSync(join(tmpdir(), "setu-proving-"));
  const database = await migratedDatabase();
  const config = await configOf("ca", "in", database.url);
  // WebAuthn knows no addresses in numbers.
  const http = { ...config.http, hosts: ["localhost"] };
  await initNode(join(home, "ca"), { ...config, http, demo: false, signIn });
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
