import { NEVER, POWERS, type ItemFacts, type OfficerFacts } from "./facts.ts";
import { TOPICAL, type Topics } from "./topics.ts";

/** The instant at which everything here is asked; some items expire just before, at and after it. */
export const NOW = 1_800_000_000_000;

/** Every power that is given by topic, for these topics up to this level. */
export const topicsUpTo = (topics: readonly string[], level: number): Topics =>
  Object.fromEntries(
    TOPICAL.map((power) => [power, Object.fromEntries(topics.map((topic) => [topic, level]))]),
  );

const TOPICS = ["cyber", "drugs", "general"];

/** An officer who may do everything that an officer at work may, and an item that is open to her: each test takes away. */
export const OFFICER: OfficerFacts = {
  id: "ca.officer-1",
  agency: "ca.agency-1",
  clearance: 4,
  compartments: ["alpha", "beta"],
  powers: POWERS.filter((power) => power !== "administer" && power !== "oversee"),
  topics: topicsUpTo(TOPICS, 4),
  active: true,
  onDuty: true,
  approving: true,
};
export const ITEM: ItemFacts = {
  item: "ca:0123456789abcdef0123456789abcdef",
  audience: ["ca.agency-1", "in.agency-1"],
  red: false,
  named: [],
  level: 2,
  topic: "cyber",
  compartments: [],
  sealed: false,
  expires: NEVER,
  author: "",
};

/** Repeats itself for a seed (mulberry32). */
export function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const AGENCIES = ["ca.agency-1", "ca.agency-2", "ca.agency-3", "in.agency-1"];
const COMPARTMENTS = ["alpha", "beta", 'it\'s {odd}, "quoted"'];
const IDS = Array.from({ length: 12 }, (_, n) => `ca.officer-${n}`);

/** Officers and items from few words, so that they meet often; most officers at work, most items open. */
export function generate(chance: () => number) {
  const one = <T>(of: readonly T[]): T => of[Math.floor(chance() * of.length)] as T;
  const some = <T>(of: readonly T[], share: number): T[] => of.filter(() => chance() < share);
  const officer = (): OfficerFacts => ({
    id: chance() < 0.03 ? "" : one(IDS),
    agency: one(AGENCIES),
    clearance: Math.floor(chance() * 5),
    compartments: some(COMPARTMENTS, 0.5),
    powers: [
      ...some(POWERS.slice(0, 8), 0.7),
      ...(chance() < 0.1 ? (["administer"] as const) : []),
      ...(chance() < 0.15 ? (["oversee"] as const) : []),
    ],
    topics: Object.fromEntries(
      TOPICAL.map((power) => [
        power,
        Object.fromEntries(some(TOPICS, 0.9).map((topic) => [topic, one([1, 4, 4, 4])])),
      ]),
    ),
    active: chance() < 0.9,
    onDuty: chance() < 0.6,
    approving: chance() < 0.6,
  });
  const item = (n: number): ItemFacts => ({
    item: `ca:${n.toString(16).padStart(32, "0")}`,
    audience: some(AGENCIES, 0.6),
    red: chance() < 0.2,
    named: some(IDS, 0.25),
    level: Math.floor(chance() * 5),
    topic: one(TOPICS),
    compartments: some(COMPARTMENTS, 0.2),
    sealed: chance() < 0.15,
    expires: chance() < 0.8 ? NEVER : NOW + one([-1, 0, 1]),
    author: chance() < 0.5 ? "" : one(IDS),
  });
  return { officer, item };
}
