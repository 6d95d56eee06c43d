import type { Account } from "@setu/requests/api.ts";
import type { Delegation } from "@setu/requests/delegating.ts";
import type { MyPowers, Outline } from "@setu/requests/powers.ts";
import { TOPIC_POWERS, TOPICS, type Topic, type TopicPower, type Topics } from "@setu/requests/topics.ts";

/** Approval lent and taken back. */
export function lendIn(state: PowersState, path: readonly string[], json: object, by: string): void {
  const said = json as {
    readonly id: string;
    readonly officer: string;
    readonly from: number;
    readonly until: number;
  };
  const [of] = path;
  state.lent =
    of === undefined
      ? [...state.lent, { id: said.id, officer: said.officer, by, begins: said.from, ends: said.until }]
      : state.lent.filter(({ id }) => id !== of);
}

/** The same level in each of these topics. */
export const topicsUpTo = (
  powers: readonly TopicPower[],
  level: number,
  topics: readonly Topic[] = TOPICS,
): Topics =>
  Object.fromEntries(
    powers.map((power) => [power, Object.fromEntries(topics.map((topic) => [topic, level]))]),
  );
const WRITTEN = TOPICS.filter((topic) => topic !== "drugs" && topic !== "terrorism");

/** What an officer may do, in the stand-in: one who leads the desk, with a matter that nobody may read. */
export type PowersState = {
  powers: readonly string[];
  topics: Topics;
  outlines: Outline[];
  lent: readonly Delegation[];
  readonly accessAsked: string[];
};

export const newPowers = (): PowersState => ({
  powers: ["read", "draft", "send", "approve", "assign", "export", "seal", "supervise"],
  // Nothing of drugs, and of terrorism reading alone.
  topics: {
    ...topicsUpTo(TOPIC_POWERS, 2, WRITTEN),
    read: { ...topicsUpTo(["read"], 2, WRITTEN).read, terrorism: 1 },
    approve: { cyber: 1, general: 0 },
  },
  lent: [
    {
      id: "e".repeat(32),
      officer: "officer-fr",
      by: "officer-ca",
      begins: Date.now() - 3_600_000,
      ends: Date.now() + 86_400_000,
    },
  ],
  outlines: [
    {
      item: `in:${"7".repeat(32)}`,
      ref: "IN-1111-1111-1",
      updated: Date.now(),
      due: Date.now() + 86_400_000,
      why: "named",
    },
  ],
  accessAsked: [],
});

const RULED = ["audience", "compartments", "expired", "level", "red", "sealed", "topic-read"] as const;

export function powersIn(state: PowersState, accounts: readonly Account[]): MyPowers {
  const may = (action: string, power: string, stops: readonly string[] = RULED): MyPowers["may"][number] =>
    state.powers.includes(power)
      ? { action, may: stops.length > 0 ? "some" : "all", stops }
      : { action, may: "none", stops: [power] };
  return {
    clearance: 2,
    compartments: ["amal"],
    powers: state.powers,
    topics: state.topics,
    asks: TOPICS.filter((topic) => state.powers.includes("send") && state.topics.send?.[topic] !== undefined),
    from: Date.UTC(2026, 0, 1),
    until: Date.UTC(2027, 11, 31),
    may: [
      may("read", "read"),
      may("download", "read"),
      may("note", "draft"),
      may("assign", "assign"),
      may("ask", "send", []),
      may("send", "send"),
      may("approve", "approve"),
      may("export", "export"),
      may("intake", "draft", []),
      may("seal", "seal"),
      may("pass-on", "supervise", ["compartments", "level", "sealed"]),
      may("administer", "administer", []),
      may("oversee", "oversee", []),
    ],
    lent: { may: state.powers.includes("approve"), delegations: state.lent },
    policy: "7e1d".repeat(16),
    people: { administer: [], supervise: accounts.slice(0, 1), seal: accounts.slice(0, 1) },
  };
}
