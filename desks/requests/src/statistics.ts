import { badField } from "@setu/core";
import { RECALL_DAYS } from "./recalling.ts";

/**
 * What the law wants told in numbers, recomputed from the logs each time. Of each party's requests both nodes count the
 * same, for both hold the same logs; what is of one node alone stands apart.
 */
export const SMALL = 5;
/** Null: from 1 to 4, and not told. */
export type Cell = number | null;
export type Cells = Readonly<Record<string, Cell>>;

/** One request as the logs have it. `by`: the party that asked. Instants in milliseconds. */
export type Counted = {
  readonly by: string;
  readonly asked: number;
  readonly end: {
    readonly at: number;
    readonly how: "answered" | "refused" | "withdrawn" | "lapsed";
  } | null;
  /** As it crossed: of neutral refusals the one code that is sent. */
  readonly ground: string | null;
  /** The end, or the end of the year where there is none, came after the deadline. */
  readonly due: number | null;
  readonly kinds: readonly string[];
  readonly urgency: string;
  /** Threat to life, as the request says. */
  readonly life: boolean;
};

/** The requests of one party: sent by it, received by the other. */
export type PartyFigures = {
  /** Within the year. */
  readonly asked: number;
  readonly answered: number;
  readonly refused: number;
  readonly withdrawn: number;
  readonly lapsed: number;
  /** Without an end when the year ended. */
  readonly open: number;
  readonly late: number;
  readonly life: number;
  /** Of those that were answered or refused in the year, from the asking; null: there was none. */
  readonly medianDays: number | null;
  readonly byGround: Cells;
  readonly byKind: Cells;
  readonly byUrgency: Cells;
};

/** What a side has said of its own records. Of a recall: when the other side said what became of the record, null while it has not. */
export type CountedSaid = {
  /** Who says it. */
  readonly by: string;
  readonly at: number;
} & ({ readonly what: "correct" | "narrow" } | { readonly what: "recall"; readonly answered: number | null });

/** Of one party: its requests, and what it has said later of its own records, in requests of either side. */
export type SharedFigures = PartyFigures & { readonly bySaid: Cells };

/** Of this node alone: what its officers determined (Avoiding Complicity in Mistreatment by Foreign Entities Act, s. 7). */
export type OwnFigures = {
  /** Releases by one person for a threat to life, and how many of them nobody has reviewed. */
  readonly alone: number;
  readonly unreviewed: number;
  /** Matters in which a substantial risk of mistreatment was found before anything was done about it. */
  readonly substantial: number;
  /** Of those: what was let go after all, and what was refused, returned or taken down. */
  readonly disclosed: number;
  readonly asking: number;
  readonly disclosuresStopped: number;
  readonly askingStopped: number;
  readonly used: number;
  readonly usesStopped: number;
};

/** `GET /api/oversight/statistics?year` */
export type Statistics = {
  readonly v: "setu-statistics/1";
  readonly year: number;
  /** By the party that asked, and in `bySaid` that spoke. */
  readonly shared: Readonly<Record<string, SharedFigures>>;
  readonly own: OwnFigures;
  readonly individuals: IndividualFigures;
};

/** What individuals asked this node about themselves, counted when it was registered and when it came to its end. */
export type IndividualFigures = {
  readonly registered: number;
  readonly decided: number;
  /** Of those that were decided: after the deadline, or told after theirs. */
  readonly late: number;
  /** Without an end when the year ended. */
  readonly open: number;
  readonly byAsked: Cells;
  readonly byOutcome: Cells;
};
export type CountedCase = {
  readonly registered: number;
  readonly kind: string;
  readonly end: { readonly at: number; readonly outcome: string } | null;
  readonly late: boolean;
};

const DAY = 86_400_000;
/** @throws BAD_FIELD */
export function yearSaid(text: string): number {
  if (!/^20\d\d$/.test(text)) throw badField("year", "year of this century");
  return Number(text);
}

export const yearOf = (year: number): readonly [from: number, to: number] => [
  Date.UTC(year, 0, 1),
  Date.UTC(year + 1, 0, 1),
];

/** A request counts where it was asked in the year or came to its end in it. */
export function partyFigures(all: readonly Counted[], year: number): PartyFigures {
  const [from, to] = yearOf(year);
  const within = (at: number): boolean => at >= from && at < to;
  const asked = all.filter((each) => within(each.asked));
  const ended = all.flatMap((each) =>
    each.end !== null && within(each.end.at) ? [{ ...each, end: each.end }] : [],
  );
  const how = (what: NonNullable<Counted["end"]>["how"]) => ended.filter(({ end }) => end.how === what);
  const open = all.filter(({ asked: at, end }) => at < to && (end === null || end.at >= to));
  const decided = [...how("answered"), ...how("refused")];
  return {
    asked: asked.length,
    answered: how("answered").length,
    refused: how("refused").length,
    withdrawn: how("withdrawn").length,
    lapsed: how("lapsed").length,
    open: open.length,
    late: decided.filter(({ due, end }) => due !== null && end.at > due).length,
    life: asked.filter(({ life }) => life).length,
    medianDays: median(decided.map(({ asked: at, end }) => (end.at - at) / DAY)),
    byGround: cellsOf(how("refused").map(({ ground }) => ground ?? "none")),
    byKind: cellsOf(asked.flatMap(({ kinds }) => [...new Set(kinds)])),
    byUrgency: cellsOf(asked.map(({ urgency }) => urgency)),
  };
}

/**
 * Recalls, corrections and narrowings of one party that it said in the year. A recall is late by the days that a node waits
 * where its rule says no others, and not by the rule of this one: so both nodes count the same.
 * @param now of this year not more has passed
 */
export function saidFigures(all: readonly CountedSaid[], year: number, now: number): Cells {
  const [from, to] = yearOf(year);
  const ended = Math.min(to, now);
  return cellsOf(
    all
      .filter(({ at }) => at >= from && at < to)
      .map((said) => {
        if (said.what !== "recall") return said.what;
        const due = said.at + RECALL_DAYS * DAY;
        if (said.answered !== null && said.answered < Math.min(due, ended)) return "recall-answered";
        return due <= ended ? "recall-late" : "recall-waits";
      }),
  );
}

/** A case counts where it was registered in the year or came to its end in it. */
export function individualFigures(all: readonly CountedCase[], year: number): IndividualFigures {
  const [from, to] = yearOf(year);
  const within = (at: number): boolean => at >= from && at < to;
  const registered = all.filter((each) => within(each.registered));
  const ended = all.filter(({ end }) => end !== null && within(end.at));
  return {
    registered: registered.length,
    decided: ended.length,
    late: ended.filter(({ late }) => late).length,
    open: all.filter(({ registered: at, end }) => at < to && (end === null || end.at >= to)).length,
    byAsked: cellsOf(registered.map(({ kind }) => kind)),
    byOutcome: cellsOf(ended.flatMap(({ end }) => end?.outcome ?? [])),
  };
}

/** To a tenth of a day. */
function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = 0, high = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return Math.round(((low + high) / 2) * 10) / 10;
}

/**
 * How often each. A count below five is not told: with few cases whoever knows of one recognises a person. Nor, where
 * only one is left out, the smallest of the others: it could be found by subtraction.
 */
export function cellsOf(values: readonly string[]): Cells {
  const counts = [...Map.groupBy(values, (value) => value)]
    .map(([value, all]) => [value, all.length] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const small = counts.filter(([, n]) => n < SMALL);
  const others = counts.filter(([, n]) => n >= SMALL).toSorted(([, a], [, b]) => a - b);
  const hidden = new Set(
    [...small, ...(small.length === 1 ? others.slice(0, 1) : [])].map(([value]) => value),
  );
  return Object.fromEntries(counts.map(([value, n]) => [value, hidden.has(value) ? null : n]));
}
