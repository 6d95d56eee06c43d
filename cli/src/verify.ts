import { writeFileSync } from "node:fs";
import { isItemAct, SetuError } from "@setu/core";
import { claimedOrigin, MAX_PROOF_BYTES, verifyProof, type Proven } from "@setu/link/proof.ts";
import { MAX_CARD_BYTES, parseCard } from "@setu/server/keys/card.ts";
import { parseVkey, TlogError, type VerifierKey } from "tlog";
import { readInput } from "./input.ts";
import { verifyManifest } from "./verify-manifest.ts";
import { answer, clean, say, table } from "./terminal.ts";

type Options = {
  readonly keys: readonly string[];
  readonly body?: string;
  readonly manifest?: string;
  readonly file?: string;
  readonly json?: boolean;
};

/** Prints what is proven. @throws BAD_PROOF and the intake codes; USAGE when a file of keys cannot be read */
export async function verify(
  path: string,
  { keys, body, manifest, file: content, json = false }: Options,
): Promise<void> {
  const file = await readInput(path, MAX_PROOF_BYTES);
  const known: VerifierKey[] = [];
  for (const each of keys) known.push(...(await readKeys(each)));
  const origin = claimedOrigin(file);
  const [, , receiver = ""] = origin.split("/");
  // A key's name says what it may sign: the origin of its log, or `<party>/mirror`.
  const proven = verifyProof(file, {
    origin,
    log: known.filter(({ name }) => name === origin),
    cosigners: known.filter(({ name }) => name === `${receiver}/mirror`),
  });
  if (content !== undefined && manifest === undefined)
    throw new SetuError("USAGE", "--file needs --manifest");
  if (manifest !== undefined) await verifyManifest(manifest, proven.act, content);
  if (body !== undefined) writeBody(body, proven);
  if (body !== "-") answer({ json }, dataOf(proven), () => textOf(proven));
  if (manifest !== undefined) {
    const same = content === undefined ? "" : ", and this is the file";
    say(
      `The act commits to the content that the manifest names${same}. ` +
        "Who looked at it and took it is the word of the node that made the manifest.",
    );
  }
  say("The proof holds: every byte of it is covered, and all expected keys have signed.");
}

/** A card is JSON; else each line that is not empty is one verifier key. */
async function readKeys(path: string): Promise<readonly VerifierKey[]> {
  const bytes = await readInput(path, MAX_CARD_BYTES);
  const text = new TextDecoder().decode(bytes);
  if (text.trimStart().startsWith("{")) {
    const { logs, mirror } = parseCard(bytes);
    return [...logs.flat(), ...mirror];
  }
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  try {
    return lines.map(parseVkey);
  } catch (cause) {
    if (!(cause instanceof TlogError)) throw cause;
    throw new SetuError("USAGE", `${path} holds neither a card nor verifier keys`, { cause });
  }
}

function writeBody(path: string, { body }: Proven): void {
  if (body === null) throw new SetuError("NOT_FOUND", "the proof carries no text");
  if (path === "-") process.stdout.write(body);
  else writeFileSync(path, body, { flag: "wx" });
}

const dataOf = ({ act, approvals, body, t, origin, position, receiptTime }: Proven) => ({
  verified: true,
  origin,
  position,
  sent: new Date(t).toISOString(),
  received: new Date(receiptTime).toISOString(),
  act,
  approvals: JSON.parse(approvals) as unknown,
  body: body && new TextDecoder().decode(body),
});

function textOf({ act, approvals, body, t, origin, position, receiptTime }: Proven): string {
  const signed = approvals === "[]" ? "no person signed it" : "signatures of persons: see --json";
  const facts: (readonly [string, string])[] = [
    ["act", `${act.do}, ${act.wf}`],
    ["from", act.from],
    ["to", act.to],
    ["id", act.id],
    ...(isItemAct(act)
      ? ([
          ["item", act.item],
          ["officer", act.by],
          ["marking", act.mark.tlp],
        ] as const)
      : []),
    ["arguments", JSON.stringify(act.args)],
    ["approvals", signed],
    ["written", `${new Date(t).toISOString()}, by the sender's clock`],
    ["received", `${new Date(receiptTime).toISOString()}, by the receiver's clock`],
    ["log", `${origin}, position ${position}`],
  ];
  return `${table(facts)}${body ? `\n\n${clean(new TextDecoder().decode(body))}` : ""}`;
}
