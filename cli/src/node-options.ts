import type { Command } from "commander";

/** Which node is meant and who is at the terminal, as `open` in `request/session.ts` reads them. */
export const atNode = (command: Command): Command =>
  command
    .option("--url <address>", "address of the node (SETU_URL; else that of the home)")
    .option("--account <id>", "officer to sign in as (SETU_ACCOUNT)")
    .option("--home <folder>", "home of the node (SETU_HOME)");
