import { LIES } from "./lies/table.ts";
import { PLANTED, planted } from "./planted.ts";
import type { Random } from "./random.ts";

/** What can go wrong in one schedule. Each seed disables some faults, so that rare pairs meet often (swarm testing). */
export type Faults = {
  readonly loss: number;
  readonly duplication: number;
  /** Longest delay of a message, milliseconds. */
  readonly delay: number;
  readonly partition: boolean;
  readonly crash: boolean;
  readonly abort: boolean;
  readonly unknown: boolean;
  readonly diskFull: boolean;
  readonly failover: boolean;
  readonly restore: boolean;
  readonly clockBack: boolean;
  readonly twoProcesses: boolean;
  readonly liar: boolean;
  /** Both lanes, or `main` alone. */
  readonly twoLanes: boolean;
  /** Also watch an idle link for one more pulse. */
  readonly idle: boolean;
  /** Officers have keys; some are suspended, recalled, lose their keys, or their dates end. */
  readonly persons: boolean;
  /** Entries are given back without their keys; where neither side forgets, they are sent so too. */
  readonly lostWraps: boolean;
  /** Files are carried beside the line. */
  readonly files: boolean;
  /** Officers correct, narrow and recall what they have said, and mark it for some and not for others. */
  readonly amends: boolean;
  /** Keys of the nodes change while the link lives, and those before are in somebody's hands. */
  readonly rotates: boolean;
  /** Names of the lies that one side tells (`lies/table.ts`); an honest pair tells none. */
  readonly lies: readonly string[];
};

/** So many lies at most come together in one schedule. */
const MOST_LIES = 4;

/** The others are told only where there is something to tell them of. */
const ANYWHERE = LIES.filter((lie) => !lie.amends);

/** @param apart what was added later is drawn from its own chance, so that an old seed without it replays as it did */
export function drawFaults(random: Random, apart: Random, given: readonly string[] | null): Faults {
  const on = () => random.chance(0.5);
  const faults = {
    loss: on() ? random.next() * 0.4 : 0,
    duplication: on() ? random.next() * 0.2 : 0,
    delay: random.pick([5, 50, 400]),
    partition: on(),
    crash: on(),
    abort: on(),
    unknown: on(),
    diskFull: random.chance(0.2),
    failover: random.chance(0.25),
    restore: random.chance(0.3),
    clockBack: on(),
    twoProcesses: random.chance(0.3),
    liar: random.chance(0.06),
    twoLanes: random.chance(0.3),
    idle: random.chance(0.2),
    persons: apart.chance(0.4),
    lostWraps: apart.chance(0.3),
  };
  const many = apart.chance(0.3) && !faults.liar ? apart.int(1, MOST_LIES) : 0;
  const drawn = Array.from({ length: many }, () => apart.pick(ANYWHERE));
  const files = apart.chance(0.4);
  const amends = apart.chance(0.3);
  const rotates = apart.chance(0.15);
  if (amends && many > 0) drawn.push(...LIES.filter((lie) => lie.amends && apart.chance(0.5)));
  const lies = given ? LIES.filter(({ name }) => given.includes(name)) : drawn;
  // What is given back is asked for after a restore, and keys again where some were lost.
  const restored = lies.some(({ fetch, wraps }) => fetch ?? wraps);
  const honest = lies.length === 0 && !(faults.liar && given === null);
  return {
    ...faults,
    files: files && honest,
    rotates: rotates && honest,
    amends: amends || lies.some((lie) => lie.amends),
    liar: faults.liar && given === null,
    restore: faults.restore || restored,
    lostWraps: faults.lostWraps || lies.some(({ wraps }) => wraps),
    lies: lies.map(({ name }) => name),
  };
}

/** Bugs planted in the ports around the real code; every one of them must be caught by an oracle. */
export const MUTATIONS = [
  "acknowledge-before-commit",
  "receipt-before-commit",
  "sign-before-commit",
  "synchronous-commit-off",
  "sign-before-hearing",
  "seen-off-by-one",
  "skip-after",
  "judge-by-arrival",
  "key-of-another-lane",
  "suspension-not-seen-while-it-waits",
  "never-asks-again",
  "suspension-ignored-after-restore",
  "wider-narrowing-taken",
  "recall-not-seen-while-it-waits",
  ...(Object.keys(PLANTED) as (keyof typeof PLANTED)[]),
] as const;
export type Mutation = (typeof MUTATIONS)[number];

const OF_PERSONS: ReadonlySet<Mutation> = new Set([
  "judge-by-arrival",
  "key-of-another-lane",
  "suspension-not-seen-while-it-waits",
]);

const OF_LOST_KEYS: ReadonlySet<Mutation> = new Set(["never-asks-again", "suspension-ignored-after-restore"]);

const OF_AMENDING: ReadonlySet<Mutation> = new Set([
  "wider-narrowing-taken",
  "recall-not-seen-while-it-waits",
]);

/** A mutation needs the fault that makes it matter. */
export function withMutation(faults: Faults, mutation: Mutation | null): Faults {
  if (!mutation) return faults;
  // Keys that are lost make other bugs rarer, not plainer.
  const sure = {
    ...faults,
    liar: false,
    crash: true,
    lostWraps: false,
    files: false,
    amends: false,
    lies: [],
  };
  const sown = planted(mutation);
  if (sown) return { ...sure, ...sown.sure };
  if (OF_PERSONS.has(mutation)) return { ...sure, persons: true, twoLanes: true };
  if (OF_AMENDING.has(mutation)) return { ...sure, amends: true, partition: true };
  if (OF_LOST_KEYS.has(mutation))
    return { ...sure, restore: true, lostWraps: true, persons: true, partition: true };
  return mutation === "sign-before-hearing" ? { ...sure, restore: true } : sure;
}
