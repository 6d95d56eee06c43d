import { readFileSync } from "node:fs";
import { join } from "node:path";
import { keyAges, warningOf, type KeyAge, type KeyUse } from "@setu/server/node/key-ages.ts";
import { answer, clean, minute, table, type Talk } from "./terminal.ts";

const USES: Readonly<Record<KeyUse, string>> = {
  log: "signs our log of a lane",
  cosigning: "signs receipts",
  tls: "the line to the peer",
  sealing: "opens what the peer seals",
  "at-rest": "seals what the database holds",
  next: "follows these (setu keys next)",
  former: "was followed",
  "peer-card": "the peer's card",
  "peer-former": "the peer's, was followed",
  "peer-root": "the root of the peer's government",
  authority: "authority of officers' cards",
  revocations: "list of revoked cards",
};

const DRILL = join(import.meta.dirname, "..", "..", "docs", "keys.md");

/** The page for people at a machine that may have nothing else to read it with. */
export const drill = (): void => void process.stdout.write(readFileSync(DRILL, "utf8"));

/** Every key of a node, the nearest end first to be seen. */
export function listKeys(home: string, talk: Talk): void {
  const ages = keyAges(home);
  const now = Date.now();
  answer(talk, ages, () =>
    table([
      ["WHAT FOR", "WHICH", "SINCE", "UNTIL", "WHERE"],
      ...ages.map((each) => [
        USES[each.use],
        clean(each.name),
        each.since === null ? "" : minute(each.since),
        endOf(each, now),
        each.where,
      ]),
    ]),
  );
}

/** How its end is, in words; what others may have had is said here too. */
export function endOf(age: KeyAge, now: number): string {
  const { until, compromisedSince } = age;
  const stolen = compromisedSince === null ? "" : `in other hands since ${minute(compromisedSince)}`;
  if (until === null) return stolen || "no end";
  if (until === 0) return "CANNOT BE READ";
  const days = warningOf(age, now);
  const soon = days === null ? "" : days === 0 ? " ENDED" : `, in less than ${days + 1} days`;
  return `${minute(until)}${soon}`;
}
