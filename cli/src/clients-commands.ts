import type { Command } from "commander";
import { here, onHome, talk } from "./on-home.ts";

/** Programs that sign in by a key of their own. */
export function addClients(program: Command): void {
  const clients = program.command("clients").description("programs that sign in by a key of their own");
  onHome(clients, "add", "register a program: who it is, its public key, what it may")
    .argument("<file>", "its registration, JSON (docs/clients.md); - for standard input")
    .action(async (file: string, _options: unknown, command: Command) => {
      const { addProgram } = await import("./clients.ts");
      await addProgram(here(command), file, talk(command));
    });
  onHome(clients, "list", "every program, those that were revoked too").action(
    async (_options: unknown, command: Command) => {
      const { listPrograms } = await import("./clients.ts");
      await listPrograms(here(command), talk(command));
    },
  );
  onHome(clients, "revoke", "take a program out of use, at once and for good")
    .argument("<client>", "its id")
    .action(async (id: string, _options: unknown, command: Command) => {
      const { revokeProgram } = await import("./clients.ts");
      await revokeProgram(here(command), id, talk(command));
    });
}
