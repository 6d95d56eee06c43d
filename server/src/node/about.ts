import type { About } from "../admin/machine.ts";
import type { Guards } from "../access/guards.ts";
import type { Card } from "../keys/card.ts";
import own from "../../package.json" with { type: "json" };
import { homeFiles, type NodeConfig } from "./config.ts";
import type { KeysInUse } from "./in-use.ts";
import { keyAges } from "./key-ages.ts";
import type { Loop } from "./loop.ts";

type Running = {
  readonly home: string;
  readonly config: Pick<NodeConfig, "database">;
  readonly inUse: KeysInUse;
  readonly card: () => Card;
  readonly guards: Guards;
  /** Those of this process; more may join while it starts. */
  readonly loops: () => Iterable<Loop>;
};

/** What this process can say of itself to who administers it. */
export const aboutNode = ({ home, config, inUse, card, guards, loops }: Running): About => ({
  home,
  keysFile: homeFiles(home).keys,
  get card() {
    return card();
  },
  get tls() {
    return inUse.now().keys.tls.certificate;
  },
  get sealing() {
    return inUse.now().keys.kem.length;
  },
  ages: () => keyAges(home),
  embedded: config.database === undefined,
  started: Date.now(),
  program: own.version,
  loops: () => [...loops()].map((loop) => loop.state),
  guards: () => guards.state,
});
