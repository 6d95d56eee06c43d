import type { Command } from "commander";
import { talk } from "./on-home.ts";

/** A witness of other parties' logs, held by whoever reviews them (docs/witness.md). No node is needed for it. */
export function addWitness(program: Command): void {
  const witness = program
    .command("witness")
    .description("a witness: signs that a log only grew, and keeps what proves the contrary");
  witness
    .command("make")
    .description("a new witness, with keys of its own")
    .argument("<folder>", "a folder that does not exist yet")
    .requiredOption("--name <name>", "as it stands in its cosignatures, such as witness.example/1")
    .action(async (folder: string, { name }: { name: string }, command: Command) => {
      const { makeWitness } = await import("./witness.ts");
      makeWitness(folder, name, talk(command));
    });
  witness
    .command("follow")
    .description("follow the logs of a node, or take its new keys")
    .argument("<folder>", "of the witness")
    .argument("<keys>", "the card of the node, or a file of C2SP verifier keys, one a line")
    .action(async (folder: string, keys: string, _options: unknown, command: Command) => {
      const { follow } = await import("./witness.ts");
      await follow(folder, keys, talk(command));
    });
  witness
    .command("run")
    .description("answer to the logs that are followed")
    .argument("<folder>", "of the witness")
    .option("--listen <address>", "address and port, of plain HTTP", "127.0.0.1:7380")
    .action(async (folder: string, { listen }: { listen: string }, command: Command) => {
      const { runWitness } = await import("./witness.ts");
      await runWitness(folder, listen, talk(command));
    });
  witness
    .command("show")
    .description("its keys, what it has cosigned, and any log that has signed two histories")
    .argument("<folder>", "of the witness")
    .action(async (folder: string, _options: unknown, command: Command) => {
      const { show } = await import("./witness.ts");
      show(folder, talk(command));
    });
}
