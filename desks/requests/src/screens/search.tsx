import { useLingui as useI18n } from "@lingui/react";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import {
  KeySheet,
  Link,
  LoadProblem,
  navigate,
  Tlp,
  usePageKey,
  useScopedKeys,
  useScreenHelp,
  useWindowTitle,
} from "@setu/ui";
import { useCallback, useEffect, useRef, useState } from "react";
import { isSetuError } from "@setu/core/errors.ts";
import type { RequestRow, SearchHit, SearchResult } from "../api.ts";
import { readRef } from "../ref.ts";
import { cameWords } from "./came-words.ts";
import { Due } from "./clock-panel.tsx";
import { Caution } from "./line.tsx";
import { useOfficers, useSearchResult } from "./list-data.ts";
import type { ListQuery } from "./list-query.ts";
import { SEARCH_HELP } from "./list-help.tsx";
import { moveIn, useArrival } from "./use-arrival.ts";
import { Hits } from "./hits.tsx";
import { Unread } from "./unread.tsx";
import { STATUS, URGENCY } from "./words.ts";
import "./list.css";

/** Everything that the reader may see, by words or by a number in any spelling; the query is in the address. */
export default function Search({ search }: { readonly search: ListQuery }) {
  const { t } = useLingui();
  const { q = "", after } = search;
  const [text, setText] = useState(q);
  const [sheet, setSheet] = useState(false);
  const { data, error, refetch } = useSearchResult(q, after);
  const list = useRef<HTMLElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const remember = useArrival(list, data !== undefined);
  const title = t({ context: "screen", message: "Search" });
  useWindowTitle(title);
  useEffect(() => setText(q), [q]);
  useEffect(() => {
    if (q === "") field.current?.focus();
  }, [q]);
  const toField = useCallback(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  usePageKey("/", toField);
  const openSheet = useCallback(() => setSheet(true), []);
  useScreenHelp(SEARCH_HELP);
  usePageKey("?", openSheet);
  const onKeyDown = useScopedKeys({
    j: () => moveIn(list.current, 1),
    k: () => moveIn(list.current, -1),
    f: toField,
  });
  return (
    <div className="search">
      <h1>{title}</h1>
      <form
        role="search"
        className="field filter-words"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== "") navigate({ to: ".", search: { q: text.trim() } });
        }}
      >
        <label htmlFor="search">
          <Trans>Words, a reference or a number</Trans>
        </label>
        <input
          id="search"
          ref={field}
          type="search"
          value={text}
          maxLength={200}
          autoComplete="off"
          dir="auto"
          aria-describedby="search-hint"
          aria-keyshortcuts="/"
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit" className="button primary">
          <Trans context="button">Search</Trans>
        </button>
        <p id="search-hint" className="hint">
          <Trans>
            In any script. A telephone or document number is found however it is written. What you search is
            written down in our log.
          </Trans>
        </p>
      </form>
      {error !== null && <LoadProblem error={error} retry={() => void refetch()} />}
      {error === null && q !== "" && data === undefined && (
        <p role="status">
          <Trans>Searching…</Trans>
        </p>
      )}
      {data !== undefined && (
        <section
          ref={list}
          tabIndex={-1}
          className="request-list found"
          aria-label={t`What was found`}
          onKeyDown={onKeyDown}
          onFocus={remember}
        >
          <Found result={data} q={q} />
        </section>
      )}
      {sheet && <KeySheet help={SEARCH_HELP} onClose={() => setSheet(false)} />}
    </div>
  );
}

function Found({
  result: { matters, more, unread },
  q,
}: {
  readonly result: SearchResult;
  readonly q: string;
}) {
  return (
    <>
      <p role="status">
        {matters.length === 0 ? (
          <Trans>
            Nothing that you may read has “<bdi>{q}</bdi>” in it. Try fewer words, or a part of the number.
          </Trans>
        ) : (
          <Plural value={matters.length} one="# matter on this page" other="# matters on this page" />
        )}
        {matters.length === 0 && isMisheard(q) && (
          <>
            {" "}
            <Trans>
              If it is a reference, one of its signs was misheard or mistyped: the last sign does not fit the
              others.
            </Trans>
          </>
        )}
      </p>
      <Unread files={unread} />
      <ol className="matters">
        {matters.map(({ row, hits }) => (
          <Matter key={row.item} row={row} hits={hits} />
        ))}
      </ol>
      {more !== null && (
        <Link to="." search={{ q, after: more }} className="button">
          <Trans context="page">Older ones</Trans>
        </Link>
      )}
    </>
  );
}

/** Whether it would be a reference but for its check character; a number of another kind can look so too. */
function isMisheard(text: string): boolean {
  try {
    readRef(text);
    return false;
  } catch (error) {
    return isSetuError(error) && error.code === "WRONG_CHECK";
  }
}

type MatterProps = { readonly row: RequestRow; readonly hits: readonly SearchHit[] };

function Matter({ row, hits }: MatterProps) {
  const { _ } = useI18n();
  const { t } = useLingui();
  const { nameOf } = useOfficers();
  const { assignee } = row.home;
  return (
    <li className="panel" data-item={row.item}>
      <h2>
        <Link
          to="/requests/$item"
          params={{ item: row.item }}
          className="mono"
          data-row={row.item}
          translate="no"
        >
          {row.ref}
        </Link>{" "}
        <bdi lang={row.lang ?? undefined}>{row.title ?? t`No title`}</bdi>
      </h2>
      <Caution text={row.title ?? ""} />
      <p className="meta muted particulars">
        <Tlp label={row.tlp} />
        {row.cameBy !== null && <strong>{_(cameWords(row.cameBy))}</strong>}
        <span>{_(URGENCY[row.urgency] ?? { id: row.urgency })}</span>
        <span>{_(STATUS[row.status] ?? { id: row.status })}</span>
        <Due clock={row.clock} />
        <span>
          {assignee === null ? (
            <Trans context="of a request">with nobody</Trans>
          ) : (
            <Trans context="of a request">with {nameOf(assignee)}</Trans>
          )}
        </span>
      </p>
      <Hits hits={hits} />
    </li>
  );
}
