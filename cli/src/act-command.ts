import type { Command } from "commander";
import type { SignOptions } from "./act-sign.ts";
import { atNode } from "./node-options.ts";
import type { RequestOptions } from "./request/session.ts";

/** What an officer does with an act beside the screens: sign it with a card that no browser reaches. */
export function addAct(program: Command): void {
  atNode(
    program
      .command("act")
      .description("sign with a card what a screen has put before you")
      .command("sign")
      .description("fetch what stands under a code, show it, have your card sign it, and bring the signature")
      .argument("<code>", "as the screen shows it")
      .argument("[signer...]", "after --: a program that signs its standard input and writes the signature")
      .requiredOption("--certificate <file>", "the card's certificate, PEM or DER")
      .option("--key <file>", "the private key, PEM, where there is no card")
      .option("--yes", "sign without being asked"),
  )
    .addHelpText(
      "after",
      "\nThe signer gets the bytes on its standard input and signs SHA-256 of them (Ed25519: them), such as\n" +
        "  setu act sign CODE --certificate card.crt -- pkcs11-tool --sign --mechanism ECDSA-SHA256 --id 01",
    )
    .action(async (code: string, signer: readonly string[], _options: unknown, command: Command) => {
      const { signAct } = await import("./act-sign.ts");
      const { open } = await import("./request/session.ts");
      const options = command.optsWithGlobals<RequestOptions & SignOptions>();
      await signAct(await open(options), code, signer, { ...options, json: options.json ?? false });
    });
}
