import { createHash } from "node:crypto";
import { isSetuError } from "@setu/core";
import type { Command, RequestList } from "@setu/requests";
import type { Client } from "../client.ts";
import { say } from "../terminal.ts";
import { ASKS } from "./asks.ts";

/** Nobody practises on more than she can look at. */
const MOST_OPEN = 2;
/** Seconds in which nothing happened in what the partner asked. */
const QUIET = 240;

/** Of what the partner has asked so far: how many, how many of them are open, and when something last happened in one. */
export type Asked = { readonly total: number; readonly open: number; readonly last: number };

/** Whether the partner asks something of its own accord: at the beginning at once, then as the person gets on with it. */
export const asksNow = ({ total, open, last }: Asked, now: number, slow: number): boolean =>
  total === 0 || (open < MOST_OPEN && now >= last + QUIET * 1000 * slow);

/**
 * What it asks, by how often it has asked: drawn once, then in turn. The id is that of the place, so that what waits in its
 * ten seconds, or was sent before a restart, is the same command and is done once.
 */
export function askOf(seed: string, total: number, calendar: string): Command {
  const [first = 0] = createHash("sha256").update(`${seed} asks`).digest();
  const ask = ASKS[(first + total) % ASKS.length] ?? ASKS[0];
  const { title, text, lang, args } = ask;
  return {
    id: createHash("sha256").update(`${seed} asks ${total}`).digest("hex").slice(0, 32),
    do: "ask",
    args: { ...args, calendar } as unknown as Command["args"],
    after: [null, null],
    mark: {
      tlp: "AMBER",
      handling: ["H1"],
      pap: "AMBER",
      audience: ["ca.ncb-ottawa", "in.ncb-new-delhi"],
    } as unknown as Command["mark"],
    lane: "main",
    body: { title, text, lang },
    files: [],
  };
}

/** The partner's own beginnings, over its API as all it does. @param slow factor on every wait */
export function beginning(seed: string, slow: number): (client: Client) => Promise<void> {
  // What the node does not take is said once; while the exchange is suspended it is tried again.
  const refused = new Set<string>();
  return async (client) => {
    const { peer } = client.session;
    const list = (state: string) =>
      client.get<RequestList>(`/requests?view=sent&state=${state}&sort=updated`);
    const [all, { total: open }] = await Promise.all([list("any"), list("open")]);
    const asked = { total: all.total, open, last: all.rows[0]?.updated ?? 0 };
    if (peer === null || !asksNow(asked, Date.now(), slow)) return;
    const command = askOf(seed, asked.total, peer.calendar);
    if (refused.has(command.id)) return;
    try {
      await client.post("/requests", { command });
    } catch (error) {
      if (!isSetuError(error)) throw error;
      if (error.code === "EXCHANGE_SUSPENDED") return;
      refused.add(command.id);
      say(`The partner could not ask: ${error.message}`);
    }
  };
}
