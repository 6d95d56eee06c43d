import { REFERENCE_KINDS, RELATION_KINDS } from "@setu/requests";
import { Option, type Command } from "commander";
import type { Client } from "../client.ts";
import { readArg } from "./acts.ts";
import { actOurs, readOurs, type OurAct } from "./ours.ts";
import { find, type RequestOptions } from "./session.ts";

type Given = RequestOptions & Readonly<Record<string, unknown>>;
type Run = (
  action: (
    client: Client,
    options: Given & { readonly json: boolean },
    args: readonly string[],
  ) => Promise<void>,
) => (...given: readonly unknown[]) => Promise<void>;
type Make = (given: {
  readonly client: Client;
  readonly options: Given;
  /** What stands behind the request on the line. */
  readonly word: string;
}) => Promise<OurAct> | OurAct;

const INPUT = "\nInput is JSON: {text, args, after, id}; - for standard input; an option wins over it.";

/** `setu request note …`: what stays with us. Each is one act of the home log, and none of it crosses. */
export function addOurCommands(group: Command, signedIn: Run): void {
  const add = (line: string, description: string, make: Make): Command => {
    const words = line.split(" ").length;
    return group
      .command(`${line} [input]`)
      .description(`${description}; stays on this node`)
      .addHelpText("after", INPUT)
      .action(
        signedIn(async (client, options, args) => {
          const [named = ""] = args;
          const word = words > 2 ? (args[1] ?? "") : "";
          const input = await readOurs(args[words - 1]);
          const view = await find(client, named);
          await actOurs(client, view, await make({ client, options, word }), input, options);
        }),
      );
  };
  const me = ({ session }: Client): string => session.officer.id;

  add("note <request>", "write a note for our side", ({ options }) => ({
    do: "note",
    args: { mentions: options["mention"] ?? [] },
    ...textOf(options),
  }))
    .option("--text <text>", "the note, instead of the input's")
    .option("--mention <officer...>", "officers whose attention is called");
  const taken = ({ from }: Given) => (typeof from === "string" ? { from } : {});
  const FROM = ["--from <officer>", "the colleague who has it, and from whom it is taken"] as const;
  add("claim <request>", "take a request that nobody has", ({ client, options }) => ({
    do: "assign",
    args: { officer: me(client), ...taken(options) },
  })).option(...FROM);
  add("assign <request> <officer>", "give a request to an officer", ({ word, options }) => ({
    do: "assign",
    args: { officer: word, ...taken(options) },
  })).option(...FROM);
  add("unassign <request>", "give a request back; nobody has it then", ({ options }) => ({
    do: "unassign",
    args: taken(options),
  })).option(...FROM);
  add("watch <request>", "watch a request", ({ client, options }) => ({
    do: options["stop"] === true ? "unwatch" : "watch",
    args: { officer: me(client) },
  })).option("--stop", "watch it no longer");
  add("follow-up <request>", "say when to come back to it", ({ options: { at } }) => ({
    do: "follow-up",
    args: typeof at === "string" ? { at: readArg(INSTANT, at) } : {},
  })).option("--at <instant>", "RFC 3339 with offset; without it: no more");
  add("task <request> <officer>", "say what an officer is to do on it", ({ word, options }) => ({
    do: "task",
    args: {
      officer: word,
      ...(typeof options["until"] === "string" && { until: readArg(INSTANT, options["until"]) }),
    },
    ...textOf(options),
  }))
    .option("--text <text>", "what is to be done, instead of the input's")
    .option("--until <instant>", "by when, RFC 3339 with offset");
  add(
    "task-done <request> <task>",
    "say that a task is done, named by its id as show prints it",
    ({ word }) => ({
      do: "task-done",
      args: { of: word },
    }),
  );
  add("refer <request>", "note what others call the matter", ({ options }) => ({
    do: "refer",
    ...(typeof options["kind"] === "string" && { args: { kind: options["kind"] } }),
    ...textOf(options),
  }))
    .addOption(new Option("--kind <kind>", "whose reference").choices(REFERENCE_KINDS))
    .option("--text <text>", "the reference as it is written");
  add("relate <request> <other>", "link a request to another; nothing is merged", async (given) => {
    const { item } = await find(given.client, given.word);
    return { do: "relate", args: { kind: given.options["kind"] ?? "related", other: item } };
  }).addOption(new Option("--kind <kind>", "what this one is to the other").choices(RELATION_KINDS));
  add(
    "translate <request> <act>",
    "translate what an act says, for our own readers",
    ({ word, options }) => ({
      do: "translate",
      args: { of: word, lang: options["lang"], how: options["how"] ?? "human" },
      ...textOf(options),
    }),
  )
    .addOption(new Option("--lang <lang>", "language of the translation").choices(["en", "fr", "hi"]))
    .addOption(new Option("--how <how>", "who translated it").choices(["human", "machine"]))
    .option("--text <text>", "the translation, instead of the input's");
  add("consider <request>", "say whether the other side must have something unasked", ({ options }) => ({
    do: "consider",
    args: Object.fromEntries(
      (["outcome", "reason", "ref"] as const).flatMap((name) =>
        typeof options[name] === "string" ? [[name, options[name]]] : [],
      ),
    ),
  }))
    .option("--outcome <code>", "of the list supply")
    .option("--reason <code>", "of the list supply-reason, with not-supplied")
    .option("--ref <act>", "the record of ours by which it was supplied, with supplied-here");
  add("undo <request> <act>", "take back an act of our half, within seconds", ({ word }) => ({
    do: "undo",
    args: { of: word },
  }));
}

const INSTANT = { name: "at", kind: "instant", many: false, required: false, lists: [] };
const textOf = ({ text }: Given): { readonly text?: string } => (typeof text === "string" ? { text } : {});
