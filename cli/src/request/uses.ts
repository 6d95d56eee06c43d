import { randomBytes } from "node:crypto";
import type { Json } from "@setu/core";
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
          found.uses.map(({ id, kind, state, by, at, why, leave }) => [
            id,
            kind,
            state,
            by,
            minute(at),
            clean(why),
            leaveWords(leave),
          ]),
        ),
  );
}

/** The permissions that it rests on, each with its conditions. */
const leaveWords = (leave: UseView["leave"]): string =>
  leave
    .map(({ item, conditions }) => `by ${item}${conditions.length > 0 ? `: ${conditions.join(", ")}` : ""}`)
    .join("; ");

/** What is used, and before what or for whom: what evidence and giving on are asked leave for (spec/permissions.md). */
const TOWARDS = ["proceeding", "court", "agency", "third"] as const;

/** @returns undefined where nothing is named: the use is of the whole matter, and the node asks for leave by all of it */
function leaveIn(options: Readonly<Record<string, unknown>>): Json | undefined {
  const list = (name: string) => (options[name] as readonly string[] | undefined) ?? [];
  const [records, files] = [list("record"), list("file")];
  const named = TOWARDS.flatMap((name) =>
    options[name] === undefined ? [] : [[name, options[name]] as const],
  );
  if (records.length + files.length + named.length === 0) return undefined;
  return { records, files, ...Object.fromEntries(named) };
}

/** Says what is about to be done. A gate asks a person: where one is asked, it is answered at a screen. */
export async function use(
  client: Client,
  named: string,
  {
    kind,
    text,
    given,
    ...talk
  }: Talk & {
    readonly kind: string;
    readonly text: string;
    readonly given: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  const { item } = await find(client, named);
  const id = randomBytes(16).toString("hex");
  const leave = leaveIn(given);
  const made = await client.post<UseView>(pathOf(item), { id, kind, text, ...(leave && { leave }) });
  if (made.state === "open")
    say(`Not yet: ${made.gates.join(", ")} are asked first, at /use/${id} of this node's screens`);
  answer(talk, made, [item, id, made.state, leaveWords(made.leave)].filter((word) => word !== "").join(" "));
}
