import { Option, type Command } from "commander";
import { here, onHome, talk } from "./on-home.ts";
import type { UpgradeOptions } from "./upgrade.ts";

/** What is kept of a node's database, and how it comes back (docs/operations.md). */
export function addBackup(program: Command): void {
  const kept = (name: string, description: string) =>
    onHome(program, name, description).requiredOption(
      "--keyring <file>",
      "the one copy of the keyring, kept apart from every backup",
    );
  const home = program.command("home").description("the home log of a node, after a restore");
  onHome(home, "gaps", "what a restore has lost of the home log and nobody has declared").action(
    async (_options: unknown, command: Command) => {
      const { homeGaps } = await import("./gaps.ts");
      await homeGaps(here(command), talk(command));
    },
  );
  onHome(home, "gap", "declare in the home log what a restore has lost of it")
    .requiredOption("--by <administrator>", "who declares it")
    .requiredOption("--and <administrator>", "another person who does")
    .action(async (options: { by: string; and: string }, command: Command) => {
      const { declareHome } = await import("./gaps.ts");
      await declareHome(here(command), { by: options.by, and: options.and }, talk(command));
    });
  kept("backup", "write the database to a file, and the keyring to another that replaces the last one")
    .argument("<folder>", "where the backups are")
    .action(async (folder: string, { keyring }: { keyring: string }, command: Command) => {
      const { backup } = await import("./backup.ts");
      await backup(here(command), folder, keyring, talk(command));
    });
  kept("restore", "fill an empty database from a backup and today's keyring; the node must not run")
    .argument("<backup>", "a file of setu backup")
    .action(async (file: string, { keyring }: { keyring: string }, command: Command) => {
      const { restore } = await import("./backup.ts");
      await restore(here(command), file, keyring, talk(command));
    });
  onHome(program, "upgrade", "bring the database to this version: a plan, a backup, then one step at a time")
    .option("--backups <folder>", "where the backup of before goes")
    .option("--keyring <file>", "the one copy of the keyring, kept apart from every backup")
    .addOption(new Option("--dry-run", "the plan; each step is run, timed and taken back").conflicts("back"))
    .option("--back", "the database as it was before the last upgrade, for the program of before")
    .addOption(
      new Option("--discard", "delete the upgraded database that --back has kept").conflicts([
        "back",
        "dryRun",
      ]),
    )
    .action(async (options: UpgradeOptions, command: Command) => {
      const { upgradeNode } = await import("./upgrade.ts");
      await upgradeNode(here(command), options, talk(command));
    });
  onHome(program, "upgrade-db", "move the embedded database to this program's PostgreSQL, by copy")
    .option(
      "--old-bin <folder>",
      "where the programs of the old PostgreSQL are, such as /usr/lib/postgresql/15/bin",
    )
    .addOption(new Option("--discard", "delete the old folder, which is kept until then").conflicts("oldBin"))
    .action(async (options: { oldBin?: string; discard?: true }, command: Command) => {
      const { upgradeDatabase } = await import("./upgrade-db.ts");
      await upgradeDatabase(here(command), options, talk(command));
    });
}
