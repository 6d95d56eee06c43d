import { Option, type Command } from "commander";
import { talk } from "./on-home.ts";

/** `setu conformance`: whether a node, of whoever's making, does what spec/ says. What each needs is loaded when it runs. */
export function addConformance(program: Command): void {
  const kit = program
    .command("conformance")
    .description("whether an implementation, of whoever's making, does what spec/ says");
  kit
    .command("vectors")
    .description("every vector of spec/ as a question to an adapter")
    .requiredOption(
      "--adapter <where>",
      "a command line that answers on standard input and output, or an http(s) address",
    )
    .option("--junit <file>", "write the report as JUnit XML too")
    .action(async (options: { adapter: string; junit?: string }, command: Command) => {
      const { vectors } = await import("./conformance/commands.ts");
      await vectors(options, talk(command));
    });
  kit
    .command("bed")
    .description("make a peer that exists only to test one node, and print its card")
    .argument("<folder>", "a folder that is empty or does not exist")
    .requiredOption("--for <card>", "the card of the node that is to be tested, or - for standard input")
    .requiredOption("--host <name>", "where that node will reach the bed")
    .requiredOption("--port <n>", "and at which port")
    .action(
      async (folder: string, options: { for: string; host: string; port: string }, command: Command) => {
        const { bed } = await import("./conformance/commands.ts");
        await bed(folder, options, talk(command));
      },
    );
  kit
    .command("link")
    .description("test a node that has accepted the card of a bed; afterwards its link has stopped")
    .argument("<folder>", "folder of the bed")
    .option("--at <host:port>", "where the node is, when it is not where its card says")
    .option("--bind <host:port>", "where to listen, when it is not where the bed's card says")
    .addOption(new Option("--end <how>", "what stops the link at the end").default("fork").choices(ENDINGS))
    .option("--patience <seconds>", "for what the node does by itself, a pulse above all", "60")
    .option("--test-node", "yes: it had another peer before, and is no node of anybody's work")
    .option("--junit <file>", "write the report as JUnit XML too")
    .action(async (folder: string, _options: unknown, command: Command) => {
      const { link } = await import("./conformance/commands.ts");
      await link(folder, command.opts(), talk(command));
    });
  kit
    .command("answer")
    .description("answer the questions of spec/conformance.md on standard input, as this implementation does")
    .action(async () => {
      const { answerAll } = await import("./conformance/own-answers.ts");
      await answerAll();
    });
}

/** As `conformance/live/endings.ts` has them; a test holds the two together. */
export const ENDINGS = ["fork", "rewrite", "pulse-number", "pulse-back", "pulse-root", "seen-beyond"];
