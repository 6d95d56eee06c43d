import type { Args, ArgSchema } from "@setu/core";
import type { ListName } from "@setu/core/codes/index.ts";
import { clocksOf, type Clocks, type Terms } from "./clocks.ts";
import { listOf, textOf } from "./said.ts";

/**
 * A case: what one individual asks about herself, as acts of the home log that no link carries. Who she is and what was
 * sought stands in their bodies. Access, correction and deletion after the CCF's Statute, article 40: four and nine
 * months from the request that is admissible; whoever owns what was found is asked before anything is disclosed.
 */
export type Step = {
  readonly args: ArgSchema;
  /** Longest text; null: it has none. */
  readonly text: number | null;
  readonly from: readonly CaseState[];
  readonly lists?: Readonly<Record<string, ListName>>;
};

export const CASE_STATES = ["registered", "admitted", "rejected", "decided", "closed"] as const;
export type CaseState = (typeof CASE_STATES)[number];
const UNDECIDED: readonly CaseState[] = ["admitted"];
const LATER: readonly CaseState[] = ["admitted", "decided", "closed"];

/** `case-register`, `case-search` and `case-consult` have routes of their own; the others are `CaseCommand`s. */
export const CASE_ACTS: { readonly [act: string]: Step } = {
  "case-register": {
    args: { kind: "code", came: "code", lang: "code", received: "instant" },
    text: 8_000,
    from: [],
    lists: { kind: "individual-kind", came: "individual-came" },
  },
  "case-identify": {
    args: { how: "code" },
    text: null,
    from: ["registered"],
    lists: { how: "individual-identity" },
  },
  // `at`: since when it is admissible; the clock runs from there.
  "case-admit": { args: { at: "instant" }, text: null, from: ["registered"] },
  "case-reject": {
    args: { ground: "code" },
    text: null,
    from: ["registered"],
    lists: { ground: "individual-inadmissible" },
  },
  // What it reached and a digest of what it found; the terms are the text.
  "case-search": {
    args: {
      digest: "hash",
      level: "count",
      compartments: "opaque[]",
      cells: "opaque[]",
      agency: "opaque",
      whole: "flag",
    },
    text: 400,
    from: UNDECIDED,
  },
  "case-attach": { args: { matter: "item" }, text: null, from: UNDECIDED },
  "case-detach": { args: { matter: "item" }, text: null, from: UNDECIDED },
  "case-restrict": { args: { matter: "item" }, text: null, from: UNDECIDED },
  // By somebody else than who restricted it.
  "case-lift": { args: { matter: "item" }, text: null, from: LATER },
  "case-consult": { args: { matter: "item", consultation: "item" }, text: null, from: UNDECIDED },
  // The text is what is disclosed, or why it was decided so.
  "case-decide": {
    args: { outcome: "code", ground: "code?", matters: "item[]" },
    text: 8_000,
    from: UNDECIDED,
    lists: { outcome: "individual-outcome", ground: "individual-refusal" },
  },
  // The letter has left. `way`: how.
  "case-notify": {
    args: { way: "code" },
    text: null,
    from: ["decided", "rejected"],
    lists: { way: "individual-came" },
  },
};

export const isCaseAct = (what: string): boolean => Object.hasOwn(CASE_ACTS, what);

export type CaseSaid = {
  readonly id: string;
  readonly case: string;
  readonly by: string;
  readonly at: number;
  readonly do: string;
  readonly args: Args;
  readonly text: string | null;
};

export type CaseSearchSaid = {
  readonly by: string;
  readonly at: number;
  readonly level: number;
  readonly compartments: readonly string[];
  /** Topic and level as one word, of each that was read. */
  readonly cells: readonly string[];
  readonly agency: string;
  readonly whole: boolean;
  readonly terms: string;
};
export type Attached = {
  readonly item: string;
  readonly by: string;
  readonly at: number;
  readonly consultations: readonly string[];
};
export type Restricting = { readonly item: string; readonly by: string; readonly at: number };

export type Case = Clocks & {
  readonly id: string;
  readonly state: CaseState;
  readonly kind: string;
  readonly came: string;
  readonly lang: string;
  readonly received: number;
  readonly by: string;
  readonly registered: number;
  readonly identity: { readonly how: string; readonly by: string; readonly at: number } | null;
  readonly ground: string | null;
  readonly searches: readonly CaseSearchSaid[];
  readonly matters: readonly Attached[];
  /** Matters that this case restricts now, and who restricted each. */
  readonly restricts: readonly Restricting[];
  readonly decision: {
    readonly outcome: string;
    readonly by: string;
    readonly at: number;
    readonly matters: readonly string[];
    readonly text: string;
  } | null;
};

type Bare = Omit<Case, keyof Clocks> & {
  readonly admitted: number | null;
  readonly rejected: number | null;
  readonly told: number | null;
};

const MOVED: { readonly [act: string]: (open: Bare, said: CaseSaid) => Partial<Bare> } = {
  "case-identify": (_, { args, by, at }) => ({ identity: { how: textOf(args["how"]), by, at } }),
  "case-admit": (_, { args }) => ({ state: "admitted", admitted: Number(args["at"]) }),
  "case-reject": (_, { args, at }) => ({ state: "rejected", ground: textOf(args["ground"]), rejected: at }),
  "case-search": ({ searches }, { args, by, at, text }) => ({
    searches: [
      ...searches,
      {
        by,
        at,
        level: Number(args["level"]),
        compartments: listOf(args["compartments"]),
        cells: listOf(args["cells"]),
        agency: textOf(args["agency"]),
        whole: args["whole"] === true,
        terms: text ?? "",
      },
    ],
  }),
  "case-attach": ({ matters }, { args, by, at }) => ({
    matters: [...matters, { item: textOf(args["matter"]), by, at, consultations: [] }],
  }),
  "case-detach": ({ matters, restricts }, { args }) => ({
    matters: matters.filter(({ item }) => item !== args["matter"]),
    restricts: restricts.filter(({ item }) => item !== args["matter"]),
  }),
  "case-restrict": ({ restricts }, { args, by, at }) => ({
    restricts: [...restricts, { item: textOf(args["matter"]), by, at }],
  }),
  "case-lift": ({ restricts }, { args }) => ({
    restricts: restricts.filter(({ item }) => item !== args["matter"]),
  }),
  "case-consult": ({ matters }, { args }) => ({
    matters: matters.map((each) =>
      each.item === args["matter"]
        ? { ...each, consultations: [...each.consultations, textOf(args["consultation"])] }
        : each,
    ),
  }),
  "case-decide": (open, { args, by, at, text }) => {
    const outcome = textOf(args["outcome"]);
    const matters = listOf(args["matters"]);
    return {
      state: "decided",
      decision: { outcome, by, at, matters, text: text ?? "" },
      restricts: restrictedBy(open.restricts, { outcome, matters, by, at }),
    };
  },
  "case-notify": (_, { at }) => ({ state: "closed", told: at }),
};

type Decided = {
  readonly outcome: string;
  readonly matters: readonly string[];
  readonly by: string;
  readonly at: number;
};
function restrictedBy(
  before: readonly Restricting[],
  { outcome, matters, by, at }: Decided,
): readonly Restricting[] {
  if (outcome === "restriction-lifted") return before.filter(({ item }) => !matters.includes(item));
  if (outcome !== "restricted") return before;
  const fresh = matters.filter((item) => !before.some((each) => each.item === item));
  return [...before, ...fresh.map((item) => ({ item, by, at }))];
}

/** @param acts of one case, in the order of the home log. Null: it was never registered */
export function foldCase(acts: readonly CaseSaid[], terms: Terms): Case | null {
  const [first, ...rest] = acts;
  if (first?.do !== "case-register") return null;
  const bare = rest.reduce<Bare>((open, said) => ({ ...open, ...MOVED[said.do]?.(open, said) }), {
    id: first.case,
    state: "registered",
    kind: textOf(first.args["kind"]),
    came: textOf(first.args["came"]),
    lang: textOf(first.args["lang"]),
    received: Number(first.args["received"]),
    by: first.by,
    registered: first.at,
    identity: null,
    ground: null,
    searches: [],
    matters: [],
    restricts: [],
    decision: null,
    admitted: null,
    rejected: null,
    told: null,
  });
  const { admitted, rejected, told, ...open } = bare;
  return { ...open, ...clocksOf({ ...bare, admitted, rejected, told }, terms) };
}
