import { readFileSync } from "node:fs";
import { SetuError } from "@setu/core";
import { parseConfig } from "@setu/server/node/config.ts";
import { configReference, SECTIONS } from "@setu/server/node/config-reference.ts";
import type { Command } from "commander";
import { answer } from "./terminal.ts";

/** `setu config`: what may stand in `node.json`, and whether a file is one. No node has to be there. */
export function addConfig(program: Command): void {
  const config = program.command("config").description("what may stand in node.json");
  config
    .command("reference")
    .description("every field: type, what holds without it, and its meaning")
    .action((_options: unknown, command: Command) => {
      const fields = SECTIONS.flatMap(([section, rows]) =>
        rows.map(([path, type, absent, meaning]) => ({ section, path, type, absent, meaning })),
      );
      answer(talkOf(command), fields, configReference);
    });
  config
    .command("check")
    .description("reads a file as the node would at its start; fails naming the first field that is wrong")
    .argument("<file>", "a node.json")
    .action((file: string, _options: unknown, command: Command) => {
      const { party, peer } = parseConfig(read(file));
      answer(talkOf(command), { party, peer }, `${file} is a configuration of ${party} towards ${peer}`);
    });
}

const talkOf = (command: Command) => ({ json: command.optsWithGlobals<{ json?: boolean }>().json === true });

function read(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new SetuError("NOT_FOUND", `cannot read ${file}`, { cause });
  }
}
