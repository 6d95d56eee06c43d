import { randomBytes } from "node:crypto";
import type { Uses, UseView } from "@setu/requests/using-api.ts";
import type { Client } from "../client.ts";
import { answer, clean, minute, say, table, type Talk } from "../terminal.ts";
import { find } from "./session.ts";

const pathOf = (item: string): string => `/requests/${encodeURIComponent(item)}/uses`;

/** What is done with a matter, the newest first. */
export async function uses(client: Client, named: string, talk: Talk): Promise<void> {
  const { item } = await find(client, named);
  const found = await client.get<Uses>(pathOf(item));
  answer(talk, found, () =>
    found.uses.length === 0
      ? "no use is recorded"
      : table(
          found.uses.map(({ id, kind, state, by, at, why }) => [id, kind, state, by, minute(at), clean(why)]),
        ),
  );
}

/** Says what is about to be done. A gate asks a person: where one is asked, it is answered at a screen. */
export async function use(
  client: Client,
  named: string,
  { kind, text, ...talk }: Talk & { readonly kind: string; readonly text: string },
): Promise<void> {
  const { item } = await find(client, named);
  const id = randomBytes(16).toString("hex");
  const made = await client.post<UseView>(pathOf(item), { id, kind, text });
  if (made.state === "open")
    say(`Not yet: ${made.gates.join(", ")} are asked first, at /use/${id} of this node's screens`);
  answer(talk, made, `${item} ${id} ${made.state}`);
}
