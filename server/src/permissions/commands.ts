import {
  badField,
  checkArgs,
  code,
  isItemAct,
  itemId,
  recordId,
  strictest,
  textIn,
  type Args,
  type ItemAct,
  type ItemId,
  type Json,
} from "@setu/core";
import { MAX } from "@setu/officers";
import { permissions, TOWARDS, towardsOf } from "@setu/permissions";
import { assertMay, notThere } from "../access/deciding.ts";
import { joinedMark } from "../access/item-facts.ts";
import type { PgTx } from "../db/pg-store.ts";
import { parseArgs, parseCommand, strict, type ParsedCommand } from "../requests/command.ts";
import { legalRows, readKnown, type Desk, type Known, type Officer } from "../requests/desk.ts";
import { readPermission } from "./following.ts";
import { matterOf } from "./about.ts";

const LANGS = ["en", "fr", "hi"] as const;
/** Records and files of one question: what people can look through before they answer. */
const MOST = 64;

/**
 * What an officer sends on a permission, as the command that is held, released and committed like any other. The marking is
 * not hers to choose: it is that of all that is said of the matter and on this permission.
 * @throws NOT_FOUND | FORBIDDEN as assertMay; BAD_FIELD | UNKNOWN_CODE | TOO_LARGE
 */
export async function composed(
  desk: Desk,
  tx: PgTx,
  { id: by }: Pick<Officer, "id">,
  { item, command }: { readonly item: ItemId | null; readonly command: Json | undefined },
): Promise<ParsedCommand> {
  const fields = strict(command, "command", ["after", "args", "body", "do", "id"]);
  const what = code(fields["do"], "do");
  const args = argsOf(what, fields["args"], item === null, desk.ports.world.now());
  const matter = item === null ? itemId(args["matter"], "matter") : await matterOf(tx, item);
  if (matter === null) throw notThere();
  await assertMay(desk, tx, by, { action: "send", item: matter });
  const known = await readKnown(desk, tx, matter);
  const permission = item === null ? null : await readPermission(desk, tx, item);
  if (!known || (item !== null && !permission)) throw notThere();
  assertNames(desk, known, { what, args, asked: permission });
  const said = what === "grant" && permission ? { ...args, ...useAsked(permission, args) } : args;
  const marks = [known, ...(permission ? [permission] : [])].flatMap((each) => joinedMark(each) ?? []);
  const [mark, ...rest] = marks;
  if (!mark) throw notThere();
  return parseCommand(
    {
      id: recordId(fields["id"], "id"),
      do: what,
      args: said as never,
      after: fields["after"] ?? null,
      mark: rest.reduce(strictest, mark) as never,
      lane: permission?.lane ?? known.lane,
      body: bodyOf(fields["body"]),
      files: [],
    },
    desk.ports.world.now(),
    "permissions",
  );
}

/** Codes of their lists and kinds as the fold asks them, before anything is looked up. */
function argsOf(what: string, value: Json | undefined, opens: boolean, now: number): Args {
  const row = permissions.roles.flatMap(({ rows }) => rows).find((each) => each.do === what);
  if (!row || opens !== (what === "seek")) throw badField("do", "act of a permission");
  const args = parseArgs(what, value, now, "permissions");
  checkArgs(row.args, args);
  return args;
}

function bodyOf(value: Json | undefined): Json {
  if (value === null) return null;
  const fields = strict(value, "body", ["lang", "text"]);
  const lang = LANGS.find((each) => each === fields["lang"]);
  if (!lang) throw badField("lang", "language");
  return { lang, text: textIn(fields["text"], "text", MAX.text) };
}

/** A grant says again for what use it is (spec/permissions.md). @throws BAD_FIELD for another than was asked */
function useAsked({ state }: Known, args: Args): Args {
  const seek = state.judged.find((each) => each.void === null)?.act.args ?? {};
  const named = TOWARDS.flatMap((name) => {
    if (args[name] !== undefined && args[name] !== seek[name]) throw badField(name, "use that was asked");
    return seek[name] === undefined ? [] : [[name, seek[name]] as const];
  });
  return Object.fromEntries(named);
}

type Named = { readonly what: string; readonly args: Args; readonly asked: Known | null };

/** What the fold of the permission cannot know: whose the records are, and what the time is. @throws BAD_FIELD */
function assertNames(desk: Desk, matter: Known, { what, args, asked }: Named): void {
  const { party, peer } = desk.ports.identity;
  const now = desk.ports.world.now();
  if (what === "used" && Number(args["at"]) > now) throw badField("at", "instant that has come");
  if (what !== "seek" && what !== "grant") return;
  if (Number(args["until"]) <= now) throw badField("until", "instant to come");
  const records = listOf(args, "records");
  const files = listOf(args, "files");
  if (records.length + files.length === 0 || records.length + files.length > MOST)
    throw badField("records", `list of 1 to ${MOST} records and files`);
  const originator = what === "seek" ? peer.party : party;
  const acts = [...legalRows(matter).values()].flatMap(({ act }) =>
    isItemAct(act) && act.from === originator ? [act] : [],
  );
  assertAmong("records", records, new Set(acts.map(({ id }) => id)));
  assertAmong("files", files, new Set(acts.flatMap(({ att }: ItemAct) => att.map(({ a }) => a))));
  if (what === "seek" && towardsOf(party, args) === null)
    throw badField("use", "use, with what it names and nothing else");
  const seek = asked?.state.judged.find((each) => each.void === null)?.act.args;
  if (!seek || what !== "grant") return;
  assertAmong("records", records, new Set(listOf(seek, "records")));
  assertAmong("files", files, new Set(listOf(seek, "files")));
}

function assertAmong(field: string, given: readonly string[], known: ReadonlySet<string>): void {
  if (given.some((each) => !known.has(each))) throw badField(field, "list of what is meant here");
}

const listOf = (args: Args, name: string): readonly string[] => [args[name] ?? []].flat().map(String);
