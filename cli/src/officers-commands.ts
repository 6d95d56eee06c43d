import { SetuError } from "@setu/core";
import { LISTS } from "@setu/core/codes/index.ts";
import type { PostingCommand, PostingRow, Postings, PostingView, Sent } from "@setu/officers";
import { Option, type Command } from "commander";
import { addAgencies } from "./agencies-commands.ts";
import type { Client } from "./client.ts";
import { readInstant } from "./instant.ts";
import { atNode } from "./node-options.ts";
import { done, newId, signedIn, type Options } from "./officers-session.ts";
import { answer, clean, minute, table } from "./terminal.ts";

/** Every move with its line of help; the tables of `officers/1` say when each is legal. */
const MOVES: Readonly<Record<string, string>> = {
  agree: "agree to a nomination, or to the change that is asked for",
  refuse: "refuse a nomination; no grounds are owed",
  decline: "decline a change; the terms stay",
  accredit: "bring a nomination into force that the other side has agreed to",
  suspend: "take an officer's powers at once, on both sides",
  resume: "lift a suspension",
  recall: "end the posting of an officer of ours for good",
  end: "accept an officer of theirs no longer; no grounds are owed",
};

/** `setu officers …`: who is posted by either side, over the API of a running node. */
export function addOfficers(program: Command): void {
  const group = atNode(
    program
      .command("officers")
      .description("officers posted by either side: nominate, agree, suspend, recall"),
  );
  group.command("list").description("every posting, ours and theirs").action(signedIn(list));
  group
    .command("show <posting>")
    .description("one posting with what both sides have said; named by its id or its officer")
    .action(signedIn(async (client, options, [named = ""]) => show(await find(client, named), options)));
  withTerms(group.command("nominate <officer>"))
    .description("nominate an account of this node")
    .option("--name <name>", "as the other side shall read it; else that of the account")
    .option("--title <title>")
    .option("--text <text>", "the mission, in words")
    .action(signedIn(nominate));
  withTerms(group.command("amend <posting>"))
    .description("ask for other terms; nothing changes until the other side agrees")
    .option("--text <text>", "a word with it")
    .action(
      signedIn(async (client, options, [named = ""]) => {
        const view = await find(client, named);
        const { deputy } = view.terms;
        const args = { ...view.terms, deputy: deputy ?? undefined, ...termsIn(options) };
        await act(client, options, view, { do: "amend", args });
      }),
    );
  addAgencies(group);
  for (const [move, description] of Object.entries(MOVES)) {
    group
      .command(`${move} <posting>`)
      .description(description)
      .option("--text <text>", "a word to the other side")
      .action(
        signedIn(async (client, options, [named = ""]) =>
          act(client, options, await find(client, named), { do: move, args: {} }),
        ),
      );
  }
}

const codes = (list: "officer-post" | "officer-mandate" | "language"): readonly string[] => [
  ...LISTS[list].keys(),
];

const withTerms = (command: Command): Command =>
  command
    .addOption(new Option("--post <code>").choices(codes("officer-post")))
    .addOption(new Option("--mandate <code...>").choices(codes("officer-mandate")))
    .addOption(new Option("--language <code...>").choices(codes("language")))
    .option("--from <instant>", "RFC 3339: the powers begin")
    .option("--until <instant>", "RFC 3339: the powers end by themselves")
    .option("--deputy <officer>", "an account of this node");

/** Those that were said. @throws BAD_FIELD */
function termsIn({ post, mandate, language, from, until, deputy }: Options): object {
  const given = {
    post,
    mandate,
    languages: language,
    from: from === undefined ? undefined : readInstant("from", from),
    until: until === undefined ? undefined : readInstant("until", until),
    deputy,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

async function list(client: Client, options: Options): Promise<void> {
  const { rows } = await client.get<Postings>("/postings");
  answer(options, rows, () =>
    table(
      rows.map(({ item, side, officer, standing, turn, terms, name }) => [
        item,
        side === "us" ? "ours" : "theirs",
        officer,
        turn === "us" ? `${standing} (your turn)` : standing,
        minute(terms.until),
        clean(name ?? ""),
      ]),
    ),
  );
}

/** By the item, or by the officer where one posting of hers is not over. @throws NOT_FOUND | USAGE */
async function find(client: Client, named: string): Promise<PostingView> {
  if (named.includes(":")) return client.get(`/postings/${encodeURIComponent(named)}`);
  const { rows } = await client.get<Postings>("/postings");
  const hers = rows.filter((row) => row.officer === named && !isPast(row));
  const [one] = hers;
  if (!one) throw new SetuError("NOT_FOUND", `no posting of ${named}`);
  if (hers.length > 1)
    throw new SetuError("USAGE", `several postings: ${hers.map(({ item }) => item).join(", ")}`);
  return client.get(`/postings/${encodeURIComponent(one.item)}`);
}

const isPast = ({ standing }: PostingRow): boolean =>
  ["refused", "withdrawn", "over", "ended", "recalled"].includes(standing);

async function nominate(client: Client, options: Options, [officer = ""]: readonly string[]): Promise<void> {
  const { accounts } = await client.get<Postings>("/postings");
  const account = accounts.find(({ id }) => id === officer);
  if (!account) throw new SetuError("NOT_FOUND", `no account ${officer} that you could nominate`);
  const word = (option: unknown, otherwise: string) => (typeof option === "string" ? option : otherwise);
  const title = word(options["title"], "");
  const { lang } = client.session.officer;
  const command = {
    id: newId(),
    do: "nominate",
    args: { officer, agency: account.agency, ...termsIn(options) } as never,
    after: [null, null],
    body: {
      name: word(options["name"], account.name),
      ...(title !== "" && { title }),
      text: word(options["text"], ""),
      lang,
    },
  } satisfies PostingCommand;
  done(await client.post<Sent>("/postings", { command }), options);
}

type Said = { readonly do: string; readonly args: object };

async function act(
  client: Client,
  options: Options,
  view: PostingView,
  { do: what, args }: Said,
): Promise<void> {
  const { text } = options;
  const { lang } = client.session.officer;
  const command = {
    id: newId(),
    do: what,
    args: args as never,
    after: view.after,
    body: typeof text === "string" ? { text, lang } : null,
  } satisfies PostingCommand;
  done(await client.post<Sent>(`/postings/${encodeURIComponent(view.item)}/acts`, { command }), options);
}

function show(view: PostingView, options: Options): void {
  const { terms, open: asked } = view;
  const facts = [
    ["posting", view.item],
    ["officer", `${clean(view.name ?? "")} (${view.officer})`],
    ["standing", view.standing],
    ["agency", view.agency],
    ["post", terms.post],
    ["mandate", terms.mandate.join(", ")],
    ["languages", terms.languages.join(", ")],
    ["from", minute(terms.from)],
    ["until", minute(terms.until)],
    ["deputy", terms.deputy ?? "nobody"],
    [
      "keys",
      view.keys === null ? "not known here" : view.keys.map(({ alg, count }) => `${count} ${alg}`).join(", "),
    ],
    ...(asked ? [["asked for", `until ${minute(asked.terms.until)}`]] : []),
    ["your moves", view.moves.join(", ")],
  ];
  const acts = view.acts.map(({ at, side, do: what, body }) => [
    minute(at),
    side === "us" ? "we" : "they",
    what,
    clean(body?.text ?? ""),
  ]);
  answer(options, view, () => `${table(facts)}\n\n${table(acts)}`);
}
