import { addClient, listClients, revokeClient, type KnownClient } from "@setu/server/clients/registry.ts";
import { parseRegistration } from "@setu/server/clients/registration.ts";
import { saveOfficers } from "@setu/server/node/officers.ts";
import { readObject } from "./input.ts";
import { withStore } from "./store.ts";
import { answer, minute, say, table, type Talk } from "./terminal.ts";

const MAX_FILE = 16 * 1024;

/** @throws BAD_FIELD naming what is wrong; DUPLICATE for an id that an officer or a program has or had */
export async function addProgram(home: string, path: string, talk: Talk): Promise<void> {
  const now = Date.now();
  const client = parseRegistration(await readObject(path, MAX_FILE), now);
  await withStore(home, async ({ store, config }) => {
    await store.replay("if-needed");
    // Whoever stands in the configuration since the last start has their id already.
    await saveOfficers(store, config.officers);
    await addClient(store, client, now);
  });
  say(`${client.id} may sign in until ${minute(client.until)}, for ${client.scopes.join(", ")}`);
  answer(talk, { id: client.id, until: new Date(client.until).toISOString(), scopes: client.scopes }, "");
}

export async function listPrograms(home: string, talk: Talk): Promise<void> {
  const known = await withStore(home, ({ store }) => listClients(store));
  const lines = known.map((each) => [each.id, standing(each, Date.now()), each.scopes.join(" "), each.name]);
  answer(talk, known, () => (lines.length === 0 ? "no programs" : table(lines)));
}

/** From its next request on, at every process of the node. @throws NOT_FOUND */
export async function revokeProgram(home: string, id: string, talk: Talk): Promise<void> {
  await withStore(home, ({ store }) => revokeClient(store, id, Date.now()));
  answer(talk, { id, revoked: true }, `${id} is out`);
}

const standing = ({ revoked, until }: KnownClient, now: number): string =>
  revoked !== null
    ? `revoked ${minute(revoked)}`
    : until <= now
      ? `over ${minute(until)}`
      : `until ${minute(until)}`;
