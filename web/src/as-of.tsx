import { Trans } from "@lingui/react/macro";
import { clockSkew, Moment, Notice, useLostSince, usePlace } from "@setu/ui";
import { useQueryClient, type QueryCache } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { contentOf, trueUntil } from "./shown-age.ts";

/** How long it is said that the node answers again. */
const TOLD_MS = 15_000;
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
  const cache = useQueryClient().getQueryCache();
  const lost = useLostSince();
  const shown = useMemo(
    () => new Set(lost === null ? [] : contentOf(activeIn(cache)).map(({ queryHash }) => queryHash)),
    [cache, lost],
  );
  return useSyncExternalStore(
    (changed) => cache.subscribe(changed),
    () => (lost === null ? null : trueUntil(activeIn(cache), shown, lost, clockSkew())),
  );
}

const activeIn = (cache: QueryCache) => cache.findAll({ type: "active" });

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
