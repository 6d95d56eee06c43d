import assert from "node:assert/strict";
import { test } from "node:test";
import { KEY_TYPES, verifierKey } from "tlog";
import { suspectSince } from "./suspect.ts";
import type { Retired } from "./succession.ts";

const LOGS = ["ca/link/in/flash/1", "ca/link/in/main/1"] as const;
const pair = (seed: number, rest: Pick<Retired, "since" | "until">): Retired => ({
  logs: LOGS.map((origin) => [verifierKey(origin, KEY_TYPES.ed25519, new Uint8Array(32).fill(seed))]),
  mirror: [],
  ...rest,
});
const at = (pos: number, t: number, origin: string = LOGS[1]) => ({ origin, pos, t });

test("an entry is flagged by the keys that signed it first, in its own log, from the instant that their owner named", () => {
  const retired = [
    pair(1, { since: null, until: [3, 10] }),
    pair(2, { since: 5_000, until: [6, 20] }),
    pair(3, { since: null, until: [9, 30] }),
  ];
  const cases: readonly (readonly [string, ReturnType<typeof at>, number | null])[] = [
    ["of the keys before, although their successors signed it again", at(9, 6_000), null],
    ["the first of theirs", at(10, 5_000), 5_000],
    ["written before that instant", at(10, 4_999), null],
    ["the last of theirs", at(19, 9_000), 5_000],
    ["of those after", at(20, 9_000), null],
    ["of the keys in force", at(30, 9_000), null],
    ["in the other log they ended elsewhere", at(7, 9_000, LOGS[0]), null],
    ["and began elsewhere", at(5, 9_000, LOGS[0]), 5_000],
    ["a log that they never signed", at(5, 9_000, "ca/home/1"), null],
  ];
  for (const [name, entry, since] of cases) assert.equal(suspectSince(retired, entry), since, name);
});

test("keys that still sign, or whose end nobody knows, flag everything since", () => {
  for (const until of [[3, null], null])
    assert.equal(suspectSince([pair(1, { since: 5_000, until })], at(999, 9_000)), 5_000);
});
