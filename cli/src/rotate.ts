import { setTimeout as pause } from "node:timers/promises";
import { isSetuError, SetuError } from "@setu/core";
import { hearsKeys } from "@setu/link/rotate.ts";
import { fingerprint, formatCard } from "@setu/server/keys/card.ts";
import { loadKeys } from "@setu/server/keys/node-keys.ts";
import { commitmentOf } from "@setu/server/keys/succession.ts";
import { ownCard } from "@setu/server/node/cards.ts";
import { homeFiles, loadConfig } from "@setu/server/node/config.ts";
import { makePlan, readPlan, ROTATED, type Rotated } from "@setu/server/node/rotation-plan.ts";
import { holdStopped } from "@setu/server/node/running.ts";
import { lines } from "./cards.ts";
import { withStore } from "./store.ts";
import { answer, say, type Talk } from "./terminal.ts";

export type Rotating = { readonly [what in Rotated]?: boolean } & { readonly wait: boolean };

const POLL = 200;

/**
 * Changes keys of the node while its link lives. A rotation that is under way goes on, whoever began it.
 * @throws UNSUPPORTED_VERSION, and nothing is said, while the other node does not understand it; NOT_LINKED
 */
export async function rotate(home: string, options: Rotating, talk: Talk): Promise<void> {
  const chosen = ROTATED.filter((what) => options[what]);
  const card = () => ownCard(loadConfig(home), loadKeys(homeFiles(home).keys));
  const before = card();
  if (readPlan(home)) say("A rotation is under way: it goes on, with the keys that were chosen then.");
  else {
    await assertHeard(home);
    const { party } = loadConfig(home);
    await makePlan(home, chosen.length > 0 ? chosen : ROTATED, { party, follows: commitmentOf(before) });
  }
  if (!options.wait || !runs(home)) {
    say(
      "The keys are made. The node announces them and takes them into use as soon as it runs and is heard.",
    );
    answer(talk, { done: false }, "");
    return;
  }
  say(
    "Announced in every lane; the keys change once the other node has applied that. It may be stopped here.",
  );
  while (readPlan(home)) await pause(POLL);
  const now = card();
  if (commitmentOf(now) === commitmentOf(before))
    throw new SetuError(
      "CANNOT_OPEN",
      "the other node could not read the announcement: the keys are as before",
    );
  const groups = fingerprint(now);
  say(
    `The keys have changed on both sides. Whoever compares cards by voice reads from now on:\n\n${lines(groups)}\n`,
  );
  answer(talk, { done: true, card: JSON.parse(formatCard(now)) as unknown, fingerprint: groups }, groups);
}

async function assertHeard(home: string): Promise<void> {
  const heard = await withStore(home, async ({ store, ports }) => {
    await store.replay("if-needed");
    if (!ports) throw new SetuError("NOT_LINKED", "this node is not linked yet");
    return store.tx((tx) => hearsKeys(ports, tx));
  });
  if (!heard)
    throw new SetuError(
      "UNSUPPORTED_VERSION",
      "the other node does not understand announcements of keys yet: it was told nothing, and the keys are as before",
    );
}

function runs(home: string): boolean {
  try {
    holdStopped(home)();
    return false;
  } catch (error) {
    if (isSetuError(error, "BUSY")) return true;
    throw error;
  }
}
