import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { View } from "./groups.ts";
import type {
  CAME,
  CLOCKS,
  CONSIDERS,
  HELD,
  ListQuery,
  NEWS,
  RECALLS,
  SORTS,
  STATES,
  TURNS,
  WHO,
} from "./list-query.ts";

type Words<T extends string> = Readonly<Record<T, MessageDescriptor>>;

export const WHO_WORDS: Words<(typeof WHO)[number]> = {
  any: msg({ context: "who has it", message: "Everybody" }),
  "mine-or-unassigned": msg({ context: "who has it", message: "Mine and nobody's" }),
  mine: msg({ context: "who has it", message: "Mine" }),
  unassigned: msg({ context: "who has it", message: "Nobody" }),
  watching: msg({ context: "who has it", message: "I watch" }),
};

export const STATE_WORDS: Words<(typeof STATES)[number]> = {
  open: msg({ context: "state of a list", message: "Open" }),
  "follow-up": msg({ context: "state of a list", message: "Follow-up due" }),
  done: msg({ context: "state of a list", message: "Put away" }),
  closed: msg({ context: "state of a list", message: "Finished" }),
  any: msg({ context: "state of a list", message: "All" }),
};

export const TURN_WORDS: Words<(typeof TURNS)[number]> = {
  us: msg({ context: "whose turn", message: "Ours" }),
  them: msg({ context: "whose turn", message: "Theirs" }),
};

export const CLOCK_WORDS: Words<(typeof CLOCKS)[number]> = {
  overdue: msg({ context: "clock", message: "Overdue" }),
  "within-24h": msg({ context: "clock", message: "Within 24 hours" }),
  later: msg({ context: "clock", message: "Later" }),
  none: msg({ context: "clock", message: "No clock presses" }),
  p75: msg({ context: "clock", message: "75 % of the time has passed" }),
  outcome: msg({ context: "clock", message: "Outcome owed" }),
};

export const HELD_WORDS: Words<(typeof HELD)[number]> = {
  files: msg({ context: "filter, files", message: "Held by the scanner" }),
};

export const RECALL_WORDS: Words<(typeof RECALLS)[number]> = {
  open: msg({ context: "filter, recalls", message: "Open: no answer, or its date has come" }),
};

export const CONSIDER_WORDS: Words<(typeof CONSIDERS)[number]> = {
  open: msg({ context: "filter, own initiative", message: "To be considered" }),
};

export const CAME_WORDS: Words<(typeof CAME)[number]> = {
  link: msg({ context: "filter, how it came", message: "Through Setu" }),
  own: msg({ context: "filter, how it came", message: "Another way" }),
};

export const NEWS_WORDS: Words<(typeof NEWS)[number]> = {
  new: msg({ context: "filter, what is new", message: "New to me" }),
};

export const SORT_WORDS: Words<(typeof SORTS)[number]> = {
  due: msg({ context: "order of a list", message: "Deadline" }),
  updated: msg({ context: "order of a list", message: "Newest change" }),
};

/** What the parameters of an address are called. */
const FILTER_WORDS: Readonly<Record<keyof ListQuery | "view", MessageDescriptor>> = {
  view: msg({ context: "filter", message: "List" }),
  who: msg({ context: "filter", message: "With" }),
  state: msg({ context: "filter", message: "State" }),
  urgency: msg({ context: "filter", message: "Urgency" }),
  turn: msg({ context: "filter", message: "Turn" }),
  clock: msg({ context: "filter", message: "Clock" }),
  held: msg({ context: "filter", message: "Files" }),
  recall: msg({ context: "filter", message: "Recalls" }),
  consider: msg({ context: "filter", message: "Supply without a request" }),
  came: msg({ context: "filter", message: "Came" }),
  news: msg({ context: "filter", message: "Since I looked" }),
  sort: msg({ context: "filter", message: "Order" }),
  q: msg({ context: "filter", message: "Words" }),
  after: msg({ context: "filter", message: "Page" }),
  before: msg({ context: "filter", message: "Page" }),
};
const NO_FILTER = msg({ context: "filter", message: "an unknown filter" });

/** @param name as the address has it; null, or what is no filter: the word for that */
export const filterWord = (name: string | null): MessageDescriptor =>
  name !== null && Object.hasOwn(FILTER_WORDS, name) ? FILTER_WORDS[name as keyof ListQuery] : NO_FILTER;

/** An empty list says what is not there, and where one looks next. */
export type Empty = {
  readonly what: MessageDescriptor;
  readonly next: { readonly words: MessageDescriptor; readonly query: ListQuery } | null;
};

const EVERYTHING = { words: msg`Show what everybody has`, query: {} };

export function emptyOf(view: View, query: ListQuery): Empty {
  const { who, state } = query;
  if (
    query.q !== undefined ||
    query.urgency !== undefined ||
    query.turn !== undefined ||
    query.clock !== undefined ||
    query.held !== undefined ||
    query.recall !== undefined ||
    query.consider !== undefined ||
    query.came !== undefined ||
    query.news !== undefined
  ) {
    return { what: msg`Nothing matches these filters.`, next: { words: msg`Clear the filters`, query: {} } };
  }
  if (state === "follow-up") {
    return {
      what: msg`No follow-up is due.`,
      next: { words: msg`Show what is open`, query: who === undefined ? {} : { who } },
    };
  }
  if (state === "done") return { what: msg`Nothing is put away.`, next: EVERYTHING };
  if (state === "closed") return { what: msg`Nothing is finished yet.`, next: EVERYTHING };
  if (who === "mine-or-unassigned") {
    return { what: msg`You have nothing here, and nothing waits for somebody to take it.`, next: EVERYTHING };
  }
  if (who === "mine") {
    return {
      what: msg`You have nothing to do here.`,
      next: { words: msg`Show what nobody has`, query: { who: "unassigned" } },
    };
  }
  if (who === "unassigned") {
    return {
      what: msg`Everything here is in somebody's hands.`,
      next: { words: msg`Show what is mine`, query: { who: "mine" } },
    };
  }
  if (who === "watching") {
    return { what: msg`You watch nothing here. W on a request of the list watches it.`, next: EVERYTHING };
  }
  return {
    what:
      view === "inbox"
        ? msg`Nothing is waiting for an answer from us.`
        : msg`We have asked nothing that is still open.`,
    next: state === "any" ? null : { words: msg`Show all, also what is finished`, query: { state: "any" } },
  };
}
