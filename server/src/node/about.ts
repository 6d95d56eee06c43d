import type { About } from "../admin/machine.ts";
import type { Guards } from "../access/guards.ts";
import type { Card } from "../keys/card.ts";
import type { NodeKeys } from "../keys/node-keys.ts";
import own from "../../package.json" with { type: "json" };
import { homeFiles, type NodeConfig } from "./config.ts";
import type { Loop } from "./loop.ts";

type Running = {
  readonly home: string;
  readonly config: Pick<NodeConfig, "database">;
  readonly keys: NodeKeys;
  readonly card: Card;
  readonly guards: Guards;
  /** Those of this process; more may join while it starts. */
  readonly loops: () => Iterable<Loop>;
};

/** What this process can say of itself to who administers it. */
export const aboutNode = ({ home, config, keys, card, guards, loops }: Running): About => ({
  home,
  keysFile: homeFiles(home).keys,
  card,
  tls: keys.tls.certificate,
  sealing: keys.kem.length,
  embedded: config.database === undefined,
  started: Date.now(),
  program: own.version,
  loops: () => [...loops()].map((loop) => loop.state),
  guards: () => guards.state,
});
