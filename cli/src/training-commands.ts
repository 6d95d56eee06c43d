import { Option, type Command } from "commander";
import { NAMES } from "./training/behaviours.ts";
import type { TrainingOptions } from "./training/training.ts";
import { talk } from "./on-home.ts";

/** `setu training …`: a pair of nodes on which nothing is real. */
export function addTraining(program: Command): void {
  const group = program
    .command("training")
    .description("run two nodes that train: play Canada, and India asks and answers by itself")
    .option("--home <folder>", "where the two nodes live", ".setu/training")
    .option("--port <n>", "first of four ports; 0 takes free ones", "8490")
    .option("--seed <words>", "by which it is drawn how each request is met", "1")
    .option("--pace <n>", "how long the partner takes: 0.5 is twice as fast", "1")
    .addOption(new Option("--partner <behaviour>", "meets every request like this").choices(NAMES))
    .action(async (_options: unknown, command: Command) => {
      const { training } = await import("./training/training.ts");
      await training(command.opts<TrainingOptions>(), talk(command));
    });
  const home = (command: Command) => command.optsWithGlobals<TrainingOptions>().home;
  for (const [name, on, description] of [
    ["pause", true, "the partner says nothing more"],
    ["go-on", false, "the partner goes on"],
  ] as const)
    group
      .command(name)
      .description(description)
      .action(async (_options: unknown, command: Command) => {
        const { pause } = await import("./training/training.ts");
        pause(home(command), on);
      });
  group
    .command("reset")
    .description("destroy both nodes; the next start begins anew")
    .action(async (_options: unknown, command: Command) => {
      const { reset } = await import("./training/training.ts");
      await reset(home(command));
    });
}
