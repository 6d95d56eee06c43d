import { TLP } from "@setu/core/marking/marking.ts";
import type { ReadPage } from "@setu/requests/read-pages.ts";

/** The strictest marking of what a page shows; null: it shows nothing of a request. TLP 2.0 wants it at head and foot. */
export function markingOf(page: ReadPage): string | null {
  const shown = labelsOf(page);
  if (shown.length === 0) return null;
  // A label that this version does not know is not weaker than those it knows.
  return (
    shown.find((label) => !TLP.includes(label as never)) ?? TLP.find((label) => shown.includes(label)) ?? null
  );
}

function labelsOf(page: ReadPage): readonly string[] {
  switch (page.kind) {
    case "list":
      return page.list.rows.map(({ tlp }) => tlp);
    case "request":
      return [page.view.tlp, ...page.view.timeline.map(({ mark }) => mark.tlp)];
    case "dossier":
      return [page.view?.tlp ?? "RED", ...(page.view?.timeline.map(({ mark }) => mark.tlp) ?? [])];
    case "manifest":
      return [page.tlp];
    case "package":
      return page.view?.pieces.map(({ mark }) => mark.tlp) ?? [];
    case "search":
      return page.result?.matters.map(({ row }) => row.tlp) ?? [];
    case "releases":
      return [...page.releases.waiting, ...page.releases.mine, ...page.releases.reviews].map(
        ({ tlp }) => tlp,
      );
    case "release":
      return [page.view.tlp, page.view.replaces?.tlp ?? page.view.tlp];
    case "notices":
      return page.tlp;
    default:
      return [];
  }
}
