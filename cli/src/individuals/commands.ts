import { SetuError, type Args } from "@setu/core";
import { LISTS } from "@setu/core/codes/index.ts";
import type { CaseCommand, CaseRow, CaseView, Found, Letter, Register, Sent } from "@setu/individuals";
import { Option, type Command } from "commander";
import type { Client } from "../client.ts";
import { readObject } from "../input.ts";
import { readInstant } from "../instant.ts";
import { atNode } from "../node-options.ts";
import { done, newId, signedIn, type Options } from "../officers-session.ts";
import { answer, clean, minute, say, table } from "../terminal.ts";
import { addConsultations } from "./consultations.ts";

/** `setu individuals …`: what individuals ask about themselves, over the API of a running node. */
type Run = (client: Client, options: Options, of: CaseRow, rest: readonly string[]) => Promise<void>;
const MOST = 64 * 1024;

export function addIndividuals(program: Command): void {
  const group = atNode(
    program
      .command("individuals")
      .description(
        "what individuals ask about themselves: register, search, consult the owner, decide, write",
      ),
  );
  group.command("list").description("every case, the clock that ends first first").action(signedIn(list));
  group
    .command("register <file>")
    .description("a request as JSON from a file or `-`: a name is on no command line")
    .action(signedIn(register));
  const on = (usage: string, description: string, run: Run): Command =>
    group
      .command(usage)
      .description(description)
      .action(signedIn(onCase(run)));
  on("show <case>", "one case with its clock, searches, matters and steps", show);
  coded(on("identify <case>", "who asks is certain", step("identify", ["how"])), "how", "identity");
  on("admit <case>", "it is admissible, and its clock runs", step("admit", ["at"])).option(
    "--at <instant>",
    "RFC 3339: since when; now where nothing is said",
  );
  coded(on("reject <case>", "it is not admissible", step("reject", ["ground"])), "ground", "inadmissible");
  on("search <case> <words...>", "what this node holds, within your own reach", search);
  for (const [what, description] of Object.entries(ON_MATTERS))
    on(`${what} <case> <matter>`, description, onMatter(what));
  on("consult <case> <matter>", "ask the owner of a matter", consult)
    .requiredOption("--until <instant>", "RFC 3339: by when an answer is wanted")
    .requiredOption("--text <text>", "what is asked, and about whom");
  coded(on("decide <case>", "by somebody else than who registered it", decide), "outcome", "outcome")
    .addOption(new Option("--ground <code>").choices([...LISTS["individual-refusal"].keys()]))
    .option("--matter <matter...>", "which matters it is about")
    .requiredOption("--text <text>", "what is disclosed, line by line, or why it was decided");
  on("letter <case>", "the letter, from the instant at which it leaves", letter).addOption(
    new Option("--lang <lang>").choices(["en", "fr", "hi"]),
  );
  coded(on("notify <case>", "the letter has left", step("notify", ["way"])), "way", "came");
  addConsultations(group);
}

const ON_MATTERS: Readonly<Record<string, string>> = {
  attach: "a matter that was found belongs to it",
  detach: "it does not",
  restrict: "nothing is done with the matter until that is lifted",
  lift: "the restriction ends; by somebody else than who restricted",
};

type Individual<Name extends string> = Name extends `individual-${infer Rest}` ? Rest : never;
const coded = (command: Command, option: string, list: Individual<keyof typeof LISTS>): Command =>
  command.addOption(
    new Option(`--${option} <code>`).choices([...LISTS[`individual-${list}`].keys()]).makeOptionMandatory(),
  );

const onCase =
  (run: Run) =>
  async (client: Client, options: Options, [named = "", ...rest]: readonly string[]): Promise<void> => {
    const { cases } = await client.get<Register>("/individuals");
    const of = cases.find(({ id, ref }) => id === named || ref === named.toUpperCase());
    if (!of) throw new SetuError("NOT_FOUND", `no case ${named}`);
    await run(client, options, of, rest);
  };

async function list(client: Client, options: Options): Promise<void> {
  const register = await client.get<Register>("/individuals");
  answer(options, register, () =>
    table(
      register.cases.map(({ ref, kind, state, late, clock, notice, name }) => [
        ref,
        kind,
        late ? `${state} (late)` : state,
        minuteOf(clock.stoppedAt === null ? clock.due : notice.due),
        clean(name ?? ""),
      ]),
    ),
  );
}

const minuteOf = (at: number | null): string => (at === null ? "" : minute(at));

async function register(client: Client, options: Options, [path = ""]: readonly string[]): Promise<void> {
  const { received, ...given } = await readObject(path, MOST);
  const id = typeof given["id"] === "string" ? given["id"] : newId();
  const body = {
    ...given,
    id,
    received: typeof received === "string" ? readInstant("received", received) : received,
  };
  await client.post("/individuals", body);
  done({ id, item: id }, options);
}

const show: Run = async (client, options, { id }) => {
  const view = await client.get<CaseView>(`/individuals/${id}`);
  answer(options, view, () => [...head(view), ...said(view)].join("\n"));
};

const head = (view: CaseView): readonly string[] => [
  `${view.ref}  ${view.kind}  ${view.state}${view.late ? " (late)" : ""}`,
  `for ${clean(view.person?.name ?? "")}, received ${minute(view.received)}, due ${minuteOf(view.clock.due)}`,
  view.searched ? "searched as far as this node reaches" : "not searched as far as this node reaches",
  ...view.missing.map(({ level, compartments }) => `  missing: level ${level} ${compartments.join(" ")}`),
  ...(view.leaves === null ? [] : [`the letter leaves ${minute(view.leaves)}`]),
];

const said = (view: CaseView): readonly string[] => [
  ...view.matters.map(
    ({ ref, owner, restricted, consultations }) =>
      `matter ${ref}  ${owner}${restricted === null ? "" : "  restricted"}  ${consultations.map(({ status }) => status).join(" ")}`,
  ),
  ...view.acts.map((act) => `${minute(act.at)}  ${act.do}  ${view.names[act.by] ?? act.by}`),
];

/** @param options whose values become the arguments of the step, by their names */
function step(what: string, options: readonly string[]): Run {
  return (client, given, of) => {
    const args = options.map((name) => [
      name,
      name === "at" ? (given[name] === undefined ? Date.now() : readInstant(name, given[name])) : given[name],
    ]);
    return act(client, given, of, what, Object.fromEntries(args) as Args, null);
  };
}

const onMatter =
  (what: string): Run =>
  (client, options, of, [matter = ""]) =>
    act(client, options, of, what, { matter } as unknown as Args, null);

async function act(
  client: Client,
  options: Options,
  { id }: CaseRow,
  what: string,
  args: Args,
  text: string | null,
): Promise<void> {
  const command: CaseCommand = { id: newId(), do: `case-${what}`, args, text };
  await client.post(`/individuals/${id}/acts`, command);
  done({ id: command.id, item: id }, options);
}

const search: Run = async (client, options, { id }, rest) => {
  const q = rest.flat().join(" ");
  const found = await client.post<Found>(`/individuals/${id}/search`, { id: newId(), q });
  answer(options, found, () =>
    table(found.matters.map(({ item, ref, owner, title }) => [ref, owner, item, clean(title ?? "")])),
  );
  if (!found.whole)
    say("There is more than one search looks through: it counts for nothing. Search for less.");
};

const consult: Run = async (client, options, { id, lang }, [matter = ""]) => {
  const { until, text } = options;
  const asked = { id: newId(), matter, until: readInstant("until", until), text, lang };
  done(await client.post<Sent>(`/individuals/${id}/consult`, asked), options);
};

const decide: Run = (client, options, of) => {
  const { outcome, ground, matter = [], text } = options;
  const args = { outcome, matters: matter, ...(ground !== undefined && { ground }) };
  return act(client, options, of, "decide", args as unknown as Args, String(text));
};

const letter: Run = async (client, options, { id, lang: theirs }) => {
  const { lang = theirs } = options as { readonly lang?: string };
  const sent = await client.get<Letter>(`/individuals/${id}/letter?lang=${lang}`);
  answer(options, sent, clean(sent.text));
};
