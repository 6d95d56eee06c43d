import type { Args, Instant, ItemState, Judged, Party } from "@setu/core";

/** On what terms somebody is posted: codes, ids and instants, as the act holds them. */
export type Terms = {
  readonly post: string;
  readonly mandate: readonly string[];
  readonly languages: readonly string[];
  /** In force from the first instant up to the second. */
  readonly from: number;
  readonly until: number;
  readonly deputy: string | null;
};

export type Offer = { readonly id: string; readonly terms: Terms; readonly at: number };

/**
 * What holds of a posting at an instant. `before` and `over`: accredited, and outside its dates, which no act has to say.
 */
export type Standing =
  | "nominated"
  | "agreed"
  | "refused"
  | "withdrawn"
  | "before"
  | "in-force"
  | "over"
  | "suspended"
  | "ended"
  | "recalled";

export type Posting = {
  readonly officer: string;
  readonly agency: string;
  /** What both sides have agreed to last; before any agreement, what was asked. */
  readonly terms: Terms;
  /** Asked, and neither agreed to nor declined. */
  readonly open: Offer | null;
  readonly standing: Standing;
  /** When the sender's half said `accredit`; null before. */
  readonly accredited: number | null;
};

export const termsOf = (args: Args): Terms => ({
  post: String(args["post"]),
  mandate: words(args["mandate"]),
  languages: words(args["languages"]),
  from: Number(args["from"]),
  until: Number(args["until"]),
  deputy: args["deputy"] === undefined ? null : String(args["deputy"]),
});

const words = (value: Args[string] | undefined): readonly string[] => [value ?? []].flat().map(String);

const OFFERS: readonly string[] = ["nominate", "amend"];
const ANSWERS: readonly string[] = ["agree", "refuse", "decline"];

/** The posting that an item of this desk is. Which offer an answer binds is said by its `after`, whatever crossed it. */
export function postingOf({ judged, opener, other, cell }: ItemState, now: number): Posting {
  const legal = judged.filter((each) => each.void === null);
  const offers = legal.filter((each) => each.party === opener.party && OFFERS.includes(each.act.do));
  const answerTo = (offer: Judged) => firstAnswer(legal, other.party, offer.act.id)?.act.do;
  const first = offers[0];
  const last = offers.at(-1);
  if (!first || !last) throw new Error("a posting has been opened");
  const terms = termsOf((offers.findLast((offer) => answerTo(offer) === "agree") ?? first).act.args);
  const over = ["refused", "ended"].includes(other.stage) || opener.stage === "recalled";
  const open = over || answerTo(last) !== undefined ? null : last;
  return {
    officer: String(first.act.args["officer"]),
    agency: String(first.act.args["agency"]),
    terms,
    open: open && { id: open.act.id, terms: termsOf(open.act.args), at: open.t },
    standing: standingOf(cell.status, terms, now),
    accredited: opener.last["accredit"]?.t ?? null,
  };
}

/** An offer is answered once: what is said of it later binds nothing, so that nobody agrees again to what has changed since. */
const firstAnswer = (legal: readonly Judged[], party: Party, offer: string | null | undefined) =>
  legal.find(
    (each) => each.party === party && ANSWERS.includes(each.act.do) && each.act.after?.[1] === offer,
  );

/** Whether an `agree` makes other terms hold: only as the first answer to an offer. */
export function binds({ judged, opener, other }: ItemState, id: string): boolean {
  const legal = judged.filter((each) => each.void === null);
  const said = legal.find((each) => each.party === other.party && each.act.id === id);
  const offer = legal.find(
    ({ party, act }) => party === opener.party && OFFERS.includes(act.do) && act.id === said?.act.after?.[1],
  );
  return offer !== undefined && firstAnswer(legal, other.party, offer.act.id) === said;
}

const STANDING: Readonly<Record<string, Standing>> = {
  nominated: "nominated",
  agreed: "agreed",
  "agrement-refused": "refused",
  "acceptance-ended": "ended",
  suspended: "suspended",
  "nomination-withdrawn": "withdrawn",
  "withdrawn-crossed-refusal": "withdrawn",
  recalled: "recalled",
  "recalled-and-ended": "recalled",
};

function standingOf(status: string, { from, until }: Terms, now: number): Standing {
  const said = STANDING[status];
  if (said) return said;
  if (now < from) return "before";
  return now < until ? "in-force" : "over";
}

/** What her own node lets her do by this posting; null while it says nothing: she has not been accredited by it yet. */
export type Powers = { readonly from: Instant; readonly until: Instant; readonly stopped: boolean };

export function powersOf({ terms, standing, accredited }: Posting): Powers | null {
  if (accredited === null) return null;
  const stopped = !["before", "in-force", "over"].includes(standing);
  return { from: terms.from as Instant, until: terms.until as Instant, stopped };
}

/** The moves that mean something now, of those that the tables allow: no answer to what was answered. */
export const openMoves = (moves: readonly string[], { open }: Posting): readonly string[] =>
  moves.filter((move) => !ANSWERS.includes(move) || open !== null);

/** Whose turn it is; an amendment waits for the other half, though the stages stand still. */
export function turnOf(
  { cell, opener, other }: ItemState,
  { open }: Posting,
  us: Party,
): "us" | "them" | "none" {
  const turn = open === null ? cell.turn : "other";
  if (turn === "none") return "none";
  return (turn === "opener" ? opener : other).party === us ? "us" : "them";
}
