import { ApiError, codeOf, usePlace } from "@setu/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState, type RefObject } from "react";
import type { RequestRow } from "../api.ts";
import { requestKeys } from "./query-keys.ts";
import type { View } from "./groups.ts";
import { exportList, loadMatching, type ExportFormat } from "./list-data.ts";
import type { ListQuery } from "./list-query.ts";
import { carryOut, plan, toldOf, type Doing, type Planned } from "./local-acts.ts";
import { add, extend, neighbourOf, NOTHING, toggle, without, type Selection } from "./selection.ts";
import { tell } from "./told.ts";
import { undoNewest } from "./undo.ts";

type Options = {
  readonly view: View;
  readonly query: ListQuery;
  /** The rows in the order in which they are shown. */
  readonly shown: readonly RequestRow[];
  readonly list: RefObject<HTMLElement | null>;
  readonly touch: (items: readonly string[]) => void;
  /** While a dialog is open it has the focus. */
  readonly covered: boolean;
};
export type Busy = {
  readonly doing: "acting" | "gathering";
  readonly count: number;
  readonly all: number | null;
};

/** A row that has to come back first may take so long; later the eye has gone elsewhere. */
const FOCUS_WAIT_MS = 3_000;

/** Choosing rows and doing something with them: one act for one row or for five hundred. */
export function useTriage({ view, query, shown, list, touch, covered }: Options) {
  const client = useQueryClient();
  const { officer: me } = usePlace();
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const [busy, setBusy] = useState<Busy | null>(null);
  const [failed, setFailed] = useState<ApiError | null>(null);
  /** What was to be taken out, until the officer says why. */
  const [unexplained, setUnexplained] = useState<ExportFormat | null>(null);
  const stopped = useRef(false);
  const focusOn = useFocus(list, covered);

  const rowAt = (): RequestRow | null => {
    const item = document.activeElement?.closest<HTMLElement>("[data-item]")?.dataset["item"];
    return shown.find((row) => row.item === item) ?? null;
  };
  /** What is selected; if nothing is, the row under the focus. As new as it is known. */
  const targets = (): readonly RequestRow[] => {
    const here = rowAt();
    const chosen = selection.rows.size > 0 ? [...selection.rows.values()] : here === null ? [] : [here];
    return chosen.map((row) => shown.find((each) => each.item === row.item) ?? row);
  };

  const course = {
    onBegin: (count: number) => {
      stopped.current = false;
      if (count > 1) setBusy({ doing: "acting", count: 0, all: count });
    },
    onProgress: (count: number) => setBusy((was) => was && { ...was, count }),
    isStopped: () => stopped.current,
  };
  /** These were touched by the officer's own hand. */
  function finish(done: readonly Planned[]) {
    touch(done.map((each) => each.item));
    void client.invalidateQueries({ queryKey: requestKeys.all });
  }

  async function perform(doing: Doing, rows: readonly RequestRow[]) {
    if (rows.length === 0 || busy !== null) return;
    const here = rowAt() ?? rows.at(-1);
    if (here !== undefined && leaves(doing, query, me.id)) {
      const next = neighbourOf(
        here.item,
        shown.map((row) => row.item),
        new Set(rows.map((row) => row.item)),
      );
      focusOn(next);
    } else if (here !== undefined) focusOn(here.item);
    course.onBegin(rows.length);
    const next = toldOf(doing, await carryOut(plan(doing, rows), course).finally(() => setBusy(null)));
    finish(next.done);
    tell(next);
    const { done } = next;
    setSelection((was) => without(was, new Set(done.map((each) => each.item))));
  }

  async function undo() {
    if (busy !== null) return;
    const next = await undoNewest(course).finally(() => setBusy(null));
    if (next === null) return;
    finish(next.done);
    focusOn(next.done.at(-1)?.item ?? null);
  }

  async function selectMatching() {
    stopped.current = false;
    setBusy({ doing: "gathering", count: 0, all: null });
    await trying(async () => {
      const rows = await loadMatching(view, query, {
        onProgress: (count) => setBusy({ doing: "gathering", count, all: null }),
        isStopped: () => stopped.current,
      });
      setSelection((was) => add(was, rows));
    });
    setBusy(null);
  }

  /** What the server or the line refused is told on the list. */
  async function trying(work: () => Promise<void>) {
    setFailed(null);
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setFailed(error);
    }
  }

  const selectNone = useCallback(() => setSelection(NOTHING), []);
  const exportAs = (format: ExportFormat) => {
    setUnexplained(null);
    return trying(async () => {
      try {
        await exportList(format, view, query, [...selection.rows.keys()]);
      } catch (error) {
        if (codeOf(error) === "REASON_NEEDED") setUnexplained(format);
        throw error;
      }
    });
  };

  const select = (item: string, range: boolean) => {
    const row = shown.find((each) => each.item === item);
    if (row !== undefined) setSelection((was) => (range ? extend(was, row, shown) : toggle(was, row)));
  };
  return {
    busy,
    failed,
    selection,
    rowAt,
    targets,
    perform,
    undo,
    selectMatching,
    exportAs,
    unexplained,
    select: useSame(select),
    selectHere: (range: boolean) => {
      const row = rowAt();
      if (row !== null) select(row.item, range);
    },
    selectPage: () => setSelection((was) => add(was, shown)),
    selectNone,
    stop: () => {
      stopped.current = true;
    },
  };
}

/** Whether the officer is done with the row: then the next one is under the hand. */
function leaves(doing: Doing, { who }: ListQuery, me: string): boolean {
  switch (doing.do) {
    case "done":
    case "resume":
      return true;
    case "assign":
      return doing.officer !== me || who === "unassigned";
    case "unassign":
    case "unwatch":
      return who === (doing.do === "unassign" ? "mine" : "watching");
    default:
      return false;
  }
}

/** One function for the whole life of the list, so that a row is not drawn again because the list was. */
function useSame<Args extends readonly unknown[]>(does: (...args: Args) => void): (...args: Args) => void {
  const newest = useRef(does);
  useEffect(() => {
    newest.current = does;
  });
  return useRef((...args: Args) => newest.current(...args)).current;
}

/** Puts the focus on a row as soon as it is there and no dialog is over it; without a row, on the list. */
function useFocus(list: RefObject<HTMLElement | null>, covered: boolean) {
  const wanted = useRef<{ readonly item: string | null; readonly until: number } | null>(null);
  const go = () => {
    if (wanted.current === null || covered) return;
    const { item, until } = wanted.current;
    const row =
      item === null
        ? list.current
        : list.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(item)}"]`);
    if (row) row.focus();
    if (row || Date.now() > until) wanted.current = null;
  };
  useEffect(go);
  return (item: string | null) => {
    wanted.current = { item, until: Date.now() + FOCUS_WAIT_MS };
    go();
  };
}
