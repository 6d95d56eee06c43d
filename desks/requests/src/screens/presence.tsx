import { Trans } from "@lingui/react/macro";
import { api, clockWords, Notice, useLang, usePlace } from "@setu/ui";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Presence } from "../api.ts";
import { useOfficers } from "./list-data.ts";

/** Often enough for a minute's grace (`server/src/requests/presence.ts`). */
const EVERY_MS = 20_000;

const say = (item: string, doing: "reading" | "writing" | "gone") =>
  api<readonly Presence[]>(`/presence/${encodeURIComponent(item)}`, {
    method: "POST",
    json: { doing },
    keepalive: doing === "gone",
    quiet: true,
  });

/** Says to the desk that this officer is here, and hears who else is. */
export function usePresence(item: string, writing: boolean): readonly Presence[] {
  const doing = writing ? "writing" : "reading";
  const { data } = useQuery({
    queryKey: ["presence", item, doing],
    queryFn: () => say(item, doing),
    refetchInterval: EVERY_MS,
    retry: false,
    placeholderData: (before) => before,
  });
  useEffect(() => {
    const leave = () => void say(item, "gone").catch(() => undefined);
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [item]);
  return data ?? [];
}

/** Who of the desk has the request open, since when. */
export function Present({ others }: { readonly others: readonly Presence[] }) {
  return (
    <div className="present" role="status">
      {others.map((each) => (
        <p key={each.officer}>
          <PresentWords each={each} />
        </p>
      ))}
    </div>
  );
}

function PresentWords({ each }: { readonly each: Presence }) {
  const lang = useLang();
  const { node } = usePlace();
  const { nameOf } = useOfficers();
  const name = nameOf(each.officer);
  const since = clockWords(each.since, node.zone, lang);
  return each.doing === "writing" ? (
    <strong>
      <Trans>
        <bdi>{name}</bdi> is writing on this request since {since}.
      </Trans>
    </strong>
  ) : (
    <Trans>
      <bdi>{name}</bdi> is reading this request since {since}.
    </Trans>
  );
}

/** Said before somebody types, not after. */
export function SecondDraft({ others }: { readonly others: readonly Presence[] }) {
  const writing = others.filter(({ doing }) => doing === "writing");
  if (writing.length === 0) return null;
  return (
    <Notice tone="warning">
      {writing.map((each) => (
        <p key={each.officer}>
          <PresentWords each={each} />
        </p>
      ))}
      <p>
        <Trans>
          Agree who answers before you write. Of two acts that move the request only the first is sent, and
          the second keeps its text; of two messages both are sent.
        </Trans>
      </p>
    </Notice>
  );
}
