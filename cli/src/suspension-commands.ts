import { DIRECTIONS, SUSPENSION_REASONS } from "@setu/core";
import { LISTS } from "@setu/core/codes/index.ts";
import type { SuspendCommand, SuspensionRow, Suspensions, Waiting } from "@setu/requests/suspension.ts";
import { topicOfOffence, TOPICS } from "@setu/requests/topics.ts";
import { InvalidArgumentError, Option, type Command } from "commander";
import { readInstant } from "./instant.ts";
import { atNode } from "./node-options.ts";
import { newId, signedIn, type Options } from "./officers-session.ts";
import { answer, clean, minute, table } from "./terminal.ts";

/** A topic is our own word and never crosses: what is said are the offences that belong to it. `general` has none of its own. */
const SUSPENDABLE = TOPICS.filter((topic) => topic !== "general");
const offences: readonly string[] = [...LISTS.offence.keys()];

/** `setu suspension …`: in what either side has suspended the exchange, over the API of a running node. */
export function addSuspension(program: Command): void {
  const group = atNode(
    program
      .command("suspension")
      .description("in what the exchange is suspended: list, suspend, resume; each takes two who lead"),
  );
  group
    .command("list")
    .description("what both sides have said, and what waits for a second person here")
    .action(signedIn(async (client, options) => show(await client.get<Suspensions>(PATH), options)));
  group
    .command("waiting")
    .description("what of yours waits for the exchange to go on, the earliest clock first")
    .action(
      signedIn(async (client, options) => waits(await client.get<Waiting>(`${PATH}/waiting`), options)),
    );
  group
    .command("suspend")
    .description("propose to suspend; nothing named is the whole exchange")
    .addOption(new Option("--topic <topic...>").choices(SUSPENDABLE))
    .addOption(new Option("--offence <code...>").choices(offences))
    .option("--agency <id...>", "agencies of either side")
    .option("--level <rank>", "from this level on, 0 to 4", rank, 0)
    .addOption(new Option("--direction <what>").choices(DIRECTIONS).default("both"))
    .addOption(new Option("--reason <code>").choices(SUSPENSION_REASONS).makeOptionMandatory())
    .option("--from <instant>", "RFC 3339; else now")
    .requiredOption("--review <instant>", "RFC 3339: when it is looked at again")
    .action(
      signedIn(async (client, options) => {
        const said = suspensionIn(options);
        await client.post(PATH, said);
        answer(options, { proposal: said.id }, said.id);
      }),
    );
  group
    .command("resume <suspension>")
    .description("propose that the exchange goes on")
    .action(
      signedIn(async (client, options, [named = ""]) => {
        const id = newId();
        await client.post(`${PATH}/${named}/resume`, { id });
        answer(options, { proposal: id }, id);
      }),
    );
  for (const [deed, description] of [
    ["confirm", "agree to what another has proposed: the other side hears it at once"],
    ["drop", "drop a proposal"],
  ] as const)
    group
      .command(`${deed} <proposal>`)
      .description(description)
      .action(
        signedIn(async (client, options, [named = ""]) => {
          await client.post(`${PATH}/${named}/${deed}`, {});
          answer(options, { proposal: named }, named);
        }),
      );
}

const PATH = "/suspensions";

function rank(value: string): number {
  if (!/^[0-4]$/.test(value)) throw new InvalidArgumentError("a rank is 0 to 4");
  return Number(value);
}

function suspensionIn(options: Options): SuspendCommand {
  const list = (name: string) => (options[name] as readonly string[] | undefined) ?? [];
  const topics = list("topic");
  const named = [...list("offence"), ...offences.filter((each) => topics.includes(topicOfOffence(each)))];
  const sorted = (words: readonly string[]) => [...new Set(words)].toSorted();
  return {
    id: newId(),
    offences: sorted(named),
    agencies: sorted(list("agency")),
    level: options["level"] as number,
    direction: options["direction"] as SuspendCommand["direction"],
    from: options["from"] === undefined ? Date.now() : readInstant("from", options["from"]),
    reason: options["reason"] as SuspendCommand["reason"],
    review: readInstant("review", options["review"]),
  };
}

/** Nothing of it leaves by a resumption: each is sent by whoever looks at it. */
function waits(all: Waiting, options: Options): void {
  const lines = all.lines.map(({ kind, id, ref, do: what, due, stop }) => [
    kind,
    clean(id),
    ref ?? "new",
    clean(what),
    due === null ? "" : minute(due),
    stop.ended === null ? `suspended by ${stop.party}` : `goes on since ${minute(stop.ended)}`,
  ]);
  const hidden = all.total - lines.length;
  const more = hidden > 0 ? [`${hidden} more are not shown`] : [];
  const head = ["what", "id", "request", "act", "due", "stopped"];
  answer(options, all, [table([head, ...lines]), ...more].join("\n"));
}

function show(all: Suspensions, options: Options): void {
  const words = ({ offences: named, agencies, level, direction, from, review }: SuspendCommand) => [
    [...named, ...agencies].map(clean).join(" ") || "everything",
    String(level),
    direction,
    minute(from),
    minute(review),
  ];
  const line = (row: SuspensionRow) => [
    row.id,
    row.party,
    ...words(row),
    row.ended === null ? "in force" : minute(row.ended),
  ];
  // Who confirms reads all of what she agrees to.
  const waits = all.proposals.map(({ id, proposedBy, suspend, resume }) => {
    const what = suspend === null ? `resume ${resume ?? ""}` : `suspend ${words(suspend).join(", ")}`;
    return `waits for a second person: ${id}, by ${clean(proposedBy)}: ${what}`;
  });
  const head = ["id", "by", "of", "level", "direction", "since", "review", "ended"];
  const said = [...all.ours, ...all.theirs];
  const hidden = all.totals.ours + all.totals.theirs - said.length;
  const more = hidden > 0 ? [`${hidden} more are not shown`] : [];
  answer(options, all, [table([head, ...said.map(line)]), ...more, ...waits].join("\n"));
}
