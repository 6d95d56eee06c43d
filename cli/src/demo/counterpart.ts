import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { isSetuError } from "@setu/core";
import type { Command, RequestList, RequestView, TimelineAct } from "@setu/requests";
import { signIn, type Client, type Where } from "../client.ts";
import { say } from "../terminal.ts";
import { REPLIES, type Replies, type Reply } from "./replies.ts";

/** How each request is met, and whether nothing is said now. */
export type Plays = {
  readonly replies: (item: string) => Replies;
  readonly paused: () => boolean;
  /** What it does of its own accord; absent: it answers and does not begin. */
  readonly begins?: (client: Client) => Promise<void>;
};

const PAUSE = 2_000;
/** What a node writes of its own accord is no word of a person. */
const SILENT: ReadonlySet<string> = new Set(["opened", "declined", "disposed"]);

/**
 * Plays one side of the demo, so that one person can play the other: an officer of that node, signed in like any other,
 * who answers what the other side writes from now on, by a table. It knows nothing but what the requests themselves
 * say, so it may end and begin again at any moment.
 */
export async function counterpart(
  where: Where,
  signal: AbortSignal,
  { replies, paused, begins }: Plays = { replies: () => REPLIES, paused: () => false },
): Promise<void> {
  const since = Date.now();
  const refused = new Set<string>();
  let client: Client | null = null;
  while (!signal.aborted) {
    try {
      client ??= await signIn(where);
      if (!paused()) {
        await begins?.(client);
        await answerAll(client, { since, refused, replies });
      }
    } catch (error) {
      // A node that was killed comes back, with other sessions.
      client = null;
      if (!isSetuError(error)) say(error instanceof Error ? error.message : String(error));
    }
    await sleep(PAUSE, undefined, { signal }).catch(() => {});
  }
}

/** The session has gone, or the node: nothing is wrong with what was to be said. */
const PASSING: ReadonlySet<string> = new Set(["SIGNED_OUT", "BUSY", "TIMEOUT", "UNKNOWN_OUTCOME", "STALE"]);

type Round = Pick<Plays, "replies"> & {
  readonly since: number;
  /** What a node does not take is not said again and again. */
  readonly refused: Set<string>;
};

async function answerAll(client: Client, { since, refused, replies }: Round): Promise<void> {
  const { rows } = await client.get<RequestList>("/requests?view=all&state=open&sort=updated");
  for (const { item } of rows.filter((row) => row.updated >= since)) {
    const path = `/requests/${encodeURIComponent(item)}`;
    const view = await client.get<RequestView>(path);
    const reply = nextReply(view, since, Date.now(), replies(item));
    const said = `${item} ${view.timeline.length} ${reply?.do}`;
    if (reply === null || refused.has(said)) continue;
    try {
      await client.post(`${path}/opened`, {});
      await client.post(`${path}/acts`, { command: commandOf(client, view, reply) });
    } catch (error) {
      if (!isSetuError(error) || PASSING.has(error.code)) throw error;
      refused.add(said);
      say(`The counterpart could not ${reply.do}: ${error.message}`);
    }
  }
}

/** What this side does now; null while it waits, or has nothing to say to what was done last. */
export function nextReply(
  { timeline, held, moves }: Pick<RequestView, "timeline" | "held" | "moves">,
  since: number,
  now: number,
  replies: Replies = REPLIES,
): Reply | null {
  if (held.length > 0) return null;
  const told = timeline.filter((act) => act.void === null && !SILENT.has(act.do));
  const last = told.findLastIndex((act) => act.side === "them");
  const theirs: TimelineAct | undefined = told[last];
  if (theirs === undefined || theirs.at < since) return null;
  const reply = replies[theirs.do]?.[told.length - 1 - last];
  if (reply === undefined || now < theirs.at + reply.after * 1000) return null;
  return moves.includes(reply.do) ? reply : null;
}

function commandOf({ session }: Client, view: RequestView, reply: Reply): Command {
  const { lang } = session.officer;
  return {
    id: randomBytes(16).toString("hex"),
    do: reply.do,
    args: {
      ...reply.args,
      ...(reply.until !== undefined && { until: Date.now() + reply.until * 3_600_000 }),
    } as Command["args"],
    ...(reply.do !== "message" && { after: view.after }),
    mark: view.mark,
    lane: view.lane,
    body: reply.says ? { text: reply.says[lang], lang } : null,
    files: [],
  };
}
