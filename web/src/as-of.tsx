import { Trans } from "@lingui/react/macro";
import { Moment, Notice, useLostSince, usePlace } from "@setu/ui";
import { useQueryClient, type Query, type QueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";

/** How long it is said that the node answers again. */
const TOLD_MS = 15_000;
/** Queries whose answers fill the screens; what they show is as old as they are. */
const CONTENT: ReadonlySet<unknown> = new Set(["requests", "search", "notices", "picture"]);

/**
 * On every screen: that the node does not answer, since when what is shown is not renewed, and that nothing written is
 * lost. Said once, politely; when the node is back the screens go on by themselves.
 */
export default function AsOf() {
  const { node } = usePlace();
  const since = useAsOf();
  const returned = useReturned(since !== null);
  return (
    <div role="status" className="connection">
      {since !== null && (
        <Notice tone="warning">
          <p>
            <strong>
              <Trans>
                As of <Moment at={since} zone={node.zone} /> – not connected; what you write is kept.
              </Trans>
            </strong>{" "}
            <Trans>The screens go on by themselves when our node answers again.</Trans>
          </p>
        </Notice>
      )}
      {returned && (
        <p className="muted">
          <Trans>Connected again. What you see is being renewed.</Trans>
        </p>
      )}
    </div>
  );
}

/** The instant up to which what is on this screen is true; null while the node answers. */
function useAsOf(): number | null {
  const client = useQueryClient();
  const lost = useLostSince();
  // What was on the screen when the line broke was renewed by events until then.
  const shown = useMemo(
    () => new Set(lost === null ? [] : contentOf(client).map(({ queryHash }) => queryHash)),
    [client, lost],
  );
  const cache = client.getQueryCache();
  return useSyncExternalStore(
    (changed) => cache.subscribe(changed),
    () => (lost === null ? null : oldest(contentOf(client), shown, lost)),
  );
}

const contentOf = (client: QueryClient): readonly Query[] =>
  client
    .getQueryCache()
    .findAll({ type: "active" })
    .filter(({ queryKey, state }) => CONTENT.has(queryKey[0]) && state.data !== undefined);

/** A screen from before, opened while the line is down, may have been stale already. */
const oldest = (queries: readonly Query[], shown: ReadonlySet<string>, lost: number): number =>
  queries
    .filter(({ queryHash, state }) => state.isInvalidated && !shown.has(queryHash))
    .reduce((at, { state }) => Math.min(at, state.dataUpdatedAt), lost);

function useReturned(isLost: boolean): boolean {
  const wasLost = useRef(false);
  const [returned, setReturned] = useState(false);
  useEffect(() => {
    const back = wasLost.current && !isLost;
    wasLost.current = isLost;
    setReturned(back);
    if (!back) return undefined;
    const timer = setTimeout(() => setReturned(false), TOLD_MS);
    return () => clearTimeout(timer);
  }, [isLost]);
  return returned;
}
