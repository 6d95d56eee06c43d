import type { ListParameters, RequestList } from "./api.ts";

/** Filters of a list by the legal clock, the most pressing first; `p75` and `outcome` lie across the others. */
export const BANDS = ["overdue", "within-24h", "later", "none"] as const;
export const CLOCKS = [...BANDS, "p75", "outcome"] as const;

/** Whose clock it is: what we owe, and what they owe. */
export const PICTURE_SIDES = ["inbox", "sent"] as const;
export type PictureSide = (typeof PICTURE_SIDES)[number];

/** What both sides can count, since it follows from what has crossed, and nothing that has not. */
export const SHARED = {
  open: { came: "link" },
  overdue: { clock: "overdue", came: "link" },
  "within-24h": { clock: "within-24h", came: "link" },
  later: { clock: "later", came: "link" },
  none: { clock: "none", came: "link" },
  p75: { clock: "p75", came: "link" },
  outcome: { clock: "outcome", came: "link" },
  us: { turn: "us", came: "link" },
  them: { turn: "them", came: "link" },
} as const satisfies Filters;

/** What follows from our own half, which never leaves. */
export const OURS = {
  unassigned: { who: "unassigned" },
  "unassigned-overdue": { who: "unassigned", clock: "overdue" },
  "unassigned-p75": { who: "unassigned", clock: "p75" },
  mine: { who: "mine" },
  "follow-up": { state: "follow-up" },
  own: { came: "own" },
  "own-overdue": { clock: "overdue", came: "own" },
} as const satisfies Filters;

type Filters = Readonly<Record<string, Pick<ListParameters, "who" | "state" | "clock" | "turn" | "came">>>;
export type Figure = keyof typeof SHARED | keyof typeof OURS;
export const FIGURES = Object.keys({ ...SHARED, ...OURS }) as readonly Figure[];

/** The list that a figure counts: its address and its number come from the same words. */
export const listOfFigure = (figure: Figure): Filters[string] => ({ ...SHARED, ...OURS })[figure];

/**
 * The desk at one instant. Each figure is the total of its list as that reader would see it, so it stops where lists
 * stop counting (`more`).
 */
export type Picture = {
  readonly counts: Readonly<
    Record<PictureSide, Readonly<Record<Figure, Pick<RequestList, "total" | "more">>>>
  >;
  readonly now: number;
};
