import type { VerifierKey } from "tlog";
import type { Card } from "../keys/card.ts";
import { logSigners, type NodeKeys } from "../keys/node-keys.ts";

type InUse = { readonly keys: NodeKeys; readonly peer: Card | null };

/** Who signs the logs of either side now. @param inUse asked each time: keys follow each other while a node runs */
export const logKeys = (inUse: () => InUse) => ({
  own: (origin: string): readonly VerifierKey[] => logSigners(inUse().keys, origin).map(({ key }) => key),
  peer: (origin: string): readonly VerifierKey[] =>
    inUse().peer?.logs.find(([key]) => key?.name === origin) ?? [],
});
