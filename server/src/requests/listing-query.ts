import { SetuError } from "@setu/core";
import { LIMITS } from "@setu/core/clock/index.ts";
import { CLOCKS, type ListParameters } from "@setu/requests";

/** What a list is asked for: every parameter from a closed list, or bounded text. Views and exports say the same. */
export type ListQuery = Required<Omit<ListParameters, "after" | "before">> & {
  readonly after: string | null;
  readonly before: string | null;
};

export const URGENCIES: readonly string[] = Object.keys(LIMITS);

const CHOICES: { readonly [name: string]: readonly [standard: string, ...others: string[]] } = {
  view: ["all", "inbox", "sent"],
  who: ["any", "mine-or-unassigned", "mine", "unassigned", "watching"],
  state: ["any", "open", "closed", "done", "follow-up"],
  urgency: ["", ...URGENCIES],
  turn: ["", "us", "them", "none"],
  clock: ["", ...CLOCKS],
  held: ["", "files"],
  recall: ["", "open"],
  consider: ["", "open"],
  came: ["", "link", "own"],
  news: ["", "new"],
  sort: ["updated", "due"],
};
const MAX_TEXT = 200;
const CURSORS = ["after", "before"] as const;

export const LIST_PARAMETERS: readonly string[] = [...Object.keys(CHOICES), "q", ...CURSORS];
/** Of a view that is saved: where in the list somebody stood is no part of it. */
export const VIEW_PARAMETERS: readonly string[] = [...Object.keys(CHOICES), "q"];

/** @param given of known names only (`queryOf`) @throws BAD_FIELD */
export function parseListQuery(given: Readonly<Record<string, string>>): ListQuery {
  const chosen = Object.entries(CHOICES).map(([name, choices]) => {
    const value = given[name] ?? choices[0];
    if (!choices.includes(value)) throw badParameter(name);
    return [name, value] as const;
  });
  const { q = "", after = null, before = null } = given;
  if (q.length > MAX_TEXT) throw badParameter("q");
  if (after !== null && before !== null) throw badParameter("before");
  return { ...(Object.fromEntries(chosen) as Choices), q, after, before };
}

type Choices = Omit<ListQuery, "q" | "after" | "before">;

export const badParameter = (field: string): SetuError =>
  new SetuError("BAD_FIELD", "a parameter is not valid", { detail: { field } });

/** The last line of one page: the next begins behind it, whatever has come or gone meanwhile. */
export type Cursor = { readonly key: number; readonly item: string };

const CURSOR = /^(due|updated) (\d{1,16}) ([0-9A-Za-z:._-]{1,120})$/;

export const cursorOf = (sort: string, { key, item }: Cursor): string =>
  Buffer.from(`${sort} ${key} ${item}`).toString("base64url");

/** @throws BAD_FIELD for what was not made here, or for a list of another order */
export function parseCursor(sort: string, given: string): Cursor {
  const [, order, key, item] = CURSOR.exec(Buffer.from(given, "base64url").toString("latin1")) ?? [];
  const cursor = { key: Number(key), item: item ?? "" };
  // A second way to write the same cursor is not ours.
  if (order !== sort || !Number.isSafeInteger(cursor.key) || cursorOf(sort, cursor) !== given) {
    throw badParameter("after");
  }
  return cursor;
}
