import { CLOCKS } from "../picture.ts";

/**
 * What a list shows, as its address says it: a view is an address, and what it does not say is the default. An address
 * is hostile input: what is not of a closed list is dropped, never passed on.
 */
export const WHO = ["any", "mine-or-unassigned", "mine", "unassigned", "watching"] as const;
/** What an officer who sits down is shown first: what is hers, and what nobody has. */
export const LANDING: ListQuery = { who: "mine-or-unassigned" };
export const STATES = ["open", "follow-up", "done", "closed", "any"] as const;
export const URGENCIES = ["flash", "immediate", "priority", "routine"] as const;
export const TURNS = ["us", "them"] as const;
export { CLOCKS };
export const HELD = ["files"] as const;
export const RECALLS = ["open"] as const;
export const CONSIDERS = ["open"] as const;
export const CAME = ["link", "own"] as const;
export const NEWS = ["new"] as const;
export const SORTS = ["due", "updated"] as const;

/** Absent is the first of its list; for urgency, turn, clock, held, recall, consider, came and news it is all. */
export type ListQuery = {
  readonly who?: (typeof WHO)[number];
  readonly state?: (typeof STATES)[number];
  readonly urgency?: (typeof URGENCIES)[number];
  readonly turn?: (typeof TURNS)[number];
  readonly clock?: (typeof CLOCKS)[number];
  readonly held?: (typeof HELD)[number];
  readonly recall?: (typeof RECALLS)[number];
  readonly consider?: (typeof CONSIDERS)[number];
  readonly came?: (typeof CAME)[number];
  readonly news?: (typeof NEWS)[number];
  readonly sort?: (typeof SORTS)[number];
  readonly q?: string;
  /** Cursors of the server, opaque here: the page after, or before, a row. */
  readonly after?: string;
  readonly before?: string;
};

const MAX_Q = 200;
const CURSOR = /^[\w~.:+/=-]{1,400}$/;

const one = <T extends string>(list: readonly T[], value: unknown, usual?: T): T | undefined => {
  const found = list.find((each) => each === value);
  return found === usual ? undefined : found;
};
const cursor = (value: unknown): string | undefined =>
  typeof value === "string" && CURSOR.test(value) ? value : undefined;

/** @param search the parameters of an address, each a string; anything else in it is dropped */
export function readQuery(search: Readonly<Record<string, unknown>>): ListQuery {
  const { who, state, urgency, turn, clock, held, recall, consider, came, news, sort, q, after, before } =
    search;
  const text = typeof q === "string" ? q.slice(0, MAX_Q) : "";
  const from = cursor(after);
  return withoutDefaults({
    who: one(WHO, who, "any"),
    state: one(STATES, state, "open"),
    urgency: one(URGENCIES, urgency),
    turn: one(TURNS, turn),
    clock: one(CLOCKS, clock),
    held: one(HELD, held),
    recall: one(RECALLS, recall),
    consider: one(CONSIDERS, consider),
    came: one(CAME, came),
    news: one(NEWS, news),
    sort: one(SORTS, sort, "due"),
    q: text.trim() === "" ? undefined : text,
    after: from,
    // A page lies after a row or before one, not both.
    before: from === undefined ? cursor(before) : undefined,
  });
}

/** What an address need not say; a value that is read as this is no mistake. */
const USUAL: Readonly<Record<string, string>> = { who: "any", state: "open", sort: "due" };

/**
 * The parameters of an address that no list understands, and which it is therefore shown without.
 * @returns names of ours whose value is none, and null once for names that no screen has
 */
export function strays(search: Readonly<Record<string, string>>): readonly (keyof ListQuery | null)[] {
  const query = readSearch(search);
  const wrong = Object.entries(search).filter(
    ([name, value]) =>
      query[name as keyof DeskSearch] !== value && USUAL[name] !== value && value.trim() !== "",
  );
  return [...new Set(wrong.map(([name]) => (NAMES.has(name) ? (name as keyof ListQuery) : null)))];
}

/** Without what was refused, from the first page on. */
export const without = (query: ListQuery, name: string): ListQuery =>
  withFilter(query, { [name]: undefined });

type Change = { readonly [name in keyof ListQuery]?: ListQuery[name] | undefined };

/** The same list with other filters: it begins at its first page again. */
export const withFilter = (query: ListQuery, change: Change): ListQuery =>
  readQuery({ ...filtersOf(query), ...change });

/** Without the page, and always in one order: what a saved view keeps, and by which a selection stays or goes. */
export const filtersOf = ({ after: _after, before: _before, ...filters }: ListQuery): ListQuery =>
  withoutDefaults(filters);

/** As the server takes it: the defaults of the screens are said, because those of the server are its own. */
export const toServer = (view: string, query: ListQuery): string =>
  new URLSearchParams({ view, who: "any", state: "open", sort: "due", ...query }).toString();

/** As a saved view keeps it: equal views have equal texts. */
export const toText = (view: string, query: ListQuery): string =>
  new URLSearchParams({ view, ...filtersOf(query) }).toString();

/** @returns null for what is no view of ours */
export function fromText(
  text: string,
): { readonly view: "inbox" | "sent"; readonly query: ListQuery } | null {
  const { view, ...rest } = Object.fromEntries(new URLSearchParams(text));
  return view === "inbox" || view === "sent" ? { view, query: filtersOf(readQuery(rest)) } : null;
}

/** How many filters narrow the list beyond its default. */
export const filterCount = (query: ListQuery): number =>
  Object.keys(filtersOf(query)).filter((name) => name !== "sort").length;

const withoutDefaults = (query: Change): ListQuery =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));

/** Not an act: whatever moves the request on. */
export const NEXT_MOVE = "next";
/** Nor is this: the notice that the answer will be late, begun with the desk's holding reply. */
export const SAY_LATE = "late";

const NAMES: ReadonlySet<string> = new Set<keyof ListQuery>([
  "who",
  "state",
  "urgency",
  "turn",
  "clock",
  "held",
  "recall",
  "consider",
  "came",
  "news",
  "sort",
  "q",
  "after",
  "before",
]);

/** What else an address of this desk may ask for: an act whose composer is open when the request comes. */
export type DeskSearch = ListQuery & { readonly compose?: string };

export function readSearch(search: Readonly<Record<string, unknown>>): DeskSearch {
  const { compose } = search;
  return {
    ...readQuery(search),
    ...(typeof compose === "string" && /^[a-z-]{1,30}$/.test(compose) && { compose }),
  };
}
