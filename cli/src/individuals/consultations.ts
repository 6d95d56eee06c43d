import { LISTS } from "@setu/core/codes/index.ts";
import type { ConsultationCommand, ConsultationView, Register, Sent } from "@setu/individuals";
import { Option, type Command } from "commander";
import type { Client } from "../client.ts";
import { readInstant } from "../instant.ts";
import { done, newId, signedIn, type Options } from "../officers-session.ts";
import { answer, clean, minute, table } from "../terminal.ts";

/** Consultations of the owner of a matter: those that we ask, and those that we are asked. */
const ANSWERS: Readonly<Record<string, string>> = {
  agree: "no objection",
  "agree-in-part": "no objection to a part; --ground says why not to the rest",
  object: "objection, on a ground",
  attest: "what was done: --measure, and --at when",
  withdraw: "the side that asked asks no more",
};

export function addConsultations(group: Command): void {
  group.command("consultations").description("ours and theirs, the next date first").action(signedIn(list));
  group.command("consultation <item>").description("one, with what both sides said").action(signedIn(show));
  const codes = (list: "individual-objection" | "individual-measure") => [...LISTS[list].keys()];
  group
    .command("answer <item>")
    .description(`answer a consultation, or withdraw one: ${Object.keys(ANSWERS).join(", ")}`)
    .addOption(new Option("--do <act>").choices(Object.keys(ANSWERS)).makeOptionMandatory())
    .addOption(new Option("--ground <code>").choices(codes("individual-objection")))
    .addOption(new Option("--measure <code>").choices(codes("individual-measure")))
    .option("--at <instant>", "RFC 3339: when it was done; now where nothing is said")
    .option("--text <text>", "a word to the other side")
    .action(signedIn(reply));
}

async function list(client: Client, options: Options): Promise<void> {
  const { consultations } = await client.get<Register>("/individuals");
  answer(options, consultations, () =>
    table(
      consultations.map(({ item, side, kind, status, turn, until, matter }) => [
        item,
        side === "us" ? "ours" : "theirs",
        kind,
        turn === "us" ? `${status} (your turn)` : status,
        minute(until),
        matter?.ref ?? "",
      ]),
    ),
  );
}

const read = (client: Client, item: string) =>
  client.get<ConsultationView>(`/consultations/${encodeURIComponent(item)}`);

async function show(client: Client, options: Options, [item = ""]: readonly string[]): Promise<void> {
  const view = await read(client, item);
  answer(options, view, () =>
    [
      `${view.item}  ${view.kind}  ${view.status}  until ${minute(view.until)}`,
      ...view.acts.map((act) => `${minute(act.at)}  ${act.side}  ${act.do}  ${clean(act.text ?? "")}`),
    ].join("\n"),
  );
}

async function reply(client: Client, options: Options, [item = ""]: readonly string[]): Promise<void> {
  const { after } = await read(client, item);
  const { do: what, ground, measure, at, text } = options as Options & Readonly<Record<string, string>>;
  const attests = what === "attest";
  const args = {
    ...(ground !== undefined && { ground }),
    ...(measure !== undefined && { measure }),
    ...(attests && { at: at === undefined ? Date.now() : readInstant("at", at) }),
  };
  const body = text === undefined ? null : { text, lang: "en" as const };
  const command = { id: newId(), do: String(what), args: args as never, after, body };
  done(
    await client.post<Sent>(`/consultations/${encodeURIComponent(item)}/acts`, {
      command: command satisfies ConsultationCommand,
    }),
    options,
  );
}
