import { SetuError } from "@setu/core";
import type { Card } from "../keys/card.ts";
import { loadKeys, replaceKeys } from "../keys/node-keys.ts";
import { formerHash } from "../keys/succession.ts";
import { ownCard } from "./cards.ts";
import { homeFiles, loadConfig } from "./config.ts";
import { leaveWord } from "./key-words.ts";
import { readPlan } from "./rotation-plan.ts";

/**
 * Says of former keys of this node since when somebody else may have had them. It flags what they signed and voids
 * nothing; a time that was said before is moved back only.
 * @param no of the pair, as `keyAges` counts the former ones, from 1
 * @param by who says to have done it, for the home log; null: nobody is named
 * @returns the card that says so, which the peer has to accept
 * @throws NOT_FOUND for a number that is none; BUSY while a rotation is under way, which writes the same file;
 *   BAD_FIELD for `by`
 */
export function revokeFormer(home: string, no: number, since: number, by: string | null = null): Card {
  const path = homeFiles(home).keys;
  const keys = loadKeys(path);
  if (readPlan(home)) throw new SetuError("BUSY", "a rotation of keys is under way");
  const flagged = keys.former[no - 1];
  if (!flagged) throw new SetuError("NOT_FOUND", `no former keys ${no}: setu keys list numbers them`);
  leaveWord(home, formerHash(flagged), by);
  const former = keys.former.map((each, i) =>
    i === no - 1 ? { ...each, since: Math.min(since, each.since ?? since) } : each,
  );
  replaceKeys(path, { ...keys, former });
  return ownCard(loadConfig(home), loadKeys(path));
}
