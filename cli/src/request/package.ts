import type { Command } from "commander";
import type { Client } from "../client.ts";
import { readObject } from "../input.ts";
import type { Talk } from "../terminal.ts";
import { save } from "./read.ts";
import { find } from "./session.ts";

/** As much as the node takes of a form in one piece. */
const MAX_FORM = 256 * 1024;

type Run = (
  action: (
    client: Client,
    options: Talk & Readonly<Record<string, unknown>>,
    args: readonly string[],
  ) => Promise<void>,
) => (...given: readonly unknown[]) => Promise<void>;

/** `setu request mla`: what is asked of a central authority, with what of the matter it rests on (spec/mla.md). */
export function addPackage(group: Command, signedIn: Run): void {
  group
    .command("mla <request> <input>")
    .description("save a package for mutual legal assistance: the form, and records with their proofs")
    .requiredOption("-o, --out <file>", "where to; - for standard output")
    .addHelpText(
      "after",
      "\nInput is JSON: {form, lang, proceeding, court, records, files}; - for standard input.\n" +
        "First: setu request use REQUEST --kind assistance --text TEXT",
    )
    .action(
      signedIn(async (client, options, [named = "", input = ""]) => {
        const packing = await readObject(input, MAX_FORM);
        const { item } = await find(client, named);
        await save(
          client,
          `/requests/${encodeURIComponent(item)}/mla`,
          String(options["out"]),
          options,
          packing,
        );
      }),
    );
}
