import type { Command } from "commander";
import { addCarry } from "./carry-commands.ts";
import { BY, here, onHome, talk } from "./on-home.ts";
import type { Rotating } from "./rotate.ts";

/** Keys of a node that follow each other, and the card of the peer that says so (docs/operations.md). */
export function addSuccession(program: Command): void {
  const keys = program
    .command("keys")
    .description("the keys of a node: what there is, and when the present ones are lost or stolen");
  onHome(keys, "list", "every key: what for, since when, until when, where").action(
    async (_options: unknown, command: Command) => {
      const { listKeys } = await import("./keys-list.ts");
      listKeys(here(command), talk(command));
    },
  );
  keys
    .command("drill")
    .description("print how a root is made and used, and the drill that is held once a year")
    .action(async () => {
      const { drill } = await import("./keys-list.ts");
      drill();
    });
  onHome(keys, "rotate", "change keys while the link lives; without an option all of them")
    .option("--log", "the keys that sign our logs and receipts")
    .option("--sealing", "the key to which the other node seals")
    .option("--tls", "the key and certificate of the line")
    .option("--no-wait", "return as soon as the keys are made")
    .action(async (options: Rotating, command: Command) => {
      const { rotate } = await import("./rotate.ts");
      await rotate(here(command), options, talk(command));
    });
  onHome(keys, "next", "make the keys that will follow, for a place far from here, and commit to them")
    .argument("<file>", "a file that does not exist yet, on a medium that is taken away")
    .option("--again", "the file is there: bring it up to date after a rotation, with the same keys")
    .action(async (file: string, { again }: { again?: boolean }, command: Command) => {
      const { next, nextAgain } = await import("./succession.ts");
      if (again) nextAgain(here(command), file, talk(command));
      else await next(here(command), file, talk(command));
    });
  onHome(keys, "recover", "take them into use; the node must not run")
    .argument("<file>", "the file that setu keys next has made")
    .option("--stolen-since <instant>", "when somebody else may have come to have the present keys")
    .option(...BY)
    .action(async (file: string, options: { stolenSince?: string; by?: string }, command: Command) => {
      const { recover } = await import("./succession.ts");
      recover(here(command), file, options, talk(command));
    });
  onHome(keys, "revoke", "end an officer’s key, or say that former keys of the node were stolen")
    .argument("<whose>", "an officer, or node")
    .argument("<key>", "the officer's key; of the node the number of former keys in setu keys list")
    .option(
      "--stolen-since <instant>",
      "when somebody else may have come to have it: what it signed since is flagged",
    )
    .option(...BY)
    .action(
      async (
        whose: string,
        key: string,
        options: { stolenSince?: string; by?: string },
        command: Command,
      ) => {
        const { revokeKey } = await import("./revoke.ts");
        await revokeKey(here(command), [whose, key], options, talk(command));
      },
    );
  const link = program.command("link").description("the link to the other node");
  addCarry(link);
  onHome(link, "gaps", "what of our own logs cannot be read since a restore").action(
    async (_options: unknown, command: Command) => {
      const { gaps } = await import("./gaps.ts");
      await gaps(here(command), talk(command));
    },
  );
  onHome(link, "gap", "declare that part of our log lost, when the other side has not got its keys either")
    .argument("<lane>", "as setu link gaps names it")
    .requiredOption("--by <administrator>", "who declares it")
    .requiredOption("--and <administrator>", "another person who does")
    .action(async (lane: string, options: { by: string; and: string }, command: Command) => {
      const { declare } = await import("./gaps.ts");
      await declare(here(command), { lane, by: options.by, and: options.and }, talk(command));
    });
  onHome(
    link,
    "accept-root",
    "pin the root of the other side's government, once: from then on it lets cards in",
  )
    .argument("<record>", "the root's record")
    .option(
      "--confirm <fingerprint>",
      "the twelve groups as the other side read them, instead of being asked",
    )
    .action(async (file: string, options: { confirm?: string }, command: Command) => {
      const { acceptRoot } = await import("./succession.ts");
      await acceptRoot(here(command), file, options, talk(command));
    });
  onHome(link, "accept-card", "put a newer card of the other node in the place of the one that is there")
    .argument("<card>", "the card's file, or - for standard input (then with --confirm)")
    .option(
      "--confirm <fingerprint>",
      "the twelve groups as the other side read them, instead of being asked",
    )
    .option(
      "--record <file>",
      "what the other side's root has signed: nobody is asked, where it is pinned here",
    )
    .option(...BY)
    .action(async (file: string, options: { confirm?: string; record?: string; by?: string }, command) => {
      const { acceptCard } = await import("./succession.ts");
      await acceptCard(here(command), file, options, talk(command));
    });
}
