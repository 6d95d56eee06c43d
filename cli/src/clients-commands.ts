import type { Command } from "commander";
import { homeOf, requireHome } from "./home.ts";

type Options = { readonly home?: string };

/** Programs that sign in by a key of their own. */
export function addClients(program: Command): void {
  const clients = program.command("clients").description("programs that sign in by a key of their own");
  const one = (name: string, description: string): Command =>
    clients
      .command(name)
      .description(description)
      .option("--home <folder>", "home of the node (SETU_HOME; else .setu/node)");
  const here = (command: Command) => requireHome(homeOf(command.opts<Options>().home));
  const talk = (command: Command) => ({ json: command.optsWithGlobals<{ json?: boolean }>().json ?? false });

  one("add", "register a program: who it is, its public key, what it may")
    .argument("<file>", "its registration, JSON (docs/clients.md); - for standard input")
    .action(async (file: string, _options: Options, command: Command) => {
      const { addProgram } = await import("./clients.ts");
      await addProgram(here(command), file, talk(command));
    });
  one("list", "every program, those that were revoked too").action(
    async (_options: Options, command: Command) => {
      const { listPrograms } = await import("./clients.ts");
      await listPrograms(here(command), talk(command));
    },
  );
  one("revoke", "take a program out of use, at once and for good")
    .argument("<client>", "its id")
    .action(async (id: string, _options: Options, command: Command) => {
      const { revokeProgram } = await import("./clients.ts");
      await revokeProgram(here(command), id, talk(command));
    });
}
