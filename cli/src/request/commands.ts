import { SetuError, type Json } from "@setu/core";
import { LISTS } from "@setu/core/codes/index.ts";
import { Option, type Command } from "commander";
import { CLOCKS, TAKE_REASONS, type Taking } from "@setu/requests";
import { accountsAt, type Client } from "../client.ts";
import { homeOf, urlOfHome } from "../home.ts";
import { atNode } from "../node-options.ts";
import { ACTS, argsOf, readArg, type ArgOption } from "./acts.ts";
import { readDraft, type Input } from "./draft.ts";
import { addOurCommands } from "./our-commands.ts";
import { addPackage } from "./package.ts";
import { forReason, type ReasonOptions } from "./reason.ts";
import { accounts, codes, list, save, show } from "./read.ts";
import { search } from "./search.ts";
import { send, type SendOptions } from "./send.ts";
import { find, open, type RequestOptions } from "./session.ts";
import { use, uses } from "./uses.ts";
import { USES } from "@setu/requests/using.ts";

type Options = RequestOptions & SendOptions & ReasonOptions & Readonly<Record<string, unknown>>;

/** `setu request …`: what an officer does at a screen, from files, pipes and scripts. */
export function addRequestCommands(program: Command): void {
  const group = atNode(
    program.command("request").description("read, write and answer requests at a running node"),
  )
    .addOption(
      new Option("--for <code>", "why you open, or take out, what is no matter of yours").choices([
        ...LISTS["access-reason"].keys(),
      ]),
    )
    .option("--why <line>", "the same in one line, with --for; written down before anything is shown");
  addReading(group);
  addNew(group);
  for (const act of Object.keys(ACTS)) addAct(group, act);
  addAttach(group);
  addOurCommands(group, signedIn);
  addPackage(group, signedIn);
  addUses(group);
}

/** Runs an action as a signed-in officer with all options merged. */
const signedIn =
  (action: (client: Client, options: Options, args: readonly string[]) => Promise<unknown> | void) =>
  async (...given: readonly unknown[]) => {
    const command = given.at(-1) as Command;
    const options = command.optsWithGlobals<Options>();
    await action(
      forReason(await open(options), options),
      { ...options, json: options.json ?? false },
      given.slice(0, -2) as string[],
    );
  };

function addUses(group: Command): void {
  group
    .command("uses <request>")
    .description("what is done here with what came; never leaves this node")
    .action(signedIn((client, options, [named = ""]) => uses(client, named, options)));
  group
    .command("use <request>")
    .description(
      "record what is about to be done with what came, and why; its gates are answered at a screen",
    )
    .addOption(new Option("--kind <use>", "what will be done").choices(USES).makeOptionMandatory())
    .requiredOption("--text <text>", "for what, and on which part of it")
    .option(
      "--record <id...>",
      "of evidence or giving on: which records of theirs, as permission leaves names them",
    )
    .option("--file <commitment...>", "which files of theirs")
    .addOption(
      new Option("--proceeding <code>", "evidence in which").choices([
        ...LISTS["permission-proceeding"].keys(),
      ]),
    )
    .addOption(
      new Option("--court <code>", "and before which court").choices([...LISTS["permission-court"].keys()]),
    )
    .option("--agency <id>", "given on to which agency of ours")
    .option("--third <id>", "given on to whom else")
    .action(
      signedIn((client, options, [named = ""]) =>
        use(client, named, {
          json: options.json,
          kind: String(options["kind"]),
          text: String(options["text"]),
          given: options,
        }),
      ),
    );
}

function addReading(group: Command): void {
  group
    .command("list")
    .description("a page of 50 requests; in the order of the clock unless --sort updated")
    .addOption(new Option("--view <view>").choices(["inbox", "sent", "all"]).default("inbox"))
    .addOption(
      new Option("--who <who>", "who of us has it").choices([
        "any",
        "mine-or-unassigned",
        "mine",
        "unassigned",
        "watching",
      ]),
    )
    .addOption(new Option("--state <state>").choices(["any", "open", "closed", "done", "follow-up"]))
    .option("--urgency <code>", "only of this urgency")
    .addOption(new Option("--turn <side>", "whose turn it is").choices(["us", "them", "none"]))
    .addOption(new Option("--clock <band>", "how long it still has").choices(CLOCKS))
    .addOption(new Option("--came <how>", "through a link, or another way").choices(["link", "own"]))
    .addOption(new Option("--news <what>", "only what is new to you").choices(["new"]))
    .addOption(new Option("--held <what>", "only those of which the scanner holds a file").choices(["files"]))
    .addOption(
      new Option("--recall <what>", "only those with a recall that nobody has answered").choices(["open"]),
    )
    .addOption(
      new Option("--consider <what>", "only those where unasked supply is to be considered").choices([
        "open",
      ]),
    )
    .addOption(new Option("--sort <order>").choices(["due", "updated"]).default("due"))
    .option("--after <cursor>", "the next page: what the page before gave as its end")
    .option("--find <text>", "only those whose reference or subject holds these words")
    .action(signedIn((client, options) => list(client, options)));
  group
    .command("search <words...>")
    .description("requests in which words or numbers stand, with the reason; your query is written down")
    .option("--after <cursor>", "the next page: what the page before gave as its end")
    .action(signedIn((client, options, words) => search(client, words.flat(), options)));
  group
    .command("show <request>")
    .description("one request with all its acts; named by id or reference")
    .action(signedIn(async (client, options, [item = ""]) => show(await find(client, item), options)));
  group
    .command("opened <request>")
    .description("record that you have read it; the other side learns that somebody has")
    .action(
      signedIn(async (client, _options, [named = ""]) => {
        const { item } = await find(client, named);
        await client.post(`/requests/${encodeURIComponent(item)}/opened`, {});
      }),
    );
  group
    .command("proof <request> <act>")
    .description("save the proof of one act, for setu verify")
    .requiredOption("-o, --out <file>", "where to; - for standard output")
    .option("--witnessed", "with the cosignatures of this node's witnesses, for setu verify --policy")
    .option("--without-text", "of the act alone: whoever has the proof reads no word of the record")
    .action(
      signedIn(async (client, options, [named = "", act = ""]) => {
        const { item } = await find(client, named);
        const query = new URLSearchParams({
          ...(options["witnessed"] ? { witnessed: "yes" } : {}),
          ...(options["withoutText"] ? { text: "no" } : {}),
        });
        const path = `/requests/${encodeURIComponent(item)}/proofs/${encodeURIComponent(act)}`;
        await save(
          client,
          query.size > 0 ? `${path}?${query.toString()}` : path,
          String(options["out"]),
          options,
        );
      }),
    );
  group
    .command("onward <permission> <record>")
    .description("save a record with the proof of its originator's leave, for the third that the leave names")
    .requiredOption("-o, --out <file>", "where to; - for standard output")
    .action(
      signedIn(async (client, options, [permission = "", record = ""]) => {
        const path = `/permissions/${encodeURIComponent(permission)}/onward/${encodeURIComponent(record)}`;
        await save(client, path, String(options["out"]), options);
      }),
    );
  group
    .command("file <request> <attachment>")
    .description(
      "save an attachment, named by its commitment as show prints it; written down, with the reason",
    )
    .requiredOption("-o, --out <file>", "where to; - for standard output")
    .addOption(
      new Option(
        "--reason <code>",
        "why; needed where the viewer cannot show the file or warns of it",
      ).choices(TAKE_REASONS),
    )
    .option("--because <line>", "the reason in one line, with --reason")
    .action(
      signedIn(async (client, options, [named = "", a = ""]) => {
        const { reason, because } = options as Partial<Taking>;
        if ((reason === undefined) !== (because === undefined))
          throw new SetuError("USAGE", "a reason is a code and a line: --reason and --because");
        const { item } = await find(client, named);
        const path = `/requests/${encodeURIComponent(item)}/files/${a}`;
        const told = reason === undefined ? undefined : { reason, because };
        await save(client, path, String(options["out"]), options, told);
      }),
    );
  group
    .command("manifest <request> <attachment>")
    .description("save what an attachment is and who had it, for setu verify --manifest")
    .requiredOption("-o, --out <file>", "where to; - for standard output")
    .action(
      signedIn(async (client, options, [named = "", a = ""]) => {
        const { item } = await find(client, named);
        const path = `/requests/${encodeURIComponent(item)}/files/${a}/manifest`;
        await save(client, path, String(options["out"]), options);
      }),
    );
  group
    .command("take-back <act>")
    .description("take back an act that is still held")
    .action(signedIn((client, _options, [id = ""]) => client.delete(`/held/${id}`)));
  group
    .command("accounts")
    .description("officers who can sign in at a demo node")
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>();
      const url = options.url ?? process.env["SETU_URL"] ?? urlOfHome(homeOf(options.home));
      accounts(await accountsAt(url), { json: options.json ?? false });
    });
  group
    .command("codes [list]")
    .description("the closed lists from which a request is written; no node is asked")
    .addOption(new Option("--lang <lang>").choices(["en", "fr", "hi"]).default("en"))
    .action((name: string | undefined, options: { lang: "en" | "fr" | "hi" }, command: Command) =>
      codes(name, options.lang, { json: command.optsWithGlobals<Options>().json ?? false }),
    );
}

const INPUT = "JSON: {text, lang, title, args, mark, lane, files, after, id}; - for standard input";

function addNew(group: Command): void {
  sending(group.command("new [input]"))
    .description("ask the other side; the input says what, why and under which law")
    .addHelpText(
      "after",
      `\nInput is ${INPUT}\nIts codes are those of setu request codes; docs/cli.md has an example.`,
    )
    .action(
      signedIn(async (client, options, [path]) => {
        const { peer } = client.session;
        if (!peer) throw new SetuError("NOT_LINKED", "this node has no peer yet; see setu peer");
        const input = await readDraft(path);
        // The answering side's calendar binds it, so it is not the asker's to choose.
        const args = { calendar: peer.calendar, ...(input["args"] as object | undefined) };
        await send(client, "ask", written({ ...input, args }, options), null, options);
      }),
    );
}

function addAct(group: Command, act: string): void {
  const args = argsOf(act);
  const command = sending(group.command(`${act} <request> [input]`)).description(ACTS[act] ?? "");
  for (const arg of args) command.option(`--${arg.name} <${arg.kind}>`, describe(arg));
  command.addHelpText("after", `\nInput is ${INPUT}; an option wins over it.`).action(
    signedIn(async (client, options, [named = "", path]) => {
      const input = await readDraft(path);
      const view = await find(client, named);
      const typed = Object.fromEntries(
        args.flatMap((arg) => {
          const text = options[arg.name];
          return typeof text === "string" ? [[arg.name, readArg(arg, text)] as const] : [];
        }),
      );
      const merged = { ...(input["args"] as Readonly<Record<string, Json>> | undefined), ...typed };
      const missing = args.find(({ name, required }) => required && !Object.hasOwn(merged, name));
      if (missing) throw lacks(act, missing);
      await send(client, act, written({ ...input, args: merged }, options), view, options);
    }),
  );
}

function addAttach(group: Command): void {
  group
    .command("attach <request> <file...>")
    .description("send files with a message")
    .option("--text <text>", "what to say about them", "")
    .addOption(new Option("--lang <lang>", "language of the text").choices(["en", "fr", "hi"]))
    .option("--dry-run", "say what would leave, send nothing")
    .option("--wait", "wait until the other node has applied it")
    .action(
      signedIn(async (client, options, [named = "", files]) => {
        const view = await find(client, named);
        await send(client, "message", written({ files: files as unknown as Json }, options), view, options);
      }),
    );
}

const sending = (command: Command): Command =>
  command
    .option("--text <text>", "the text, instead of the input's")
    .addOption(new Option("--lang <lang>", "language of the text").choices(["en", "fr", "hi"]))
    .option("--attach <file...>", "files to send with it")
    .option("--dry-run", "say what would leave, send nothing")
    .option("--wait", "wait until the other node has applied it");

const written = (input: Input, { text, lang }: Options): Input => ({
  ...input,
  ...(typeof text === "string" && { text }),
  ...(typeof lang === "string" && { lang }),
});

const lacks = (act: string, arg: ArgOption): SetuError =>
  new SetuError("BAD_FIELD", `${act} needs --${arg.name}; ${describe(arg)}`, { detail: { field: arg.name } });

function describe({ lists, kind, required }: ArgOption): string {
  const what =
    lists.length > 0
      ? `code: setu request codes ${lists.join(" or ")}`
      : kind === "instant"
        ? "RFC 3339 with offset"
        : kind;
  return required ? what : `${what} (optional)`;
}
