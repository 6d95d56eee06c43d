import { Plural, Trans } from "@lingui/react/macro";
import { createContext, use, useState } from "react";
import type { RequestView } from "../api.ts";

/**
 * Which acts are new to the reader, for as long as she is on the page: what the page learns meanwhile is added, and an
 * answer that comes again, in which nothing is new any more, takes nothing away.
 */
export const NewActs = createContext<ReadonlySet<string>>(new Set());

export function useNewActs({ timeline, ours, news = [] }: RequestView): ReadonlySet<string> {
  const [kept, keep] = useState<ReadonlySet<string>>(new Set());
  const shown = new Set([...timeline, ...ours.notes].map(({ id }) => id));
  const added = news.filter((id) => shown.has(id) && !kept.has(id));
  if (added.length === 0) return kept;
  const all = new Set([...kept, ...added]);
  keep(all);
  return all;
}

/** Stands in the line of what is new; the key goes from one such line to the next. */
export function NewWord({ id }: { readonly id: string }) {
  if (!use(NewActs).has(id)) return null;
  return (
    <span className="new-word" data-new="">
      <Trans context="new act">New</Trans>{" "}
    </span>
  );
}

/** To the next of them on the page, and from the last to the first. */
export function toNextNew(): void {
  const lines = [...document.querySelectorAll("article.request [data-new]")].flatMap(
    (word) => word.closest<HTMLElement>("li") ?? [],
  );
  const next = lines[(lines.findIndex((line) => line === document.activeElement) + 1) % lines.length];
  if (!next) return;
  next.tabIndex = -1;
  next.focus();
}

/** How many there are, and the way to the first. */
export function NewBar({ news }: { readonly news: ReadonlySet<string> }) {
  if (news.size === 0) return null;
  return (
    <p className="news-bar">
      <button type="button" className="link-button" aria-keyshortcuts="n" onClick={toNextNew}>
        <Plural
          value={news.size}
          one="# new act since you last looked — press N"
          other="# new acts since you last looked — press N"
        />
      </button>
    </p>
  );
}
