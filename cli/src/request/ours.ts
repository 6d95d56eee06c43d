import { randomBytes } from "node:crypto";
import { badField, SetuError, type Args, type Json } from "@setu/core";
import type { HomeCommand, RequestView } from "@setu/requests";
import type { Client } from "../client.ts";
import { readObject } from "../input.ts";
import { answer, type Talk } from "../terminal.ts";

/** Acts of our own half (`desks/requests/src/home.ts`): they leave no node, so nothing is checked and nothing is held. */
export type OurAct = {
  readonly do: string;
  readonly args?: Readonly<Record<string, unknown>>;
  readonly text?: string;
};

const MAX_INPUT = 64 * 1024;
const FIELDS = ["after", "args", "id", "text"];
/** They say who has the request, so they name the head that was seen. */
const MOVES: ReadonlySet<string> = new Set(["assign", "unassign"]);

/** @throws BAD_FIELD for a field that no input has */
export async function readOurs(path: string | undefined): Promise<Readonly<Record<string, Json>>> {
  if (path === undefined) return {};
  const input = await readObject(path, MAX_INPUT);
  const unknown = Object.keys(input).find((name) => !FIELDS.includes(name));
  if (unknown === undefined) return input;
  throw new SetuError(
    "BAD_FIELD",
    `the input has the unknown field ${unknown}; fields are ${FIELDS.join(", ")}`,
    {
      detail: { field: unknown },
    },
  );
}

/**
 * An option wins over the input. An input with `after` from an earlier `show` is refused as STALE when somebody has
 * taken or given the request since; without it the request counts as it stands.
 */
export async function actOurs(
  client: Client,
  view: RequestView,
  act: OurAct,
  input: Readonly<Record<string, Json>>,
  talk: Talk,
): Promise<void> {
  const { id = randomBytes(16).toString("hex"), after = view.ours.head, args, text } = input;
  if (typeof id !== "string") throw badField("id", "text");
  const written = act.text ?? text;
  const command: HomeCommand = {
    id,
    do: act.do,
    args: { ...(args as object | undefined), ...act.args } as Args,
    ...(typeof written === "string" && { text: written }),
    ...(MOVES.has(act.do) && { after: after as string | null }),
  };
  await client.post(`/requests/${encodeURIComponent(view.item)}/home`, { command });
  answer(talk, { id, item: view.item }, `${view.item} ${id}`);
}
