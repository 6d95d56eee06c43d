import { SetuError } from "../errors.ts";

/**
 * National levels. `rank` orders a family from the lowest up. `within` says whether the first release may
 * carry it at all: its ceiling is Protected B / Restricted, and it is not accredited for classified use.
 * Sources: Canada, Policy on Government Security, levels of security; India, secondary summaries of the office
 * manual, whose text is not public. No India-Canada equivalence is published, so none is shipped.
 */
export const LEVELS = [
  { code: "ca-protected-a", family: "ca-protected", rank: 1, within: true, top: false, status: "confirmed" },
  { code: "ca-protected-b", family: "ca-protected", rank: 2, within: true, top: false, status: "confirmed" },
  { code: "ca-protected-c", family: "ca-protected", rank: 3, within: false, top: true, status: "confirmed" },
  {
    code: "ca-confidential",
    family: "ca-classified",
    rank: 1,
    within: false,
    top: false,
    status: "confirmed",
  },
  { code: "ca-secret", family: "ca-classified", rank: 2, within: false, top: false, status: "confirmed" },
  { code: "ca-top-secret", family: "ca-classified", rank: 3, within: false, top: true, status: "confirmed" },
  {
    code: "in-restricted",
    family: "in-classified",
    rank: 1,
    within: true,
    top: false,
    status: "unconfirmed",
  },
  {
    code: "in-confidential",
    family: "in-classified",
    rank: 2,
    within: false,
    top: false,
    status: "unconfirmed",
  },
  { code: "in-secret", family: "in-classified", rank: 3, within: false, top: false, status: "unconfirmed" },
  {
    code: "in-top-secret",
    family: "in-classified",
    rank: 4,
    within: false,
    top: true,
    status: "unconfirmed",
  },
] as const;

export type Level = (typeof LEVELS)[number]["code"];

/** Which level of the other state a level is handled as: configuration signed by both sides. */
export type LevelMap = ReadonlyMap<Level, Level>;

/** The mapping of a link on which nothing was agreed: no marked level can be sent. */
export const NO_LEVELS: LevelMap = new Map();

export const isLevel = (value: unknown): value is Level => LEVELS.some((level) => level.code === value);

/**
 * Reads an agreed mapping, pairs of level codes.
 * @throws LEVEL_UNMAPPED for a level above the ceiling, or not of two different states,
 *   MARKING_UNKNOWN for a code that is no level
 */
export function levelMap(pairs: Iterable<readonly [unknown, unknown]>): LevelMap {
  const map = new Map<Level, Level>();
  for (const [from, to] of pairs) {
    const a = levelOf(from);
    const b = levelOf(to);
    if (!a.within || !b.within || stateOf(a.code) === stateOf(b.code)) throw unmapped(a.code);
    map.set(a.code, b.code);
  }
  return map;
}

export const unmapped = (level: Level): SetuError =>
  new SetuError("LEVEL_UNMAPPED", `no agreement says how ${level} is handled on the other side`, {
    detail: { level },
  });

/** The higher of two marks where they are of one family; both where they are not. Ascending by code. */
export function joinLevels(a: readonly Level[], b: readonly Level[]): readonly Level[] {
  const top = new Map<string, (typeof LEVELS)[number]>();
  for (const level of LEVELS) {
    if (a.includes(level.code) || b.includes(level.code)) top.set(level.family, level);
  }
  return [...top.values()].map((level) => level.code).sort();
}

function levelOf(value: unknown): (typeof LEVELS)[number] {
  const level = LEVELS.find((candidate) => candidate.code === value);
  if (level === undefined) throw new SetuError("MARKING_UNKNOWN", "this version does not know the level");
  return level;
}

const stateOf = (level: Level): string => level.slice(0, 2);
