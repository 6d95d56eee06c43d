import type { Command } from "commander";
import { homeOf, requireHome } from "./home.ts";
import type { Talk } from "./terminal.ts";

/** A command on the folder of a node. */
export const onHome = (parent: Command, name: string, description: string): Command =>
  parent
    .command(name)
    .description(description)
    .option("--home <folder>", "home of the node (SETU_HOME; else .setu/node)");

/** The folder that was meant, whether or not a node is there yet. */
export const homeMeant = (command: Command): string => homeOf(command.opts<{ home?: string }>().home);

/** @throws NOT_FOUND with the way to make one */
export const here = (command: Command): string => requireHome(homeMeant(command));

export const talk = (command: Command): Talk => ({
  json: command.optsWithGlobals<{ json?: boolean }>().json ?? false,
});

/** Of a command on keys: no session says who stands there, and the home log has whom the command named. */
export const BY = ["--by <account>", "who does it, for the home log"] as const;
