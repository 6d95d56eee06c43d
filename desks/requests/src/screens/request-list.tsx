import { Trans } from "@lingui/react/macro";
import {
  Link,
  LoadProblem,
  navigate,
  ProblemOf,
  useKeptFocus,
  usePageKey,
  usePlace,
  useScopedKeys,
  useScreenHelp,
} from "@setu/ui";
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from "react";
import type { RequestRow } from "../api.ts";
import { EmptyList } from "./empty-list.tsx";
import { useFrozenList } from "./frozen-list.ts";
import type { View } from "./groups.ts";
import { ListBar } from "./list-bar.tsx";
import { useDeskPresence, useOfficers, useRequests, useViews, type ExportFormat } from "./list-data.ts";
import { LIST_HELP } from "./list-help.tsx";
import { ListNews } from "./list-news.tsx";
import { ListOverlays, type Overlay } from "./list-overlays.tsx";
import { filtersOf, fromText, NEXT_MOVE, SAY_LATE, toText, type ListQuery } from "./list-query.ts";
import { ListTools } from "./list-tools.tsx";
import type { Doing } from "./local-acts.ts";
import { rememberOrder } from "./order.ts";
import { Pages } from "./pages.tsx";
import { isAbout, unfinishedOf, type Unfinished } from "./put-away.ts";
import { RequestTable } from "./request-table.tsx";
import { MAX_EXPORTED } from "./selection.ts";
import { moveIn, useArrival } from "./use-arrival.ts";
import { refusedFilter, StrayFilters } from "./stray-filters.tsx";
import { useTriage } from "./use-triage.ts";
import { MAX_NUMBERED, PATHS, ViewsBar } from "./views-bar.tsx";
import "./list.css";

const ListsReason = lazy(() => import("./lists-reason.tsx"));

type Props = { readonly view: View; readonly title: string; readonly query: ListQuery };

const NUMBERS = Array.from({ length: MAX_NUMBERED }, (_, index) => index + 1);
const allAway = (rows: readonly RequestRow[]): boolean =>
  rows.length > 0 && rows.every((row) => row.home.done);

/** A list of requests that is worked with the keyboard. Its whole state is in the address (`query`). */
export function RequestList({ view, title, query }: Props) {
  const { officer: me } = usePlace();
  const [overlay, setOverlay] = useState<Overlay | null>(null);
  const [asked, setAsked] = useState<Unfinished | null>(null);
  const opener = useRef<Element | null>(null);
  const { data, error, refetch, isPlaceholderData } = useRequests(view, query);
  const { workers, nameOf } = useOfficers();
  const refused = refusedFilter(error);
  const views = useViews().data ?? [];
  const present = useDeskPresence();
  const list = useRef<HTMLElement>(null);
  useKeptFocus(list);
  const words = useRef<HTMLInputElement>(null);
  const { sections, changed, update, touch } = useFrozenList({
    list: isPlaceholderData ? undefined : data,
    view,
    sort: query.sort ?? "due",
    key: JSON.stringify([view, query]),
  });
  const shown = sections.flatMap((section) => section.rows.map(({ row }) => row));
  const triage = useTriage({ view, query, shown, list, touch, covered: overlay !== null });
  const remember = useArrival(list, data !== undefined);
  useEffect(() => rememberOrder(shown.map((row) => row.item)));
  // What is selected belongs to these filters, not to this page of them.
  const { selectNone } = triage;
  const filters = JSON.stringify([view, filtersOf(query)]);
  useEffect(() => selectNone, [filters, selectNone]);

  // At once, not in the next frame: the next key may already be on its way.
  useEffect(() => {
    if (overlay !== null) return;
    if (opener.current instanceof HTMLElement) opener.current.focus();
    opener.current = null;
  }, [overlay]);
  const open = useCallback((next: Overlay) => {
    opener.current = document.activeElement;
    setOverlay(next);
  }, []);

  const go = (next: ListQuery) => navigate({ to: ".", search: next });
  const act = (doing: Doing) => void triage.perform(doing, triage.targets());
  const take = () => act({ do: "assign", officer: me.id });
  const putAway = () => {
    const rows = triage.targets();
    const open = allAway(rows) || isAbout(asked, rows) ? null : unfinishedOf(rows);
    setAsked(open);
    if (open === null) act({ do: allAway(rows) ? "resume" : "done" });
  };
  const leave = () => {
    if (asked === null) triage.selectNone();
    setAsked(null);
  };
  const ask = (kind: "assign" | "follow-up") => {
    const rows = triage.targets();
    setAsked(null);
    if (rows.length > 0) open({ kind, rows });
  };
  const watch = () => {
    const watched = triage.targets().every((row) => row.home.watchers.includes(me.id));
    act({ do: watched ? "unwatch" : "watch", officer: me.id });
  };
  const save = (format: ExportFormat) => {
    if (triage.selection.rows.size <= MAX_EXPORTED) void triage.exportAs(format);
  };
  const write = (compose: string) => {
    const row = triage.rowAt();
    if (row === null) return;
    navigate({ to: "/requests/$item", params: { item: row.item }, search: { compose } });
  };
  const openView = (number: number) => {
    const target = fromText(views[number - 1]?.query ?? "");
    if (target !== null) navigate({ to: PATHS[target.view], search: target.query });
  };
  const openSheet = useCallback(() => open({ kind: "keys" }), [open]);
  const openViews = () => open({ kind: "views" });
  useScreenHelp(LIST_HELP);
  usePageKey("?", openSheet);
  const onKeyDown = useScopedKeys({
    j: () => moveIn(list.current, 1),
    k: () => moveIn(list.current, -1),
    x: () => triage.selectHere(false),
    "Shift+X": () => triage.selectHere(true),
    Escape: leave,
    a: take,
    "Shift+A": () => ask("assign"),
    b: () => act({ do: "unassign" }),
    w: watch,
    h: () => ask("follow-up"),
    e: putAway,
    r: () => write(NEXT_MOVE),
    m: () => write("message"),
    d: () => write(SAY_LATE),
    s: () => save("csv"),
    "Shift+S": () => save("xlsx"),
    z: () => void triage.undo(),
    u: update,
    f: () => words.current?.focus(),
    v: openViews,
    n: () => navigate({ to: "/new" }),
    i: () => navigate({ to: "/intake" }),
    "0": () => go({}),
    ...Object.fromEntries(NUMBERS.map((number) => [String(number), () => openView(number)])),
  });

  return (
    <section
      ref={list}
      tabIndex={-1}
      className="request-list"
      aria-labelledby="list-title"
      onKeyDown={onKeyDown}
      onFocus={remember}
    >
      <div className="list-head">
        <h1 id="list-title">{title}</h1>
        <ViewsBar views={views} view={view} query={query} onManage={openViews} />
        <Link to="/search" className="button" aria-keyshortcuts="/" data-key="/">
          <Trans context="button">Search everything</Trans>
        </Link>
        <Link to="/intake" className="button seldom" aria-keyshortcuts="i" data-key="I">
          <Trans context="screen">Register what came another way</Trans>
        </Link>
        <button
          type="button"
          className="button seldom"
          onClick={openSheet}
          aria-keyshortcuts="?"
          data-key="?"
        >
          <Trans context="button">Keys</Trans>
        </button>
      </div>
      <ListBar query={query} onQuery={go} words={words} />
      {data !== undefined && (
        <ListTools
          total={data.total}
          more={data.more}
          selected={triage.selection.rows.size}
          away={allAway([...triage.selection.rows.values()])}
          on={{
            page: triage.selectPage,
            matching: () => void triage.selectMatching(),
            none: triage.selectNone,
            assign: () => ask("assign"),
            take,
            followUp: () => ask("follow-up"),
            putAway,
            csv: () => save("csv"),
            xlsx: () => save("xlsx"),
          }}
        />
      )}
      <ListNews
        busy={triage.busy}
        ask={
          asked && {
            asked,
            onYes: () => {
              setAsked(null);
              void triage.perform({ do: "done" }, asked.rows);
            },
            onFollowUp: () => {
              setAsked(null);
              open({ kind: "follow-up", rows: asked.rows });
            },
            onNo: leave,
          }
        }
        changed={changed}
        nameOf={nameOf}
        onStop={triage.stop}
        onUndo={() => void triage.undo()}
        onUpdate={update}
      />
      {triage.failed !== null && triage.unexplained === null && <ProblemOf code={triage.failed.code} />}
      {triage.unexplained !== null && (
        <Suspense fallback={null}>
          <ListsReason onGiven={() => void triage.exportAs(triage.unexplained ?? "csv")} />
        </Suspense>
      )}
      <StrayFilters query={query} refused={refused} />
      {error !== null && refused === null && data === undefined && (
        <LoadProblem error={error} retry={() => void refetch()} />
      )}
      {error === null && data === undefined && (
        <p role="status">
          <Trans>Loading the list…</Trans>
        </p>
      )}
      {data !== undefined && !isPlaceholderData && sections.length === 0 && (
        <EmptyList view={view} query={query} />
      )}
      {sections.length > 0 && (
        <RequestTable
          sections={sections}
          caption={title}
          selected={triage.selection.rows}
          present={present}
          nameOf={nameOf}
          onSelect={triage.select}
        />
      )}
      {data !== undefined && <Pages list={data} query={query} />}
      <ListOverlays
        overlay={overlay}
        officers={workers}
        views={views}
        query={toText(view, query)}
        onAct={(doing, rows) => {
          opener.current = null;
          setOverlay(null);
          void triage.perform(doing, rows);
        }}
        onClose={() => setOverlay(null)}
      />
    </section>
  );
}
