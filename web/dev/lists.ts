import type { HomeCommand, RequestRow, RequestView, SavedView, SearchHit } from "@setu/requests/api.ts";
import { pressOrder } from "@setu/requests/feedback.ts";
import { foldHome, type HomeAct } from "@setu/requests/home.ts";
import { FIGURES, listOfFigure, PICTURE_SIDES, type Picture } from "@setu/requests/picture.ts";
import { openMatter } from "./intake.ts";
import { putOurs, type WritingState } from "./writing.ts";

/** The lists of the stand-in: filters, pages, our own half, views and search, as far as the screens can tell. */
export type ListState = {
  readonly requests: Map<string, RequestView>;
  readonly views: Map<string, SavedView>;
  /** Acts of our own half, with what stood before, so that they can be undone. */
  readonly home: Map<string, { readonly item: string; readonly before: RequestRow["home"] }>;
  /** Items on which somebody else has just acted: what says who has them is refused. */
  readonly stale: Set<string>;
  pageSize: number;
  /** Totals beyond it are told as it and more. */
  counted: number;
};

const CLOSED = (row: RequestRow): boolean => row.turn === "none";

type Test = (row: RequestRow, me: string) => boolean;
const WHO: Readonly<Record<string, Test>> = {
  any: () => true,
  "mine-or-unassigned": (row, me) => [me, null].includes(row.home.assignee),
  mine: (row, me) => row.home.assignee === me,
  unassigned: (row) => row.home.assignee === null,
  watching: (row, me) => row.home.watchers.includes(me),
};
const STATE: Readonly<Record<string, Test>> = {
  any: () => true,
  open: (row) => !CLOSED(row) && (!row.home.done || (row.turn === "us" && row.cameBy === null)),
  closed: CLOSED,
  done: (row) => row.home.done,
  "follow-up": (row) => row.home.followUp !== null && row.home.followUp <= Date.now(),
};

const DAY = 86_400_000;

/** By what is left of the time; null where no clock presses. */
const CLOCK: Readonly<Record<string, (left: number | null, row: RequestRow) => boolean>> = {
  overdue: (left) => left !== null && left <= 0,
  "within-24h": (left) => left !== null && left > 0 && left <= DAY,
  later: (left) => left !== null && left > DAY,
  none: (left) => left === null,
  outcome: (_, { feedbackDue }) => feedbackDue !== null,
  p75: (left, { clock }) =>
    left !== null && left > 0 && clock.state === "running" && (clock.marks?.[1] ?? Infinity) <= Date.now(),
};

const leftOf = (row: RequestRow): number | null => {
  if (CLOSED(row) || row.clock.state === "stopped" || row.clock.due === null) return null;
  return row.clock.due - Date.now();
};

/** The same figures as the lists would have, each by its own filters. */
export function pictureOf(state: ListState, me: string): Picture {
  const countsOf = (view: string) =>
    FIGURES.map((figure) => {
      const query = new URLSearchParams({ state: "open", ...listOfFigure(figure), view });
      const { total, more } = listOf(state, query, me);
      return [figure, { total, more }] as const;
    });
  const counts = PICTURE_SIDES.map((side) => [side, Object.fromEntries(countsOf(side))]);
  return { counts: Object.fromEntries(counts) as Picture["counts"], now: Date.now() };
}

const isOpenRecall = ({ recalled }: RequestView["timeline"][number]): boolean =>
  recalled?.answerable === true && recalled.answer === null;

export function listOf({ requests, pageSize, counted }: ListState, query: URLSearchParams, me: string) {
  const said = (name: string, usual: string): string => query.get(name) ?? usual;
  const role = { inbox: "answerer", sent: "asker" }[said("view", "all")];
  const q = said("q", "").toLowerCase();
  const sort = said("sort", "updated");
  const rows = [...requests.values()]
    .filter((row) => role === undefined || row.role === role)
    .filter(
      (row) =>
        WHO[said("who", "any")]?.(row, me) &&
        STATE[said("consider", "") === "" ? said("state", "any") : "any"]?.(row, me),
    )
    .filter((row) => ["", row.urgency].includes(said("urgency", "")))
    .filter((row) => ["", row.turn].includes(said("turn", "")))
    .filter((row) => said("held", "") === "" || (row.heldFiles ?? 0) > 0)
    .filter(({ timeline }) => said("recall", "") === "" || timeline.some(isOpenRecall))
    .filter(({ considerBy }) => said("consider", "") === "" || considerBy !== undefined)
    .filter((row) => ["", row.cameBy === null ? "link" : "own"].includes(said("came", "")))
    .filter((row) => said("news", "") === "" || row.unread)
    .filter((row) => CLOCK[said("clock", "")]?.(leftOf(row), row) ?? true)
    .filter((row) => `${row.ref} ${row.title ?? ""}`.toLowerCase().includes(q))
    .toSorted((a, b) =>
      sort === "due" ? (pressOrder(a) ?? Infinity) - (pressOrder(b) ?? Infinity) : b.updated - a.updated,
    );
  const after = query.get("after");
  const before = query.get("before");
  const at = (item: string | null): number => rows.findIndex((row) => row.item === item);
  const start = before !== null ? Math.max(at(before) - pageSize, 0) : after === null ? 0 : at(after) + 1;
  const page = rows.slice(start, start + pageSize);
  return {
    rows: page,
    total: Math.min(rows.length, counted),
    more: rows.length > counted,
    next: start + pageSize < rows.length ? (page.at(-1)?.item ?? null) : null,
    previous: start > 0 ? (page[0]?.item ?? null) : null,
    now: Date.now(),
  };
}

/** @returns the code of what refuses it, else null */
export function actOn(
  state: ListState & WritingState,
  item: string,
  command: HomeCommand,
  me: string,
): string | null {
  const view = state.requests.get(item);
  if (command.do === "intake" && view === undefined) {
    state.requests.set(item, openMatter(item, command, me));
    return null;
  }
  if (view === undefined) return "NOT_FOUND";
  if (command.do === "undo") return undo(state, item, String(command.args["of"]));
  const moves = command.do === "assign" || command.do === "unassign";
  if (moves && (state.stale.has(item) || (command.after ?? null) !== view.home.head)) return "STALE";
  state.home.set(command.id, { item, before: view.home });
  const act = {
    id: command.id,
    item,
    by: me,
    at: Date.now(),
    do: command.do,
    args: command.args,
    text: null,
  };
  const home = { ...view.home, ...changed(view, act) };
  state.requests.set(item, {
    ...view,
    home,
    ours: foldHome([...view.ours.acts, act]),
  });
  return null;
}

function changed({ home }: RequestView, { id, by, do: what, args }: HomeAct): Partial<RequestRow["home"]> {
  const officer = String(args["officer"]);
  const others = home.watchers.filter((each) => each !== officer);
  const changes: Readonly<Record<string, Partial<RequestRow["home"]>>> = {
    assign: { head: id, assignee: officer, done: false, doneBy: null },
    unassign: { head: id, assignee: null },
    watch: { watchers: [...others, officer] },
    unwatch: { watchers: others },
    "follow-up": { followUp: (args["at"] as number | undefined) ?? null },
    done: { done: true, doneBy: by },
    resume: { done: false, doneBy: null },
    note: { notes: home.notes + 1 },
  };
  return changes[what] ?? {};
}

function undo(state: ListState & WritingState, item: string, of: string): string | null {
  const view = state.requests.get(item);
  const acts = view?.ours.acts.filter(({ id }) => id !== of);
  if (view === undefined || acts?.length !== view.ours.acts.length - 1) return "ILLEGAL";
  if (state.stale.has(item)) return "STALE";
  const before = state.home.get(of)?.before;
  if (before === undefined) putOurs(state, item, acts);
  else state.requests.set(item, { ...view, home: before, ours: foldHome(acts) });
  state.home.delete(of);
  return null;
}

const MATTERS = 20;

/** Digits as they are compared: without what stands between them, and without a prefix of the country. */
/** Of the stand-in some files are always still being read. */
const UNREAD = 3;

const digits = (text: string): string => text.replaceAll(/\D/g, "").slice(-10);

export function searchOf({ requests }: ListState, q: string, after: string | null) {
  const matters = [...requests.values()]
    .map((row) => ({ row, hits: hitsOf(row, q) }))
    .filter(({ hits }) => hits.length > 0)
    .toSorted((a, b) => b.row.updated - a.row.updated);
  const start = after === null ? 0 : matters.findIndex(({ row }) => row.item === after) + 1;
  const page = matters.slice(start, start + MATTERS);
  return {
    matters: page,
    more: start + MATTERS < matters.length ? (page.at(-1)?.row.item ?? null) : null,
    unread: UNREAD,
    now: Date.now(),
  };
}

function hitsOf(row: RequestView, q: string): SearchHit[] {
  const places: readonly (readonly [SearchHit["where"], string | null, string])[] = [
    ["reference", null, row.ref],
    ["title", null, row.title ?? ""],
    ...row.timeline.map((act) => ["text", act.id, act.body?.text ?? ""] as const),
    ...row.timeline.flatMap((act) => act.attachments.map((file) => ["file", act.id, file.name] as const)),
  ];
  const asked = digits(q);
  return places.flatMap(([where, act, text]) => {
    const at = text.toLowerCase().indexOf(q.toLowerCase());
    const later = row.timeline.find(({ id }) => id === act)?.later;
    const replaced = where === "text" && later?.corrected ? { replaced: true as const } : {};
    if (at !== -1) return [{ ...hit(where, act, text, at, q.length), ...replaced }];
    if (asked.length < 7) return [];
    return [...text.matchAll(/\+?\d[\d .()-]{6,}\d/g)]
      .filter(([number]) => digits(number) === asked)
      .map((found) => hit("number", act, text, found.index, found[0].length));
  });
}

const hit = (
  where: SearchHit["where"],
  act: string | null,
  text: string,
  at: number,
  length: number,
): SearchHit => ({
  where,
  act,
  before: text.slice(Math.max(0, at - 40), at),
  match: text.slice(at, at + length),
  after: text.slice(at + length, at + length + 40),
});
