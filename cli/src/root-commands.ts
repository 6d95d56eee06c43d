import type { Command } from "commander";
import { talk } from "./on-home.ts";
import type { Making, Practice } from "./root.ts";

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
const PRACTICE = ["--practice", "an exercise, on a machine that has a network; the record says so"] as const;

type Keys = { readonly key: readonly string[] };

/** A government's root: three persons, two of whom sign each card of the node, away from every network (docs/keys.md). */
export function addRoot(program: Command): void {
  const root = program.command("root").description("a government's root, which signs the cards of its node");
  root
    .command("make")
    .description("set up a root: keys and pages for three persons, and its record")
    .argument("<folder>", "where they are written; a folder for each holder")
    .requiredOption("--party <party>", "whose node it will speak for")
    .requiredOption("--holder <name>", "a person who will have a key; three times", collect)
    .option("--paper <name>", "a holder who asks for the secret on paper", collect)
    .option(...PRACTICE)
    .action(async (folder: string, options: Making & { party: string }, command: Command) => {
      const { makeRoot } = await import("./root.ts");
      makeRoot(folder, options.party, options, talk(command));
    });
  root
    .command("sign")
    .description("sign a card of the node, once its groups were typed as its operator reads them")
    .argument("<record>", "the record of the root, which grows by it")
    .argument("<card>", "the card, as setu card printed it")
    .requiredOption("--key <file>", "a holder's key; twice", collect)
    .option(
      "--confirm <fingerprint>",
      "the twelve groups of the card as they were heard, instead of being asked",
    )
    .option(...PRACTICE)
    .action(
      async (
        record: string,
        card: string,
        options: Keys & Practice & { confirm?: string },
        command: Command,
      ) => {
        const { sign } = await import("./root.ts");
        await sign(record, card, options, talk(command));
      },
    );
  root
    .command("change")
    .description("other holders from now on: two of the former and all of the new sign")
    .argument("<record>", "the record of the root, which grows by it")
    .argument("<folder>", "where the new keys and pages are written")
    .requiredOption("--key <file>", "a former holder's key; twice", collect)
    .requiredOption("--holder <name>", "a person who will have a key; three times", collect)
    .option("--paper <name>", "a holder who asks for the secret on paper", collect)
    .option(...PRACTICE)
    .action(async (record: string, folder: string, options: Making & Keys, command: Command) => {
      const { change } = await import("./root.ts");
      await change(record, folder, options, talk(command));
    });
  root
    .command("verify")
    .description("check every act of a record, and whether a card is the newest that it signed")
    .argument("<record>", "the record of a root, ours or the other side's")
    .option("--card <file>", "a card")
    .action(async (record: string, options: { card?: string }, command: Command) => {
      const { verify } = await import("./root.ts");
      await verify(record, options.card, talk(command));
    });
  root
    .command("from-paper")
    .description("a holder's key again from paper: its groups on standard input")
    .argument("<file>", "a file that does not exist yet")
    .action(async (file: string, _options: unknown, command: Command) => {
      const { fromPaperTo } = await import("./root.ts");
      await fromPaperTo(file, talk(command));
    });
}
