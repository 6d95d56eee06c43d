import { SetuError } from "@setu/core";
import { runChecks, type Check, type Heard, type Result } from "../check.ts";
import { stepsOf } from "./asking.ts";
import { bundleChecks } from "./bundles.ts";
import { CONNECTION } from "./connection.ts";
import { CONVERSATION, OPENING } from "./conversation.ts";
import { endingChecks, type EndingName } from "./endings.ts";
import { judgementChecks } from "./judgement.ts";
import { LOAD } from "./load.ts";
import { AFTERWARDS, BEGINNING, SENDER } from "./sender.ts";
import { Session, type SessionOptions } from "./session.ts";

export type LiveOptions = SessionOptions & {
  /** Folder of the pages and vectors. */
  readonly spec: string;
  /** What stops the link at the end. */
  readonly end: EndingName;
  /** The node may have had another peer before. */
  readonly testNode: boolean;
  readonly heard: Heard;
  /** How many checks there will be. */
  readonly planned?: (count: number) => void;
};

/**
 * The whole conversation with a node that takes the bed for its peer, and its end: the link of that node has stopped.
 * @throws USAGE when the bed was used before, or the node has spoken to a peer that was none | PEER_SILENT when there is nobody
 */
export async function runLive(
  options: LiveOptions,
): Promise<{ readonly results: readonly Result[]; readonly complete: boolean }> {
  const session = new Session(options);
  await session.listen();
  try {
    await assertTestNode(session, options.testNode);
    const checks = liveChecks(session, options);
    options.planned?.(checks.length);
    const results = await runChecks(checks, options.signal, options.heard);
    return { results, complete: results.length === checks.length };
  } finally {
    await session.close();
  }
}

export const liveChecks = (
  session: Session,
  { spec, end }: Pick<LiveOptions, "spec" | "end">,
): readonly Check[] => [
  ...stepsOf(session, [...CONNECTION, ...OPENING, ...BEGINNING, ...CONVERSATION]),
  ...bundleChecks(session, spec),
  ...judgementChecks(session),
  ...stepsOf(session, [...SENDER, ...LOAD, ...AFTERWARDS]),
  ...endingChecks(session, end),
];

/**
 * Nobody's link is tried out: the end of a run stops it. A bed has fresh keys, so a node that holds a log under them was
 * tested before; and one whose own log speaks of more than itself, or has cosigned what this bed never wrote, had a peer.
 */
async function assertTestNode(session: Session, allowed: boolean): Promise<void> {
  const { lanes } = session.bed.own;
  for (const lane of lanes) {
    const { held } = await session.hello(lane);
    if (held > 0)
      throw new SetuError("USAGE", "this bed was used before: make another, whose card the node accepts");
  }
  if (allowed) return;
  const spoken = () => lanes.every((lane) => session.their(lane).held > 0);
  // Who says nothing is judged by the checks.
  await session.until("the node's own logs", spoken, Math.min(session.patience, 10_000)).catch(() => {});
  for (const { workflows, faults } of session.theirs.values()) {
    const others = [...workflows].some((wf) => wf !== "link/1");
    if (others || faults.some((fault) => fault.includes("never sent")))
      throw new SetuError(
        "USAGE",
        "the node has had another peer: a run stops its link (--test-node if it is a test node)",
      );
  }
}
