import {
  badField,
  parseMarking,
  recordId,
  code,
  itemId,
  SetuError,
  textIn,
  type Args,
  type ArgValue,
  type Json,
  type Marking,
  type RecordId,
} from "@setu/core";
import { isCode } from "@setu/core/codes/index.ts";
import { ARG_LISTS } from "@setu/permissions/lists.ts";
import { parseTranslations, type Command } from "@setu/requests";
import { listsOf } from "@setu/requests/lists.ts";

/** What a screen or a program sends, read strictly: a field that is not of the contract is refused, not ignored. */
const FIELDS = ["args", "body", "do", "files", "id", "lane", "mark"];
const MAX = { text: 48_000, title: 200, files: 32 } as const;
const LANGS = ["en", "fr", "hi"] as const;

/** Of which desk a command is, beside the requests. It is this node's word: nobody sends it. */
export type ParsedCommand = Command & {
  readonly id: RecordId;
  readonly mark: Marking;
  readonly desk?: "permissions";
};

/** @throws BAD_FIELD | UNKNOWN_CODE | MARKING_UNKNOWN | TOO_LARGE */
export function parseCommand(
  value: Json | undefined,
  now: number,
  desk?: ParsedCommand["desk"],
): ParsedCommand {
  const fields = strict(value, "command", FIELDS, ["after", "uncopied"]);
  const act = code(fields["do"], "do");
  const { lane } = fields;
  if (lane !== "flash" && lane !== "main") throw badField("lane", "lane");
  return {
    id: recordId(fields["id"], "id"),
    do: act,
    args: parseArgs(act, fields["args"], now, desk),
    ...(desk && { desk }),
    ...(fields["after"] !== undefined && { after: parseAfter(fields["after"]) }),
    mark: parseMarking(fields["mark"]),
    lane,
    body: fields["body"] === null ? null : parseText(fields["body"]),
    files: strings(fields["files"], "files", MAX.files).map((id) => recordId(id, "files")),
    ...(fields["uncopied"] !== undefined && { uncopied: exception(fields["uncopied"], now) }),
  };
}

/** What this node has kept itself (`held`, `proposal`). @throws as parseCommand */
export function parseKept(value: Json | undefined, at: number): ParsedCommand {
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw badField("command", "object");
  const { desk, ...command } = value as { readonly [name: string]: Json };
  return parseCommand(command, at, desk === "permissions" ? desk : undefined);
}

/** The workflow says which arguments an act has; here each code is held against its list, as of now. */
export function parseArgs(
  act: string,
  value: Json | undefined,
  now: number,
  desk: ParsedCommand["desk"],
): Args {
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw badField("args", "object");
  const lists = desk === "permissions" ? (ARG_LISTS[act] ?? {}) : listsOf(act, value as unknown as Args);
  for (const [name, list] of Object.entries(lists)) {
    const given = (value as Readonly<Record<string, Json>>)[name];
    for (const each of given === undefined ? [] : [given].flat()) {
      if (!isCode(list, each, now))
        throw new SetuError("UNKNOWN_CODE", `${name} is not a code of its list`, { detail: { field: name } });
    }
  }
  return value as unknown as Readonly<Record<string, ArgValue>>;
}

function exception(value: Json, now: number): string {
  if (isCode("copy-exception", value, now)) return value;
  throw new SetuError("UNKNOWN_CODE", "uncopied is not a code of its list", {
    detail: { field: "uncopied" },
  });
}

function parseAfter(value: Json): readonly [string | null, string | null] {
  if (!Array.isArray(value) || value.length !== 2) throw badField("after", "pair of heads");
  const head = (each: Json | undefined) => (each === null ? null : recordId(each, "after"));
  return [head(value[0]), head(value[1])];
}

function parseText(value: Json | undefined): NonNullable<Command["body"]> {
  const fields = strict(value, "body", ["lang", "text"], ["title", "translations"]);
  const lang = LANGS.find((each) => each === fields["lang"]);
  if (!lang) throw badField("lang", "language");
  const title = fields["title"] === undefined ? {} : { title: textIn(fields["title"], "title", MAX.title) };
  const translations =
    fields["translations"] === undefined
      ? {}
      : { translations: parseTranslations(fields["translations"], lang) };
  return { ...title, text: textIn(fields["text"], "text", MAX.text), lang, ...translations };
}

/** @throws BAD_FIELD */
export function strict(
  value: Json | undefined,
  field: string,
  required: readonly string[],
  optional: readonly string[] = [],
): Readonly<Record<string, Json>> {
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw badField(field, "object");
  for (const name of required) if (!Object.hasOwn(value, name)) throw badField(name, "field (it is missing)");
  for (const name of Object.keys(value)) {
    if (required.includes(name) || optional.includes(name)) continue;
    throw new SetuError("BAD_FIELD", "a field is unknown", { detail: { field: name } });
  }
  return value as Readonly<Record<string, Json>>;
}

export const optionalItem = (value: string | undefined) =>
  value === undefined ? null : itemId(value, "item");

function strings(value: Json | undefined, field: string, max: number): readonly string[] {
  if (!Array.isArray(value) || value.length > max || !value.every((each) => typeof each === "string")) {
    throw badField(field, `list of at most ${max}`);
  }
  return value;
}
