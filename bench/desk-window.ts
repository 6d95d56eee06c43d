import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { RecordId } from "@setu/core";
import { ownOrigin } from "@setu/link";
import { sequence } from "@setu/link/sequence.ts";
import type { SearchResult } from "@setu/requests";
import { root } from "tlog";
import { appOf } from "../server/src/http/app.fixture.ts";
import { officerListener } from "../server/src/http/listener.ts";
import { askCommand, Browser } from "../server/src/node/two-nodes.fixture.ts";
import { parseCommand } from "../server/src/requests/command.ts";
import type { LoneDesk } from "../server/src/requests/desk.fixture.ts";
import { accept, submitDue } from "../server/src/requests/held.ts";

/** An officer signed in over HTTP at a desk without its loops. */
export type DeskWindow = {
  search(q: string): Promise<SearchResult>;
  close(): Promise<void>;
};

export async function openWindow({ desk, officer }: LoneDesk): Promise<DeskWindow> {
  const app = appOf(desk, [officer]);
  const listener = officerListener(app).listen(0, "127.0.0.1");
  await once(listener, "listening");
  const browser = new Browser(`http://127.0.0.1:${(listener.address() as AddressInfo).port}`);
  await browser.signIn(officer.id);
  return {
    search: (q) => browser.get<SearchResult>(`/api/search?${new URLSearchParams({ q }).toString()}`),
    close: async () => {
      listener.closeAllConnections();
      listener.close();
      await once(listener, "close");
    },
  };
}

/** Requests as officers make them, sealed and in the log: what is found in them has to be opened. */
export async function askMany(alone: LoneDesk, texts: readonly string[]): Promise<void> {
  const { desk, officer, pass } = alone;
  const { store, ports } = desk;
  for (const [i, text] of texts.entries()) {
    const id = randomBytes(16).toString("hex") as RecordId;
    const body = { title: `Synthetic request ${i}`, text, lang: "en" } as const;
    const command = parseCommand(askCommand({ id, body, lane: "main" }), ports.world.now());
    await accept(desk, officer, null, command);
  }
  pass(11_000);
  await submitDue(desk);
  for (let more = true; more;) {
    more = await store.tx(async (tx) => {
      const { size, frontier } = await tx.own(ownOrigin(ports.identity, "main"), true);
      return (await sequence(ports, tx, "main", { size, root: root(frontier) })).full;
    });
  }
}
