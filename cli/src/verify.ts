import { writeFileSync } from "node:fs";
import { isItemAct, isSetuError, SetuError } from "@setu/core";
import { claimedOrigin, MAX_PROOF_BYTES, verifyProof, type Proven } from "@setu/link/proof.ts";
import { MAX_CARD_BYTES, parseCard } from "@setu/server/keys/card.ts";
import type { Former } from "@setu/server/keys/succession.ts";
import { MAX_TRUST_BYTES, parseTrust, parseVkey, TlogError, type VerifierKey } from "tlog";
import { readInput } from "./input.ts";
import { trainingLine, trainingOf } from "./training/proven.ts";
import { verifyManifest } from "./verify-manifest.ts";
import { answer, clean, minute, say, table } from "./terminal.ts";

type Options = {
  readonly keys: readonly string[];
  readonly body?: string;
  readonly manifest?: string;
  readonly policy?: string;
  readonly file?: string;
  readonly json?: boolean;
};

/** Prints what is proven. @throws BAD_PROOF and the intake codes; USAGE when a file of keys cannot be read */
export async function verify(
  path: string,
  { keys, body, manifest, policy, file: content, json = false }: Options,
): Promise<void> {
  const file = await readInput(path, MAX_PROOF_BYTES);
  const known: VerifierKey[] = [];
  const former: Former[] = [];
  for (const each of keys) {
    const read = await readKeys(each);
    known.push(...read.keys);
    former.push(...read.former);
  }
  const trust = policy === undefined ? undefined : parseTrust(await readInput(policy, MAX_TRUST_BYTES));
  const origin = claimedOrigin(file);
  const [, , receiver = ""] = origin.split("/");
  // A key's name says what it may sign: the origin of its log, or `<party>/mirror`.
  const logs = setsOf(known, former, origin);
  const mirrors = setsOf(known, former, `${receiver}/mirror`);
  const pairs = logs.flatMap((log) => mirrors.map((mirror) => ({ log, mirror })));
  const { proven, since } = firstThatHolds(
    pairs.map(({ log, mirror }) => () => ({
      proven: verifyProof(file, { origin, log: log.keys, cosigners: mirror.keys }, trust),
      since: [log, mirror].flatMap((each) => each.since ?? []),
    })),
  );
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
  for (const at of since)
    say(
      `Keys of this proof were reported stolen later: somebody else may have used them since ${minute(at)}.`,
    );
  say("The proof holds: every byte of it is covered, and all expected keys have signed.");
}

type KeySet = { readonly keys: readonly VerifierKey[]; readonly since: number | null };

/** All keys of that name; then those that were followed by others, with since when they were in other hands. */
const setsOf = (
  known: readonly VerifierKey[],
  former: readonly Former[],
  name: string,
): readonly KeySet[] => {
  const named = (keys: readonly VerifierKey[]) => keys.filter((key) => key.name === name);
  const before = former.map(({ logs, mirror, since }) => ({
    keys: named([...logs.flat(), ...mirror]),
    since,
  }));
  return [{ keys: named(known), since: null }, ...before.filter(({ keys }) => keys.length > 0)];
};

/** @throws what the first of them throws, when none holds */
function firstThatHolds<T>(tries: readonly (() => T)[]): T {
  let first: unknown;
  for (const attempt of tries)
    try {
      return attempt();
    } catch (error) {
      if (!isSetuError(error, "BAD_PROOF")) throw error;
      first ??= error;
    }
  throw first;
}

type Read = { readonly keys: readonly VerifierKey[]; readonly former: readonly Former[] };

/** A card is JSON; else each line that is not empty is one verifier key. */
async function readKeys(path: string): Promise<Read> {
  const bytes = await readInput(path, MAX_CARD_BYTES);
  const text = new TextDecoder().decode(bytes);
  if (text.trimStart().startsWith("{")) {
    const { logs, mirror, former = [] } = parseCard(bytes);
    return { keys: [...logs.flat(), ...mirror], former };
  }
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  try {
    return { keys: lines.map(parseVkey), former: [] };
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

const dataOf = ({ act, approvals, body, t, origin, position, receiptTime, witnesses }: Proven) => ({
  verified: true,
  ...trainingOf(origin),
  origin,
  position,
  sent: new Date(t).toISOString(),
  received: new Date(receiptTime).toISOString(),
  witnessed: witnesses.map(({ name, t: at }) => ({ name, at: new Date(at).toISOString() })),
  act,
  approvals: JSON.parse(approvals) as unknown,
  body: body && new TextDecoder().decode(body),
});

function textOf({ act, approvals, body, t, origin, position, receiptTime, witnesses }: Proven): string {
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
    ...witnesses.map(
      ({ name, t: at }) => ["witnessed", `${new Date(at).toISOString()}, by the clock of ${name}`] as const,
    ),
    ["log", `${origin}, position ${position}`],
  ];
  return `${trainingLine(origin)}${table(facts)}${body ? `\n\n${clean(new TextDecoder().decode(body))}` : ""}`;
}
