import type { Command } from "commander";
import { homeOf, requireHome } from "./home.ts";

/** What is kept of a node's database, and how it comes back (docs/operations.md). */
export function addBackup(program: Command): void {
  const here = (command: Command) => requireHome(homeOf(command.opts<{ home?: string }>().home));
  const talk = (command: Command) => ({ json: command.optsWithGlobals<{ json?: boolean }>().json ?? false });
  const onHome = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .option("--home <folder>", "home of the node (SETU_HOME; else .setu/node)")
      .requiredOption("--keyring <file>", "the one copy of the keyring, kept apart from every backup");
  const home = program.command("home").description("the home log of a node, after a restore");
  const after = (name: string, description: string) =>
    home
      .command(name)
      .description(description)
      .option("--home <folder>", "home of the node (SETU_HOME; else .setu/node)");
  after("gaps", "what a restore has lost of the home log and nobody has declared").action(
    async (_options: unknown, command: Command) => {
      const { homeGaps } = await import("./gaps.ts");
      await homeGaps(here(command), talk(command));
    },
  );
  after("gap", "declare in the home log what a restore has lost of it")
    .requiredOption("--by <administrator>", "who declares it")
    .requiredOption("--and <administrator>", "another person who does")
    .action(async (options: { by: string; and: string }, command: Command) => {
      const { declareHome } = await import("./gaps.ts");
      await declareHome(here(command), { by: options.by, and: options.and }, talk(command));
    });
  onHome("backup", "write the database to a file, and the keyring to another that replaces the last one")
    .argument("<folder>", "where the backups are")
    .action(async (folder: string, { keyring }: { keyring: string }, command: Command) => {
      const { backup } = await import("./backup.ts");
      await backup(here(command), folder, keyring, talk(command));
    });
  onHome("restore", "fill an empty database from a backup and today's keyring; the node must not run")
    .argument("<backup>", "a file of setu backup")
    .action(async (file: string, { keyring }: { keyring: string }, command: Command) => {
      const { restore } = await import("./backup.ts");
      await restore(here(command), file, keyring, talk(command));
    });
}
