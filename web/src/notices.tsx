import { msg } from "@lingui/core/macro";
import { useLingui as useI18n } from "@lingui/react";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import type { Notice, NoticeList } from "@setu/requests/me.ts";
import { Link, LoadProblem, ScreenKeys, useKeptFocus, useScopedKeys, When, useWindowTitle } from "@setu/ui";
import { useEffect, useRef, useState } from "react";
import { useMarkRead, useNotices } from "./notice-data.ts";
import { OFFICERS_PAGES, reasonOf } from "./notice-words.ts";
import "./me.css";

/** What the officer has been told, newest first: why, of which request, since when. Opening one reads it. */
export default function NoticesScreen() {
  const { t } = useLingui();
  const title = t({ context: "screen", message: "Notices" });
  const [pages, setPages] = useState<readonly number[]>([]);
  const { data, error, refetch } = useNotices(pages.at(-1) ?? null);
  useWindowTitle(title);
  return (
    <>
      <h1>{title}</h1>
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {data !== undefined && <Notices list={data} newest={pages.length === 0} />}
      <div className="actions">
        {pages.length > 0 && (
          <button type="button" className="button" onClick={() => setPages(pages.slice(0, -1))}>
            <Trans>Newer</Trans>
          </button>
        )}
        {data !== undefined && data.next !== null && (
          <button type="button" className="button" onClick={() => setPages([...pages, data.next ?? 0])}>
            <Trans>Older</Trans>
          </button>
        )}
      </div>
    </>
  );
}

function Notices({
  list: { rows, unread },
  newest,
}: {
  readonly list: NoticeList;
  readonly newest: boolean;
}) {
  const markRead = useMarkRead();
  const list = useRef<HTMLDivElement>(null);
  useKeptFocus(list);
  const readAll = () => {
    const first = rows[0];
    if (newest && unread > 0 && first !== undefined) markRead({ all: first.id });
  };
  const move = (step: 1 | -1) => {
    const links = [...(list.current?.querySelectorAll<HTMLElement>("[data-notice]") ?? [])];
    const at = links.indexOf(document.activeElement as HTMLElement);
    links[Math.min(Math.max(at + step, 0), links.length - 1)]?.focus();
  };
  const onKeyDown = useScopedKeys({ j: () => move(1), k: () => move(-1), m: readAll });
  useEffect(() => list.current?.focus({ preventScroll: true }), []);
  return (
    <div ref={list} tabIndex={-1} className="notice-list" onKeyDown={onKeyDown}>
      <div className="actions">
        <p>
          {unread === 0 ? (
            <Trans>You have read everything.</Trans>
          ) : (
            <Plural value={unread} one="# unread" other="# unread" />
          )}
        </p>
        {newest && unread > 0 && (
          <button type="button" className="button" aria-keyshortcuts="m" onClick={readAll}>
            <Trans>Mark all as read</Trans>
          </button>
        )}
      </div>
      {rows.length === 0 ? (
        <p className="panel">
          <Trans>
            Nothing yet. Here stands what is assigned to you, what the other side writes on it, and its
            deadlines.
          </Trans>
        </p>
      ) : (
        <ol className="notices">
          {rows.map((row) => (
            <Line key={row.id} notice={row} onOpen={() => !row.read && markRead({ ids: [row.id] })} />
          ))}
        </ol>
      )}
      <p className="muted meta">
        <Trans>Notices are kept for 90 days. What you are told, and how, is on your own page.</Trans>{" "}
        <Link to="/me">
          <Trans context="screen">My settings</Trans>
        </Link>
      </p>
      <ScreenKeys
        help={[
          { keys: ["J"], does: msg`Next notice` },
          { keys: ["K"], does: msg`Previous notice` },
          { keys: ["Enter"], does: msg`Open the request` },
          { keys: ["M"], does: msg`Mark all as read` },
          { keys: ["?"], does: msg`Show this sheet` },
        ]}
      />
    </div>
  );
}

function Line({ notice, onOpen }: { readonly notice: Notice; readonly onOpen: () => void }) {
  const { _ } = useI18n();
  const why = _(reasonOf(notice));
  return (
    <li className={notice.read ? "read" : "unread"}>
      <p>
        {!notice.read && (
          <span className="unread-word">
            <Trans context="notice">Unread</Trans>
          </span>
        )}
        <strong>{notice.kind === "reply" ? <Trans>The other side: {why}</Trans> : why}</strong>
      </p>
      <p>
        {notice.kind === "finding" ? (
          <Link to="/findings" onClick={onOpen} data-notice="">
            <Trans context="screen">Findings</Trans>
          </Link>
        ) : notice.kind === "release" ? (
          <Link to="/releases" onClick={onOpen} data-notice="">
            <Trans context="screen">Releases</Trans>
          </Link>
        ) : notice.kind === "officers" ? (
          <Link to={OFFICERS_PAGES[notice.reason] ?? "/administration"} onClick={onOpen} data-notice="">
            {notice.reason === "posting" ? (
              <Trans context="screen">Officers</Trans>
            ) : (
              <Trans context="screen">Administration</Trans>
            )}
          </Link>
        ) : notice.kind === "suspension" ? (
          <Link to="/suspensions" onClick={onOpen} data-notice="">
            <Trans context="screen">Suspensions</Trans>
          </Link>
        ) : notice.kind === "individual" ? (
          <Link to="/individuals" onClick={onOpen} data-notice="">
            <Trans context="screen">Individuals’ requests</Trans>
          </Link>
        ) : notice.kind === "brake" ? (
          <Link to="/duty" onClick={onOpen} data-notice="">
            <Trans context="screen">Duty</Trans>
          </Link>
        ) : (
          <Link
            to={notice.kind === "permission" ? "/permissions/of/$item" : "/requests/$item"}
            params={{ item: notice.item }}
            onClick={onOpen}
            data-notice=""
          >
            <span className="mono" translate="no">
              {notice.ref}
            </span>
            {notice.title !== null && (
              <>
                {" "}
                <bdi lang={notice.lang ?? undefined}>{notice.title}</bdi>
              </>
            )}
          </Link>
        )}
      </p>
      <p className="meta muted">
        <When at={notice.at} />
        {notice.due !== null && (
          <span className="notice-due">
            <Trans>
              Due: <When at={notice.due} />
            </Trans>
          </span>
        )}
      </p>
    </li>
  );
}
