import { Trans } from "@lingui/react/macro";
import { useLingui } from "@lingui/react";
import { api, Link, Notice, problemOf, setServerNow, spanOf, useAddress, useNow } from "@setu/ui";
import type { LinkView } from "@setu/requests/api.ts";
import { useQuery } from "@tanstack/react-query";

export function useLink() {
  return useQuery({
    queryKey: ["link"],
    queryFn: async () => {
      const view = await api<LinkView>("/link");
      setServerNow(view.now);
      return view;
    },
    refetchInterval: 30_000,
  });
}

/** The state of the link in a sentence. */
export function LinkSentence({ view }: { readonly view: LinkView }) {
  const { i18n, _ } = useLingui();
  const now = useNow();
  const silent = view.lastHeard === null ? null : spanOf(i18n, Math.max(0, now - view.lastHeard));
  const why = view.reason === null ? null : _(problemOf(view.reason).what);
  if (view.road === "file" && view.state !== "stopped" && view.state !== "not-linked") {
    const asOf = view.carried?.in?.asOf;
    const ago = asOf === undefined ? null : spanOf(i18n, Math.max(0, now - asOf));
    return (
      <>
        {ago === null ? (
          <Trans>Files are carried, nobody connects. None of theirs has come yet.</Trans>
        ) : (
          <Trans>Files are carried, nobody connects. The newest of theirs was written {ago} ago.</Trans>
        )}{" "}
        {view.state === "down" && <Trans>What is saved here waits and is not signed yet.</Trans>} {why}
      </>
    );
  }
  switch (view.state) {
    case "up":
      return <Trans>The link is up. The other node answers.</Trans>;
    case "waiting":
      return silent === null ? (
        <Trans>The link is waiting for the other node's first answer.</Trans>
      ) : (
        <Trans>The link is waiting for an answer. The other node was last heard {silent} ago.</Trans>
      );
    case "down":
      return (
        <>
          {silent === null ? (
            <Trans>The link is down. The other node has not been heard yet.</Trans>
          ) : (
            <Trans>The link is down. The other node was last heard {silent} ago.</Trans>
          )}{" "}
          <Trans>What is saved here waits and is sent when the link is back.</Trans> {why}
        </>
      );
    case "stopped":
      return (
        <>
          <Trans>The link has been stopped. Nothing crosses until two people have looked at it.</Trans> {why}
        </>
      );
    case "not-linked":
      return <Trans>This node is not linked to another node, so nothing can be sent yet.</Trans>;
  }
}

/** On every screen but its own, only while something is wrong with the link. */
export function LinkNotice() {
  const { data } = useLink();
  const told = useAddress().path === "/link";
  if (told) return null;
  if (data === undefined || data.state === "up" || data.state === "waiting") return null;
  return (
    <Notice tone="warning">
      <p>
        <strong>
          <LinkSentence view={data} />
        </strong>{" "}
        <Link to="/link">
          <Trans context="screen">Link health</Trans>
        </Link>
      </p>
    </Notice>
  );
}
