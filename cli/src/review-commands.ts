import type { Command } from "commander";
import type { ExportReviewOptions } from "./export-review.ts";
import { here, onHome, talk } from "./on-home.ts";
import type { ReportOptions } from "./report.ts";
import type { VerifyExportOptions } from "./verify-export.ts";

const ENTRIES = "20";

/** What a node gives to its reviewers, and what they hold it against. */
export function addReview(program: Command): void {
  onHome(
    program,
    "export-review",
    "write what an oversight reviewer verifies: logs of both directions, home log, signatures, openings",
  )
    .argument("<folder>", "a folder that does not exist yet")
    .requiredOption("--reviewer <id>", "for whom it is made, such as ca.oversight-1: the home log keeps it")
    .option("--seed <words>", "the reviewer's own words, which draw the entries to be opened")
    .option("--entries <n>", "how many entries of each log they draw", ENTRIES)
    .option("--withhold <file>", "what is kept back on which ground, JSON; - for standard input")
    .action(async (folder: string, options: ExportReviewOptions, command: Command) => {
      const { exportReview } = await import("./export-review.ts");
      await exportReview(here(command), folder, options, talk(command));
    });
  onHome(
    program.command("report").description("what the law wants told in numbers"),
    "statistics",
    "the yearly figures of requests and determinations, counted from the logs; counts only",
  )
    .requiredOption("--year <year>", "of which, from 1 January to 31 December in UTC")
    .option("--format <format>", "csv, json or html", "csv")
    .option("--lang <lang>", "en, fr or hi", "en")
    .action(async (options: ReportOptions, command: Command) => {
      const { reportStatistics } = await import("./report.ts");
      await reportStatistics(here(command), options);
    });
  program
    .command("verify-export")
    .description("verify such an export against what you remember, what the other side signed, and your seed")
    .argument("<export>", "its folder, or the read-only address of a live one")
    .option("--other <export>", "the other node's export: its copies of the same logs")
    .option("--remember <file>", "your own file of the heads you have seen; written when nothing is broken")
    .option("--seed <words>", "the seed that you gave to the node")
    .option("--entries <n>", "how many entries of each log it was to draw", ENTRIES)
    .option(
      "--policy <file>",
      "a C2SP tlog-policy: enough of its witnesses must have cosigned the node's logs",
    )
    .option("--fingerprints <file>", "fingerprints of cards that you have from elsewhere, one a line")
    .addHelpText(
      "after",
      "\nExit code 0: nothing contradicts. 5: something is not shown. 7: something is broken. See docs/oversight.md.",
    )
    .action(async (path: string, _options: VerifyExportOptions, command: Command) => {
      const { verifyExport } = await import("./verify-export.ts");
      await verifyExport(path, command.optsWithGlobals<VerifyExportOptions>());
    });
}
