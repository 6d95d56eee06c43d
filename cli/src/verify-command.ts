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
}
