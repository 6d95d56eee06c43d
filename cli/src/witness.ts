import { existsSync } from "node:fs";
import { isIP } from "node:net";
import { SetuError } from "@setu/core";
import { MAX_CARD_BYTES, parseCard } from "@setu/server/keys/card.ts";
import { close, listen } from "@setu/server/node/listening.ts";
import { holdAlone } from "@setu/server/node/running.ts";
import { originHash, WitnessFolder } from "@setu/server/witness/folder.ts";
import { witnessServer } from "@setu/server/witness/service.ts";
import { formatVkey, parseVkey, type VerifierKey } from "tlog";
import { readInput } from "./input.ts";
import { interrupted } from "./interrupt.ts";
import { answer, minute, say, type Talk } from "./terminal.ts";

/** A witness of its own, in a folder that is not there yet. */
export function makeWitness(path: string, name: string, talk: Talk): void {
  if (existsSync(path)) throw new SetuError("USAGE", "the folder exists: a witness is made in a new one");
  tell(WitnessFolder.make(path, name), talk);
  say(
    "No backup of this folder is ever put back: an older copy would sign a second history. Lost, it is made anew.",
  );
}

/** Follows the logs of a card, or of a file of verifier keys. */
export async function follow(path: string, keys: string, talk: Talk): Promise<void> {
  const letGo = lock(path);
  try {
    const folder = new WitnessFolder(path);
    for (const log of await logsIn(keys)) folder.follow(log);
    tell(folder, talk);
  } finally {
    letGo();
  }
}

/** What its logs have shown it; exit code 7 when one of them has signed two histories. */
export function show(path: string, talk: Talk): void {
  const folder = new WitnessFolder(path);
  tell(folder, talk);
  if (folder.logs().some((origin) => folder.contradiction(origin) !== null)) process.exitCode = 7;
}

/** Answers until it is interrupted. @param at `<address>:<port>`, of this machine or of a network of its own */
export async function runWitness(path: string, at: string, talk: Talk): Promise<void> {
  const [, address = "", port = ""] = /^\[?([0-9a-f.:]+?)\]?:(\d{1,5})$/.exec(at) ?? [];
  if (isIP(address) === 0 || Number(port) > 65_535)
    throw new SetuError("USAGE", "say where to listen as <address>:<port>, such as 127.0.0.1:7380");
  const letGo = lock(path);
  const folder = new WitnessFolder(path);
  const server = witnessServer(folder, (event) =>
    say(JSON.stringify({ at: new Date().toISOString(), event: "add-checkpoint", ...event })),
  );
  try {
    const listening = await listen(server, address, Number(port));
    const host = address.includes(":") ? `[${address}]` : address;
    answer(talk, { url: `http://${host}:${listening}` }, `http://${host}:${listening}`);
    if (!talk.json) say("Plain HTTP: put a proxy that speaks TLS before it. Ctrl-C stops it.");
    await interrupted();
  } finally {
    await close(server);
    letGo();
  }
}

const lock = (path: string): (() => void) => {
  // Else the file of the lock would make a folder look like a witness.
  const { path: there } = new WitnessFolder(path);
  return holdAlone(there, "this witness runs: one process of it at a time");
};

/** A card has the keys of each lane; in a file of keys those of one name are one log's. */
async function logsIn(path: string): Promise<readonly (readonly VerifierKey[])[]> {
  const bytes = await readInput(path, MAX_CARD_BYTES);
  const text = new TextDecoder().decode(bytes);
  if (text.trimStart().startsWith("{")) return parseCard(bytes).logs;
  const keys = text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map(parseVkey);
  return [...Map.groupBy(keys, ({ name }) => name).values()];
}

function tell(folder: WitnessFolder, talk: Talk): void {
  const logs = folder.logs().map((origin) => {
    const head = folder.head(origin);
    return {
      origin,
      hash: originHash(origin),
      size: head?.checkpoint.size ?? 0,
      cosigned: head?.t ?? null,
      contradiction: folder.contradiction(origin),
    };
  });
  const keys = folder.signers.map(({ key }) => formatVkey(key));
  answer(talk, { keys, logs }, () =>
    [
      "# For the policy of whoever asks this witness; put its address behind each key:",
      ...keys.map((key, at) => `witness ${folder.signers[at]?.key.name}-${at + 1} ${key}`),
      ...logs.map(
        ({ origin, size, cosigned }) =>
          `# ${origin}: ${cosigned === null ? "nothing cosigned yet" : `${size} entries, ${minute(cosigned)}`}`,
      ),
    ].join("\n"),
  );
  for (const { origin, contradiction } of logs)
    if (contradiction)
      say(`\n${origin} has signed two histories. Both, under its own signature:\n\n${contradiction}`);
}
