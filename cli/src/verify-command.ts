import type { Command } from "commander";

export function addVerify(program: Command): void {
  program
    .command("verify")
    .description("verify a proof of one record, offline: nothing is asked of any server")
    .argument("<proof>", "the proof file, or - for standard input")
    .requiredOption(
      "-k, --keys <file...>",
      "cards of the two parties, or files of C2SP verifier keys, one a line: the only signers believed",
    )
    .option("--body <file>", "write the text that was sent to this file; - for standard output")
    .option("--manifest <file>", "check that this manifest names a file of the proven record")
    .option("--policy <file>", "a C2SP tlog-policy: enough of its witnesses must have cosigned as well")
    .option("--file <file>", "with --manifest: check that this is the file")
    .addHelpText(
      "after",
      "\nExample: setu verify request.tlog-proof --keys canada.card.json india.card.json\n" +
        "Exit code 0 only if every byte of the file is covered and every expected signature is there.",
    )
    .action(async (proof: string, _options: unknown, command: Command) => {
      const { verify } = await import("./verify.ts");
      await verify(proof, command.optsWithGlobals());
    });
  program
    .command("verify-onward")
    .description("verify a record that was given on, and its originator's leave, offline")
    .argument("<file>", "as setu request onward wrote it, or - for standard input")
    .requiredOption("-k, --keys <file...>", "the cards of the two parties between whom it crossed")
    .requiredOption("--third <name>", "for whom the leave has to be: you, as the originator names you")
    .option("--body <file>", "write the text of the record to this file")
    .action(async (file: string, _options: unknown, command: Command) => {
      const { verifyGivenOn } = await import("./verify-onward.ts");
      await verifyGivenOn(file, command.optsWithGlobals());
    });
  program
    .command("verify-package")
    .description("verify a package for mutual legal assistance, each piece and its leave, offline")
    .argument("<file>", "as setu request mla wrote it, or - for standard input")
    .requiredOption("-k, --keys <file...>", "the cards of the two parties between whom its records crossed")
    .action(async (file: string, _options: unknown, command: Command) => {
      const { verifyAssistance } = await import("./verify-package.ts");
      await verifyAssistance(file, command.optsWithGlobals());
    });
}
