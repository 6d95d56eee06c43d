import { spawn } from "node:child_process";
import { createPrivateKey, sign, verify, X509Certificate, type KeyObject } from "node:crypto";
import { createInterface } from "node:readline/promises";
import { SetuError } from "@setu/core";
import type { CardSigning } from "@setu/requests";
import { cardCode } from "@setu/server/sign-in/card-code.ts";
import { asTyped } from "@setu/server/sign-in/letters.ts";
import type { Client } from "./client.ts";
import { collect, readInput } from "./input.ts";
import { answer, clean, say, type Talk } from "./terminal.ts";

export type SignOptions = { readonly certificate: string; readonly key?: string; readonly yes?: boolean };

const MAX_FILE = 64 * 1024;
const MAX_SIGNATURE = 1_024;

/**
 * Signs the act that a screen shows under this code. The code is computed from the bytes that came, so that a node which
 * hands out others than its screen has shown is found out here.
 * @throws CONTRADICTION when it is not the code of these bytes; USAGE; BAD_APPROVAL when the signature is not the card's
 */
export async function signAct(
  client: Client,
  code: string,
  signer: readonly string[],
  options: SignOptions & Talk,
): Promise<void> {
  if ((options.key !== undefined) === signer.length > 0)
    throw new SetuError("USAGE", "say either --key or, after --, the program that signs");
  const certificate = new X509Certificate(await readInput(options.certificate, MAX_FILE));
  const { message: encoded } = await client.get<CardSigning>(`/cards/${encodeURIComponent(code)}`);
  const message = Buffer.from(encoded, "base64url");
  const shown = cardCode(message);
  if (asTyped(shown) !== asTyped(code))
    throw new SetuError("CONTRADICTION", "the node has sent other bytes than those of this code");
  say(`${shown}\n\n${outline(message)}\n`);
  await agree(options);
  const hash = certificate.publicKey.asymmetricKeyType === "ed25519" ? null : "sha256";
  const made =
    options.key === undefined
      ? await bySigner(signer, message)
      : sign(hash, message, createPrivateKey(Buffer.from(await readInput(options.key, MAX_FILE))));
  const signature = inDer(made, certificate.publicKey);
  if (!verify(hash, message, certificate.publicKey, signature))
    throw new SetuError("BAD_APPROVAL", "the signature is not by the key of this certificate");
  await client.post(`/cards/${encodeURIComponent(code)}`, {
    certificate: certificate.raw.toString("base64url"),
    signature: Buffer.from(signature).toString("base64url"),
  });
  say("Signed. The screen goes on by itself.");
  answer(options, { code: shown, signed: true }, "");
}

/** The act as it stands in the bytes (spec/record.md section 4), its texts by their hash: the screen shows the words. */
function outline(message: Buffer): string {
  const text = message.toString("utf8");
  const at = text.indexOf("{");
  try {
    return clean(JSON.stringify(JSON.parse(text.slice(at)), null, 2));
  } catch (cause) {
    throw new SetuError("CONTRADICTION", "the node has sent something that is no act", { cause });
  }
}

async function agree({ yes }: SignOptions): Promise<void> {
  if (yes === true) return;
  if (!process.stdin.isTTY)
    throw new SetuError("USAGE", "nobody can be asked here: look first, then say --yes");
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const said = await terminal.question("Is this the code on your screen, and do you sign? (yes/no) ");
    if (said.trim().toLowerCase() !== "yes") throw new SetuError("USAGE", "not signed");
  } finally {
    terminal.close();
  }
}

/** Started as it is named, by no shell: what stands in the code or the act is never a command. */
async function bySigner([program = "", ...args]: readonly string[], message: Buffer): Promise<Uint8Array> {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  // A program that ends before it has read everything says so by its exit code.
  child.stdin.on("error", () => {});
  child.stdin.end(message);
  const [signature, exit] = await Promise.all([collect(child.stdout, MAX_SIGNATURE), ended]);
  if (exit !== 0 || signature.length === 0)
    throw new SetuError("BAD_APPROVAL", `the signer has not signed (it ended with ${exit})`);
  return signature;
}

/** PKCS #11 writes ECDSA as r and s of equal length; everybody else, and the format, in DER (RFC 3279). */
function inDer(signature: Uint8Array, { asymmetricKeyType }: KeyObject): Uint8Array {
  if (asymmetricKeyType !== "ec" || signature.length !== 64) return signature;
  const parts = [signature.subarray(0, 32), signature.subarray(32)].map((part) => {
    const start = part.findIndex((byte) => byte !== 0);
    const digits = start === -1 ? Uint8Array.of(0) : part.subarray(start);
    const bytes = (digits[0] ?? 0) > 127 ? [0, ...digits] : [...digits];
    return [2, bytes.length, ...bytes];
  });
  const body = parts.flat();
  return Uint8Array.of(0x30, body.length, ...body);
}
