import { LISTS, type ListName } from "@setu/core/codes/index.ts";
import type { Leaves, PermissionRow, Permissions, PermissionSent, PermissionView } from "@setu/permissions";
import { Option, type Command } from "commander";
import { readInstant } from "./instant.ts";
import { atNode } from "./node-options.ts";
import { newId, signedIn, type Options } from "./officers-session.ts";
import type { Client } from "./client.ts";
import { find } from "./request/session.ts";
import { answer, clean, minute, table } from "./terminal.ts";

const PATH = "/permissions";
const codes = (list: ListName): readonly string[] => [...LISTS[list].keys()];
const one = (flags: string, list: ListName) => new Option(flags).choices(codes(list));

/** `setu permission …`: leave to use as evidence or to give on, over the API of a running node. */
export function addPermission(program: Command): void {
  const group = atNode(
    program
      .command("permission")
      .description("leave to use as evidence or to give on: ask the originator, grant, refuse, revoke"),
  );
  group
    .command("list")
    .description("every permission that you may see: whose turn it is first, then what ends first")
    .action(
      signedIn(async (client, options) => {
        const all = await client.get<Permissions>(PATH);
        answer(options, all, tableOf(all.rows));
      }),
    );
  group
    .command("leaves <request>")
    .description("which records of a request ask for leave, and what leave there is")
    .action(signedIn(async (client, options, [named = ""]) => leaves(client, named, options)));
  group
    .command("show <permission>")
    .description("one permission with all that both sides have said")
    .action(
      signedIn(async (client, options, [item = ""]) => {
        const view = await client.get<PermissionView>(pathOf(item));
        const said = view.acts.map((act) => [
          minute(act.at),
          act.side,
          act.do,
          clean(act.text ?? ""),
          act.void ?? "",
        ]);
        answer(
          options,
          view,
          [tableOf([view]), table([["at", "side", "act", "text", "void"], ...said])].join("\n"),
        );
      }),
    );
  addSeek(group);
  addAnswers(group);
}

function addSeek(group: Command): void {
  group
    .command("seek <request>")
    .description("ask its originator for leave; two persons let it go where the node's rule says so")
    .requiredOption("--record <id...>", "records of theirs, as `permission leaves` names them")
    .option("--file <commitment...>", "files of theirs")
    .addOption(one("--use <code>", "permission-use").makeOptionMandatory())
    .addOption(one("--proceeding <code>", "permission-proceeding"))
    .addOption(one("--court <code>", "permission-court"))
    .option("--agency <id>", "to which agency of ours it is given on")
    .option("--third <id>", "to whom else it is given on")
    .addOption(one("--purpose <code>", "purpose").default("investigation"))
    .requiredOption("--until <instant>", "RFC 3339: until when leave is asked")
    .requiredOption("--text <words>", "why")
    .action(
      signedIn(async (client, options, [named = ""]) => {
        const { item: matter } = await find(client, named);
        const words = ["proceeding", "court", "agency", "third"].filter(
          (each) => options[each] !== undefined,
        );
        const args = {
          matter,
          records: listIn(options, "record"),
          files: listIn(options, "file"),
          use: options["use"],
          ...Object.fromEntries(words.map((each) => [each, options[each]])),
          purpose: options["purpose"],
          until: readInstant("until", options["until"]),
        };
        const command = { id: newId(), do: "seek", args, after: [null, null], body: bodyIn(options) };
        told(options, await client.post<PermissionSent>(PATH, { command }));
      }),
    );
}

type Args = (options: Options, view: PermissionView) => object;
type Answer = readonly [name: string, description: string, args: Args, bears: boolean];

/** What can be said on one, and what it takes: where nothing is said, what was asked is granted whole. */
const ANSWERS: readonly Answer[] = [
  ["clarify", "ask back, once", () => ({}), true],
  ["reply", "answer what was asked back", () => ({}), true],
  [
    "grant",
    "give leave, for what was asked or less",
    (options, { permission }) => ({
      records: options["record"] ?? permission?.records ?? [],
      files: options["file"] ?? permission?.files ?? [],
      conditions: listIn(options, "condition"),
      until: readInstant("until", options["until"]),
    }),
    true,
  ],
  ["refuse", "give no leave", (options) => ({ ground: options["ground"] }), false],
  ["withdraw", "ask no longer", () => ({}), false],
  ["revoke", "take leave away, at once", (options) => ({ from: instantIn(options, "from") }), false],
  ["used", "tell that it was used", (options) => ({ at: instantIn(options, "at") }), false],
  ["return", "give leave back", () => ({}), false],
];

const OPTIONS: { readonly [name: string]: (command: Command) => Command } = {
  grant: (command) =>
    command
      .option("--record <id...>", "of those that were asked")
      .option("--file <commitment...>", "of those that were asked")
      .addOption(one("--condition <code...>", "permission-condition"))
      .requiredOption("--until <instant>", "RFC 3339: when it ends by itself"),
  refuse: (command) => command.addOption(one("--ground <code>", "refusal").makeOptionMandatory()),
  revoke: (command) => command.option("--from <instant>", "RFC 3339; else now"),
  used: (command) => command.option("--at <instant>", "RFC 3339; else now"),
};

function addAnswers(group: Command): void {
  for (const [name, description, args, bears] of ANSWERS) {
    const command = group.command(`${name} <permission>`).description(description);
    const whole = OPTIONS[name]?.(command) ?? command;
    (bears ? whole.requiredOption("--text <words>", "what is said with it") : whole).action(
      signedIn(async (client, options, [item = ""]) => {
        const view = await client.get<PermissionView>(pathOf(item));
        const said = { id: newId(), do: name, args: args(options, view), after: view.after };
        const json = { command: { ...said, body: bears ? bodyIn(options) : null } };
        told(options, await client.post<PermissionSent>(`${pathOf(item)}/acts`, json));
      }),
    );
  }
}

const pathOf = (item: string): string => `${PATH}/${encodeURIComponent(item)}`;
const listIn = (options: Options, name: string) => (options[name] as readonly string[] | undefined) ?? [];
const bodyIn = (options: Options) => ({ text: String(options["text"]), lang: "en" });
const instantIn = (options: Options, name: string): number =>
  options[name] === undefined ? Date.now() : readInstant(name, options[name]);

function told(options: Options, sent: PermissionSent): void {
  const until = sent.heldUntil === null ? "" : `, held until ${minute(sent.heldUntil)}`;
  const how = sent.proposed ? ", waits for a second person" : until;
  answer(options, sent, `${sent.item}${how}`);
}

async function leaves(client: Client, named: string, options: Options): Promise<void> {
  const { item } = await find(client, named);
  const all = await client.get<Leaves>(`/requests/${encodeURIComponent(item)}/permissions`);
  const yes = (is: boolean) => (is ? "asks" : "free");
  const records = all.records.map(({ record, do: what, at, asks }) => [
    record,
    what,
    minute(at),
    yes(asks.evidence),
    yes(asks.onward),
  ]);
  const head = ["record", "act", "at", "evidence", "onward"];
  answer(options, all, [table([head, ...records]), tableOf(all.permissions)].join("\n"));
}

function tableOf(rows: readonly PermissionRow[]): string {
  const head = ["permission", "request", "asked by", "status", "turn", "use", "until", "in force"];
  const state = ({ isInForce, permission }: PermissionRow) => {
    const given = isInForce ? permission?.conditions.join(" ") || "yes" : "no";
    const narrowed = permission?.narrowed ?? 0;
    return narrowed === 0 ? given : `${given}; ${narrowed} narrowed since`;
  };
  const line = (row: PermissionRow) => [
    row.item,
    row.ref,
    row.side,
    row.status,
    row.turn,
    row.permission === null ? "unknown: permits nothing" : towards(row.permission.towards),
    minute(row.until),
    state(row),
  ];
  return rows.length === 0 ? "there are no permissions" : table([head, ...rows.map(line)]);
}

const towards = (to: NonNullable<PermissionRow["permission"]>["towards"]): string =>
  Object.values(to)
    .map((word) => clean(word))
    .join(" ");
