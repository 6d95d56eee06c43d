/**
 * The trail: every entry of the home log as a reviewer reads it. The verbs are those of Directive (EU) 2016/680,
 * article 25: what was done with what stands here about people.
 */
export const VERBS = [
  "collection",
  "alteration",
  "consultation",
  "disclosure",
  "combination",
  "erasure",
] as const;
export type Verb = (typeof VERBS)[number];

/** By the name of the act; whatever is not here alters. */
const VERB_OF: { readonly [act: string]: Verb } = {
  intake: "collection",
  whole: "collection",
  read: "consultation",
  query: "consultation",
  look: "consultation",
  oversee: "consultation",
  command: "disclosure",
  subset: "disclosure",
  take: "disclosure",
  approve: "disclosure",
  alone: "disclosure",
  relate: "combination",
  "case-register": "collection",
  "case-search": "consultation",
  "case-attach": "combination",
  "case-consult": "disclosure",
  "use-again": "combination",
  mla: "disclosure",
  attest: "erasure",
  "destroy-agree": "erasure",
  undo: "erasure",
};

/** The arguments of an entry: codes, ids, numbers and instants. */
export type TrailArgs = Readonly<
  Record<string, string | number | boolean | readonly (string | number | boolean)[] | undefined>
>;

/** An entry that names its verb itself is believed. A list that leaves as a file is disclosed, not consulted. */
export function verbOf(act: string, args: TrailArgs): Verb {
  const own = VERBS.find((verb) => verb === args["verb"]);
  if (own !== undefined) return own;
  if (act === "query" && args["export"] !== undefined) return "disclosure";
  // An export for oversight; a review of what left by one person changes what is known of it.
  if (act === "review" && args["finding"] === undefined) return "disclosure";
  return (Object.hasOwn(VERB_OF, act) ? VERB_OF[act] : undefined) ?? "alteration";
}

/** How an entry is bound where nobody here can change it. */
export type Pin = {
  /** Number of the pulse whose salted hash covers the entry, and its position in our log of that lane. */
  readonly no: number;
  readonly lane: string;
  readonly pos: number;
  readonly at: number;
  /** Since when the other side attests that it holds that pulse; null: not yet. */
  readonly receipted: number | null;
  /** False: what the pulse binds is another home log than the one that is here. */
  readonly holds: boolean;
};

export type TrailRow = {
  /** In the home log. */
  readonly pos: number;
  readonly at: number;
  /** An officer, or the party for what the node did by itself. */
  readonly by: string;
  readonly name: string | null;
  readonly verb: Verb;
  readonly do: string;
  readonly item: string | null;
  readonly ref: string | null;
  readonly args: TrailArgs;
  /** What was written with it; null where nothing was, empty where it was destroyed. */
  readonly text: string | null;
  /** Null: bound by no pulse yet. */
  readonly pin: Pin | null;
};

/** As far as was counted: a long trail is not counted to its end. */
export type Tally = { readonly n: number; readonly more: boolean };

/**
 *   GET /api/oversight/trail?ref&officer&verb&from&to&before   Trail
 *   GET /api/oversight/trail.csv                               the same, whole, as a file
 *   GET /api/oversight/verifier                                VerifierFile
 *   GET /api/oversight/verifier/setu-verifier.html             the file
 */
export type Trail = {
  readonly rows: readonly TrailRow[];
  /** `before` of the next page; null: that was the last. */
  readonly next: number | null;
  readonly total: Tally;
  readonly verbs: { readonly [verb in Verb]: Tally };
  /** The home log as it is signed now. */
  readonly head: { readonly origin: string; readonly size: number; readonly root: string };
  readonly now: number;
};

export type TrailOfficer = { readonly id: string; readonly name: string; readonly agency: string };

/** Null: this node serves none. The hash is of what it serves, and says nothing of what was published. */
export type VerifierFile = {
  readonly file: { readonly sha256: string; readonly bytes: number; readonly href: string } | null;
};
