import { endsWithin, isInstrumentInForce, registerOf } from "@setu/core/instruments/index.ts";
import { loadConfig } from "@setu/server/node/config.ts";
import type { Command } from "commander";
import { homeOf, requireHome } from "./home.ts";
import { answer, clean, table } from "./terminal.ts";

/** `setu instruments list`: the register of a node as its home says it; no node has to run. */
export function addInstruments(program: Command): void {
  program
    .command("instruments")
    .description("on what exchanges rest, by the register of this node")
    .command("list")
    .description("the register, with what has ended or ends within 90 or 30 days")
    .option("--home <folder>", "home of the node (SETU_HOME)")
    .action((_options: unknown, command: Command) => {
      const { home, json = false } = command.optsWithGlobals<{ home?: string; json?: boolean }>();
      const { release } = loadConfig(requireHome(homeOf(home)));
      const now = Date.now();
      const lines = registerOf(release.instruments ?? []).map((each) => ({
        ...each,
        inForce: isInstrumentInForce(each, now),
        ends: endsWithin(each, now),
      }));
      answer({ json }, lines, () =>
        table(
          lines.map(({ id, basis, status, until, inForce, ends, title }) => [
            id,
            basis,
            status,
            stateOf(inForce, ends),
            until === null ? "-" : new Date(until).toISOString().slice(0, 10),
            clean(title.en),
          ]),
        ),
      );
    });
}

const stateOf = (inForce: boolean, ends: 0 | 30 | 90 | null): string => {
  if (ends === 0) return "ended";
  if (!inForce) return "not yet";
  return ends === null ? "in force" : `ends within ${ends} days`;
};
