import type { Command } from "commander";
import { here, onHome, talk } from "./on-home.ts";

/** The carried file: what crosses where there is no line, or beside one (docs/operations.md). */
export function addCarry(link: Command): void {
  onHome(
    link,
    "export",
    "sign what waits and write it to a file for the other node; beside a running node or alone",
  )
    .argument("<file>", "a file that does not exist yet")
    .option("--lane <lane>", "this lane alone, instead of all")
    .option(
      "--attachments <MiB>",
      "at most so much of attached files; the rest goes with the next file",
      "256",
    )
    .action(async (file: string, options: { lane?: string; attachments: string }, command: Command) => {
      const { exportTo } = await import("./carry.ts");
      await exportTo(here(command), file, options, talk(command));
    });
  onHome(link, "import", "take a file of the other node: in any order, and as often as one likes")
    .argument("<file>", "a file that setu link export wrote over there")
    .action(async (file: string, _options: unknown, command: Command) => {
      const { importFrom } = await import("./carry.ts");
      await importFrom(here(command), file, talk(command));
    });
  onHome(link, "accept-loss", "give up what was signed here, lost in a restore, and is in no file that comes")
    .argument("<lane>", "as setu link export names it")
    .requiredOption("--by <administrator>", "who gives it up")
    .requiredOption("--and <administrator>", "another person who does")
    .action(async (lane: string, options: { by: string; and: string }, command: Command) => {
      const { acceptLoss } = await import("./carry.ts");
      await acceptLoss(here(command), { lane, by: options.by, and: options.and }, talk(command));
    });
}
