import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Accepted, Command, RequestView } from "@setu/requests";
import { isSetuError } from "@setu/core";
import { signIn, type Client } from "../../cli/src/client.ts";
import type { NodeProcess } from "./nodes.fixture.ts";

const MARK = {
  tlp: "AMBER",
  handling: ["H1"],
  pap: "AMBER",
  audience: ["ca.ncb-ottawa", "in.ncb-new-delhi"],
};
const ASK = {
  purpose: "investigation",
  offence: "cyber-fraud",
  basis: "police-arrangement",
  link: "unknown",
  kinds: ["subscriber-details"],
  language: "en",
  urgency: "routine",
  use: "investigation",
};

export type Acknowledged = { readonly node: NodeProcess; readonly item: string; readonly id: string };

const command = (act: string, id: string, rest: object): Command =>
  ({
    id,
    do: act,
    args: {},
    mark: MARK,
    lane: "flash",
    body: { text: `Synthetic ${id}`, lang: "en" },
    files: [],
    ...rest,
  }) as unknown as Command;

/** Whoever writes through a loss signs in again and again, and the door asks the next to wait: she does. */
export async function client(node: NodeProcess): Promise<Client> {
  for (let patience = 60; ; patience--) {
    try {
      return await signIn({ url: node.address, account: `${node.side.party}.officer-1` });
    } catch (error) {
      if (patience === 0 || !isSetuError(error, "OVER_QUOTA")) throw error;
      await sleep(1_000);
    }
  }
}

/**
 * An officer who writes as fast as the node takes it and repeats whatever was not acknowledged, with the same id, until
 * it is: each id is to have one effect, however often it was sent.
 */
export class Writer {
  readonly acknowledged: Acknowledged[] = [];
  /** Answers that were neither yes nor the loss of the node or its database. */
  readonly surprises: string[] = [];
  readonly #node: NodeProcess;
  readonly #running: Promise<void>;
  /** Signed in until something was lost: who signs in again for every act is stopped at the door. */
  #client: Promise<Client> | null = null;
  #stopping = false;

  constructor(node: NodeProcess) {
    this.#node = node;
    this.#running = this.#run();
  }

  /** Resolves when the last act is acknowledged. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      const peer = this.#node.side.peer;
      const id = randomBytes(16).toString("hex");
      const args = { ...ASK, calendar: `${peer}-2026.1` };
      const item = await this.#insist("/requests", command("ask", id, { args, after: [null, null] }));
      const path = `/requests/${encodeURIComponent(item)}/acts`;
      for (let i = 0; i < 2; i++)
        await this.#insist(path, command("message", randomBytes(16).toString("hex"), {}));
    }
  }

  async #insist(path: string, command: Command): Promise<string> {
    for (;;) {
      try {
        const signedIn = await (this.#client ??= client(this.#node));
        const { id, item } = await signedIn.post<Accepted>(path, { command });
        this.acknowledged.push({ node: this.#node, item, id });
        return item;
      } catch (error) {
        this.#client = null;
        if (isSetuError(error) && !LOST.has(error.code)) this.surprises.push(`${error.code} ${command.do}`);
        await sleep(50);
      }
    }
  }
}

const LOST: ReadonlySet<string> = new Set(["BUSY", "UNKNOWN_OUTCOME", "TIMEOUT", "OVER_QUOTA"]);

/** All acts of an item as a node shows them: how often each id occurs. */
export async function actsAt(at: Client, item: string): Promise<ReadonlyMap<string, number>> {
  const { timeline } = await at.get<RequestView>(`/requests/${encodeURIComponent(item)}`);
  const found = new Map<string, number>();
  for (const act of timeline) if (act.void === null) found.set(act.id, (found.get(act.id) ?? 0) + 1);
  return found;
}
