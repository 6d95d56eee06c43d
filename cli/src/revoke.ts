import { SetuError } from "@setu/core";
import { revokeFormer } from "@setu/server/node/revoked.ts";
import { readInstant } from "./instant.ts";
import { revoke } from "./officer-powers.ts";
import { say, type Talk } from "./terminal.ts";
import { showCard } from "./succession.ts";

/** Whose key: `node` for the former keys of this node, else an officer's id. */
const NODE = "node";

/**
 * Ends an officer's key, or says of former keys of the node since when others may have had them: what was signed since is
 * flagged wherever it is shown or verified, and nothing is voided.
 * @throws USAGE, NOT_FOUND, BUSY, BAD_FIELD, and as `revoke` for an officer's
 */
export async function revokeKey(
  home: string,
  [whose, key]: readonly [whose: string, key: string],
  { stolenSince, by }: { readonly stolenSince?: string; readonly by?: string },
  talk: Talk,
): Promise<void> {
  if (whose !== NODE) {
    if (by !== undefined) throw new SetuError("USAGE", "--by is said of the node's keys alone");
    return revoke(home, [whose, key], stolenSince, talk);
  }
  if (key === "present")
    throw new SetuError(
      "USAGE",
      "present keys end when others follow: setu keys recover FILE --stolen-since INSTANT, with the file of setu keys next",
    );
  if (stolenSince === undefined)
    throw new SetuError("USAGE", "say --stolen-since: these keys sign nothing any more");
  const since = readInstant("stolen-since", stolenSince);
  if (since > Date.now()) throw new SetuError("USAGE", "--stolen-since is an instant that has passed");
  if (!/^[1-9][0-9]{0,2}$/.test(key)) throw new SetuError("USAGE", "setu keys list numbers the former keys");
  const card = revokeFormer(home, Number(key), since, by ?? null);
  say(
    "What they signed since then is flagged here. The other side flags it once it has accepted this card:\n",
  );
  showCard(card, talk);
}
