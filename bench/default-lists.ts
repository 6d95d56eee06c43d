/** The lists that an officer has one key or one click away. */
export const DEFAULT_LISTS = [
  { view: "inbox", state: "open", sort: "due" },
  { who: "mine-or-unassigned", state: "open", sort: "due" },
  { news: "new", sort: "updated" },
  { who: "mine", state: "open", sort: "due" },
  { who: "unassigned", state: "open", sort: "due" },
  { view: "sent", turn: "them", sort: "due" },
  { state: "follow-up", sort: "due" },
  { who: "watching", sort: "updated" },
  { state: "closed", sort: "updated" },
  { sort: "updated" },
  { urgency: "flash", sort: "updated" },
] as const;
