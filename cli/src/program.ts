import { Command, CommanderError } from "commander";
import { addAct } from "./act-command.ts";
import { addBackup } from "./backup-commands.ts";
import { addClients } from "./clients-commands.ts";
import { addConfig } from "./config-command.ts";
import { addConformance } from "./conformance-command.ts";
import { failureOf } from "./failure.ts";
import { addIndividuals } from "./individuals/commands.ts";
import { addIntake } from "./intake-command.ts";
import { addInstruments } from "./instruments-command.ts";
import { addNodeCommands } from "./node-commands.ts";
import { addOfficers } from "./officers-commands.ts";
import { addRequestCommands } from "./request/commands.ts";
import { addReview } from "./review-commands.ts";
import { addSuccession } from "./succession-commands.ts";
import { addPermission } from "./permission-commands.ts";
import { addSubset } from "./subset-commands.ts";
import { addSuspension } from "./suspension-commands.ts";
import { addTraining } from "./training-commands.ts";
import { addRoot } from "./root-commands.ts";
import { say } from "./terminal.ts";
import { addVerify } from "./verify-command.ts";
import { addWitness } from "./witness-commands.ts";

/** Runs one command line. Never throws. @returns the exit code */
export async function run(args: readonly string[]): Promise<number> {
  const program = build();
  try {
    await program.parseAsync(behindOptions(args), { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    const failure = failureOf(error);
    // Commander has already said what was wrong with the command line, and suggested what was meant.
    if (error instanceof CommanderError && !wantsJson(args)) return failure.exit;
    if (failure.exit !== 0) tell(failure, wantsJson(args), error);
    return failure.exit;
  }
}

/** A commitment in Base64, one of which in 64 begins with a minus. */
const LIKE_AN_OPTION = /^-[\w-]{42}$/;
const BY_COMMITMENT: readonly string[] = ["file", "manifest"];

/** `request file` and `request manifest` name an attachment last, and by its commitment, which is no option. */
function behindOptions(args: readonly string[]): readonly string[] {
  const verb = args[args.indexOf("request") + 1] ?? "";
  if (!args.includes("request") || !BY_COMMITMENT.includes(verb) || args.includes("--")) return args;
  const named = args.filter((arg) => LIKE_AN_OPTION.test(arg));
  return [...args.filter((arg) => !named.includes(arg)), "--", ...named];
}

const wantsJson = (args: readonly string[]): boolean => args.includes("--json");

function tell({ code, message, detail }: ReturnType<typeof failureOf>, json: boolean, error: unknown): void {
  if (json) return say(JSON.stringify({ code, message, detail }));
  const details = Object.entries(detail).map(([name, value]) => `${name}: ${value}`);
  say(`setu: ${message} (${[code, ...details].join(", ")})`);
  if (process.env["SETU_DEBUG"]) say(error instanceof Error ? (error.stack ?? "") : "");
}

function build(): Command {
  const program = new Command("setu")
    .description("A bridge between two sovereign nodes: requests that cross, and come back, provably.")
    .option("--json", "one JSON value on standard output, errors as JSON on standard error")
    .version("0.0.0")
    .helpCommand("help [command]", "what a command does")
    .addHelpText("after", "\nExit codes and examples: docs/cli.md");
  addNodeCommands(program);
  addConfig(program);
  addConformance(program);
  addClients(program);
  addAct(program);
  addSuccession(program);
  addRoot(program);
  addBackup(program);
  addRequestCommands(program);
  addOfficers(program);
  addSubset(program);
  addSuspension(program);
  addTraining(program);
  addPermission(program);
  addIndividuals(program);
  addIntake(program);
  addInstruments(program);
  addVerify(program);
  addReview(program);
  addWitness(program);
  for (const command of everyCommand(program)) {
    command
      .exitOverride()
      .showSuggestionAfterError()
      .configureHelp({ showGlobalOptions: true })
      // With --json the one line on standard error is JSON.
      .configureOutput({
        outputError: (text, write) => void (wantsJson(process.argv) || write(`setu: ${text}`)),
      });
  }
  return program;
}

function everyCommand(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}
