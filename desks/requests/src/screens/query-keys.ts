/** Part of the key of every query of this desk: an event names what it makes stale. */
export const requestKeys = {
  all: ["requests"] as const,
  lists: ["requests", "list"] as const,
  one: (item: string) => ["requests", "one", item] as const,
  /** How many are new to this officer. */
  news: ["requests", "news"] as const,
};
