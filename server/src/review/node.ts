import { SetuError } from "@setu/core";
import { homeOrigin, type Ports } from "@setu/link";
import { formatVkey } from "tlog";
import type { PgStore } from "../db/pg-store.ts";
import { loadKeys, logSigners } from "../keys/node-keys.ts";
import { ownCard, peerCard } from "../node/cards.ts";
import { homeFiles, loadConfig } from "../node/config.ts";
import { witnessesOf } from "../witnessed/config.ts";
import type { ReviewNode } from "./export.ts";

/** What an export of the node in this home is made of. @throws NOT_LINKED before the two have met */
export function reviewNode(home: string, store: PgStore, ports: Ports): ReviewNode {
  const config = loadConfig(home);
  const keys = loadKeys(homeFiles(home).keys);
  const peer = peerCard(home, config);
  if (!peer) throw new SetuError("NOT_LINKED", "this node has no peer yet, so there is nothing to review");
  const { party, instance } = ports.identity;
  return {
    store,
    ports,
    cards: [ownCard(config, keys), peer],
    ...(config.witnesses && { trust: witnessesOf(config.witnesses).trust }),
    homeKeys: logSigners(keys, homeOrigin(party, instance)).map(({ key }) => formatVkey(key)),
  };
}
