import { Option, type Command } from "commander";
import type { IntakeOptions } from "./intake.ts";
import { atNode } from "./node-options.ts";
import type { RequestOptions } from "./request/session.ts";

export function addIntake(program: Command): void {
  atNode(
    program
      .command("intake")
      .description(
        "register what came another way, from a message (.eml) or a table (.csv); stays on this node",
      )
      .argument("<file>", "the file, or - for standard input (then with --as)"),
  )
    .addOption(new Option("--as <format>", "what the file is; else by its name").choices(["eml", "csv"]))
    .option(
      "--received <when>",
      "when a message came, if it does not say or says it wrongly; marked as given by you",
    )
    .option("--dry-run", "say what would be registered, register nothing")
    .addHelpText(
      "after",
      "\nColumns: cameBy, received, title; and dated, from, theirRef, text, lang, due. docs/cli.md says what they hold.\n" +
        "Rows that are wrong are named and passed over, exit code 2. The same row again is registered once.",
    )
    .action(async (file: string, _options: unknown, command: Command) => {
      const { takeIn } = await import("./intake.ts");
      const { open } = await import("./request/session.ts");
      const options = command.optsWithGlobals<RequestOptions & Partial<IntakeOptions>>();
      await takeIn(await open(options), file, { ...options, json: options.json ?? false });
    });
}
