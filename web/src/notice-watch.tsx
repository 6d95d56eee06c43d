import { Plural, Trans, useLingui } from "@lingui/react/macro";
import type { Notice } from "@setu/requests/me.ts";
import { Link, matchPath, useAddress, usePrefs } from "@setu/ui";
import { useEffect, useRef, useState } from "react";
import { unreadOf, useMarkRead, useNews, useNotices } from "./notice-data.ts";
import { playTone } from "./tone.ts";

/** The way to the notices, with how many are unread; how many requests are new stands in the title of the window. */
export function NoticeLink() {
  const { data } = useNotices();
  const unread = data?.unread ?? 0;
  const { data: news } = useNews();
  useCountInTitle(news === undefined || news.total === 0 ? "" : `${news.total}${news.more ? "+" : ""}`);
  useReadByOpening(data?.rows ?? NONE);
  return (
    <>
      <Link to="/notices" className="button notice-link" data-unread={unread > 0}>
        {unread === 0 ? (
          <Trans context="screen">Notices</Trans>
        ) : (
          <Plural value={unread} one="Notices: # unread" other="Notices: # unread" />
        )}
      </Link>
      <Arrivals rows={data?.rows} />
    </>
  );
}

const NONE: readonly Notice[] = [];

/** Screens write their own title; the count is put before whatever they write. */
function useCountInTitle(count: string): void {
  useEffect(() => {
    const mark = () => {
      const plain = document.title.replace(/^\(\d+\+?\) /, "");
      const wanted = count === "" ? plain : `(${count}) ${plain}`;
      if (document.title !== wanted) document.title = wanted;
    };
    mark();
    const observer = new MutationObserver(mark);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, [count]);
}

/** Whoever has the item open reads what is told of it. */
function useReadByOpening(rows: readonly Notice[]): void {
  const markRead = useMarkRead();
  const { path } = useAddress();
  const item = matchPath("/requests/$item", path)?.["item"];
  const ids = item === undefined ? [] : unreadOf(rows, item);
  const wanted = ids.join();
  useEffect(() => {
    if (wanted !== "") markRead({ ids: wanted.split(",").map(Number) });
  }, [wanted, markRead]);
}

/** Said aloud only when one's own deadline has passed; a sound, where it was asked for, for everything new. */
function Arrivals({ rows }: { readonly rows: readonly Notice[] | undefined }) {
  const { t } = useLingui();
  const { sound } = usePrefs();
  const newest = useRef<number | null>(null);
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (rows === undefined) return;
    const before = newest.current;
    newest.current = Math.max(before ?? 0, ...rows.map(({ id }) => id));
    if (before === null) return;
    const fresh = rows.filter(({ id, read }) => id > before && !read);
    if (fresh.length > 0 && sound) playTone();
    const over = fresh.find(({ kind, reason }) => kind === "deadline" && reason === "p100");
    if (over !== undefined) setSaid(`${t`Your deadline has passed`}: ${over.ref}`);
  }, [rows, sound, t]);
  return (
    <span className="visually-hidden" role="status" aria-label={t`Deadlines`}>
      {said}
    </span>
  );
}
