import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { KeySheet, LoadProblem, usePageKey, useScopedKeys } from "@setu/ui";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useDeferredValue, useEffect, useRef, useState } from "react";
import { useRequests } from "./data.ts";
import { useFrozenList } from "./frozen-list.ts";
import type { View } from "./groups.ts";
import { RequestTable } from "./request-table.tsx";
import "./list.css";

type Props = {
  readonly view: View;
  readonly title: string;
  readonly empty: string;
  /** Both stand in the address, so that a list can be sent to a colleague. */
  readonly search: { readonly q?: string | undefined; readonly page?: number | undefined };
};

const PAGE = 50;
/** The row that was opened last: coming back to a list, the reader stands where they left. */
let lastOpened: string | null = null;

/** A list of requests that is worked with the keyboard: J and K move, Enter opens, U brings in what is new. */
export function RequestList({ view, title, empty, search }: Props) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [sheet, setSheet] = useState(false);
  // The address follows what is typed; were it the other way round, fast typing would lose letters.
  const [q, setQ] = useState(search.q ?? "");
  const page = search.page ?? 0;
  const wanted = useDeferredValue(q);
  const { data, error, refetch, isPlaceholderData } = useRequests(view, page, wanted);
  const { sections, changed, update } = useFrozenList(
    isPlaceholderData ? undefined : data,
    view,
    `${view} ${page} ${wanted}`,
  );
  const list = useRef<HTMLElement>(null);
  const filter = useRef<HTMLInputElement>(null);
  const arrived = data !== undefined;

  useEffect(() => {
    if (!arrived) return;
    const row =
      lastOpened === null
        ? null
        : list.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(lastOpened)}"]`);
    (row ?? list.current)?.focus({ preventScroll: row === null || row === undefined });
  }, [arrived]);

  const move = (step: 1 | -1) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    rows[
      at === -1 ? (step === 1 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1)
    ]?.focus();
  };
  const toFilter = useCallback(() => filter.current?.focus(), []);
  const openSheet = useCallback(() => setSheet(true), []);
  const onKeyDown = useScopedKeys({ j: () => move(1), k: () => move(-1), u: update });
  usePageKey("/", toFilter);
  usePageKey("?", openSheet);

  const go = (change: { q?: string | undefined; page?: number | undefined }) =>
    void navigate({ to: ".", search: { ...search, ...change }, replace: true });
  const total = data?.total ?? 0;

  return (
    <section
      ref={list}
      tabIndex={-1}
      className="request-list"
      aria-labelledby="list-title"
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        lastOpened = event.target.dataset["row"] ?? lastOpened;
      }}
    >
      <div className="list-head">
        <h1 id="list-title">{title}</h1>
        <div className="field list-filter">
          <label htmlFor="filter">
            <Trans>Filter by reference or subject</Trans>
          </label>
          <input
            id="filter"
            type="search"
            ref={filter}
            value={q}
            aria-keyshortcuts="/"
            onChange={(event) => {
              setQ(event.target.value);
              go({ q: event.target.value || undefined, page: undefined });
            }}
            onKeyDown={(event) => {
              if (event.key === "Escape") list.current?.focus();
            }}
          />
        </div>
        <button type="button" className="button" onClick={openSheet} aria-keyshortcuts="?">
          <Trans context="button">Keys</Trans>
        </button>
      </div>
      <p className="list-news" role="status">
        {changed > 0 && (
          <button type="button" className="link-button" onClick={update} aria-keyshortcuts="u">
            <Plural value={changed} one="# new or moved — press U" other="# new or moved — press U" />
          </button>
        )}
      </p>
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {error === null && data === undefined && (
        <p role="status">
          <Trans>Loading the list…</Trans>
        </p>
      )}
      {data !== undefined && !isPlaceholderData && sections.length === 0 && (
        <p className="panel">{q === "" ? empty : t`Nothing matches the filter.`}</p>
      )}
      {sections.length > 0 && <RequestTable sections={sections} caption={title} />}
      {total > PAGE && (
        <nav className="actions" aria-label={t`Pages of the list`}>
          {page > 0 && (
            <button type="button" className="button" onClick={() => go({ page: page - 1 || undefined })}>
              <Trans>Previous 50</Trans>
            </button>
          )}
          <span className="figures">
            <Trans>
              {page * PAGE + 1} to {Math.min((page + 1) * PAGE, total)} of {total}
            </Trans>
          </span>
          {(page + 1) * PAGE < total && (
            <button type="button" className="button" onClick={() => go({ page: page + 1 })}>
              <Trans>Next 50</Trans>
            </button>
          )}
        </nav>
      )}
      {sheet && (
        <KeySheet
          onClose={() => setSheet(false)}
          help={[
            { keys: ["J"], does: <Trans>Next request</Trans> },
            { keys: ["K"], does: <Trans>Previous request</Trans> },
            { keys: ["Enter"], does: <Trans>Open the request</Trans> },
            { keys: ["U"], does: <Trans>Bring in what is new and order the list again</Trans> },
            { keys: ["/"], does: <Trans>Go to the filter</Trans> },
            { keys: ["?"], does: <Trans>Show this sheet</Trans> },
          ]}
        />
      )}
    </section>
  );
}
