import { badField, type Json } from "@setu/core";
import { parseTrust, TlogError, type Trust } from "tlog";
import { isHere } from "../db/line.ts";
import { strict } from "../requests/command.ts";

/** Whom this node asks to cosign its logs, as `node.json` has it. */
export type WitnessesConfig = {
  /** Lines of a C2SP tlog-policy: `witness` with an address, `group`, `quorum`. */
  readonly policy: readonly string[];
  /** Seconds between two questions; absent: 60. */
  readonly every?: number;
  /** After so many hours without enough of them, that is shown as late; absent: 24. */
  readonly lateAfter?: number;
};

const MAX_LINES = 128;
/** As long as the database takes. */
const MAX_ID = 200;

/** @throws BAD_FIELD */
export function parseWitnesses(value: Json): WitnessesConfig {
  const fields = strict(value, "witnesses", ["policy"], ["every", "lateAfter"]);
  const { policy, every, lateAfter } = fields;
  if (!Array.isArray(policy) || policy.length > MAX_LINES)
    throw badField("witnesses.policy", "list of lines");
  const lines = policy.map((line) => {
    if (typeof line !== "string" || line.includes("\n")) throw badField("witnesses.policy", "list of lines");
    return line;
  });
  const config = {
    policy: lines,
    ...(every !== undefined && { every: within(every, "witnesses.every", 3_600) }),
    ...(lateAfter !== undefined && { lateAfter: within(lateAfter, "witnesses.lateAfter", 8_760) }),
  };
  trustOf(config);
  return config;
}

/** Whom a node asks, as its parts need it; times in milliseconds. */
export type Witnesses = { readonly trust: Trust; readonly every: number; readonly lateAfter: number };

export const witnessesOf = (config: WitnessesConfig): Witnesses => ({
  trust: trustOf(config),
  every: (config.every ?? 60) * 1_000,
  lateAfter: (config.lateAfter ?? 24) * 3_600_000,
});

/** @throws BAD_FIELD */
function trustOf({ policy }: Pick<WitnessesConfig, "policy">): Trust {
  const trust = read(policy);
  if (trust.logs.length > 0 || trust.quorum === null || trust.witnesses.length === 0)
    throw badField("witnesses.policy", "policy of witnesses with a quorum; the logs are this node's own");
  for (const { url, key } of trust.witnesses) {
    const at = url === null ? null : URL.parse(url);
    // What is asked is public to the witness, and signed; who asks and when is nobody else's.
    const safe = at?.protocol === "https:" || (at?.protocol === "http:" && isHere(at.hostname));
    if (!safe || at.username !== "" || at.search !== "" || at.hash !== "")
      throw badField("witnesses.policy", "address of each witness, with https, or http on this machine");
    if (key.name.length > MAX_ID - 9) throw badField("witnesses.policy", "shorter name of a witness");
  }
  assertCountedOnce(trust);
  return trust;
}

/**
 * Several keys of one witness are several lines. A group that asks for some of its members, and has two of them, would be
 * met by fewer witnesses than it says. @throws BAD_FIELD
 */
function assertCountedOnce({ witnesses, groups }: Trust): void {
  const behind = new Map(
    witnesses.map(({ name, url, key }) => [name, new Set([`at ${url}`, `key ${key.name}`])] as const),
  );
  for (const [name, { least, members }] of groups) {
    const each = members.map((member) => behind.get(member) ?? new Set<string>());
    const all = each.reduce((seen, more) => seen.union(more), new Set<string>());
    const apart = each.reduce((sum, { size }) => sum + size, 0) === all.size;
    if (least > 1 && least < members.length && !apart)
      throw badField("witnesses.policy", "group in which each witness counts once: group its keys first");
    behind.set(name, all);
  }
}

function read(lines: readonly string[]): Trust {
  try {
    return parseTrust(Buffer.from(lines.map((line) => `${line}\n`).join("")));
  } catch (error) {
    if (!(error instanceof TlogError)) throw error;
    throw badField("witnesses.policy", `C2SP tlog-policy (${error.message})`);
  }
}

function within(value: Json, field: string, max: number): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1 || value > max)
    throw badField(field, `number from 1 to ${max}`);
  return value;
}
