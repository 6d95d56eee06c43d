import type { VerifierKey } from "tlog";
import type { Card } from "../keys/card.ts";
import { logSigners, type NodeKeys } from "../keys/node-keys.ts";
import type { Retired } from "../keys/succession.ts";

type InUse = { readonly keys: NodeKeys; readonly peer: Card | null; readonly retired: readonly Retired[] };

/**
 * Whose signature counts in what a witness shows of the logs of either side: the keys in force, and those before them, or
 * whoever kept hers could tell a witness another history with them. With keys of theirs that were reported stolen somebody
 * else may sign, and our link is not to be stopped by that; of ours an alarm is what is wanted.
 * @param inUse asked each time: keys follow each other while a node runs
 */
export const logKeys = (inUse: () => InUse) => ({
  own: (origin: string): readonly VerifierKey[] => {
    const { keys } = inUse();
    return [...logSigners(keys, origin).map(({ key }) => key), ...namedIn(keys.former, origin)];
  },
  peer: (origin: string): readonly VerifierKey[] => {
    const { peer, retired } = inUse();
    return namedIn([...(peer ? [peer] : []), ...retired.filter(({ since }) => since === null)], origin);
  },
});

const namedIn = (sets: readonly Pick<Retired, "logs">[], origin: string): readonly VerifierKey[] =>
  sets.flatMap(({ logs }) => logs.find(([key]) => key?.name === origin) ?? []);
