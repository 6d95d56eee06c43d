import { SetuError } from "@setu/core";
import type { Agencies, PostingCommand, Sent } from "@setu/officers";
import { Option, type Command } from "commander";
import type { Client } from "./client.ts";
import { done, newId, signedIn, type Options } from "./officers-session.ts";
import { answer, table } from "./terminal.ts";

/** `setu officers agencies`, `setu officers designate`: who is the single point of contact, and who goes direct. */
export function addAgencies(group: Command): void {
  group
    .command("agencies")
    .description("the single points of contact, and which agencies go direct")
    .action(
      signedIn(async (client, options) => {
        const { rows } = await client.get<Agencies>("/agencies");
        answer(options, rows, () =>
          table(
            rows
              .filter(({ ended }) => !ended)
              .map(({ agency, side, role, copy, noted }) => [
                agency,
                side === "us" ? "ours" : "theirs",
                role,
                copy ? "with a copy" : "",
                noted ? "noted" : "not noted yet",
              ]),
          ),
        );
      }),
    );
  group
    .command("designate <agency>")
    .description("designate an agency of ours, or say that it is designated no longer")
    .addOption(new Option("--role <role>").choices(["spoc", "direct"]).default("direct"))
    .option("--no-copy", "requests of an agency that goes direct leave no copy")
    .option("--end", "designated no longer")
    .action(signedIn(designate));
}

async function designate(client: Client, options: Options, [agency = ""]: readonly string[]): Promise<void> {
  const end = options["end"] === true;
  const { rows } = await client.get<Agencies>("/agencies");
  const held = rows.find((row) => row.side === "us" && row.agency === agency && !row.ended);
  if (end && !held) throw new SetuError("NOT_FOUND", `${agency} is not designated`);
  const role = options["role"] === "spoc" ? "spoc" : "direct";
  const command = {
    id: newId(),
    do: end ? "end" : "designate",
    args: (end ? {} : { agency, role, copy: role === "direct" && options["copy"] !== false }) as never,
    after: end && held ? held.after : [null, null],
    body: null,
  } satisfies PostingCommand;
  const path = end && held ? `/agencies/${encodeURIComponent(held.item)}/acts` : "/agencies";
  done(await client.post<Sent>(path, { command }), options);
}
