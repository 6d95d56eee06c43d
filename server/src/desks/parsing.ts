import { badField, code, recordId, type Args, type Json } from "@setu/core";
import { written } from "@setu/officers";
import { strict } from "../requests/command.ts";
import type { Command } from "./acting.ts";

/** A field that is not of the contract is refused, not ignored. @throws BAD_FIELD | TOO_LARGE */
export function parseCommand(value: Json | undefined): Command {
  const fields = strict(value, "command", ["after", "args", "body", "do", "id"]);
  const { args, body } = fields;
  if (args === null || typeof args !== "object" || Array.isArray(args)) throw badField("args", "object");
  return {
    id: recordId(fields["id"], "id"),
    do: code(fields["do"], "do"),
    args: args as unknown as Args,
    after: afterOf(fields["after"]),
    body: body === null ? null : written(strict(body, "body", ["lang", "text"], ["name", "title"])),
  };
}

function afterOf(value: Json | undefined): Command["after"] {
  if (!Array.isArray(value) || value.length !== 2) throw badField("after", "pair of heads");
  const head = (each: Json | undefined) => (each === null ? null : recordId(each, "after"));
  return [head(value[0]), head(value[1])];
}
